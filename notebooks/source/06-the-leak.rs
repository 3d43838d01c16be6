// %% [markdown]
// # 06 · The leak
//
// **Question.** In the Note, copying every training event once made the network better. How could that be?
//
// You will be able to
// - recognise a result that is too good,
// - find the mistake behind it yourself,
// - say why a split must come before an augmentation.
//
// *50 minutes of class. On 2 cores: quick 1–2 minutes, workshop under ten.*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// ## A harmless change of the input
//
// $\eta$–$\phi$ smearing moves each constituent by a normal random number of width $\Lambda/p_T$, $\Lambda = 100$ MeV: less than
// the detector resolves.

// %%
figure(21, profile)?

// %%
figure(22, profile)?

// %%
figure(28, profile)?

// %% [markdown]
// The images hardly change. So train on the originals *and* one smeared copy of each:

// %%
figure(23, profile)?

// %% [markdown]
// In the Note this was better everywhere. In the workshop profile it is better at $S/\sqrt{B}$ = 1 only, and worse from 5 on: small samples are
// learnt by heart sooner. Compare with something that must be at least as good: twice the luminosity, twice as many *different* events.

// %%
figure(26, profile)?

// %%
figure(33, profile)?

// %% [markdown]
// **Stop and think.** In the Note one smeared copy beat twice the data (here it does not). Before you read on: what would you check?
//
// The author of the Note checked for months: the code, the second test sample, the shuffling, the smearing scale, even identical copies.

// %%
figure(37, profile)?

// %%
figure(55, profile)?

// %% [markdown]
// (Figure 45 tries other smearing scales, Figures 48, 50 and 52 leave out the shuffling or half of the events: `figure(45, profile)?`, one to
// four minutes each.)
//
// Are copy and original the same, pixel by pixel? They are: every difference below is exactly zero.

// %%
figure(80, profile)?

// %%
figure(81, profile)?

// %% [markdown]
// ## Find it yourself
//
// Here is the sample of the old data flow: augment first, then split into training and validation.

// %%
let sample = DarkValleySample::load(&MassWindows::dark_valley(), Profile::Quick)?; // a tenth of 139/fb
let mixed = sample.mixed(0.0, 1)?; // no signal at all: there is nothing to learn
let (pixels, copy) = (ImageConfig::new(25), JetAugmentation::identical_copies(1));
let old_flow = ImageSample::augment_then_split(&mixed, &pixels, &copy.clone().shuffled(), RowSplit::Random)?;
old_flow.straddling()

// %% [markdown]
// So many original events have one copy among the training events and another among the validation events. Early stopping
// looks at the validation loss: with the same events on both sides it cannot see over-training, and trains on.
//
// The toolkit refuses such a sample by default:

// %%
let epochs = if profile == Profile::Quick { 8 } else { 30 };
let config = TrainConfig::small_cnn(25).with_learning_rate(2e-3).with_batch_size(128).with_max_epochs(epochs).with_patience(30);
let refused: String = train_cwola_images(&old_flow, &config).err().map(|error| error.to_string()).unwrap_or_default();
refused

// %% tags=["check"]
expect(refused.contains("both sides"), "the leak is refused, and the sentence says why")?

// %% [markdown]
// A study may override the guard. There is no signal in this sample, so nothing can be learnt but the events themselves, by heart.
// **Predict:** what will the validation loss do, with and without the leak?

// %%
let leaky = train_cwola_images(&old_flow, &config.clone().with_guards(GuardPolicy::Warn))?;
leaky.training_curves()

// %%
let new_flow = mixed.images(&pixels, &copy)?;
let clean = train_cwola_images(&new_flow, &config.clone().with_guards(GuardPolicy::Warn))?;
clean.training_curves()

// %% [markdown]
// The same events, the same network; only the split differs. With the leak, learning by heart looks like progress: the fake gain of
// a copy. With a clean split the validation loss rises as soon as the network begins to memorise, and training stops in time.

// %%
fn last(run: &Run) -> f64 {
    run.trainings[0].history.validation_loss.last().copied().unwrap_or(f64::NAN)
}
format!("validation loss after {epochs} epochs: {:.3} with the leak, {:.3} without", last(&leaky), last(&clean))

// %% tags=["check"]
expect(last(&leaky) < last(&clean), "the leak makes over-training look like learning")?

// %% tags=["check"]
expect(old_flow.straddling() > 0 && new_flow.straddling() == 0, "only the old flow has events on both sides")?

// %%
figure(78, profile)?

// %%
figure(79, profile)?

// %% [markdown]
// ## Split first, then augment

// %%
figure(88, profile)?

// %%
figure(90, profile)?

// %%
figure(91, profile)?

// %%
figure(92, profile)?

// %% [markdown]
// ## Your turn
//
// **Exercise.** Is a leak possible without copies? Find the number of originals on both sides for `JetAugmentation::original()`.

// %%
let plain = ImageSample::augment_then_split(&mixed, &pixels, &JetAugmentation::original(), RowSplit::Random)?;
plain.straddling()

// %% [markdown]
// ## Limits
// Our networks and samples are smaller than the Note's in this profile; whether a leak shows in the *true* performance depends
// on how long a training over-trains. That the validation numbers cannot be trusted does not.
//
// ## Summary
// - A result that beats more data is a reason to look for a mistake.
// - Split by original event first, augment the training events only.
// - With the split repaired, a copy changes nothing, and $\eta$–$\phi$ smearing gains nothing at any scale.
//
// F.-Y. Hsieh, *Note*, §4.8–4.31
