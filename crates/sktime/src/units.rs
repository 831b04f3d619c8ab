//! Durations as people read them: four significant digits and a unit that fits.

use std::fmt;
use std::time::Duration;

/// A duration with its unit chosen: ns, µs, ms or s.
///
/// ```text
/// 17 ns    1.234 µs    12.35 ms    123.5 s
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct Human(pub(crate) Duration);

const UNITS: [(&str, f64); 4] = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)];

/// Decimals for four significant digits; whole nanoseconds have none.
fn decimals(value: f64, unit: usize) -> usize {
    match value {
        _ if unit == 0 => 0,
        v if v < 9.9995 => 3,
        v if v < 99.995 => 2,
        _ => 1,
    }
}

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos() as f64;
        // The least unit in which it doesn't round to 1000.
        let fits = |&(_, (_, size)): &(usize, &(&str, f64))| nanos / size < 999.95;
        let (index, (unit, size)) = UNITS.iter().enumerate().find(fits).unwrap_or((3, &UNITS[3]));
        let value = nanos / size;
        f.pad(&format!("{value:.*} {unit}", decimals(value, index)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_and_the_digits_fit_the_size() {
        for (nanos, text) in [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1.000 µs"),
            (9_999, "9.999 µs"),
            (9_999_500, "10.00 ms"),
            (12_345, "12.35 µs"),
            (999_949, "999.9 µs"),
            (999_950, "1.000 ms"),
            (123_456_789, "123.5 ms"),
            (1_500_000_000, "1.500 s"),
            (86_400_000_000_000, "86400.0 s"),
        ] {
            assert_eq!(Human(Duration::from_nanos(nanos)).to_string(), text, "{nanos}");
        }
    }

    #[test]
    fn padding_is_obeyed() {
        assert_eq!(format!("[{:>9}]", Human(Duration::from_micros(1))), "[ 1.000 µs]");
    }
}
