// %% [markdown]
// # 00 · Learning without labels
//
// **Question.** Can a classifier learn to tell signal from background when no event carries a label?
//
// You will be able to
// - say why two mixtures with different signal fractions are enough (the CWoLa theorem),
// - train such a classifier with one call and test it,
// - say when it must fail.
//
// *Ten minutes of class. On 2 cores: quick and workshop under a minute, full a few minutes (not measured).*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// The kernel has already loaded `cwola` (`use cwola::prelude::*;`) and Polars. `profile` says how large the studies are:
// `quick`, `workshop` (default) or `full`. `Profile::set("quick")?` in a cell, or `cargo lab --profile quick`, changes it.
//
// ## A toy whose answer is known
//
// Signal and background are Gaussians of width 1, a distance $\delta$ apart in the feature $x_1$. A second feature $x_2$
// is noise.

// %%
let toy = GaussianToy::new(1.0);
let signal = toy.signal(20_000, 1)?;
let background = toy.background(20_000, 2)?;
signal

// %%
compare_columns(&[signal.clone(), background.clone()], &[("x1", -4.0, 5.0), ("x2", -4.0, 4.0)])?

// %% [markdown]
// No classifier can beat the likelihood ratio. Here it is a function of $x_1$ alone, and its area under the ROC curve is
// exactly $\Phi(\delta/\sqrt{2})$.

// %%
toy.best_auc()

// %% [markdown]
// ## Two mixtures instead of two labels
//
// Take two samples with different signal fractions $f_1 > f_2$:
//
// $$p_{M_1} = f_1\,p_S + (1-f_1)\,p_B, \qquad p_{M_2} = f_2\,p_S + (1-f_2)\,p_B .$$
//
// The best classifier between $M_1$ and $M_2$ is
//
// $$\frac{p_{M_1}}{p_{M_2}} = \frac{f_1\,r + (1-f_1)}{f_2\,r + (1-f_2)}, \qquad r = \frac{p_S}{p_B},$$
//
// which grows with $r$ as long as $f_1 > f_2$: it orders events exactly as $r$ does. So it is also the best classifier
// between signal and background, and nobody needed a label.

// %%
let mixed = MixedSample::by_fraction(&signal, &background, 0.8, 0.2, 20_000, 7)?;
mixed

// %% [markdown]
// A `MixedSample` has no column that says what an event is. **Predict before you run the next cell:** the best AUC is
// 0.760. What will a network reach that only sees mixtures of 80 % and 20 % signal?

// %%
let run = train_cwola(&mixed, &TrainConfig::dnn())?;
run

// %%
let test = toy.test(20_000, 99)?;
let evaluation = run.evaluate(&test)?;
evaluation

// %% tags=["check"]
expect((evaluation.auc.mean - toy.best_auc()).abs() < 0.02, "the AUC is within 0.02 of the exact optimum")?

// %%
run.roc(&test)?

// %% [markdown]
// ## How much does the mixture matter?
//
// **Predict:** draw the curve of the AUC against $f_1$ (with $f_2 = 1 - f_1$) before you run the next cell. What happens
// at $f_1 = 0.5$?

// %%
let points = theorem_scan(&toy, &[0.1, 0.3, 0.45, 0.5, 0.55, 0.7, 0.9], profile)?;
theorem_figure(&toy, &points)?

// %% [markdown]
// At $f_1 = f_2$ both mixtures have the same distribution: there is nothing to learn, and the AUC is 0.5 up to
// fluctuations. Below 0.5 the network learns that $M_2$ is richer in signal; its score is then turned around, and the AUC
// on true labels is *below* one half. `Evaluation::rectified` swaps it, but only when you ask: on data you would not know.

// %% tags=["check"]
let middle = points.iter().find(|p| p.f1 == 0.5).map(|p| p.auc.mean).unwrap_or(f64::NAN);
expect((middle - 0.5).abs() < 0.1, "f1 = f2 teaches nothing")?

// %% tags=["check"]
let ends = points.iter().filter(|p| p.f1 == 0.9 || p.f1 == 0.1).all(|p| ((p.auc.mean - 0.5).abs() + 0.5 - toy.best_auc()).abs() < 0.03);
expect(ends, "at f1 = 0.9 and 0.1 the optimum is reached")?

// %% [markdown]
// ## Your turn
//
// **Exercise.** Make the problem harder: $\delta = 0.3$. What is the best AUC? How many events does the network need at
// $f_1 = 0.6$ to come within 0.02 of it?

// %%
let harder = GaussianToy::new(0.3);
harder.best_auc()

// %% [markdown]
// <details><summary>Solution</summary>
//
// ```rust
// let (s, b) = (harder.signal(100_000, 1)?, harder.background(100_000, 2)?);
// let mixed = MixedSample::by_fraction(&s, &b, 0.6, 0.4, 100_000, 7)?;
// train_cwola(&mixed, &TrainConfig::dnn())?.evaluate(&harder.test(20_000, 99)?)?
// ```
//
// The best AUC is 0.584. The mixtures differ by 20 % of a small shift only, so tens of thousands of events are needed:
// CWoLa pays for missing labels with statistics.
// </details>
//
// ## Limits of this toy
//
// Two features, no detector, and the background is the same in both mixtures. In data the two mixtures are regions of a
// mass, and the background differs between them: notebook `02-cwola-hunting` shows what then goes wrong.
//
// ## Summary
// - Two mixtures with different signal fractions replace labels.
// - The fractions need not be known; the closer they are, the more events are needed.
// - At equal fractions nothing can be learnt.
//
// E. M. Metodiev, B. Nachman, J. Thaler, *Classification without labels*, JHEP 10 (2017) 174, arXiv:1708.02949.
