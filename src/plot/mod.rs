//! Histograms and figures in the look of the field.
//!
//! One call shows any column: [`Events::hist`](crate::events::Events::hist) and [`Events::hist2d`](crate::events::Events::hist2d).
//!
//! A [`Figure`] is made of [`Panel`]s, a panel of two [`Axis`] and [`Layer`]s. Most panels come from one call:
//! [`Panel::histograms`], [`Panel::histograms_with_ratio`], [`Panel::scatter`], [`Panel::correlation`],
//! [`Panel::scan`], [`Panel::roc`], [`Panel::sic`], [`Panel::scores`], [`training_curves`]. They are drawn with
//! ticks inwards on all four sides, titles at the ends of the axes, colours that colour-blind people can tell apart
//! and dashes and markers that survive a grey print. The result is SVG text that depends on nothing but the data.

mod axis;
mod binning;
mod bounds;
mod boxes;
mod canvas;
mod columns;
mod distributions;
mod draw;
mod evaluated;
mod figure;
mod font;
mod frame;
mod glyphs;
mod heat;
mod hist;
mod hist2d;
mod hist_math;
mod histogram;
mod histogram2d;
mod html;
mod label;
mod layer;
mod legend;
mod markers;
mod matrix;
mod names;
mod numbers;
mod palette;
mod panel;
mod pdf;
mod pdf_file;
mod png;
mod raster;
mod regions;
mod render;
mod roc;
mod run;
mod save;
mod scan;
mod svg;
mod svg_image;
mod symbols;
mod ticks;
mod training;
mod values;

pub use axis::{Axis, Scale};
pub(crate) use binning::quantile;
pub use boxes::{Drawing, TextBox};
pub use columns::compare_columns;
pub use distributions::Norm;
pub use figure::Figure;
pub use hist::Hist;
pub use hist_math::Ratio;
pub use hist2d::Hist2d;
pub use histogram::Histogram;
pub use histogram2d::Histogram2d;
pub(crate) use html::page;
pub use label::escape;
pub use layer::{ColorScale, Errors, Fill, HeatMap, Join, Layer, Shape};
pub use legend::Legend;
pub use names::{column_label, column_symbol, column_unit};
pub use palette::{Color, ColorMap, Dash, Marker};
pub use panel::Panel;
pub use regions::RatioBand;
pub use roc::{RocAxes, RocCurve};
pub use scan::Series;
pub use svg_image::{SvgImage, svg};
pub use training::{EpochCurves, training_curves};
