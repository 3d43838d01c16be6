// %% [markdown]
// # 04 · Dark-valley samples
//
// **Question.** A hidden sector with its own strong force makes jets of dark hadrons. What do they look like in the detector,
// and how many of them would 139 fb⁻¹ hold?
//
// You will be able to
// - say what $\Lambda_D$ and the decay (indirect or direct) do to a jet,
// - follow events through the selection to the signal region and its sidebands,
// - turn a list of constituents into an image, step by step,
// - make dark jets of your own.
//
// *45 minutes of class. On 2 cores: about a minute in every profile.*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// ## The model
//
// A heavy $Z'$ couples to quarks and to *dark quarks* that feel a copy of QCD with scale $\Lambda_D$. They shower and
// hadronise in the dark sector; the dark mesons decay back to ordinary quarks. Two jets come out, at the mass of the $Z'$.

// %%
table(13, profile)?

// %% [markdown]
// The mass of the dark $\rho$ follows from lattice results: $m_\rho/\Lambda_D = \sqrt{5.76 + 1.5\,m_\pi^2/\Lambda_D^2}$.
//
// ## Two samples of events
//
// Each event has two jets, and each jet a list of constituents ($p_T$, $\eta$, $\phi$).

// %%
let signal = Events::sample("dark_valley_id10")?;
let background = Events::sample("dijets")?;
signal

// %%
compare_columns(&[signal.clone(), background.clone()], &[("n_j1", 0.0, 160.0), ("m_j1", 0.0, 800.0)])?

// %% [markdown]
// **Predict before you run.** A dark jet is made of many soft dark mesons. Where will the separation come from: the
// energy of the jets, or what is inside?

// %%
figure(27, profile)?

// %% [markdown]
// ## From all events to two regions
//
// Two jets with $p_T > 750$ GeV and $|\eta| < 2$; the signal region is $4700 < m_{jj} < 5500$ GeV, the sidebands lie next to it.

// %%
figure(15, profile)?

// %%
figure(16, profile)?

// %%
table(14, profile)?

// %% [markdown]
// The pass rates of the signal are the Note's within a few per cent; the jets of the background here have more energy
// in their cone than the Note's, so more of them pass, but the ratio of sideband to signal region, which is what the method uses, agrees.
//
// ## How many events are these?

// %%
table(15, profile)?

// %% tags=["check"]
let needed = (136.1f64 * 139.0).sqrt(); // S = √B of the signal region
expect((needed - 138.0).abs() < 1.0, "138 signal events make one standard deviation at 139/fb")?

// %% [markdown]
// ## From constituents to an image
//
// Centre the jet on its $p_T$-weighted mean, turn its principal axis, flip the hottest quadrant to the first, count $p_T$ in pixels.

// %%
figure(17, profile)?

// %%
figure(18, profile)?

// %% [markdown]
// **Stop and think.** One image looks like noise, the average looks like a smooth blob. Which of the two does a network see?
//
// ## The network
//
// Both jets of an event go through the same convolutional network, and the two scores are multiplied.

// %%
figure(19, profile)?

// %% [markdown]
// ## Dark jets by hand
//
// The toolkit has a generator of its own, in Rust: parton shower, dark shower, decays, a fast detector and the anti-$k_T$
// algorithm. It is simpler than Pythia, and made to be turned: $\Lambda_D$, the decay, the mass of the $Z'$.
//
// **Predict:** what does the number of constituents do when $\Lambda_D$ grows from 1 to 50 GeV?

// %%
let light = DarkValley::new().with_lambda(1.0).signal(2_000, 1)?.with_name("Λ_D = 1 GeV");
let heavy = DarkValley::new().with_lambda(50.0).signal(2_000, 1)?.with_name("Λ_D = 50 GeV");
compare_columns(&[light.clone(), heavy.clone()], &[("n_j1", 0.0, 200.0), ("m_j1", 0.0, 800.0)])?

// %%
lambda_by_hand(profile)?

// %% [markdown]
// How close is it to Pythia? The next figure and table say it, also where it is not.

// %%
GeneratorPair::load("dark_valley_id10", profile)?.figure()?

// %%
generator_table(profile)?

// %% tags=["check"]
let (dark, qcd) = (Measured::from(&signal.column("n_j1")?), Measured::from(&background.column("n_j1")?));
expect(dark.mean > 1.2 * qcd.mean, "dark jets have more constituents than QCD jets")?

// %% [markdown]
// ## Your turn
//
// **Exercise.** A direct decay has no second step. Compare `Decay::Direct` with `Decay::Indirect` at $\Lambda_D$ = 10 GeV.

// %%
let direct = DarkValley::new().with_decay(Decay::Direct).signal(500, 1)?.with_name("direct");
direct

// %% [markdown]
// <details><summary>Solution</summary>
//
// ```rust
// let indirect = DarkValley::new().with_decay(Decay::Indirect).signal(500, 1)?.with_name("indirect");
// compare_columns(&[direct.clone(), indirect], &[("n_j1", 0.0, 200.0), ("m_j1", 0.0, 800.0)])?
// ```
//
// Direct decays leave fewer, harder constituents.
// </details>
//
// ## Limits
// No pile-up, no multiparton interactions, no displaced vertices. The Note's events are MadGraph, Pythia and Delphes, these are
// Pythia with a fast detector, or our generator.
//
// ## Summary
// - The signal is a resonance *and* a strange kind of jet: CWoLa uses the first to learn the second.
// - 138 signal events among 19,000 are one standard deviation.
// - An image is made once, at the end, from unrounded constituents.
//
// F.-Y. Hsieh, *Note*, §4.1–4.5 · H. Beauchesne, Z.-E. Chen, C.-W. Chiang, arXiv:2312.06152 · Snowmass dark showers, arXiv:2203.09503
