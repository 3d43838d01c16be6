//! Figure 19: the structure of the convolutional networks.

use super::RESOLUTION;
use crate::error::Result;
use crate::model::CnnNet;
use crate::plot::{Color, Drawing, Figure, Panel, TextBox};
use crate::studies::Profile;

/// Kernel sizes of the four convolutions; a pooling of 2 × 2 follows each of the first three.
const KERNELS: [usize; 4] = [5, 5, 3, 3];

/// A layer: its text, how many numbers leave it, its colour.
struct Row {
    text: String,
    numbers: usize,
    color: Color,
}

fn row(text: String, numbers: usize, color: Color) -> Row {
    Row { text, numbers, color }
}

/// The layers from the image to the last dense one, for images of this size.
fn layers(resolution: usize) -> Vec<Row> {
    let net = CnnNet::note(resolution);
    let mut rows = Vec::new();
    let (mut side, mut filters) = (resolution, 1);
    for (layer, (count, kernel)) in net.filters.into_iter().zip(KERNELS).enumerate() {
        filters = count;
        let text = format!("conv {kernel}×{kernel}, ReLU: {side}×{side}×{filters}");
        rows.push(row(text, side * side * filters, Color::Blue));
        if layer < 3 {
            side /= 2;
            rows.push(row(format!("max pooling 2×2: {side}×{side}×{filters}"), side * side * filters, Color::Green));
        }
    }
    rows.push(row(format!("flatten: {}", side * side * filters), side * side * filters, Color::Gray));
    rows.extend(net.dense.iter().map(|&nodes| row(format!("dense {nodes}, ReLU"), nodes, Color::Orange)));
    rows
}

/// Boxes one below the other, as wide as the logarithm of the numbers that leave the layer.
fn drawn(rows: &[Row], from_top: usize, places: usize) -> Vec<TextBox> {
    let most = rows.iter().map(|row| row.numbers).max().unwrap_or(2).max(2) as f64;
    let width = |row: &Row| 0.44 + 0.52 * ((row.numbers.max(1) as f64).ln() / most.ln());
    let one = |(k, row): (usize, &Row)| {
        let text = row.text.clone();
        TextBox {
            at: (0.5, level(from_top + k, places)),
            size: (width(row), 0.62 / places as f64),
            text,
            color: row.color,
        }
    };
    rows.iter().enumerate().map(one).collect()
}

fn level(place: usize, places: usize) -> f64 {
    1.0 - (place as f64 + 0.5) / places as f64
}

fn chain(from: usize, to: usize) -> impl Iterator<Item = (usize, usize)> {
    (from..to).map(|k| (k, k + 1))
}

/// Both jets as channels of one image.
fn two_channel() -> Drawing {
    let n = RESOLUTION;
    let mut rows = vec![row(format!("two jets as channels: {n}×{n}×2"), n * n * 2, Color::Violet)];
    rows.extend(layers(n));
    rows.push(row("dense 2, softmax".into(), 2, Color::Red));
    let boxes = drawn(&rows, 0, rows.len());
    let arrows = chain(0, boxes.len() - 1).collect();
    Drawing { boxes, arrows }
}

/// One network for both jets, and the product of its two scores.
fn two_image() -> Drawing {
    let n = RESOLUTION;
    let mut rows = layers(n);
    rows.push(row("dense 1, sigmoid: one score per jet".into(), 2, Color::Red));
    let places = rows.len() + 2;
    let jet = |x: f64, name: &str| TextBox {
        at: (x, level(0, places)),
        size: (0.46, 0.62 / places as f64),
        text: format!("{name} jet: {n}×{n}×1"),
        color: Color::Violet,
    };
    let mut boxes = vec![jet(0.26, "leading"), jet(0.74, "sub-leading")];
    boxes.extend(drawn(&rows, 1, places));
    let text = "score = product of both".to_string();
    let size = (0.6, 0.62 / places as f64);
    boxes.push(TextBox { at: (0.5, level(places - 1, places)), size, text, color: Color::Red });
    let mut arrows = vec![(0, 2), (1, 2)];
    arrows.extend(chain(2, boxes.len() - 1));
    Drawing { boxes, arrows }
}

/// Figure 19: layers of the "2 channel" network, and of the "2 image" network of §4.21.
///
/// # Errors
/// None.
pub fn figure_19(_profile: Profile) -> Result<Figure> {
    let panel = |title: &str, drawing: &Drawing| Panel::drawing(title, drawing).with_size(560.0, 620.0);
    let panels = [panel("2 channel", &two_channel()), panel("2 image: one network for both jets", &two_image())];
    Ok(Figure::of(&panels, 2).with_caption(
        "Figure 19: structure of the convolutional networks, kernels of 5×5 in the first two and 3×3 in the last two \
         convolutions. Width: logarithm of the numbers that leave a layer. The Note's text does not state the \
         dense layers of \"2 channel\"; those of \"2 image\" (slides) are taken for both.",
    ))
}
