//! The shape of a distribution in a terminal: a sparkline, and bars.

use std::fmt::Write as _;
use std::time::Duration;

use crate::stats::Stats;
use crate::units::Human;

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// More than any terminal shows; so that no argument allocates without bound.
const MOST: usize = 1000;

impl Stats {
    /// The distribution in one line of `width` characters, from the least record to the greatest.
    ///
    /// The steps are equal in the logarithm of the time, since times usually have a long tail. A step without records
    /// is a blank; a step with any is at least `▁`. Of equal records there is one step.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [1, 2, 2, 4, 4, 4, 4, 8].into_iter().for_each(|ms| timer.add(Duration::from_millis(ms)));
    /// assert_eq!(timer.stats().unwrap().sparkline(4), "▂▄█▂");
    /// ```
    #[must_use]
    pub fn sparkline(&self, width: usize) -> String {
        let counts = self.steps(width);
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        counts
            .into_iter()
            .map(|count| match count {
                0 => ' ',
                // From 1 to `most` onto the eight levels, rounding up: the greatest alone is full.
                count => LEVELS[(u128::from(count) * 8).div_ceil(u128::from(most)) as usize - 1],
            })
            .collect()
    }

    /// The distribution as `rows` lines: where the step begins, a bar of at most `width` characters, and the count.
    ///
    /// The steps are those of [`sparkline`](Stats::sparkline).
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [1, 2, 2, 4, 4, 4, 4, 8].into_iter().for_each(|ms| timer.add(Duration::from_millis(ms)));
    /// println!("{}", timer.stats().unwrap().bars(4, 40));
    /// ```
    #[must_use]
    pub fn bars(&self, rows: usize, width: usize) -> String {
        let counts = self.steps(rows);
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let mut text = String::new();
        for (step, &count) in counts.iter().enumerate() {
            let length = (u128::from(count) * width.min(MOST) as u128).div_ceil(u128::from(most)) as usize;
            let from = self.step_begins(step, counts.len());
            // Writing into a string can't fail.
            let _ = writeln!(text, "{:>9}  {} {count}", Human(from), "█".repeat(length));
        }
        text
    }

    /// How many records lie in each of so many steps.
    fn steps(&self, steps: usize) -> Vec<u64> {
        let steps = if self.min() == self.max() { steps.min(1) } else { steps.min(MOST) };
        let mut counts = vec![0_u64; steps];
        let (low, height) = self.logarithms();
        self.values().each(|value, count| {
            let way = if height > 0.0 { ((value.max(1) as f64).ln() - low) / height } else { 0.0 };
            // The greatest belongs to the last step.
            let step = ((way * steps as f64) as usize).min(steps.saturating_sub(1));
            if let Some(own) = counts.get_mut(step) {
                *own = own.saturating_add(count);
            }
        });
        counts
    }

    fn step_begins(&self, step: usize, steps: usize) -> Duration {
        let (low, height) = self.logarithms();
        match step {
            0 => self.min(),
            _ => Duration::from_nanos((low + height * step as f64 / steps as f64).exp().round() as u64),
        }
    }

    /// The logarithm of the least record, and how far that of the greatest is above it; 0 ns counts as 1.
    fn logarithms(&self) -> (f64, f64) {
        let of = |time: Duration| (time.as_nanos().max(1) as f64).ln();
        let low = of(self.min());
        (low, of(self.max()) - low)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::Timer;

    #[test]
    fn equal_records_and_zeros_have_one_full_step() {
        let timer = Timer::new();
        timer.add(Duration::ZERO);
        assert_eq!(timer.stats().unwrap().sparkline(10), "█");
        timer.add(Duration::from_nanos(1));
        assert_eq!(timer.stats().unwrap().sparkline(3), "█  ");
        assert_eq!(timer.stats().unwrap().sparkline(0), "");
        assert_eq!(timer.stats().unwrap().bars(0, 10), "");
    }

    #[test]
    fn bars_tell_every_record_once() {
        let timer = Timer::new();
        (1..=1000).for_each(|us| timer.add(Duration::from_micros(us)));
        let bars = timer.stats().unwrap().bars(5, 20);
        let counts = bars.lines().map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap());
        assert_eq!(counts.sum::<u64>(), 1000);
        assert!(bars.starts_with(" 1.000 µs  █ "), "{bars}");
    }
}
