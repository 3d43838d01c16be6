// %% [markdown]
// # 10 · SPANet
//
// **Question.** Two mixtures with the same signal fraction have labels that tell nothing. A network that learns at the same
// time *which jets belong together* still separated signal from background in the Note, with an AUC of 0.72. How can that be?
//
// You will be able to
// - say what SPANet sees and what it gives,
// - pair jets to Higgs bosons better than by their distance,
// - reproduce Figures 1 (both networks) and 2 of the Note,
// - find out by experiment where the knowledge comes from, and what kind of knowledge it is.
//
// *60 minutes of class. On 2 cores: quick 2 minutes; workshop about twenty, most of it figures (extrapolated).*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// ## What the network sees
//
// No Higgs candidates, no ordering by hand: a list of jets, each with $\ln(p_T+1)$, $\ln(m+1)$, $\eta$, $\phi$ and a b-tag.

// %%
let sample = DiHiggsSample::load(profile)?;
let mut jets = Table::new("Jets of the first signal event", &["jet", "pT [GeV]", "mass [GeV]", "η", "φ", "b-tag"]);
for jet in sample.signal.jets()?.event(0) {
    let p = jet.p4;
    jets = jets.with_row(&[
        Cell::from(jet.slot), Cell::number(p.pt, 1), Cell::number(p.mass, 1), Cell::number(p.eta, 2), Cell::number(p.phi, 2),
        Cell::from(if jet.btag { "yes" } else { "no" }),
    ])?;
}
jets

// %% [markdown]
// Attention compares each jet with every other. Two *branches*, one per Higgs boson, give each pair of jets a probability,
// and one more row, which belongs to no jet, becomes the class of the event. Nothing in it knows a position, so that the order
// of the jets does not matter; and which boson is called $h_1$ does not either: the loss takes, event by event, the cheaper of
// the two ways to give the bosons to the branches,
//
// $$ L = \min_{\sigma \in S_2} \sum_{i=1,2} -\ln P_i\left(b_1 b_2 \text{ of } h_{\sigma(i)}\right) \;+\; \text{cross-entropy of the class.} $$

// %%
spanet_config(profile, PairingTask::With)

// %% [markdown]
// ## Pairing
//
// Signal events of $m_H$ = 500 GeV know which jets come from which boson. Background has no Higgs boson: **its targets are
// missing**. Remember that.

// %%
let pairing = PairingSample::load(profile)?;
let trained = pairing.train(profile)?;
trained.training_curves()

// %%
let mut efficiencies = trained.pairing_efficiency(&pairing.test)?;
efficiencies.insert(0, PairingEfficiency::min_delta_r(&pairing.test, JetChoice::LeadingTagged)?);
efficiencies

// %% tags=["check"]
expect(efficiencies[1].both.event_efficiency().0 > 0.15, "both pairs right far more often than by chance, 1 in 15 with five jets")?

// %% [markdown]
// In the workshop profile SPANet finds both pairs in about 80 % of the events, min-ΔR in 73 %.
//
// ## The leak that a guard sees
//
// $f_1 = f_2 = 0.5$: two mixtures that are the same.

// %%
let equal = MixedSample::by_fraction(&sample.signal, &sample.background, 0.5, 0.5, sample.size, 1)?;
let refused: String = train_cwola(&equal, &TrainConfig::spanet()).err().map(|error| error.to_string()).unwrap_or_default();
refused

// %% tags=["check"]
expect(refused.contains("background has none"), "the guard says which way truth comes in")?

// %% [markdown]
// ## Figures 1 and 2
//
// The Note trained all the same, with both tasks (Figure 1) and with the class alone (Figure 2).
//
// **Predict before you run the next cell:** which AUC do you expect at $f_1 = 0.5$, *averaged over many trainings*, each with a
// mixture of its own?

// %%
figure(1, profile)?

// %%
figure(2, profile)?

// %% [markdown]
// There are two curves. The published program turns a classifier upside down when its AUC is below one half ("labels swapped");
// the other curve shows the trainings as they are. Here are the numbers:

// %%
let with = spanet_scan(profile, PairingTask::With)?;
with

// %%
let without = spanet_scan(profile, PairingTask::Without)?;
without

// %% tags=["check"]
expect(with.auc_at(0.7)?.mean > 0.6 && without.auc_at(0.7)?.mean > 0.6, "away from equal fractions both networks learn")?

// %% [markdown]
// ## What can leak at all?
//
// Call $M_1$ what was $M_2$ and the other way round. At $f_1 = f_2$ the two mixtures have the same distribution, so this changes
// nothing but the sign of what the classifier learns: a score $s$ becomes $1 - s$, an AUC $A$ becomes $1 - A$. Both are equally
// likely. So **the mean AUC over mixtures is exactly one half, with or without pairing**. Truth that comes in through the
// pairing task cannot tell the class which side is signal.
//
// It can do something else: make the rows that the classifier starts from different for signal and background. A classifier
// that follows the noise of its labels then follows it along that difference, to one side or the other. Single trainings are
// further from one half, and with the labels swapped when the AUC is below one half *every* deviation looks like knowledge.
//
// The experiment: change what the pairing task is told, and look at the spread.

// %%
let leaks = leak_experiment(profile, &LeakTargets::ALL)?;
leaks

// %% tags=["check"]
expect(leaks.iter().all(|leak| (leak.as_trained().mean - 0.5).abs() < 0.25), "no kind of targets gives the class a direction")?

// %% [markdown]
// Read the table like this. If the spread is large in the first line and small in the last, the pairing task did it. If it is
// still large in the second line, the mere *presence* of targets is enough; if in the third, their *meaning* is. In the fourth
// nothing in the targets knows the truth, and in the last nothing reads them.
//
// At the size of a workshop (16,000 events per mixture, the Note has 500,000 of each class) the spread of the last line is
// not small: a network that follows the noise of its labels has an AUC off one half by several percent without any pairing.
// The table says whether the difference can be seen with so few trainings; do not see more in it than its errors allow. Here (six trainings a line,
// workshop profile) it cannot: the spreads are 0.06 and 0.09, and with swapped labels the AUC is 0.545 ± 0.036 with right targets, 0.599 ± 0.071 with random ones and
// 0.550 ± 0.084 without any.
//
// ## Your turn
//
// **Exercise.** SPANet has a third task, *detection*: "is there such a Higgs boson at all?" Its labels are the truth itself. Train
// with weight 1 for detection and 0 for assignment, three times with other seeds, and look at the AUC of each.

// %%
let detection = spanet_config(profile, PairingTask::Without).with_detection_weight(1.0);
detection

// %% [markdown]
// <details><summary>Solution</summary>
//
// ```rust
// train_cwola(&equal, &detection)?.evaluate(&sample.test)?.scores.iter().map(|scores| scores.auc()).collect::<Vec<f64>>()
// ```
//
// The branches learn the truth, the class still does not: the AUC scatters around one half.
// </details>
//
// ## Limits
//
// Our network is small and our samples are; the options of the Note's trainings are not public, and details (embedding, dropout,
// layers in the branches) differ from the original program. Files for the original are one call away: `write_spanet`.
//
// ## Summary
// - SPANet pairs jets better than their distance does, and classifies from the jets alone.
// - Targets of the pairing task are truth. In a weakly supervised training they must not be there: weight 0.
// - A symmetric experiment cannot prefer a side. When an AUC at equal fractions is *always* above one half, ask what turned it.
//
// F.-Y. Hsieh, *Note*, section 1.2 · A. Shmakov et al., SciPost Phys. 12, 178 (2022), arXiv:2106.03898
