//! Where ticks stand and what they say.

/// Ticks of an axis: the long ones with labels, the short ones without.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) major: Vec<(f64, String)>,
    pub(crate) minor: Vec<f64>,
    /// Power of ten that the labels leave out, for very large and very small numbers.
    pub(crate) power: i32,
}

/// Ticks at multiples of 1, 2 or 5 times a power of ten, at most about `target` of them, or twice as many where only one
/// would have a number: that would not tell the scale.
pub(crate) fn linear(low: f64, high: f64, target: f64) -> Ticks {
    let ticks = about(low, high, target);
    if ticks.major.len() == 1 { about(low, high, 2.0 * target) } else { ticks }
}

fn about(low: f64, high: f64, target: f64) -> Ticks {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return Ticks::default();
    }
    let (step, parts) = nice_step(span / target.max(1.0));
    let largest = low.abs().max(high.abs());
    let exponent = largest.log10().floor() as i32;
    let power = if !(1e-3..1e5).contains(&largest) { exponent } else { 0 };
    let slack = span * 1e-9;
    let first = ((low - slack) / step).ceil() as i64;
    let last = ((high + slack) / step).floor() as i64;
    let major = (first..=last).take(100).map(|i| (i as f64 * step, number(i as f64 * step, step, power))).collect();
    let small = step / parts;
    let (from, to) = (((low - slack) / small).ceil() as i64, ((high + slack) / small).floor() as i64);
    let minor = (from..=to).take(1000).filter(|i| i % parts as i64 != 0).map(|i| i as f64 * small).collect();
    Ticks { major, minor, power }
}

/// Step of 1, 2 or 5 times a power of ten that is not below `rough`, and its number of minor parts.
fn nice_step(rough: f64) -> (f64, f64) {
    let base = 10f64.powf(rough.log10().floor());
    for (factor, parts) in [(1.0, 5.0), (2.0, 4.0), (5.0, 5.0), (10.0, 5.0)] {
        if base * factor >= rough * 0.75 {
            return (base * factor, parts);
        }
    }
    (base * 10.0, 5.0)
}

/// A tick label with the digits that its step needs.
fn number(value: f64, step: f64, power: i32) -> String {
    let unit = 10f64.powi(power);
    let digits = (-(step / unit * (1.0 + 1e-9)).log10().floor()).clamp(0.0, 9.0) as usize;
    let value = value / unit;
    let text = format!("{value:.digits$}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    if zero { text.trim_start_matches('-').to_string() } else { text.replace('-', "−") }
}

/// Ticks at powers of ten; short ranges also say 2 and 5, long ones leave powers out.
pub(crate) fn logarithmic(low: f64, high: f64, target: f64) -> Ticks {
    if !(low > 0.0 && high > low && high.is_finite()) {
        return Ticks::default();
    }
    let (from, to) = (low.log10() - 1e-9, high.log10() + 1e-9);
    let (first, last) = (from.floor() as i32, to.ceil() as i32);
    let decades = to - from;
    let every = ((decades / target.max(2.0)).ceil() as i32).max(1);
    let inside = |value: f64| value.log10() >= from && value.log10() <= to;
    let mut ticks = Ticks::default();
    for power in first..=last {
        let decade = 10f64.powi(power);
        if inside(decade) {
            if power.rem_euclid(every) == 0 {
                ticks.major.push((decade, power_label(power)));
            } else {
                ticks.minor.push(decade);
            }
        }
        for factor in 2..10 {
            let value = decade * f64::from(factor);
            if every > 2 || !inside(value) {
                continue;
            }
            let said = (decades < 1.0 && matches!(factor, 2..=9)) || (decades < 2.0 && matches!(factor, 2 | 5));
            if said && (-3..4).contains(&power) {
                ticks.major.push((value, plain(value, power)));
            } else {
                ticks.minor.push(value);
            }
        }
    }
    ticks
}

fn plain(value: f64, power: i32) -> String {
    format!("{value:.*}", (-power).max(0) as usize)
}

/// `1` and `10` as they are, other powers of ten as `10^{n}`.
fn power_label(power: i32) -> String {
    match power {
        0 => "1".into(),
        1 => "10".into(),
        _ => format!("10^{{{power}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &Ticks) -> Vec<&str> {
        ticks.major.iter().map(|(_, label)| label.as_str()).collect()
    }

    /// The ratio panel of the responses had one number, 1.0.
    #[test]
    fn one_number_alone_does_not_tell_a_scale() {
        assert_eq!(about(0.52, 1.42, 3.0).major.len(), 1);
        assert_eq!(labels(&linear(0.52, 1.42, 3.0)), ["0.6", "0.8", "1.0", "1.2", "1.4"]);
    }

    #[test]
    fn linear_ticks_are_round() {
        assert_eq!(labels(&linear(0.0, 1.0, 5.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&linear(150.0, 1600.0, 4.0)), ["500", "1000", "1500"]);
        assert_eq!(labels(&linear(-0.1, 0.1, 5.0)), ["−0.10", "−0.05", "0.00", "0.05", "0.10"]);
        assert_eq!(labels(&linear(0.0, 2e5, 4.0)), ["0.0", "0.5", "1.0", "1.5", "2.0"]);
        assert_eq!(linear(0.0, 2e5, 5.0).power, 5);
    }

    #[test]
    fn log_ticks_are_powers() {
        assert_eq!(labels(&logarithmic(1e-4, 1.0, 6.0)), ["10^{-4}", "10^{-3}", "10^{-2}", "10^{-1}", "1"]);
        assert_eq!(logarithmic(1e-4, 1.0, 6.0).minor.len(), 32);
        assert_eq!(labels(&logarithmic(1.0, 1e12, 5.0)), ["1", "10^{3}", "10^{6}", "10^{9}", "10^{12}"]);
        assert_eq!(labels(&logarithmic(2.0, 60.0, 5.0)), ["2", "5", "10", "20", "50"]);
    }

    #[test]
    fn nonsense_gives_no_ticks() {
        for (low, high) in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (2.0, 1.0)] {
            assert_eq!(linear(low, high, 5.0), Ticks::default());
            assert_eq!(logarithmic(low, high, 5.0), Ticks::default());
        }
        assert!(linear(1e300, 1.5e300, 5.0).major.len() < 20);
        assert!(linear(1.0, 1.0 + 1e-15, 5.0).major.len() < 200);
    }
}
