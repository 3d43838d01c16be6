//! Large maps, written one colour at a time: a quarter of the length of one shape per cell.

use std::fmt::Write as _;

use super::ink::{Area, Ink, sub};
use super::palette::Color;

impl Ink {
    /// Filled rectangles of one colour each, in short: one path per colour, and the commonest colour as a ground.
    pub(crate) fn mosaic(&mut self, cells: &[(Area, Color)]) {
        let mut colors: Vec<(Color, Vec<Area>)> = Vec::new();
        for (area, color) in cells {
            match colors.iter_mut().find(|(known, _)| known == color) {
                Some((_, areas)) => areas.push(*area),
                None => colors.push((*color, vec![*area])),
            }
        }
        // Stable: of equally common colours the first that was met is the ground.
        colors.sort_by_key(|(_, areas)| std::cmp::Reverse(areas.len()));
        let Some((ground, _)) = colors.first() else { return };
        let hull = cells.iter().skip(1).fold(cells[0].0, |hull, (area, _)| Area {
            left: hull.left.min(area.left),
            top: hull.top.min(area.top),
            right: hull.right.max(area.right),
            bottom: hull.bottom.max(area.bottom),
        });
        let mut shapes = format!("<path fill=\"{}\" d=\"{}\"/>\n", ground.hex(), square(&hull));
        for (color, areas) in colors.iter().skip(1) {
            let path: String = areas.iter().map(square).collect();
            let _ = writeln!(shapes, "<path fill=\"{}\" d=\"{path}\"/>", color.hex());
        }
        self.group(" shape-rendering=\"crispEdges\"", &shapes);
    }
}

/// A rectangle as a piece of a path.
fn square(area: &Area) -> String {
    let ((left, top), (right, bottom)) = (sub((area.left, area.top)), sub((area.right, area.bottom)));
    format!("M{left} {top}H{right}V{bottom}H{left}z")
}
