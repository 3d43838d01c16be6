//! How jet images show themselves.

use super::display::{Blocks, display};
use super::show::table;
use super::{Cell, Table};
use crate::augment::JetAugmentation;
use crate::mixing::Part;
use crate::plot::escape;
use crate::represent::{ImageConfig, ImageSample, JetImages};

display!(ImageConfig, |it| words(&it.to_string()));
display!(JetAugmentation, |it| words(&it.to_string()));
display!(JetImages, |it| words(&images(it)));
display!(ImageSample, |it| table(&sample(it)));

fn words(words: &str) -> Blocks {
    Blocks::html(escape(words), words.into())
}

fn images(images: &JetImages) -> String {
    let (events, n, half) = (images.len(), images.resolution(), images.half_width());
    let filled: usize = (0..events).map(|event| images.filled(event, 0) + images.filled(event, 1)).sum();
    let mean = filled as f64 / (2 * events).max(1) as f64;
    let mib = images.bytes() as f64 / f64::from(1 << 20);
    format!("images of 2 jets of {events} events, {n}×{n} pixels on ±{half}, {mean:.1} filled, {mib:.1} MiB")
}

fn sample(sample: &ImageSample) -> Table {
    let mut table = Table::new(&sample.name, &["mixture", "training rows", "validation rows"]);
    for (name, label) in [("M1 (signal-rich, label 1)", 1), ("M2 (label 0)", 0)] {
        let count = |part| Cell::from(sample.count(label, part));
        table.rows.push(vec![name.into(), count(Part::Train), count(Part::Validation)]);
    }
    let copies = sample.copies.iter().filter(|copy| **copy > 0).count();
    let table = table
        .with_note(&format!("{}.", images(&sample.images)))
        .with_note(&format!("{copies} rows are copies; no truth labels, seed {}.", sample.seed));
    match sample.straddling() {
        0 => table,
        n => table.with_note(&format!("Copies of {n} events are on both sides of the split.")),
    }
}
