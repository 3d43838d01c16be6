// %% [markdown]
// # 01 · CWoLa on di-Higgs events
//
// **Question.** How pure must the two mixtures be before a network trained without labels is as good as one trained with
// labels?
//
// You will be able to
// - read events with jets, look at them, and build Higgs candidates from four jets,
// - mix signal and background by fractions and train without labels,
// - reproduce Table 1 and the dense-network part of Figure 1 of the Note.
//
// *45 minutes of class. On 2 cores: quick under a minute, workshop about fifteen minutes (SPANet in Figure 1 takes most of them).*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// ## The events
//
// Signal: $gg \to H \to hh \to b\bar b b\bar b$ with $m_H$ = 300, 400, 500, 700, 900 and 1200 GeV. Background: QCD
// production of four b quarks. Both come from Pythia with a fast model of the CMS detector; at least four jets with
// $p_T > 40$ GeV, of which two are b-tagged. (The Note uses MadGraph and Delphes, and 500,000 events of each kind.)

// %%
let signal = Events::sample("dihiggs_2tag")?;
signal

// %% [markdown]
// `Events` is a Polars table plus the jets behind each row. The table is an ordinary `DataFrame`:

// %%
let by_mass: DataFrame = signal.frame().clone().lazy()
    .group_by([col("m_heavy")])
    .agg([col("event").count().alias("events"), col("m4b").mean().alias("mean of m4b")])
    .sort(["m_heavy"], Default::default())
    .collect()?;
by_mass

// %% [markdown]
// ## From four jets to 16 numbers
//
// The dense network sees two Higgs candidates. Three pairings of four jets are possible; the min-ΔR method takes the one in
// which the pair with the higher $p_T$ has the smallest $\Delta R$. The result is Table 1 of the Note:

// %%
table(1, profile)?

// %%
let sample = DiHiggsSample::load(profile)?;
sample.signal

// %% [markdown]
// **Look at the data first.** Which of these variables would you cut on?

// %%
let samples = [sample.signal.clone().with_name("signal"), sample.background.clone().with_name("background")];
compare_columns(&samples, &[
    ("m_hh", 200.0, 1400.0),
    ("mass_h1", 0.0, 400.0),
    ("pt_h1", 0.0, 700.0),
    ("delta_r_h1", 0.0, 4.0),
])?

// %% [markdown]
// ## One mixture, one call
//
// $M_1$ holds 80 % signal, $M_2$ 20 %. The label of an event says only which mixture it is in.

// %%
let mixed = MixedSample::by_fraction(&sample.signal, &sample.background, 0.8, 0.2, sample.size, 1)?;
mixed

// %%
let config = dihiggs_config(profile, Scaling::Standard).with_repeats(1);
let run = train_cwola(&mixed, &config)?;
run.training_curves()

// %% [markdown]
// The loss falls to a value well above zero and stays there: the mixtures overlap, no classifier can separate them. What
// counts is the performance on **pure** events, which only a simulation can tell:

// %%
let evaluation = run.evaluate(&sample.test)?;
evaluation

// %%
run.roc(&sample.test)?

// %% [markdown]
// ## Figure 1
//
// **Predict before you run the next cell:** where will the curve meet the line of full supervision, and what happens at
// $f_1 = 0.5$?

// %%
figure(1, profile)?

// %%
let scan = fraction_scan(profile, Scaling::Standard)?;
scan

// %% tags=["check"]
expect((scan.auc_at(0.5)?.mean - 0.5).abs() < 0.15, "at f1 = f2 nothing is learnt")?

// %% tags=["check"]
expect((scan.auc_at(0.9)?.mean - scan.supervised.mean).abs() < 0.03, "at f1 = 0.9 the AUC is that of full supervision")?

// %% [markdown]
// The Note finds the same shape: 0.50 at $f_1 = 0.5$, and values near full supervision far from it. Its AUC is higher, 0.95
// where ours is 0.87, and it comes close to that already at 0.4 and 0.6: its samples have 500,000 events of each class
// against our 16,000, other masses in other proportions, and another detector.
//
// The Note's other curve, SPANet, does *not* fall to 0.5 at $f_1 = 0.5$, because its pairing task tells signal from
// background: that is a leak, and notebook 10.
//
// ## Your turn
//
// **Exercise.** The networks of the published figure saw raw numbers, GeV and radians. Train one with
// `Scaling::None` and compare.

// %%
let raw = dihiggs_config(profile, Scaling::None).with_repeats(1);
raw

// %% [markdown]
// <details><summary>Solution</summary>
//
// ```rust
// train_cwola(&mixed, &raw)?.evaluate(&sample.test)?
// ```
//
// The first layer has to find the scale of each feature by itself. It does, but training takes longer and scatters more.
// </details>
//
// ## Limits
//
// Both mixtures have the same background here. In a search the two mixtures are regions of a mass, and the background is
// not the same in both. That is the next notebook.
//
// ## Summary
// - Two mixtures are enough; away from $f_1 = f_2$ the network approaches full supervision.
// - The AUC at $f_1 = f_2$ is the test that nothing leaks.
// - Truth is used to *test*, never to train.
//
// F.-Y. Hsieh, *Note*, section 1 · E. M. Metodiev et al., arXiv:1708.02949
