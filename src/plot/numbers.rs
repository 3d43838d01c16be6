//! The numbers of a figure as CSV, one line for each point, bin or cell.

use super::axis::Axis;
use super::figure::Figure;
use super::label::Label;
use super::layer::{Errors, HeatMap, Layer, Shape};
use super::panel::Panel;

/// Heads of the columns.
const HEAD: &str = "panel,x_axis,y_axis,layer,shape,x,x_low,x_high,y,y_low,y_high,value";

/// What one line says besides its layer; empty where it says nothing.
#[derive(Debug, Clone, Default)]
struct Line {
    x: Option<f64>,
    x_ends: Option<(f64, f64)>,
    y: Option<f64>,
    y_ends: Option<(f64, f64)>,
    value: Option<f64>,
}

impl Figure {
    /// The numbers of every layer as CSV (RFC 4180), for another program or for HEPData.
    ///
    /// One line for each point, bin or cell: the number of its panel (with "lower" for the one below on the same x axis),
    /// the titles of the axes, the name and kind of its layer, then `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high` and
    /// `value` in the units of the axes. Ends are edges of a bin or cell, one standard deviation to either side of a point,
    /// or the edges of a band; `value` is that of a cell of a map. On an axis with names, `x` or `y` is the name. Numbers
    /// have all their digits; what a layer lacks is empty. Texts and drawings have no lines.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Layer, Panel};
    /// let panel = Panel::new("f_1", "AUC").with_layer(Layer::points("DNN", &[0.5], &[0.75], &[0.25]));
    /// let csv = panel.figure().csv();
    /// assert_eq!(csv.lines().nth(1), Some("1,f_1,AUC,DNN,points,0.5,,,0.75,0.5,1,"));
    /// ```
    pub fn csv(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for (i, panel) in self.panels.iter().enumerate() {
            write(&mut out, &(i + 1).to_string(), panel);
            if let Some(below) = &panel.below {
                // The lower panel has the x axis of the upper one.
                let x = Axis { label: below.x.label.clone(), ..panel.x.clone() };
                write(&mut out, &format!("{} lower", i + 1), &Panel { x, ..(**below).clone() });
            }
        }
        out
    }
}

fn write(out: &mut String, number: &str, panel: &Panel) {
    let plain = |text: &str| quoted(&Label::parse(text).plain());
    for layer in &panel.layers {
        let (kind, lines) = lines(layer);
        let head = [number.to_string(), plain(&panel.x.label), plain(&panel.y.label), plain(&layer.name), kind.into()];
        for line in lines {
            let ends = |ends: Option<(f64, f64)>| match ends {
                Some((low, high)) => [number_of(Some(low)), number_of(Some(high))],
                None => [String::new(), String::new()],
            };
            let ([x_low, x_high], [y_low, y_high]) = (ends(line.x_ends), ends(line.y_ends));
            let (x, y) = (named(line.x, &panel.x), named(line.y, &panel.y));
            out.push_str(&head.join(","));
            for cell in [x, x_low, x_high, y, y_low, y_high, number_of(line.value)] {
                out.push(',');
                out.push_str(&cell);
            }
            out.push('\n');
        }
    }
}

/// Kind of a layer and its lines.
fn lines(layer: &Layer) -> (&'static str, Vec<Line>) {
    let points = |x: &[f64], y: &[f64]| -> Vec<Line> {
        x.iter().zip(y).map(|(x, y)| Line { x: Some(*x), y: Some(*y), ..Line::default() }).collect()
    };
    match &layer.shape {
        Shape::Steps { hist, errors } => {
            let (edges, sd) = (hist.edges(), hist.errors());
            let bin = |(i, (x, y)): (usize, (f64, &f64))| Line {
                x: Some(x),
                x_ends: Some((edges[i], edges[i + 1])),
                y: Some(*y),
                y_ends: (*errors == Errors::Bars).then(|| (y - sd[i], y + sd[i])),
                value: None,
            };
            ("histogram", hist.centers().into_iter().zip(hist.counts()).enumerate().map(bin).collect())
        }
        Shape::Points { x, y, error, .. } => {
            let mut lines = points(x, y);
            for (line, error) in lines.iter_mut().zip(error).filter(|(_, error)| error.is_finite()) {
                line.y_ends = line.y.map(|y| (y - error, y + error));
            }
            ("points", lines)
        }
        Shape::Curve { x, y } => ("line", points(x, y)),
        Shape::Scatter { x, y } => ("cloud", points(x, y)),
        Shape::Band { x, low, high } => {
            let strip = |((x, low), high): ((&f64, &f64), &f64)| Line {
                x: Some(*x),
                y_ends: Some((*low, *high)),
                ..Line::default()
            };
            ("band", x.iter().zip(low).zip(high).map(strip).collect())
        }
        Shape::VLine(x) => ("vertical line", vec![Line { x: Some(*x), ..Line::default() }]),
        Shape::HLine(y) => ("horizontal line", vec![Line { y: Some(*y), ..Line::default() }]),
        Shape::HBand(low, high) => ("strip", vec![Line { y_ends: Some((*low, *high)), ..Line::default() }]),
        Shape::HeatMap(map) => ("map", cells(map)),
        Shape::Boxes(_) | Shape::Text { .. } => ("text", Vec::new()),
    }
}

fn cells(map: &HeatMap) -> Vec<Line> {
    let ends = |(low, high): (f64, f64), i: usize, n: usize| {
        let edge = |i: usize| low + (high - low) * i as f64 / n as f64;
        (edge(i), edge(i + 1))
    };
    let cell = |(i, value): (usize, &f64)| {
        let x = ends(map.x, i % map.columns.max(1), map.columns);
        let y = ends(map.y, i / map.columns.max(1), map.rows);
        let middle = |(low, high): (f64, f64)| Some((low + high) / 2.0);
        Line { x: middle(x), x_ends: Some(x), y: middle(y), y_ends: Some(y), value: Some(*value) }
    };
    map.values.iter().enumerate().map(cell).collect()
}

/// The name at this place of an axis with names (0.5, 1.5, …), or else the number.
fn named(value: Option<f64>, axis: &Axis) -> String {
    let name = value.filter(|value| *value >= 0.0).and_then(|value| axis.categories.get(value as usize));
    name.map_or_else(|| number_of(value), |name| quoted(&Label::parse(name).plain()))
}

fn number_of(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or(String::new(), |value| value.to_string())
}

/// A text as one cell.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::plot::{Hist, Norm};

    #[test]
    fn bins_and_cells_have_edges() -> Result<()> {
        let hist = Hist::of("a, b", &[0.5, 0.6, 1.5], 2, 0.0, 2.0)?;
        let csv = Panel::histograms("x", &[hist], Norm::Counts).figure().csv();
        let first = csv.lines().nth(1).unwrap_or_default();
        assert!(first.starts_with("1,x,") && first.contains("\"a, b\",histogram,0.5,0,1,2,0.58"), "{first}");
        let map = Panel::correlation(&["p_T", "m"], &[1.0, 0.25, 0.25, 1.0])?.figure().csv();
        assert_eq!(map.lines().count(), 5, "{map}");
        assert!(map.lines().all(|line| line.split(',').count() == 12), "{map}");
        assert!(map.contains(",map,p_T,0,1,m,"), "{map}");
        Ok(())
    }
}
