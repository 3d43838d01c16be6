//! The table of events.

use std::sync::Arc;

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType, IdxSize, NewChunkedArray};

use super::{Dijets, Jets};
use crate::error::{Error, Result};

/// A sample of events: one row per event, one column per quantity, and the jets behind them.
///
/// The column `event` numbers the rows of the file that they were read from; it survives every
/// operation, so that copies of one event can always be recognised. The column `signal` (1 or 0)
/// is the truth, where it is known. Masses, energies and momenta are in GeV, angles in radians.
///
/// Cloning is cheap: columns and jets are shared.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use polars::df;
/// let frame = df!["m_hh" => [480.0, 510.0, 900.0]]?;
/// let events = Events::from_frame("three events", frame)?;
/// assert_eq!(events.len(), 3);
/// assert_eq!(events.column("event")?, [0.0, 1.0, 2.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Events {
    name: String,
    pub(super) frame: DataFrame,
    jets: Option<Arc<Jets>>,
    dijets: Option<Dijets>,
    meta: String,
    xsec_fb: Option<f64>,
}

impl Events {
    /// Makes a sample from a table; a column `event` is added when it is missing.
    ///
    /// # Errors
    /// A column that is neither a number nor a truth value, or a `signal` column with values
    /// other than 0 and 1.
    pub fn from_frame(name: &str, frame: DataFrame) -> Result<Events> {
        let mut frame = frame;
        for column in frame.columns() {
            let dtype = column.dtype();
            if !(dtype.is_primitive_numeric() || *dtype == DataType::Boolean) {
                let quantity = format!("the column \"{}\" of {name}", column.name());
                return Err(Error::value(&quantity, "a number or a truth value", dtype));
            }
        }
        if frame.get_column_index("event").is_none() {
            let event: Vec<u32> = (0..frame.height() as u32).collect();
            frame.with_column(Column::new("event".into(), event))?;
        }
        let events = Events { name: name.into(), frame, jets: None, dijets: None, meta: String::new(), xsec_fb: None };
        if events.has("signal") {
            let odd =
                events.column("signal")?.into_iter().enumerate().find(|(_, truth)| *truth != 0.0 && *truth != 1.0);
            if let Some((row, found)) = odd {
                return Err(Error::value(&format!("the truth \"signal\" of {name} in row {row}"), "0 or 1", found));
            }
        }
        Ok(events)
    }

    /// The same sample with these jets, one event per row.
    ///
    /// # Errors
    /// A number of events that differs from the table's.
    pub fn with_jets(&self, jets: Jets) -> Result<Events> {
        if jets.len() != self.len() {
            let expected = format!("{} as the table of {} has", self.len(), self.name);
            return Err(Error::value("the number of events with jets", &expected, jets.len()));
        }
        Ok(Events { jets: Some(Arc::new(jets)), ..self.clone() })
    }

    /// The same sample with the constituents of its two leading jets, one event per row.
    ///
    /// # Errors
    /// A number of events that differs from the table's.
    pub fn with_dijets(&self, dijets: Dijets) -> Result<Events> {
        if dijets.len() != self.len() {
            let expected = format!("{} as the table of {} has", self.len(), self.name);
            return Err(Error::value("the number of events with constituents", &expected, dijets.len()));
        }
        Ok(Events { dijets: Some(dijets), ..self.clone() })
    }

    /// The same sample under another name.
    pub fn with_name(&self, name: &str) -> Events {
        Events { name: name.into(), ..self.clone() }
    }

    /// The same sample with a description of its origin as JSON text.
    pub fn with_meta(&self, meta: &str) -> Events {
        Events { meta: meta.into(), ..self.clone() }
    }

    /// The same sample with the cross-section of its events, fb.
    ///
    /// It is the cross-section after all cuts that made the sample; [`Events::filter`] scales it by the
    /// share of events that it keeps, all other operations leave it alone.
    pub fn with_xsec_fb(&self, xsec_fb: f64) -> Events {
        Events { xsec_fb: Some(xsec_fb), ..self.clone() }
    }

    /// Cross-section of the events in fb, when it was given.
    pub fn xsec_fb(&self) -> Option<f64> {
        self.xsec_fb
    }

    /// Name of the sample.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the file says about its origin (JSON), empty when it says nothing.
    pub fn meta(&self) -> &str {
        &self.meta
    }

    /// The table as a Polars data frame.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names of the columns, in order.
    pub fn columns(&self) -> Vec<String> {
        self.frame.get_column_names().into_iter().map(|name| name.to_string()).collect()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.frame.get_column_index(name).is_some()
    }

    /// One column as numbers; truth values become 0 and 1, missing values NaN.
    ///
    /// # Errors
    /// A name that is not in the table: the sentence lists those that are.
    pub fn column(&self, name: &str) -> Result<Vec<f64>> {
        super::numbers(&self.frame, name)
    }

    /// The same sample with one more column, or with a replaced one.
    ///
    /// # Errors
    /// A number of values that differs from the number of events.
    pub fn with_column(&self, name: &str, values: Vec<f64>) -> Result<Events> {
        if values.len() != self.len() {
            let quantity = format!("the number of values of \"{name}\"");
            return Err(Error::value(&quantity, &format!("{} as the sample has", self.len()), values.len()));
        }
        let mut events = self.clone();
        events.frame.with_column(Column::new(name.into(), values))?;
        Ok(events)
    }

    /// The same sample without these columns; names that are not there are ignored.
    pub fn without(&self, names: &[&str]) -> Events {
        Events { frame: self.frame.drop_many(names.iter().copied()), ..self.clone() }
    }

    /// The given rows, in the given order (repeats allowed).
    ///
    /// # Errors
    /// A row that is not below the number of events.
    pub fn rows(&self, rows: &[usize]) -> Result<Events> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::value("the row", &format!("below {}", self.len()), row));
        }
        let index: Vec<IdxSize> = rows.iter().map(|&row| row as IdxSize).collect();
        let frame = self.frame.take(&polars::prelude::IdxCa::from_vec("".into(), index))?;
        let jets = self.jets.as_ref().map(|jets| jets.rows(rows)).transpose()?.map(Arc::new);
        let dijets = self.dijets.as_ref().map(|dijets| dijets.rows(rows)).transpose()?;
        Ok(Events { frame, jets, dijets, ..self.clone() })
    }

    /// The events for which `keep` is true.
    ///
    /// # Errors
    /// A number of decisions that differs from the number of events.
    pub fn filter(&self, keep: &[bool]) -> Result<Events> {
        if keep.len() != self.len() {
            let expected = format!("{} as the sample has", self.len());
            return Err(Error::value("the number of decisions", &expected, keep.len()));
        }
        let frame = self.frame.filter(&BooleanChunked::from_slice("keep".into(), keep))?;
        let rows: Vec<usize> = keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(row, _)| row).collect();
        let jets = self.jets.as_ref().map(|jets| jets.rows(&rows)).transpose()?.map(Arc::new);
        let dijets = self.dijets.as_ref().map(|dijets| dijets.rows(&rows)).transpose()?;
        let share = rows.len() as f64 / self.len().max(1) as f64;
        Ok(Events { frame, jets, dijets, xsec_fb: self.xsec_fb.map(|xsec| xsec * share), ..self.clone() })
    }

    /// The first `n` events, or all when there are fewer.
    pub fn head(&self, n: usize) -> Events {
        let rows: Vec<usize> = (0..n.min(self.len())).collect();
        self.rows(&rows).unwrap_or_else(|_| self.clone())
    }

    /// All samples in one table, with the columns that all of them have, in the order of the first.
    ///
    /// The column `event` of each sample is kept, so equal numbers of different samples stay
    /// equal; jets and constituents are kept when all samples have them.
    ///
    /// # Errors
    /// No sample at all, or samples whose jets have different numbers of slots.
    pub fn concat(samples: &[Events]) -> Result<Events> {
        let Some(first) = samples.first() else {
            return Err(Error::value("the number of samples to join", "at least 1", 0));
        };
        let mut total = first.clone();
        for next in &samples[1..] {
            let names: Vec<String> = total.columns().into_iter().filter(|name| next.has(name)).collect();
            total.frame = total.frame.select(names.iter().map(String::as_str))?;
            let mut columns = Vec::new();
            for name in &names {
                columns.push(next.frame.column(name)?.cast(total.frame.column(name)?.dtype())?);
            }
            total.frame = total.frame.vstack(&DataFrame::new(next.len(), columns)?)?;
            total.jets = match (&total.jets, &next.jets) {
                (Some(a), Some(b)) => Some(Arc::new(a.followed_by(b)?)),
                _ => None,
            };
            total.dijets = match (&total.dijets, &next.dijets) {
                (Some(a), Some(b)) => Some(a.followed_by(b)),
                _ => None,
            };
        }
        total.frame.rechunk_mut();
        Ok(total)
    }

    /// The jets of the events.
    ///
    /// # Errors
    /// A sample that has a table only.
    pub fn jets(&self) -> Result<&Jets> {
        let missing = || Error::value(&format!("the sample {}", self.name), "one with jets", "a table without jets");
        self.jets.as_deref().ok_or_else(missing)
    }

    /// The jets, if there are any, without copying them.
    pub(crate) fn shared_jets(&self) -> Option<Arc<Jets>> {
        self.jets.clone()
    }

    /// The two leading jets of the events with their constituents.
    ///
    /// # Errors
    /// A sample without constituents.
    pub fn dijets(&self) -> Result<&Dijets> {
        let missing = || {
            Error::value(&format!("the sample {}", self.name), "one with the constituents of two jets", "one without")
        };
        self.dijets.as_ref().ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    fn three() -> Events {
        Events::from_frame("three", df!["m_hh" => [1.0, 2.0, 3.0], "signal" => [1, 0, 1]].unwrap()).unwrap()
    }

    #[test]
    fn row_number_survives_filter_and_rows() {
        let kept = three().filter(&[false, true, true]).unwrap().rows(&[1, 1, 0]).unwrap();
        assert_eq!(kept.column("event").unwrap(), [2.0, 2.0, 1.0]);
    }

    #[test]
    fn truth_must_be_zero_or_one() {
        let error = Events::from_frame("odd", df!["signal" => [0, 2]].unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "the truth \"signal\" of odd in row 1 should be 0 or 1, but is 2.");
    }

    #[test]
    fn unknown_column_lists_the_known_ones() {
        let error = three().column("m_jj").unwrap_err();
        assert_eq!(error.to_string(), "there is no column \"m_jj\"; known are m_hh, signal, event.");
    }

    #[test]
    fn concat_keeps_rows_of_both() {
        let all = Events::concat(&[three(), three()]).unwrap();
        assert_eq!(all.len(), 6);
        assert_eq!(all.truth().unwrap(), [true, false, true, true, false, true]);
    }
}
