//! From jets to scaled training and validation events.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::data::{JetEvents, keep_targets};
use crate::error::{Error, Result};
use crate::events::Jets;
use crate::represent::JetRows;
use crate::train::TrainConfig;
use crate::train::data::Data;
use crate::train::guards::Inspection;
use crate::train::prepare::{Labelled, Prepared, essence, hexadecimal};

/// Checks, splits and scales; the scaler sees training jets only.
///
/// Targets are part of the truth: they are dropped here unless a task wants them, and the guard says what it means
/// when only some events of a mixture have them.
///
/// # Errors
/// Events without jets, features by name, jets that are no numbers, and what a guard refuses.
pub(crate) fn prepare(data: &Labelled, config: &TrainConfig) -> Result<Prepared> {
    if !config.features.is_empty() {
        let found = config.features.join(", ");
        return Err(Error::value("the features of SPANet", "none by name: it sees the jets", found));
    }
    let jets: &Jets = data.jets.ok_or_else(|| {
        Error::Unavailable("SPANet needs the jets of the events, and this sample has a table only.".into())
    })?;
    let mut rows = JetRows::new(jets)?;
    if config.spanet.uses_targets() {
        keep_targets(&mut rows, config.spanet.partial_events);
    } else {
        rows = rows.without_targets();
    }
    let Labelled { labels, is_train, originals, names, .. } = data;
    let inspection = Inspection { labels, is_train, originals, names: *names };
    let mut report = inspection.jets(&rows, config, data.is_mixed);
    report.judge(config.guards)?;
    let side = |train: bool| -> Vec<u32> {
        (0..rows.len() as u32).filter(|&event| is_train[event as usize] == train).collect()
    };
    let (train, validation) = (side(true), side(false));
    let scaler = rows.scaler(&train, config.scaling);
    let rows = Arc::new(rows.scaled(&scaler));
    let mut train = JetEvents::new(&rows, train, labels);
    let mut validation = JetEvents::new(&rows, validation, labels);
    let (of_class, of_number) =
        (train.class_weights(config.class_weights), train.target_weights(config.spanet.balance));
    for side in [&mut train, &mut validation] {
        side.weigh(of_class);
        side.weigh_targets(of_number);
    }
    let mut hash = Sha256::new();
    hash.update(essence(config, &["jets".to_string()])?);
    [&train, &validation].into_iter().for_each(|side| side.digest(&mut hash));
    let key = hexadecimal(hash);
    let (train, validation) = (Data::Jets(train), Data::Jets(validation));
    Ok(Prepared { train, validation, scaler, features: JetRows::NAMES.map(String::from).to_vec(), report, key })
}
