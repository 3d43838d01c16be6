//! Which part of the plane the layers of a panel cover.

use super::axis::Scale;
use super::layer::{Errors, Layer, Shape};

/// Lowest and highest value.
pub(crate) type Ends = Option<(f64, f64)>;

fn of(values: impl Iterator<Item = f64>, scale: Scale) -> Ends {
    values
        .filter(|v| v.is_finite() && (scale == Scale::Linear || *v > 0.0))
        .fold(None, |ends, v| Some(ends.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v)))))
}

fn join(a: Ends, b: Ends) -> Ends {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

fn with_errors<'a>(y: &'a [f64], error: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    y.iter().enumerate().flat_map(|(i, y)| {
        let e = error.get(i).copied().filter(|e| e.is_finite()).unwrap_or(0.0);
        [*y, y - e, y + e]
    })
}

/// Ends along x.
pub(crate) fn x(layers: &[Layer], scale: Scale) -> Ends {
    let one = |layer: &Layer| match &layer.shape {
        Shape::Steps { hist, .. } => of(hist.edges().into_iter(), scale),
        Shape::Points { x, .. } | Shape::Curve { x, .. } | Shape::Band { x, .. } | Shape::Scatter { x, .. } => {
            of(x.iter().copied(), scale)
        }
        Shape::HeatMap(map) => of([map.x.0, map.x.1].into_iter(), scale),
        Shape::VLine(_) | Shape::HLine(_) | Shape::HBand(..) | Shape::Text { .. } | Shape::Boxes(_) => None,
    };
    layers.iter().map(one).fold(None, join)
}

/// Ends along y.
pub(crate) fn y(layers: &[Layer], scale: Scale) -> Ends {
    let one = |layer: &Layer| match &layer.shape {
        Shape::Steps { hist, errors } => {
            let bars = if *errors == Errors::Bars { hist.errors() } else { Vec::new() };
            let filled: Vec<usize> = (0..hist.bins()).filter(|i| hist.counts()[*i] != 0.0).collect();
            let values: Vec<f64> = match scale {
                // On a log axis an error bar may reach zero; the axis starts below the lowest content instead.
                Scale::Log => filled
                    .iter()
                    .flat_map(|&i| [hist.counts()[i], hist.counts()[i] + bars.get(i).unwrap_or(&0.0)])
                    .collect(),
                Scale::Linear => with_errors(hist.counts(), &bars).chain([0.0]).collect(),
            };
            of(values.into_iter(), scale)
        }
        Shape::Points { y, error, .. } => of(with_errors(y, error), scale),
        Shape::Curve { y, .. } | Shape::Scatter { y, .. } => of(y.iter().copied(), scale),
        Shape::Band { low, high, .. } => of(low.iter().chain(high).copied(), scale),
        Shape::HLine(y) => of([*y].into_iter(), scale),
        Shape::HBand(low, high) => of([*low, *high].into_iter(), scale),
        Shape::HeatMap(map) => of([map.y.0, map.y.1].into_iter(), scale),
        Shape::VLine(_) | Shape::Text { .. } | Shape::Boxes(_) => None,
    };
    layers.iter().map(one).fold(None, join)
}

/// Do the layers fill the panel from end to end, so that no air is left beside them?
pub(crate) fn tight_x(layers: &[Layer]) -> bool {
    layers.iter().any(|layer| matches!(layer.shape, Shape::Steps { .. } | Shape::HeatMap(_)))
}

/// Does y start at zero?
pub(crate) fn from_zero(layers: &[Layer]) -> bool {
    layers.iter().any(|layer| matches!(layer.shape, Shape::Steps { .. }))
}
