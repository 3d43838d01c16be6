//! Any kind of training data: a table of features, images, or jets.

use super::pictures::Pictures;
use super::rows::Rows;
use super::spanet::JetEvents;

/// The events on one side of a split.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    /// Scaled features.
    Table(Rows),
    /// Images of jets.
    Images(Pictures),
    /// Jets of the events.
    Jets(JetEvents),
}

impl Data {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.label().len()
    }

    /// 1 or 0 for each event.
    pub fn label(&self) -> &[f32] {
        match self {
            Data::Table(rows) => &rows.label,
            Data::Images(pictures) => &pictures.label,
            Data::Jets(jets) => &jets.label,
        }
    }

    /// Weight of each event in the loss.
    pub fn weight(&self) -> &[f32] {
        match self {
            Data::Table(rows) => &rows.weight,
            Data::Images(pictures) => &pictures.weight,
            Data::Jets(jets) => &jets.weight,
        }
    }

    /// Number of features; 0 for images and jets.
    pub fn cols(&self) -> usize {
        match self {
            Data::Table(rows) => rows.cols,
            Data::Images(_) | Data::Jets(_) => 0,
        }
    }
}
