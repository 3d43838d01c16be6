// %% [markdown]
// # 08 · Fluctuations
//
// **Question.** Two people run the same study and disagree. Is one of them wrong?
//
// *30 minutes of class. On 2 cores: quick about a minute, workshop under ten.*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// The bars of all figures so far are the spread of several trainings on **one** data set. An experiment has one data set, too,
// but another one every time. Draw several from a pool and train on each.

// %%
table(18, profile)?

// %%
figure(110, profile)?

// %%
figure(111, profile)?

// %% [markdown]
// **Predict before you run.** Instead of training ten times on one data set, draw a new data set for each training. What
// happens to the mean, what to the spread?

// %%
figure(118, profile)?

// %% [markdown]
// The mean stays, the bars grow: the spread of trainings on one data set is *not* the error of the result.
//
// ## By hand

// %%
let sample = DarkValleySample::load(&MassWindows::dark_valley(), Profile::Quick)?;
let (first, second) = (sample.mixed(5.0, 1)?, sample.mixed(5.0, 2)?);
let first_events: std::collections::HashSet<u64> = first.originals().iter().copied().collect();
let shared = second.originals().iter().filter(|event| first_events.contains(event)).count();
format!("{shared} of {} events are in both data sets", second.len())

// %% tags=["check"]
expect(first.composition() == second.composition() && first.originals() != second.originals(), "another seed is another data set of the same size")?

// %% [markdown]
// **Exercise.** A pool that holds the data set only twice gives data sets that are alike. What does that do to the spread?
//
// ## Limits
// The bundled pool holds about two data sets of 139 fb⁻¹ (the Note's five); this profile draws smaller ones.
//
// ## Summary
// - Quote the spread over data sets, not over trainings.
// - Two people may disagree by that much without a mistake.
//
// F.-Y. Hsieh, *Note*, §4.38, 4.39, 4.43
