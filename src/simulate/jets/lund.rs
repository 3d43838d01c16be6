//! The Lund fragmentation function, as a table of its inverse.

/// Steps in the cumulated probability.
const STEPS: usize = 128;
/// Steps in ln(b mT²), from 0.01 to 100.
const SCALES: usize = 56;
const LOW: f64 = -4.605_170_185_988_091;
const HIGH: f64 = 4.605_170_185_988_091;
/// Points of the integration in t = ln(z / (1 − z)).
const POINTS: usize = 1400;

/// Draws z from f(z) = (1 − z)^a exp(−c/z) / z, where c = b mT².
#[derive(Debug, Clone)]
pub(crate) struct LundTable {
    /// z at cumulated probability k/STEPS, one row per scale.
    z: Vec<[f32; STEPS + 1]>,
}

impl LundTable {
    pub fn new(a: f64) -> LundTable {
        let step = (HIGH - LOW) / (SCALES - 1) as f64;
        LundTable { z: (0..SCALES).map(|k| row(a, (LOW + step * k as f64).exp())).collect() }
    }

    /// z for a uniform number in (0, 1) and ln(b mT²).
    #[inline]
    pub fn z(&self, log_c: f64, uniform: f64) -> f64 {
        let at = ((log_c - LOW) * ((SCALES - 1) as f64 / (HIGH - LOW))).clamp(0.0, SCALES as f64 - 1.001);
        let (row, part) = (at as usize, at.fract());
        let u = uniform * STEPS as f64;
        let (k, rest) = ((u as usize).min(STEPS - 1), u.fract());
        let along = |row: &[f32; STEPS + 1]| {
            let (low, high) = (f64::from(row[k]), f64::from(row[k + 1]));
            low + rest * (high - low)
        };
        (1.0 - part) * along(&self.z[row]) + part * along(&self.z[row + 1])
    }
}

/// Quantiles of f for one c, by the trapezoidal rule in the logit of z.
fn row(a: f64, c: f64) -> [f32; STEPS + 1] {
    let z_at = |k: f64| 1.0 / (1.0 + (14.0 - 28.0 * k / (POINTS - 1) as f64).exp());
    // f dz = f z (1 − z) dt; ln f avoids underflow of exp(−c/z).
    let log_f = |z: f64| (1.0 + a) * (1.0 - z).ln() - c / z;
    let top = (0..POINTS).map(|k| log_f(z_at(k as f64))).fold(f64::NEG_INFINITY, f64::max);
    let mut sum = vec![0.0; POINTS];
    for k in 1..POINTS {
        let f = |k: usize| (log_f(z_at(k as f64)) - top).exp();
        sum[k] = sum[k - 1] + 0.5 * (f(k) + f(k - 1));
    }
    let (total, mut out, mut at) = (sum[POINTS - 1], [0.0; STEPS + 1], 0);
    for (k, z) in out.iter_mut().enumerate() {
        // The outermost quantiles hold half a per mille of the probability each.
        let wanted = total * (k as f64 / STEPS as f64).clamp(5e-4, 1.0 - 5e-4);
        while at + 2 < POINTS && sum[at + 1] < wanted {
            at += 1;
        }
        let width = (sum[at + 1] - sum[at]).max(1e-300);
        *z = z_at(at as f64 + ((wanted - sum[at]) / width).clamp(0.0, 1.0)) as f32;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean of z against a direct integral, over the range of masses of pions to B mesons.
    #[test]
    fn the_table_has_the_mean_of_the_function() {
        for a in [0.1, 0.68, 1.5] {
            let table = LundTable::new(a);
            for c in [0.02f64, 0.3, 1.0, 2.3, 14.0, 60.0] {
                let n = 20_000;
                let mean = (0..n).map(|k| table.z(c.ln(), (k as f64 + 0.5) / n as f64)).sum::<f64>() / n as f64;
                let f = |z: f64| (1.0 - z).powf(a) * (-c / z).exp() / z;
                let grid = (1..200_000).map(|k| k as f64 / 200_000.0);
                let (top, bottom) = grid.fold((0.0, 0.0), |(t, b), z| (t + z * f(z), b + f(z)));
                assert!((mean - top / bottom).abs() < 0.004, "a {a}, c {c}: {mean} {}", top / bottom);
            }
        }
    }
}
