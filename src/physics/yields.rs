//! Expected numbers of events, and what they are worth: S/√B, Asimov significance.
//!
//! The significances are plain numbers, so that a curve can be computed point by point: the edge
//! cases have values, which each function states, instead of errors.

use serde::{Deserialize, Serialize};

/// Integrated luminosity.
///
/// # Example
/// ```
/// use cwola::physics::{CrossSection, Luminosity};
/// // Signal in the signal region of the 500 GeV di-Higgs sample (the Note, Tables 3 and 4).
/// let signal = CrossSection::fb(3.13).events(Luminosity::fb(78.0));
/// assert_eq!(signal.round(), 244.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Luminosity {
    lumi_fb: f64,
}

impl Luminosity {
    /// Returns the luminosity of `inverse_femtobarns` fb⁻¹. It is not checked here: a function that
    /// draws events says what is wrong with a negative one.
    pub fn fb(inverse_femtobarns: f64) -> Luminosity {
        Luminosity { lumi_fb: inverse_femtobarns }
    }

    /// The luminosity in fb⁻¹.
    pub fn in_fb(self) -> f64 {
        self.lumi_fb
    }

    /// Returns the luminosity times `factor`, e.g. "luminosity × 2" of the Note, section 4.10.
    pub fn scaled(self, factor: f64) -> Luminosity {
        Luminosity { lumi_fb: self.lumi_fb * factor }
    }
}

impl std::fmt::Display for Luminosity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fb⁻¹", self.lumi_fb)
    }
}

/// Cross section of a process, possibly after cuts.
///
/// # Example
/// ```
/// use cwola::physics::CrossSection;
/// // QCD di-jets in the signal region: 1991 of 100 000 events pass (the Note, Table 14).
/// let background = CrossSection::fb(6837.0).scaled(1991.0 / 100_000.0);
/// assert_eq!(format!("{:.1}", background.in_fb()), "136.1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct CrossSection {
    xsec_fb: f64,
}

impl CrossSection {
    /// Returns the cross section of `femtobarns` fb. It is not checked here.
    pub fn fb(femtobarns: f64) -> CrossSection {
        CrossSection { xsec_fb: femtobarns }
    }

    /// The cross section in fb.
    pub fn in_fb(self) -> f64 {
        self.xsec_fb
    }

    /// Returns the cross section times `factor`: the passing fraction of a cut, or a signal strength.
    pub fn scaled(self, factor: f64) -> CrossSection {
        CrossSection { xsec_fb: self.xsec_fb * factor }
    }

    /// Expected number of events N = σL, not rounded; the same as [`events`], for notebooks where a
    /// variable is called `events`.
    pub fn events(self, lumi: Luminosity) -> f64 {
        events(self, lumi)
    }
}

impl std::fmt::Display for CrossSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fb", self.xsec_fb)
    }
}

/// Expected number of events N = σL, not rounded.
///
/// # Example
/// ```
/// use cwola::physics::{events, CrossSection, Luminosity};
/// assert_eq!(events(CrossSection::fb(136.1), Luminosity::fb(139.0)).round(), 18918.0);
/// ```
pub fn events(xsec: CrossSection, lumi: Luminosity) -> f64 {
    xsec.xsec_fb * lumi.lumi_fb
}

/// Significance S/√B of `signal` events over `background` events (the "sensitivity" of the Note).
///
/// S/√B is the limit of [`asimov`] for S ≪ B and overstates it otherwise. Without background it is
/// +∞ (0 when there is no signal either); a negative background gives NaN.
///
/// # Example
/// ```
/// use cwola::physics::significance;
/// // 500 GeV, four b-tags, 139 fb⁻¹ (the Note, Table 3: 0.553 from unrounded cross sections).
/// assert!((significance(3.64 * 139.0, 6.03e3 * 139.0) - 0.5526).abs() < 1e-4);
/// assert_eq!(significance(3.0, 0.0), f64::INFINITY);
/// ```
#[doc(alias = "sensitivity")]
pub fn significance(signal: f64, background: f64) -> f64 {
    if signal == 0.0 && background == 0.0 { 0.0 } else { signal / background.sqrt() }
}

/// Number of signal events with S/√B = `z`, i.e. S = z√B.
///
/// Not rounded; a negative background gives NaN.
///
/// # Example
/// ```
/// use cwola::physics::signal_for_significance;
/// // The signal region of the Hidden Valley study at 1σ (the Note, Table 15: 138 events).
/// assert_eq!(signal_for_significance(1.0, 136.1 * 139.0).round(), 138.0);
/// ```
pub fn signal_for_significance(z: f64, background: f64) -> f64 {
    z * background.sqrt()
}

/// Factor ε_s/√ε_b by which a selection changes S/√B (the Note, section 4.12).
///
/// Both efficiencies are in [0, 1], anything else gives NaN. With ε_b = 0 it is +∞ (0 when no signal
/// passes either): then the test sample is too small to say. [`crate::evaluate::Roc::sic`] is the
/// same as a curve, cut off where the statistics end.
///
/// # Example
/// ```
/// use cwola::physics::selection_factor;
/// assert!((selection_factor(0.5, 0.01) - 5.0).abs() < 1e-12);
/// ```
#[doc(alias = "sic")]
pub fn selection_factor(signal_efficiency: f64, background_efficiency: f64) -> f64 {
    let allowed = 0.0..=1.0;
    if !allowed.contains(&signal_efficiency) || !allowed.contains(&background_efficiency) {
        return f64::NAN;
    }
    significance(signal_efficiency, background_efficiency)
}

/// Asimov significance for a known background: the median significance of a discovery.
///
/// ```math
/// Z = √( 2 [ (S + B) ln(S/B + 1) − S ] )
/// ```
/// A deficit (−B ≤ S < 0) gives a negative Z. Without background Z is +∞ (0 when there is no signal
/// either); a negative background or S < −B gives NaN. Nothing cancels or
/// overflows for S/B between 1e-300 and 1e300.
///
/// # Example
/// ```
/// use cwola::physics::asimov;
/// // S/√B = 1, 3, 5 and 10 over the background of the Hidden Valley study.
/// let z = |ratio: f64| asimov(ratio * 18_922_f64.sqrt(), 18_922.0);
/// assert!((z(1.0) - 0.9988).abs() < 5e-5 && (z(10.0) - 9.8824).abs() < 5e-5);
/// ```
///
/// Source: the Note, equation 5; G. Cowan et al., arXiv:1007.1727.
pub fn asimov(signal: f64, background: f64) -> f64 {
    asimov_with_uncertainty(signal, background, 0.0)
}

/// Asimov significance for a background known to the relative uncertainty `relative`.
///
/// ```math
/// Z = √( 2 [ (S+B) ln( (S+B)(B+σ²) / (B² + (S+B)σ²) ) − (B²/σ²) ln( 1 + σ²S / (B(B+σ²)) ) ] ), σ = relative·B
/// ```
/// `relative` = 0.05 is 5 %; 0 gives [`asimov`] exactly, a negative one NaN. For small S it is
/// S/√(B + σ²). Edge cases as in [`asimov`].
///
/// # Example
/// ```
/// use cwola::physics::{asimov, asimov_with_uncertainty};
/// let (s, b) = (700.0, 18_922.0);
/// assert_eq!(asimov_with_uncertainty(s, b, 0.0), asimov(s, b));
/// assert!(asimov_with_uncertainty(s, b, 0.05) < 0.75, "5 % of the background is more than the signal");
/// ```
///
/// Source: G. Cowan, "Discovery sensitivity for a counting experiment with background uncertainty"
/// (2012); not in the Note.
pub fn asimov_with_uncertainty(signal: f64, background: f64, relative: f64) -> f64 {
    let impossible = background < 0.0 || signal < -background || relative < 0.0;
    if impossible || signal.is_nan() || background.is_nan() || relative.is_nan() {
        return f64::NAN;
    }
    if signal == 0.0 {
        return 0.0;
    }
    if background == 0.0 {
        return f64::INFINITY;
    }
    // σ²/B, the variance of the background estimate in units of the Poisson variance.
    let excess = relative * relative * background;
    if signal.abs() <= background {
        let x = signal / background;
        x * (2.0 * background * small_signal(x, excess)).sqrt()
    } else {
        signal.sqrt() * (2.0 * large_signal(background / signal, excess)).sqrt()
    }
}

/// Z²/(2Bx²) for x = S/B in [−1, 1] and t = σ²/B, arranged so that nothing cancels at small x:
/// a/(1+t) − (1+x) a² ψ(ax) + w ψ(wx)/(1+t), a = 1/(1+t+xt), w = t/(1+t), ψ(y) = (y − ln(1+y))/y².
fn small_signal(x: f64, t: f64) -> f64 {
    let a = 1.0 / (1.0 + t + x * t);
    let w = t / (1.0 + t);
    // At x = −1 the logarithm diverges, but (1 + x) times it is zero.
    let logarithm = if x > -1.0 { (1.0 + x) * a * a * psi(a * x) } else { 0.0 };
    a / (1.0 + t) - logarithm + w * psi(w * x) / (1.0 + t)
}

/// Z²/(2S) for q = B/S < 1 and t = σ²/B; q may be tiny, so S/B is never formed.
fn large_signal(q: f64, t: f64) -> f64 {
    let d = q * (1.0 + t) + t;
    // ln(1 + 1/d), where 1/d may overflow and 1 + d may lose d.
    let logarithm = if d < 1.0 { d.ln_1p() - d.ln() } else { (1.0 / d).ln_1p() };
    let u = t / (q * (1.0 + t));
    let averaged = if u == 0.0 {
        1.0
    } else if u.is_finite() {
        u.ln_1p() / u
    } else {
        0.0
    };
    (1.0 + q) * logarithm - averaged / (1.0 + t)
}

/// (y − ln(1 + y))/y² without cancellation; ½ at 0.
fn psi(y: f64) -> f64 {
    if y.abs() > 0.1 {
        return (y - y.ln_1p()) / (y * y);
    }
    // 1/2 − y/3 + y²/4 − …; for |y| ≤ 0.1 the 18th term is below the rounding error of the sum.
    (2..20).rev().fold(0.0, |sum, k| 1.0 / f64::from(k) - y * sum)
}
