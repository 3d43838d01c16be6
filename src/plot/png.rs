//! PNG from SVG, behind the feature `png`.

use std::sync::Arc;

use crate::error::{Error, Result};

/// Draws `svg` with `scale` pixels for each of its own.
pub(crate) fn pixels(svg: &str, scale: f64) -> Result<Vec<u8>> {
    if !(scale > 0.0 && scale <= 16.0) {
        return Err(Error::value("the scale of a PNG", "above 0 and at most 16", scale));
    }
    let mut options = resvg::usvg::Options::default();
    Arc::make_mut(&mut options.fontdb).load_system_fonts();
    let failed =
        |what: &dyn std::fmt::Display| Error::Unavailable(format!("The figure could not be made a PNG: {what}."));
    let tree = resvg::usvg::Tree::from_str(svg, &options).map_err(|error| failed(&error))?;
    let size = tree.size();
    let side = |length: f32| ((f64::from(length) * scale).round() as u32).max(1);
    let mut pixmap = resvg::tiny_skia::Pixmap::new(side(size.width()), side(size.height()))
        .ok_or_else(|| failed(&"it is too large"))?;
    let transform = resvg::tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(&error))
}
