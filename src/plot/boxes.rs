//! Drawings: boxes with text, joined by arrows.

use super::canvas::{Anchor, Area, Canvas, Pen, Place, TextStyle};
use super::label::Label;
use super::layer::{Layer, Shape};
use super::legend::Legend;
use super::palette::Color;
use super::panel::Panel;

/// A box with one line of text; places are parts of the panel, (0, 0) at the lower left.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBox {
    /// Middle of the box.
    pub at: (f64, f64),
    /// Width and height.
    pub size: (f64, f64),
    /// Text in the label language; it is set smaller when it is wider than the box.
    pub text: String,
    /// Colour of outline and filling.
    pub color: Color,
}

/// Boxes, and arrows from box to box.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// Boxes.
    pub boxes: Vec<TextBox>,
    /// Pairs of box numbers: an arrow goes from the lower edge of the first to the upper edge of the second.
    pub arrows: Vec<(usize, usize)>,
}

impl Drawing {
    /// The text of all boxes, in order.
    pub(crate) fn words(&self) -> String {
        let texts: Vec<String> = self.boxes.iter().map(|one| Label::parse(&one.text).plain()).collect();
        format!("boxes: {}", texts.join("; "))
    }
}

impl Panel {
    /// A panel that holds a drawing and no axes.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Color, Drawing, Panel, TextBox};
    /// let named = |text: &str, y| TextBox { at: (0.5, y), size: (0.6, 0.2), text: text.into(), color: Color::Blue };
    /// let drawing = Drawing { boxes: vec![named("image", 0.8), named("score", 0.2)], arrows: vec![(0, 1)] };
    /// assert!(Panel::drawing("network", &drawing).figure().svg().contains(">score<"));
    /// ```
    pub fn drawing(title: &str, drawing: &Drawing) -> Panel {
        let mut panel = Panel::new("", "").with_title(title).with_legend(Legend::Hidden);
        (panel.x.categories, panel.y.categories) = (vec![String::new()], vec![String::new()]);
        (panel.x.range, panel.y.range) = (Some((0.0, 1.0)), Some((0.0, 1.0)));
        panel.with_layer(Layer::new("", Shape::Boxes(drawing.clone())))
    }
}

/// Draws a drawing into `panel`.
pub(crate) fn draw(canvas: &mut Canvas, panel: Area, drawing: &Drawing) {
    let areas: Vec<Area> = drawing.boxes.iter().map(|one| place(panel, one)).collect();
    for (from, to) in &drawing.arrows {
        if let (Some(from), Some(to)) = (areas.get(*from), areas.get(*to)) {
            arrow(canvas, ((from.left + from.right) / 2.0, from.bottom), ((to.left + to.right) / 2.0, to.top));
        }
    }
    for (one, area) in drawing.boxes.iter().zip(&areas) {
        canvas.fill(*area, Color::Rgb(255, 255, 255), 1.0);
        canvas.fill(*area, one.color, 0.22);
        let corners =
            [(area.left, area.top), (area.right, area.top), (area.right, area.bottom), (area.left, area.bottom)];
        let outline: Vec<Place> = corners.iter().chain(&corners[..2]).copied().collect();
        canvas.line(&outline, Pen::new(one.color, 1.2));
        let label = Label::parse(&one.text);
        let size = (area.width() * 0.94 / label.width(1.0).max(1e-6)).min(area.height() * 0.62).clamp(6.0, 13.0);
        let middle = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0 + size * 0.36);
        canvas.text(middle, &label, TextStyle::new(size, Anchor::Middle));
    }
}

fn place(panel: Area, one: &TextBox) -> Area {
    let x = |part: f64| panel.left + part * panel.width();
    let y = |part: f64| panel.bottom - part * panel.height();
    let ((cx, cy), (w, h)) = (one.at, (one.size.0 / 2.0, one.size.1 / 2.0));
    Area { left: x(cx - w), right: x(cx + w), top: y(cy + h), bottom: y(cy - h) }
}

/// A line with a head, downwards.
fn arrow(canvas: &mut Canvas, from: Place, to: Place) {
    let pen = Pen::new(Color::Rgb(0x55, 0x55, 0x55), 1.2);
    canvas.line(&[from, (to.0, to.1 - 3.0)], pen);
    let head = [(to.0 - 3.5, to.1 - 7.0), to, (to.0 + 3.5, to.1 - 7.0)];
    canvas.polygon(&head, pen.color, 1.0);
}
