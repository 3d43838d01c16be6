//! Luminosity.

/// Integrated luminosity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Luminosity(f64);

impl Luminosity {
    /// Luminosity in inverse femtobarn.
    pub fn fb(lumi_fb: f64) -> Luminosity {
        Luminosity(lumi_fb)
    }
    /// Value in inverse femtobarn.
    pub fn in_fb(self) -> f64 {
        self.0
    }
}
