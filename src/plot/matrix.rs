//! Correlation matrices and other maps.

use super::layer::{ColorScale, HeatMap, Layer, Shape};
use super::legend::Legend;
use super::palette::ColorMap;
use super::panel::Panel;
use crate::error::{Error, Result};

impl Panel {
    /// A correlation matrix with its numbers in the cells, red to blue from −1 to 1 (Figures 5 and 6).
    ///
    /// `values` row by row, the first row on top. NaN (a constant variable) is grey.
    ///
    /// # Errors
    /// When there are no names, or not as many values as their square.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Panel;
    /// let panel = Panel::correlation(&["p_T", "m_{hh}"], &[1.0, 0.59, 0.59, 1.0])?;
    /// assert!(panel.figure().svg().contains("0.59"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn correlation(names: &[&str], values: &[f64]) -> Result<Panel> {
        let n = names.len();
        if n == 0 || values.len() != n * n {
            let expected = format!("{}, the square of the number of names, and not 0", n * n);
            return Err(Error::value("the number of correlations", &expected, values.len()));
        }
        let ends = (0.0, n as f64);
        let map = HeatMap {
            columns: n,
            rows: n,
            values: values.chunks(n).rev().flatten().copied().collect(),
            x: ends,
            y: ends,
            limits: (-1.0, 1.0),
            scale: ColorScale::Linear,
            map: ColorMap::RedBlue,
            digits: Some(2),
            label: "Correlation".into(),
        };
        let side = (n as f64 * 44.0).clamp(240.0, 700.0);
        let mut panel = Panel::new("", "").with_size(side + 200.0, side + 110.0).with_legend(Legend::Hidden);
        panel.x.categories = names.iter().map(|name| (*name).to_string()).collect();
        panel.y.categories = names.iter().rev().map(|name| (*name).to_string()).collect();
        (panel.x.range, panel.y.range) = (Some(ends), Some(ends));
        Ok(panel.with_layer(Layer::new("", Shape::HeatMap(map))))
    }

    /// Any matrix over a plane, such as a jet image or a two-dimensional histogram.
    ///
    /// # Errors
    /// When the number of values is not that of the cells.
    pub fn heat_map(x_label: &str, y_label: &str, map: &HeatMap) -> Result<Panel> {
        if map.values.len() != map.columns * map.rows || map.values.is_empty() {
            let expected = format!("{} × {}, and not 0", map.columns, map.rows);
            return Err(Error::value("the number of values of a map", &expected, map.values.len()));
        }
        let panel = Panel::new(x_label, y_label).with_size(520.0, 420.0).with_legend(Legend::Hidden);
        let panel = panel.with_x_range(map.x.0, map.x.1).with_y_range(map.y.0, map.y.1);
        Ok(panel.with_layer(Layer::new("", Shape::HeatMap(map.clone()))))
    }
}
