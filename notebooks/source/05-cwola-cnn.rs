// %% [markdown]
// # 05 · CWoLa with jet images
//
// **Question.** How much signal must be in the data before a convolutional network that never sees a label finds it?
//
// You will be able to
// - train a CNN on signal region against sideband with one call,
// - read a significance-before-and-after plot and find the threshold,
// - explain why a training accuracy of 0.52 can be a success, and one of 0.6 a failure.
//
// *60 minutes of class. On 2 cores: quick about a minute, workshop under ten, full hours (the Note's network: use a GPU).*

// %% tags=["setup"]
let profile = Profile::from_env()?;
profile

// %% [markdown]
// ## One training
//
// Mix background from data-like regions with so much signal that $S/\sqrt{B} = 10$ in the signal region. Nobody tells the
// network which event is which: it sees "signal region" and "sideband".

// %%
let sample = DarkValleySample::load(&MassWindows::dark_valley(), Profile::Quick)?; // a tenth of 139/fb
let mixed = sample.mixed(10.0, 1)?;
mixed

// %%
let pixels = ImageConfig::new(25);
let images = mixed.images(&pixels, &JetAugmentation::original())?;
images

// %%
let config = TrainConfig::small_cnn(25);
let run = train_cwola_images(&images, &config)?;
run

// %%
run.training_curves()

// %% [markdown]
// The accuracy on the mixtures stays near one half: of some 2,300 events in the signal region about 430 are signal, and nothing
// tells the rest apart. What counts is the accuracy on *pure* samples, which we only have because this is a simulation.

// %%
let test = sample.pool.test().images(&pixels)?;
let truth = sample.pool.test().truth()?;
run.evaluate_images(&test, &truth)?

// %% [markdown]
// ## How much signal does it need?
//
// **Predict before you run.** Draw the accuracy against $S/\sqrt{B}$ from 0 to 10. Where does it leave one half?

// %%
figure(20, profile)?

// %% [markdown]
// The same scan by hand: one call trains the whole curve, keeps every finished training, and goes on where it was interrupted.

// %%
let scan = StrengthScan::for_profile(profile).run()?;
scan

// %% tags=["check"]
let (none, most) = (scan.evaluation("original", 0.0)?.auc, scan.evaluation("original", 10.0)?.auc);
expect(most.mean > none.mean, "with S/√B = 10 the AUC is higher than without signal")?

// %% tags=["check"]
let (least, largest) = (scan.factor("original", 0.0, 0.1)?, scan.factor("original", 10.0, 0.1)?);
expect(largest.mean > least.mean, "the selection gains more when there is more signal to learn from")?

// %% [markdown]
// An accuracy is not what an analysis wants. Cut on the score such that a fraction $\varepsilon_b$ of the background passes; the
// significance changes by the factor $\varepsilon_s/\sqrt{\varepsilon_b}$.

// %%
figure(32, profile)?

// %%
figure(33, profile)?

// %% [markdown]
// Above the grey line the network helps, below it hurts. The threshold is where a curve crosses.
//
// ## What a fast training step buys
//
// Training is what takes the time here, so its speed decides how many events a class can use. On a processor this network has a training step of its
// own; `Device::Flex` is the same network in plain Burn operations, as before there was such a step. One epoch of the same events, each way:

// %%
let epoch = TrainConfig::small_cnn(25).with_max_epochs(1).with_cache(Cache::Off);
let own = train_cwola_images(&images, &epoch)?.seconds;
let plain = train_cwola_images(&images, &epoch.clone().with_device(Device::Flex))?.seconds;
format!("one epoch: {own:.2} s with our step, {plain:.2} s in plain Burn, {:.1} times", plain / own)

// %% [markdown]
// On the two cores of machine E of our README that is five to seven times. So with plain Burn the same minutes would hold a third of the events at most. What would
// be lost? The scan above again with a third of the luminosity and the same cross-sections: background is a third, signal is a third, so $S/\sqrt{B}$ is
// smaller by $\sqrt{3}$.

// %%
let third = StrengthScan::for_profile(profile)
    .with_sets(&[TrainingSet::luminosity(1.0 / 3.0).with_name("a third")])
    .with_strengths(&scan.scan.strengths.iter().map(|strength| (100.0 * strength / 3f64.sqrt()).round() / 100.0).collect::<Vec<f64>>())
    .run()?;
fn aucs(result: &ScanResult, set: &str) -> Result<Vec<String>, Error> {
    result.scan.strengths.iter().map(|&strength| Ok(result.evaluation(set, strength)?.auc.to_string())).collect()
}
df![
    "S/√B, all events" => scan.scan.strengths.clone(),
    "AUC, all events" => aucs(&scan, "original")?,
    "S/√B, a third" => third.scan.strengths.clone(),
    "AUC, a third" => aucs(&third, "a third")?,
]?

// %% [markdown]
// A line is one signal, seen with all and with a third of the events. In the workshop profile (three trainings each) a third of the events gives an AUC of 0.77 ± 0.01
// where all of them give 0.88 ± 0.03 ($S/\sqrt{B}$ = 5), and no more than 0.79 ± 0.03 for the strongest signal, which all of them find with 0.92 ± 0.02: that is what the speed buys.
//
// ## Training accuracy is not true accuracy

// %%
figure(34, profile)?

// %%
figure(36, profile)?

// %% [markdown]
// ## The accuracy trap
//
// An accuracy needs a threshold on the score. Keras takes 0.5 when it is asked for `accuracy`; a score of the
// two-image network, a product of two numbers, rarely reaches 0.5. The Note fell into this trap in §4.21 and found it in §4.22.

// %%
figure(61, profile)?

// %%
figure(62, profile)?

// %%
figure(63, profile)?

// %% [markdown]
// ## Resolution
//
// More patience (Figures 64–66) and another implementation of the training (Figures 67, 68) change nothing in the Note;
// `figure(66, profile)?` and `figure(67, profile)?` try it here, two minutes each. The number of pixels matters:

// %%
figure(69, profile)?

// %%
figure(71, profile)?

// %% [markdown]
// ## Inside a training

// %%
figure(74, profile)?

// %%
figure(76, profile)?

// %%
figure(79, profile)?

// %% [markdown]
// ## What agrees with the Note, and what does not
//
// Without signal our networks do not stay at an AUC of one half, but end above it (0.63 ± 0.03 in the scan above): background of the two regions differs in the momentum
// of its jets, and so does signal from background (notebook 09 measures both). So the band of no signal, not one half, is what a curve must leave.
//
// The shape agrees: nothing is learnt at low $S/\sqrt{B}$, then a threshold, then a rise. The threshold itself depends on the number of
// events: the scans of the workshop profile hold 4 % of 139 fb⁻¹ (quick: 2 %), so that at the same $S/\sqrt{B}$ the signal *fraction* is five
// times the Note's, and the networks are small. Values are therefore not comparable point by point.
//
// ## Your turn
//
// **Exercise.** Train the two-channel network on the same images and compare.

// %%
let two_channel = TrainConfig::small_cnn(25).with_cnn(CnnNet::small(25).with_kind(CnnKind::TwoChannel));
train_cwola_images(&images, &two_channel)?.evaluate_images(&test, &truth)?

// %% [markdown]
// <details><summary>Solution</summary>
//
// One training proves nothing: use `.with_repeats(5)` for both and compare means with their errors.
// </details>
//
// ## Summary
// - A CNN finds a signal that nobody labelled, if there is enough of it: a threshold in $S/\sqrt{B}$.
// - Three times as many events: the AUC for one signal rises from 0.77 ± 0.01 to 0.88 ± 0.03 (three trainings each).
// - Judge by the significance after selection, not by an accuracy at 0.5.
// - Fewer pixels, lower threshold: fewer weights to learn from few signal events.
//
// F.-Y. Hsieh, *Note*, §4.6–4.26 · H. Beauchesne, Z.-E. Chen, C.-W. Chiang, arXiv:2312.06152
