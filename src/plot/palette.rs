//! Colours, dashes and markers: each series differs in all three, so that grey prints stay readable.

use serde::{Deserialize, Serialize};

/// A colour of the palette, or any other.
///
/// The series colours are the six of M. A. Petroff (arXiv:2107.02270), which people with the common forms of
/// colour blindness can tell apart and which the experiments at the LHC use.
///
/// # Example
/// ```
/// use cwola::plot::Color;
/// assert_eq!(Color::series(0).hex(), "#5790FC");
/// assert_eq!(Color::Rgb(255, 0, 16).hex(), "#FF0010");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Color {
    /// Petroff 1.
    Blue,
    /// Petroff 2.
    Orange,
    /// Petroff 3.
    Red,
    /// Petroff 4.
    Purple,
    /// Petroff 5.
    Gray,
    /// Petroff 6.
    Violet,
    /// Dark green: sideband lines.
    Green,
    /// Black: data points, reference curves.
    Black,
    /// Any other colour: red, green and blue in 0–255.
    Rgb(u8, u8, u8),
}

/// Order in which series take colours: the first neighbours differ in lightness too, and red is left to regions.
const SERIES: [Color; 6] = [Color::Blue, Color::Orange, Color::Purple, Color::Red, Color::Gray, Color::Violet];

impl Color {
    /// Colour of the series with index `index`; starts again after six.
    pub fn series(index: usize) -> Color {
        SERIES[index % SERIES.len()]
    }

    /// Red, green and blue in 0–255.
    pub fn rgb(self) -> (u8, u8, u8) {
        match self {
            Color::Blue => (0x57, 0x90, 0xfc),
            Color::Orange => (0xf8, 0x9c, 0x20),
            Color::Red => (0xe4, 0x25, 0x36),
            Color::Purple => (0x96, 0x4a, 0x8b),
            Color::Gray => (0x9c, 0x9c, 0xa1),
            Color::Violet => (0x7a, 0x21, 0xdd),
            Color::Green => (0x1b, 0x83, 0x3c),
            Color::Black => (0, 0, 0),
            Color::Rgb(r, g, b) => (r, g, b),
        }
    }

    /// As SVG writes it.
    pub fn hex(self) -> String {
        let (r, g, b) = self.rgb();
        format!("#{r:02X}{g:02X}{b:02X}")
    }

    /// Lightness in [0, 1], by the weights of ITU-R BT.709.
    pub(crate) fn lightness(self) -> f64 {
        let (r, g, b) = self.rgb();
        (0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)) / 255.0
    }
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dash {
    /// ———
    Solid,
    /// – – –
    Dashed,
    /// · · ·
    Dotted,
    /// – · –
    DashDot,
    /// —— ——
    Long,
    /// – · · –
    DashDotDot,
}

impl Dash {
    /// Dash of the series with index `index`.
    pub fn series(index: usize) -> Dash {
        [Dash::Solid, Dash::Dashed, Dash::DashDot, Dash::Dotted, Dash::Long, Dash::DashDotDot][index % 6]
    }

    /// Lengths of strokes and gaps in turn for a line `width` pixels wide, in pixels; empty for solid.
    pub(crate) fn lengths(self, width: f64) -> Vec<f64> {
        let lengths: &[f64] = match self {
            Dash::Solid => &[],
            Dash::Dashed => &[4.0, 2.2],
            Dash::Dotted => &[1.0, 1.6],
            Dash::DashDot => &[4.5, 1.8, 1.0, 1.8],
            Dash::Long => &[8.0, 2.4],
            Dash::DashDotDot => &[4.5, 1.6, 1.0, 1.6, 1.0, 1.6],
        };
        lengths.iter().map(|l| l * width.max(1.0)).collect()
    }
}

/// What a point is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marker {
    /// No marker.
    None,
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ▼
    TriangleDown,
    /// ✕
    Cross,
    /// ○: reference values.
    OpenCircle,
    /// □: reference values.
    OpenSquare,
    /// △: reference values.
    OpenTriangle,
    /// ◇: reference values.
    OpenDiamond,
}

impl Marker {
    /// Marker of the series with index `index`.
    pub fn series(index: usize) -> Marker {
        let all =
            [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::TriangleDown, Marker::Cross];
        all[index % all.len()]
    }

    pub(crate) fn is_open(self) -> bool {
        matches!(self, Marker::OpenCircle | Marker::OpenSquare | Marker::OpenTriangle | Marker::OpenDiamond)
    }

    /// Open marker for reference values that belong to series `index`.
    pub fn reference(index: usize) -> Marker {
        [Marker::OpenCircle, Marker::OpenSquare, Marker::OpenTriangle, Marker::OpenDiamond][index % 4]
    }
}

/// Colours of a heat map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColorMap {
    /// Red, white, blue: signed values, white at the middle of the range (ColorBrewer RdBu).
    RedBlue,
    /// Dark blue to yellow with even steps of lightness: positive values (Cividis).
    Cividis,
    /// White to dark blue: counts, white where there is nothing (ColorBrewer Blues).
    Blues,
}

const RED_BLUE: [(u8, u8, u8); 11] = [
    (0x67, 0x00, 0x1f),
    (0xb2, 0x18, 0x2b),
    (0xd6, 0x60, 0x4d),
    (0xf4, 0xa5, 0x82),
    (0xfd, 0xdb, 0xc7),
    (0xf7, 0xf7, 0xf7),
    (0xd1, 0xe5, 0xf0),
    (0x92, 0xc5, 0xde),
    (0x43, 0x93, 0xc3),
    (0x21, 0x66, 0xac),
    (0x05, 0x30, 0x61),
];

const CIVIDIS: [(u8, u8, u8); 9] = [
    (0x00, 0x22, 0x4e),
    (0x12, 0x35, 0x70),
    (0x3b, 0x49, 0x6c),
    (0x57, 0x5d, 0x6d),
    (0x70, 0x71, 0x73),
    (0x8a, 0x86, 0x78),
    (0xa5, 0x9c, 0x74),
    (0xc3, 0xb3, 0x69),
    (0xfe, 0xe8, 0x38),
];

const BLUES: [(u8, u8, u8); 9] = [
    (0xff, 0xff, 0xff),
    (0xde, 0xeb, 0xf7),
    (0xc6, 0xdb, 0xef),
    (0x9e, 0xca, 0xe1),
    (0x6b, 0xae, 0xd6),
    (0x42, 0x92, 0xc6),
    (0x21, 0x71, 0xb5),
    (0x08, 0x51, 0x9c),
    (0x08, 0x30, 0x6b),
];

impl ColorMap {
    /// Colour at `position` in [0, 1]; values outside are moved to the nearer end, NaN is light grey.
    pub fn at(self, position: f64) -> Color {
        if position.is_nan() {
            return Color::Rgb(0xdd, 0xdd, 0xdd);
        }
        let stops: &[(u8, u8, u8)] = match self {
            ColorMap::RedBlue => &RED_BLUE,
            ColorMap::Cividis => &CIVIDIS,
            ColorMap::Blues => &BLUES,
        };
        let at = position.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
        let low = (at.floor() as usize).min(stops.len() - 2);
        let part = at - low as f64;
        let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
        let (a, b) = (stops[low], stops[low + 1]);
        Color::Rgb(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_in_grey() {
        for i in 0..2 {
            let step = (Color::series(i).lightness() - Color::series(i + 1).lightness()).abs();
            assert!(step > 0.08, "series {i} and its neighbour look alike in grey");
        }
    }

    #[test]
    fn the_middle_of_red_blue_is_nearly_white() {
        assert!(ColorMap::RedBlue.at(0.5).lightness() > 0.95);
        assert_eq!(ColorMap::RedBlue.at(f64::NAN), Color::Rgb(0xdd, 0xdd, 0xdd));
        assert_eq!(ColorMap::RedBlue.at(-3.0), ColorMap::RedBlue.at(0.0));
    }
}
