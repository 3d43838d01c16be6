//! From events to scaled training and validation rows.

use polars::prelude::DataFrame;
use sha2::{Digest, Sha256};

use super::TrainConfig;
use super::data::Data;
use super::guards::{GuardReport, Inspection};
use super::rows::Rows;
use crate::error::{Error, Result};
use crate::events::Jets;
use crate::model::Network;
use crate::represent::{Matrix, Scaler};

/// Columns that are never a feature unless they are asked for by name.
const NOT_FEATURES: [&str; 3] = ["event", "signal", "weight"];

/// Events with labels and a split, before scaling.
pub(crate) struct Labelled<'a> {
    /// Table of features; truth may be in it only under the name "signal", which is never a feature.
    pub frame: &'a DataFrame,
    /// Jets of the events, if there are any; only SPANet looks at them.
    pub jets: Option<&'a Jets>,
    /// Whether the labels are those of mixtures, so that truth must not come in by any other way.
    pub is_mixed: bool,
    /// 1 or 0.
    pub labels: Vec<u8>,
    /// Whether an event is a training event; else it is a validation event.
    pub is_train: Vec<bool>,
    /// Original event of each row.
    pub originals: Vec<u64>,
    /// What label 1 and label 0 are called.
    pub names: [&'static str; 2],
}

/// What a run needs to know about its data.
pub(crate) struct Prepared {
    pub train: Data,
    pub validation: Data,
    pub scaler: Scaler,
    pub features: Vec<String>,
    pub report: GuardReport,
    pub key: String,
}

impl Labelled<'_> {
    /// Checks, splits and scales; the scaler sees training rows only.
    ///
    /// # Errors
    /// A feature that is not there or the truth itself; data on which no training is possible; with
    /// [`GuardPolicy::Refuse`], anything that a guard finds.
    pub fn prepare(&self, config: &TrainConfig) -> Result<Prepared> {
        config.check()?;
        match &config.model {
            Network::Dense(_) => {}
            Network::Spanet(_) => return super::spanet::prepare(self, config),
            Network::Cnn(net) => {
                return Err(Error::value(
                    "the network for a table of features or jets",
                    "a dense one or a SPANet",
                    net,
                ));
            }
        }
        let features = self.features(config)?;
        let matrix = Matrix::from_frame(self.frame, &features)?;
        let Labelled { labels, is_train, originals, names, .. } = self;
        let mut report = Inspection { labels, is_train, originals, names: *names }.table(&matrix, config.missing);
        report.judge(config.guards)?;
        let side = |train: bool| -> Vec<usize> { (0..matrix.rows).filter(|&row| is_train[row] == train).collect() };
        let labels_of = |rows: &[usize]| -> Vec<u8> { rows.iter().map(|&row| labels[row]).collect() };
        let (train, validation) = (side(true), side(false));
        let (train_labels, validation_labels) = (labels_of(&train), labels_of(&validation));
        let (train, validation) = (matrix.rows_of(&train), matrix.rows_of(&validation));
        let scaler = Scaler::fit(&train, config.scaling);
        let key = key(config, &features, [(&train, &train_labels), (&validation, &validation_labels)])?;
        let mut train = Rows::new(scaler.apply(&train).without_missing(), &train_labels);
        let mut validation = Rows::new(scaler.apply(&validation).without_missing(), &validation_labels);
        let of_class = train.class_weights(config.class_weights);
        train.weigh(of_class);
        validation.weigh(of_class);
        let (train, validation) = (Data::Table(train), Data::Table(validation));
        Ok(Prepared { train, validation, scaler, features, report, key })
    }

    fn features(&self, config: &TrainConfig) -> Result<Vec<String>> {
        features_of(self.frame, &config.features)
    }
}

/// The features that are asked for, or all columns that can be one.
///
/// # Errors
/// The truth itself.
pub(super) fn features_of(frame: &DataFrame, wanted: &[String]) -> Result<Vec<String>> {
    if wanted.iter().any(|name| name == "signal") {
        return Err(Error::Guard("The column \"signal\" is the truth and cannot be a feature.".into()));
    }
    if !wanted.is_empty() {
        return Ok(wanted.to_vec());
    }
    let names = frame.get_column_names().into_iter().map(|name| name.to_string());
    Ok(names.filter(|name| !NOT_FEATURES.contains(&name.as_str())).collect())
}

/// SHA-256 of everything that the numbers of a training depend on.
fn key(config: &TrainConfig, features: &[String], sides: [(&Matrix, &Vec<u8>); 2]) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(essence(config, features)?);
    for (matrix, labels) in sides {
        hash.update((matrix.rows as u64).to_le_bytes());
        for values in matrix.data.chunks(1024) {
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_bits().to_le_bytes()).collect();
            hash.update(&bytes);
        }
        hash.update(labels);
    }
    Ok(hexadecimal(hash))
}

/// Configuration, features and version as text.
pub(crate) fn essence(config: &TrainConfig, features: &[String]) -> Result<String> {
    serde_json::to_string(&(config.essence(), features, env!("CARGO_PKG_VERSION")))
        .map_err(|error| Error::Unavailable(format!("The configuration could not be written as text: {error}.")))
}

/// The first 16 bytes of a hash.
pub(crate) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
