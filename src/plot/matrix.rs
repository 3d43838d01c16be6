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

    /// A two-dimensional histogram: decimal logarithm of 1 + number of events, white where there is none (Figure 15).
    ///
    /// Each axis is (values, (bins, low, high)); pairs outside the range or with NaN are left out.
    ///
    /// # Errors
    /// When x and y differ in length, or an axis has no bins or no range.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Panel;
    /// let axis = (2, 0.0, 2.0);
    /// let panel = Panel::histogram_2d("x", "y", (&[0.5, 0.6, 9.0], axis), (&[1.5, 1.6, 0.5], axis))?;
    /// assert!(panel.figure().to_string().contains("map of 2 × 2 values"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn histogram_2d(
        x_label: &str,
        y_label: &str,
        (x, x_bins): (&[f64], (usize, f64, f64)),
        (y, y_bins): (&[f64], (usize, f64, f64)),
    ) -> Result<Panel> {
        if x.len() != y.len() {
            return Err(Error::value("the number of y values", &format!("{} as of x", x.len()), y.len()));
        }
        for (bins, low, high) in [x_bins, y_bins] {
            if bins == 0 || bins > 1000 || !(low < high && low.is_finite() && high.is_finite()) {
                let found = format!("{bins} bins from {low} to {high}");
                return Err(Error::value("an axis of a two-dimensional histogram", "1 to 1000 bins of a range", found));
            }
        }
        let cell = |value: f64, (bins, low, high): (usize, f64, f64)| {
            let part = (value - low) / (high - low);
            (0.0..1.0).contains(&part).then(|| ((part * bins as f64) as usize).min(bins - 1))
        };
        let mut counts = vec![0.0f64; x_bins.0 * y_bins.0];
        for (x, y) in x.iter().zip(y) {
            if let (Some(column), Some(row)) = (cell(*x, x_bins), cell(*y, y_bins)) {
                counts[row * x_bins.0 + column] += 1.0;
            }
        }
        let values: Vec<f64> = counts.iter().map(|count| count.ln_1p() / std::f64::consts::LN_10).collect();
        let top = values.iter().copied().fold(0.0, f64::max);
        let map = HeatMap {
            columns: x_bins.0,
            rows: y_bins.0,
            values,
            x: (x_bins.1, x_bins.2),
            y: (y_bins.1, y_bins.2),
            limits: (0.0, if top > 0.0 { top } else { 1.0 }),
            scale: ColorScale::Linear,
            map: ColorMap::Blues,
            digits: None,
            label: "log_{10}(1 + events)".into(),
        };
        Panel::heat_map(x_label, y_label, &map)
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
