//! Parton densities of the proton at Q = 2.5 TeV, as formulas.
//!
//! Fitted for 0.04 < x < 0.9 to NNPDF2.3 QCD+QED LO (arXiv:1308.0598), the set with which the Pythia samples were made:
//! valence quarks within 3 %, the gluon and the sea within 5 % for x < 0.5. The dependence on Q is left out: from
//! m̂ = 4 to 6 TeV it changes luminosities by a few per cent.

use super::fast::{exp, ln};

/// x f(x) = A x^a (1 − x)^b exp(c x) of one parton.
#[derive(Debug, Clone, Copy)]
struct Shape(f64, f64, f64, f64);

impl Shape {
    #[inline]
    fn at(self, x: f64, log_x: f64, log_rest: f64) -> f64 {
        let Shape(norm, low, high, slope) = self;
        norm * exp(low * log_x + high * log_rest + slope * x)
    }
}

const UP: Shape = Shape(1.216, 0.165, 4.268, 0.361);
const DOWN: Shape = Shape(0.7201, 0.0875, 3.786, -1.878);
const ANTI_UP: Shape = Shape(0.02161, -0.7385, 7.0, 1.563);
const ANTI_DOWN: Shape = Shape(0.04633, -0.574, 7.0, 0.300);
const STRANGE: Shape = Shape(0.01171, -0.823, 2.417, -3.089);
const HEAVY: Shape = Shape(0.03583, -0.5868, 7.0, -0.288);
const GLUON: Shape = Shape(0.3489, -0.624, 5.263, -2.310);

/// x f(x) of the partons at one x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Densities {
    /// Down, up, strange, charm, bottom quarks.
    pub quarks: [f64; 5],
    /// Their antiquarks.
    pub antiquarks: [f64; 5],
    pub gluon: f64,
}

impl Densities {
    /// At 0 < x < 1.
    #[inline]
    pub fn at(x: f64) -> Densities {
        let (log_x, log_rest) = (ln(x), ln(1.0 - x));
        let shape = |shape: Shape| shape.at(x, log_x, log_rest);
        let (strange, heavy) = (shape(STRANGE), shape(HEAVY));
        // Charm is two thirds of the heavy quarks.
        let (charm, bottom) = (0.65 * heavy, 0.35 * heavy);
        Densities {
            quarks: [shape(DOWN), shape(UP), strange, charm, bottom],
            antiquarks: [shape(ANTI_DOWN), shape(ANTI_UP), strange, charm, bottom],
            gluon: shape(GLUON),
        }
    }
}
