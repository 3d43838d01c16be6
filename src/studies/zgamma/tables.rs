//! Table 1 of the paper, the comparison of classifiers, and the significances over all toys.

use super::{zgamma_network, zgamma_test};
use crate::error::Result;
use crate::report::{Cell, Table};
use crate::selection::FeatureSet;
use crate::studies::Profile;
use crate::studies::overtraining::{OvertrainingResult, OvertrainingTest, Scored};
use crate::studies::reference::LIEBERMAN_TABLE_1;
use crate::train::{BoostConfig, ClassWeights, Loss};

/// Signal events for each background event in the toys on which classifiers are compared, and number of those toys.
const SIGNAL: f64 = 0.03;
const SIGNAL_TOYS: usize = 2;

/// Table 1: numbers of events and significances of one run, beside the paper's; and over all toys.
pub(super) fn table_1(profile: Profile) -> Result<Table> {
    let result = zgamma_test(profile).run()?;
    let (example, reference) = (result.example(0, Scored::HeldOut)?, result.reference()?);
    let all = result.summary(Scored::HeldOut, &reference)?;
    let heads = ["kept [%]", "window", "sideband", "S", "fit", "S", "failed", "window", "sideband", "S"];
    let mut table = Table::new("Table 1: events and significance of one run, held-out events", &heads)
        .with_groups(&[("", 1), ("toy 0", 4), ("all toys", 2), ("Lieberman et al.", 3)])
        .with_reference(&["Lieberman et al."]);
    for ((row, point), theirs) in example.rows.into_iter().zip(all).zip(LIEBERMAN_TABLE_1) {
        let [kept, window, sideband, size, _, _, fit] = &row[..] else { continue };
        table.push(vec![
            kept.clone(),
            window.clone(),
            sideband.clone(),
            size.clone(),
            fit.clone(),
            Cell::Measured(point.size, Some(2)),
            point.failed.into(),
            theirs.window.into(),
            theirs.sideband.into(),
            Cell::number(theirs.significance, 2),
        ])?;
    }
    Ok(table
        .with_note(&format!(
            "{} toys; {}. All toys: mean ± standard deviation of S.",
            result.records.len(),
            result.sample
        ))
        .with_note(&format!("{}. {}", result.classifier(), result.failures())))
}

/// Our Table 2: networks, losses and trees by AUC and over-training test.
pub(super) fn table_2(profile: Profile) -> Result<Table> {
    let toys = profile.choose(2, 6, 20);
    let network = zgamma_network(profile);
    let base = || zgamma_test(profile).with_toys(toys);
    let large = network.clone().with_batch_size(network.batch_size.max(128));
    let tests: [(&str, OvertrainingTest); 5] = [
        ("DNN, cross-entropy (CWoLa)", base()),
        (
            "DNN, cross-entropy, regions weighted alike",
            base().with_network(&network.clone().with_class_weights(ClassWeights::Balanced)),
        ),
        ("DNN, batch proportions (Eq. 3), batch 128", base().with_network(&large.with_loss(Loss::BatchProportion))),
        ("MLP 32–32", base().with_network(&network.with_hidden(&[32, 32]).with_batch_size(128))),
        (
            "100 boosted trees of depth 3",
            base().with_trees(&BoostConfig::default().with_features(&FeatureSet::zgamma().names())),
        ),
    ];
    let heads =
        ["classifier", "AUC, training", "AUC, held-out", "window", "sideband", "seconds per toy", "AUC, signal"];
    let mut table = Table::new("Table 2: classifiers on pure background, and with a signal", &heads).with_groups(&[
        ("", 3),
        ("KS p < 5 % [% of toys]", 2),
        ("", 2),
    ]);
    let results = tests.iter().map(|(name, test)| Ok((*name, test.run()?))).collect::<Result<Vec<_>>>()?;
    for (name, result) in &results {
        let background = &result.test;
        let signal = background.source.clone().with_signal(SIGNAL * background.source.expected);
        let with_signal = background.clone().with_toys(SIGNAL_TOYS).with_source(signal).run()?;
        let mut row = result.quality(name);
        row.push(with_signal.signal_auc());
        table.push(row)?;
    }
    let failures = failures_of(&results);
    Ok(table
        .with_note(&format!(
            "Mean ± standard deviation of {toys} toys. AUC of window against sideband: 0.5 is right, more on training events is \
             what they were learnt by heart."
        ))
        .with_note(&format!(
            "AUC, signal: signal against background on held-out events of {SIGNAL_TOYS} toys with {:.0} % signal.",
            100.0 * SIGNAL
        ))
        .with_note("Kolmogorov–Smirnov test of the responses of training against held-out events, region by region.")
        .with_note(&failures))
}

/// What did not work, once when it is the same for all classifiers.
fn failures_of(results: &[(&str, OvertrainingResult)]) -> String {
    let words: Vec<String> = results.iter().map(|(_, result)| result.failures()).collect();
    match words.first() {
        Some(first) if words.iter().all(|word| word == first) => format!("For each classifier {first}"),
        _ => {
            results.iter().zip(&words).map(|((name, _), word)| format!("{name}: {word}")).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Our Table 3: significances over all toys.
pub(super) fn table_3(profile: Profile) -> Result<Table> {
    let result = zgamma_test(profile).run()?;
    let mut table = result.table()?;
    table.title = "Table 3: fake bumps over all toys".into();
    Ok(table.with_note(&result.classifier()))
}
