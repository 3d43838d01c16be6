//! Newton's method for the maximum of a function of a few parameters.

/// Value, gradient and second derivatives at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Derivatives<const N: usize> {
    /// The function.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives.
    pub hessian: [[f64; N]; N],
}

/// Where a search ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Maximum<const N: usize> {
    /// Place.
    pub at: [f64; N],
    /// The function there.
    pub value: f64,
    /// Inverse of minus the second derivatives, the covariance of a likelihood; none where it is no maximum.
    pub covariance: Option<[[f64; N]; N]>,
    /// Whether the expected gain of another step is below 1e-9.
    pub converged: bool,
}

/// Most steps of one search.
const STEPS: usize = 200;
/// Half of gradient · step below which a search has converged.
const GAIN: f64 = 1e-9;

/// Climbs from `start`: Newton steps with as much damping as it takes to rise (Levenberg and Marquardt).
///
/// `f` is none where the function is not defined; such places are never entered.
pub(super) fn maximise<const N: usize>(
    start: [f64; N],
    f: impl Fn(&[f64; N]) -> Option<Derivatives<N>>,
) -> Option<Maximum<N>> {
    let mut at = start;
    let mut here = f(&at).filter(|d| d.value.is_finite())?;
    let (mut damping, mut converged) = (0.0, false);
    for _ in 0..STEPS {
        let Some(step) = damped_step(&here, damping) else {
            damping = f64::max(10.0 * damping, 1e-4);
            if damping > 1e12 {
                break;
            }
            continue;
        };
        let gain: f64 = 0.5 * step.iter().zip(&here.gradient).map(|(s, g)| s * g).sum::<f64>();
        if damping <= 1e-3 && gain < GAIN {
            converged = true;
            break;
        }
        let mut next = at;
        next.iter_mut().zip(&step).for_each(|(x, s)| *x += s);
        match f(&next).filter(|d| d.value.is_finite()) {
            Some(there) if there.value >= here.value => {
                (at, here) = (next, there);
                damping = if damping < 1e-6 { 0.0 } else { damping / 10.0 };
            }
            // At the limit of the numbers a good step may not rise: that is the top.
            Some(_) if damping <= 1e-3 && gain < 1e-7 => {
                converged = true;
                break;
            }
            _ => damping = f64::max(10.0 * damping, 1e-4),
        }
        if damping > 1e12 {
            break;
        }
    }
    let minus = here.hessian.map(|row| row.map(|h| -h));
    Some(Maximum { at, value: here.value, covariance: inverse(&minus), converged })
}

/// Solves (−H + damping · |diagonal of H|) step = gradient; none where that is not positive.
fn damped_step<const N: usize>(d: &Derivatives<N>, damping: f64) -> Option<[f64; N]> {
    let mut matrix = d.hessian.map(|row| row.map(|h| -h));
    for (k, row) in matrix.iter_mut().enumerate() {
        row[k] += damping * row[k].abs().max(1e-12);
    }
    let lower = cholesky(&matrix)?;
    Some(substitute(&lower, &d.gradient))
}

/// L of M = L Lᵀ; none when M is not positive.
fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut lower = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - sum;
            if i == j {
                // The pivot of a matrix that is singular within the numbers' precision is noise.
                if rest.is_nan() || rest <= 1e-13 * matrix[i][i].abs() {
                    return None;
                }
                lower[i][i] = rest.sqrt();
            } else {
                lower[i][j] = rest / lower[j][j];
            }
        }
    }
    Some(lower)
}

/// x of L Lᵀ x = y.
fn substitute<const N: usize>(lower: &[[f64; N]; N], y: &[f64; N]) -> [f64; N] {
    let mut x = *y;
    for i in 0..N {
        let sum: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    for i in (0..N).rev() {
        let sum: f64 = (i + 1..N).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    x
}

fn inverse<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let lower = cholesky(matrix)?;
    let mut columns = [[0.0; N]; N];
    for (k, column) in columns.iter_mut().enumerate() {
        let mut unit = [0.0; N];
        unit[k] = 1.0;
        *column = substitute(&lower, &unit);
    }
    Some(columns) // symmetric
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −(x−1)² − 10 (y + x²)²: a curved ridge with its top at (1, −1).
    fn banana(at: &[f64; 2]) -> Option<Derivatives<2>> {
        let [x, y] = *at;
        let bend = y + x * x;
        Some(Derivatives {
            value: -(x - 1.0).powi(2) - 10.0 * bend * bend,
            gradient: [-2.0 * (x - 1.0) - 40.0 * bend * x, -20.0 * bend],
            hessian: [[-2.0 - 40.0 * bend - 80.0 * x * x, -40.0 * x], [-40.0 * x, -20.0]],
        })
    }

    #[test]
    fn a_curved_ridge_is_climbed_from_anywhere() {
        for start in [[0.0, 0.0], [-3.0, 4.0], [5.0, -30.0], [-1.0, -1.0]] {
            let top = maximise(start, banana).unwrap();
            assert!(top.converged && (top.at[0] - 1.0).abs() < 1e-4 && (top.at[1] + 1.0).abs() < 1e-3, "{top:?}");
            let covariance = top.covariance.unwrap();
            assert!((covariance[0][0] - 0.5).abs() < 1e-3, "{covariance:?}"); // 1/H after the ridge is profiled
        }
    }

    #[test]
    fn a_slope_without_top_does_not_converge() {
        let slope = |at: &[f64; 1]| Some(Derivatives { value: at[0], gradient: [1.0], hessian: [[-1e-9]] });
        let end = maximise([0.0], |at| slope(at).filter(|_| at[0] < 5.0)).unwrap();
        assert!(!end.converged, "{end:?}");
        assert!(maximise([9.0], |at| slope(at).filter(|_| at[0] < 5.0)).is_none());
    }
}
