//! Points of several forms.

use super::canvas::{Canvas, Pen, Place};
use super::palette::{Color, Marker};

/// Corners of a marker around the origin, y downwards, for a radius of 1; empty for round ones.
fn corners(marker: Marker) -> &'static [Place] {
    match marker {
        Marker::Square | Marker::OpenSquare => &[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        Marker::Triangle | Marker::OpenTriangle => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
        Marker::TriangleDown => &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
        Marker::Diamond | Marker::OpenDiamond => &[(0.0, -1.3), (1.1, 0.0), (0.0, 1.3), (-1.1, 0.0)],
        _ => &[],
    }
}

fn around(place: Place, shape: &[Place], radius: f64) -> Vec<Place> {
    shape.iter().map(|(x, y)| (place.0 + x * radius, place.1 + y * radius)).collect()
}

/// A regular polygon with many corners instead of a circle, so that outlines have a width in sub-pixels.
fn ring(place: Place, radius: f64) -> Vec<Place> {
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / 24.0;
    (0..24).map(|i| (place.0 + radius * angle(i).cos(), place.1 + radius * angle(i).sin())).collect()
}

/// Two strokes through the place.
fn cross(place: Place, radius: f64) -> [Vec<Place>; 2] {
    let (x, y) = place;
    [vec![(x - radius, y - radius), (x + radius, y + radius)], vec![(x - radius, y + radius), (x + radius, y - radius)]]
}

/// Draws a marker of `radius` pixels at each place.
pub(crate) fn draw(canvas: &mut Canvas, places: &[Place], marker: Marker, radius: f64, color: Color) {
    match marker {
        Marker::None => {}
        Marker::Circle => canvas.discs(places, radius, color, 1.0),
        Marker::Cross => {
            let strokes: Vec<Vec<Place>> = places.iter().flat_map(|p| cross(*p, radius * 0.85)).collect();
            canvas.lines(&strokes, Pen::new(color, 1.6));
        }
        Marker::Square | Marker::Triangle | Marker::Diamond | Marker::TriangleDown => {
            for place in places {
                canvas.polygon(&around(*place, corners(marker), radius), color, 1.0);
            }
        }
        Marker::OpenCircle | Marker::OpenSquare | Marker::OpenTriangle | Marker::OpenDiamond => {
            for place in places {
                let shape = corners(marker);
                let mut outline = if shape.is_empty() { ring(*place, radius) } else { around(*place, shape, radius) };
                canvas.polygon(&outline, Color::Rgb(255, 255, 255), 1.0);
                outline.extend_from_within(..2);
                canvas.line(&outline, Pen::new(color, 1.3));
            }
        }
    }
}

/// Are the points of a cloud drawn as crosses?
pub(crate) fn crossed(marker: Marker) -> bool {
    matches!(marker, Marker::Square | Marker::Diamond | Marker::Cross)
}

/// Draws many small points: the first series as discs, every second one as crosses.
pub(crate) fn cloud(canvas: &mut Canvas, places: &[Place], marker: Marker, color: Color, opacity: f64) {
    if crossed(marker) {
        let strokes: Vec<Vec<Place>> = places.iter().flat_map(|p| cross(*p, 1.7)).collect();
        canvas.lines(&strokes, Pen { opacity, ..Pen::new(color, 0.9) });
    } else {
        canvas.discs(places, 1.6, color, opacity);
    }
}
