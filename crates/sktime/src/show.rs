//! How timers and their statistics look in text: a short line, or a table.

use std::fmt;
use std::time::Duration;

use crate::stats::Stats;
use crate::timer::Timer;
use crate::units::Human;

/// A percentile that is shown; those that are lie between 0 and 100, so there is always one.
pub(crate) fn shown(stats: &Stats, p: f64) -> Duration {
    stats.percentile(p).unwrap_or_default()
}

impl Stats {
    fn line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.count() == 1 { "time" } else { "times" };
        write!(f, "{} {times}, total {}, mean {}", self.count(), Human(self.total()), Human(self.mean()))?;
        if let Some(stdev) = self.stdev() {
            write!(f, " ± {}", Human(stdev))?;
        }
        write!(f, ", median {}", Human(self.median()))?;
        write!(f, ", p95 {}, p99 {}", Human(shown(self, 95.0)), Human(shown(self, 99.0)))?;
        write!(f, ", max {}", Human(self.max()))
    }

    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, time: Duration| writeln!(f, "{name:<8}{:>11}", Human(time));
        row("total", self.total())?;
        if !self.total_paused().is_zero() {
            row("paused", self.total_paused())?;
        }
        row("mean", self.mean())?;
        if let Some(stdev) = self.stdev() {
            row("stdev", stdev)?;
        }
        row("min", self.min())?;
        row("median", self.median())?;
        row("p95", shown(self, 95.0))?;
        row("p99", shown(self, 99.0))?;
        row("max", self.max())?;
        writeln!(f, "{:<8}{:>11}", "count", self.count())?;
        write!(f, "{:<8}{}", "spread", self.sparkline(40))
    }
}

impl fmt::Display for Stats {
    /// A short line; with `{:#}` a table and the distribution's sparkline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { self.table(f) } else { self.line(f) }
    }
}

impl fmt::Display for Timer {
    /// The statistics at this moment: a short line; with `{:#}` a table and the distribution's sparkline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stats() {
            Some(stats) => stats.fmt(f),
            None => f.write_str("nothing recorded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::Timer;

    #[test]
    fn an_empty_timer_and_a_single_record_have_words() {
        let timer = Timer::new();
        assert_eq!(timer.to_string(), "nothing recorded");
        timer.add(Duration::from_micros(2));
        assert_eq!(
            timer.to_string(),
            "1 time, total 2.000 µs, mean 2.000 µs, median 2.000 µs, p95 2.000 µs, p99 2.000 µs, max 2.000 µs"
        );
    }

    #[test]
    fn a_table_has_a_line_for_each_statistic() {
        let timer = Timer::new();
        (1..=3).for_each(|ms| timer.add(Duration::from_millis(ms)));
        let table = format!("{timer:#}");
        let expected = [
            "total      6.000 ms",
            "mean       2.000 ms",
            "stdev      1.000 ms",
            "min        1.000 ms",
            "median     2.000 ms",
            "p95        2.900 ms",
            "p99        2.980 ms",
            "max        3.000 ms",
            "count             3",
        ];
        assert!(table.lines().take(9).eq(expected), "{table}");
        assert!(table.lines().nth(9).is_some_and(|line| line.starts_with("spread  █")), "{table}");
    }
}
