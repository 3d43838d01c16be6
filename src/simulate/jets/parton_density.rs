//! Parton densities of the proton at one scale, as a formula.

/// x f(x) = A x^a (1 − x)^b exp(c x) of one parton.
#[derive(Debug, Clone, Copy)]
struct Shape {
    norm: f64,
    low: f64,
    high: f64,
    slope: f64,
}

impl Shape {
    fn at(self, log_x: f64, log_rest: f64, x: f64) -> f64 {
        self.norm * (self.low * log_x + self.high * log_rest + self.slope * x).exp()
    }
}

/// x f(x) of the partons at one x.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Densities {
    /// d, u, s, c, b.
    pub quarks: [f64; 5],
    /// Their antiparticles.
    pub antiquarks: [f64; 5],
    pub gluon: f64,
}
