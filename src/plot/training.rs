//! Loss and accuracy per epoch.

use super::figure::Figure;
use super::layer::Layer;
use super::palette::{Color, Dash};
use super::panel::Panel;

/// Curves of one training, one value per epoch.
///
/// # Example
/// ```
/// use cwola::plot::{training_curves, EpochCurves};
/// let run = EpochCurves {
///     train_loss: vec![0.69, 0.60, 0.58],
///     validation_loss: vec![0.69, 0.62, 0.63],
///     train_accuracy: vec![0.5, 0.6, 0.7],
///     validation_accuracy: vec![0.5, 0.6, 0.6],
///     best_epoch: 2,
/// };
/// assert_eq!(training_curves(&[run]).panels.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EpochCurves {
    /// Mean loss of the training part.
    pub train_loss: Vec<f64>,
    /// Mean loss of the validation part.
    pub validation_loss: Vec<f64>,
    /// Accuracy on the training part.
    pub train_accuracy: Vec<f64>,
    /// Accuracy on the validation part.
    pub validation_accuracy: Vec<f64>,
    /// Epoch whose weights were kept, counted from 1; 0 for none.
    pub best_epoch: usize,
}

/// Loss (left) and accuracy (right) per epoch, the kept epoch marked.
///
/// The first training is drawn in full colour, further ones thin in the same colours.
pub fn training_curves(runs: &[EpochCurves]) -> Figure {
    let mut loss = Panel::new("Epoch", "Loss");
    let mut accuracy = Panel::new("Epoch", "Accuracy");
    for (i, run) in runs.iter().enumerate().rev() {
        add(&mut loss, &run.train_loss, &run.validation_loss, i);
        add(&mut accuracy, &run.train_accuracy, &run.validation_accuracy, i);
    }
    if let Some(run) = runs.first().filter(|run| run.best_epoch > 0) {
        let line = Layer::vline("Best epoch", run.best_epoch as f64).with_color(Color::Black);
        let line = line.with_dash(Dash::Dotted).with_width(1.3);
        loss.layers.push(line.clone());
        accuracy.layers.push(line);
    }
    Figure::of(&[loss, accuracy], 2)
}

fn add(panel: &mut Panel, train: &[f64], validation: &[f64], index: usize) {
    for (name, values, color, dash) in
        [("Training", train, Color::Blue, Dash::Solid), ("Validation", validation, Color::Red, Dash::Dashed)]
    {
        let epochs: Vec<f64> = (1..=values.len()).map(|epoch| epoch as f64).collect();
        let (name, width) = if index == 0 { (name, 2.0) } else { ("", 0.7) };
        panel.layers.push(Layer::curve(name, &epochs, values).with_color(color).with_dash(dash).with_width(width));
    }
}
