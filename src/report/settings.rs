//! How settings and small results show themselves.

use super::display::{Blocks, display};
use super::show::table;
use super::{Cell, Table};
use crate::augment::Augmentation;
use crate::mixing::Composition;
use crate::model::Network;
use crate::plot::escape;
use crate::selection::{FeatureSet, MassWindows};
use crate::simulate::GaussianToy;
use crate::train::{Comparison, History, PerformanceFrom, TrainConfig};

display!(TrainConfig, |it| table(&config(it)));
display!(Comparison, |it| table(&comparison(it)));
display!(Composition, |it| table(&composition(it)));
display!(Augmentation, |it| text(&format!(
    "{}: {:?}, {} copies per event, seed {}",
    it.name, it.methods, it.copies, it.seed
)));
display!(FeatureSet, |it| text(&format!("{} features: {}", it.names().len(), it.names().join(", "))));
display!(MassWindows, |it| text(&windows(it)));
display!(GaussianToy, |it| text(&format!("Gaussian toy; best AUC {:.4}", it.best_auc())));
display!(History, |it| text(&format!("{} epochs; best (epoch, validation loss): {:?}", it.epochs(), it.best())));

/// A line of plain words.
fn text(words: &str) -> Blocks {
    Blocks::html(escape(words), words.into())
}

fn config(config: &TrainConfig) -> Table {
    let mut table = Table::new("Training", &["setting", "value"]);
    let features = if let Network::Spanet(_) = config.model {
        "jets".into()
    } else if config.features.is_empty() {
        "all columns".into()
    } else {
        config.features.join(", ")
    };
    let rows = [
        ("network", format!("{:?}", config.model)),
        ("Adam, learning rate", config.learning_rate.to_string()),
        ("events per batch", config.batch_size.to_string()),
        ("epochs", format!("at most {}, patience {}", config.max_epochs, config.patience)),
        ("trainings", format!("{}, seed {}", config.repeats, config.seed)),
        ("features", features),
        ("scaling", format!("{:?}", config.scaling)),
        ("loss, weights kept", format!("{:?}, {:?}", config.loss, config.keep)),
        ("missing values", format!("{:?}", config.missing)),
        ("device", format!("{:?}", config.device)),
        ("guards", format!("{:?}", config.guards)),
    ];
    let mut rows = rows.to_vec();
    if let Network::Spanet(_) = config.model {
        rows.push(("tasks and optimiser", format!("{:?}", config.spanet)));
        rows.push(("course of the learning rate", format!("{:?}", config.rate_schedule)));
    }
    table.rows = rows.into_iter().map(|(name, value)| vec![Cell::from(name), Cell::from(value)]).collect();
    table
}

fn comparison(comparison: &Comparison) -> Table {
    let mut table = Table::new("M1 against M2 on validation events", &["trained", "AUC"]);
    table.rows = vec![
        vec!["with signal".into(), comparison.separation.into()],
        vec!["without signal".into(), comparison.background_separation.into()],
    ];
    table.with_note(match comparison.from {
        PerformanceFrom::Signal => {
            "Only with signal can the mixtures be told apart: the network has learnt the signal."
        }
        PerformanceFrom::Background => {
            "Without any signal the mixtures are told apart as well: the regions differ in their background, and the \
             network has learnt that, not the signal."
        }
        PerformanceFrom::Both => {
            "The regions differ in their background, and the signal adds to it: not all of the performance is signal."
        }
        PerformanceFrom::Nothing => "The mixtures cannot be told apart, with or without signal.",
    })
}

fn composition(composition: &Composition) -> Table {
    let mut table = Table::new("Composition (not known in data)", &["mixture", "signal", "background", "fraction"]);
    let (f1, f2) = composition.fractions();
    table.rows = vec![
        vec!["M1".into(), composition.m1_signal.into(), composition.m1_background.into(), f1.into()],
        vec!["M2".into(), composition.m2_signal.into(), composition.m2_background.into(), f2.into()],
    ];
    table
}

fn windows(windows: &MassWindows) -> String {
    let range = |(low, high): &(f64, f64)| format!("{low}–{high}");
    let sideband: Vec<String> = windows.sideband.iter().map(range).collect();
    format!(
        "{}: SR {} GeV, SB {} GeV of {}",
        windows.name,
        range(&windows.signal),
        sideband.join(" and "),
        windows.variable
    )
}
