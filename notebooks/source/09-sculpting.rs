// %% [markdown]
// # 09 · Sculpting
//
// **Question.** A classifier trained without any signal cuts away more sideband than signal region. What does a search see?
//
// *45 minutes of class. On 2 cores: quick 1–2 minutes, workshop under ten.*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// Without signal, both regions hold the same background. A classifier that only knows signal from background should pass
// the same fraction of both. One that has learnt the *regions* passes more of the signal region: it cuts a bump.

// %%
figure(114, profile)?

// %% [markdown]
// Figures 113 and 115 show the same for smeared momenta and for both together.

// %%
figure(121, profile)?

// %%
figure(122, profile)?

// %%
figure(123, profile)?

// %%
table(19, profile)?

// %% [markdown]
// ## Where does the bump come from?
//
// Part of it is over-training. The rest is real: the pixels are transverse momenta in GeV, the momentum of a jet follows
// $m_{jj}$, and $m_{jj}$ is what tells the regions apart. The sideband of background lies mostly below the signal region, where there are more events.
// So even a perfect network finds a little: *more momentum, more like the signal region*. And a signal jet has
// more momentum than a background jet of the same region, since a heavy resonance decays centrally.
//
// **Predict before you run.** Take $p_T$ of the leading jet as the score. Which AUC has it for the two regions of background? And
// for signal against background?

// %%
let (windows, column) = (MassWindows::dark_valley(), "pt_j1");
let (signal, background) = (Events::sample("dark_valley_id10")?, Events::sample("dijets")?);
let background_sr = windows.signal_region(&background)?;
let regions = Scores::of_column(column, &background_sr, &windows.sideband_region(&background)?)?;
let classes = Scores::of_column(column, &windows.signal_region(&signal)?, &background_sr)?;
format!("background, SR against SB: AUC {:.3} ± {:.3}; signal against background: {:.3}", regions.auc(), regions.auc_error(), classes.auc())

// %% tags=["check"]
expect(regions.auc() > 0.5 + 3.0 * regions.auc_error(), "the regions of background differ in the momentum of their jets")?

// %% [markdown]
// A difference that hardly shows between the regions (0.516) separates the classes well (0.88). That is why a network that never saw
// signal does not stay at an AUC of one half in the figures above. The cure is to take the information away: the author's later work divides
// every image by the momentum of its event.
//
// ## Why turning jets helps: preprocessing removed the information before

// %%
figure(124, profile)?

// %% [markdown]
// ## How significant is a bump that is not there?
//
// Cut so that a fraction $\varepsilon_{SB}$ of the sideband passes. If more of the signal region passes, $\varepsilon_{SR} > \varepsilon_{SB}$, the excess
// looks like a signal: $\sigma = B\,(\varepsilon_{SR}-\varepsilon_{SB})/\sqrt{B\,\varepsilon_{SB}}$ (Eq. 8).

// %%
fake_bump(18_922.0, 0.124, 0.10, 15_138)?

// %% tags=["check"]
let (original, printed): (f64, f64) = (18_922.0 * (0.124 - 0.10) / (18_922.0f64 * 0.10).sqrt(), 10.3);
expect((original - printed).abs() < 0.3, "Table 19, first row: 10.3, from rounded efficiencies")?

// %% [markdown]
// **Stop and think.** The errors of the rows with three copies are half as large as those of the original in the Note. Do three copies
// of an event measure an efficiency better than one?
//
// ## Limits
// No data-driven background estimate here: a fit to the sidebands would absorb part of the bump.
//
// ## Summary
// - No-signal accuracy near 0.5 is not enough: look at the tail, where the cut is.
// - Part of the bump is over-training, part is real: jets of higher mass look a little different.
//
// F.-Y. Hsieh, *Note*, §4.41, 4.45–4.48
