//! What events are, where it is known.

use polars::prelude::Column;

use super::Events;
use crate::error::Result;

impl Events {
    /// The truth, where it is known: whether each event is signal.
    ///
    /// # Errors
    /// A sample without a column `signal`.
    pub fn truth(&self) -> Result<Vec<bool>> {
        Ok(self.column("signal")?.into_iter().map(|truth| truth == 1.0).collect())
    }

    /// The same events, all labelled signal (true) or background (false).
    ///
    /// # Errors
    /// None in practice; the table engine's, if it refuses.
    pub fn labelled(&self, signal: Label) -> Result<Events> {
        let truth = vec![i32::from(signal == Label::Signal); self.len()];
        let mut events = self.clone();
        events.frame.with_column(Column::new("signal".into(), truth))?;
        Ok(events)
    }
}

/// What an event is, when it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The process that is searched for.
    Signal,
    /// Everything else.
    Background,
}
