//! Count, sum, extremes and variance of a stream, in constant memory.
//!
//! Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962; two
//! streams are joined by the update of Chan, Golub and LeVeque, 1979. Both stay precise over 10^9 records.

/// What is kept of a stream of times in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    pub(crate) count: u64,
    pub(crate) sum: u128,
    pub(crate) min: u64,
    pub(crate) max: u64,
    /// The running mean, in ns. (The mean that is told comes from the exact sum.)
    pub(crate) mean: f64,
    /// The sum of squared deviations from the mean, in ns².
    pub(crate) squares: f64,
}

impl Moments {
    pub(crate) fn add(&mut self, time: u64) {
        self.min = if self.count == 0 { time } else { self.min.min(time) };
        self.max = self.max.max(time);
        self.count += 1;
        self.sum += u128::from(time);
        let deviation = time as f64 - self.mean;
        self.mean += deviation / self.count as f64;
        self.squares += deviation * (time as f64 - self.mean);
    }

    pub(crate) fn join(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (own, others) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        self.mean += apart * (others / (own + others));
        self.squares += other.squares + apart * apart * (own * (others / (own + others)));
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// The sample variance in ns².
    pub(crate) fn variance(&self) -> Option<f64> {
        (self.count >= 2).then(|| self.squares / (self.count - 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary;

    fn of(times: &[u64]) -> Moments {
        let mut moments = Moments::default();
        times.iter().for_each(|&time| moments.add(time));
        moments
    }

    #[test]
    fn a_stream_agrees_with_two_passes() {
        // A spread of 1 µs on an offset of 100 s: the naive sum of squares has lost it all.
        let times: Vec<u64> = (0..100_000).map(|i| 100_000_000_000 + (i * 7919) % 1000).collect();
        let exact = summary::variance(&times, summary::sum(&times)).unwrap();
        let welford = of(&times).variance().unwrap();
        assert!((welford / exact - 1.0).abs() < 1e-6, "{welford} {exact}");
    }

    #[test]
    fn joined_streams_are_one_stream() {
        let times: Vec<u64> = (0..1000).map(|i| (i * i * 7919) % 100_003).collect();
        for cut in [0, 1, 500, 999, 1000] {
            let mut joined = of(&times[..cut]);
            joined.join(&of(&times[cut..]));
            let whole = of(&times);
            assert_eq!(
                (joined.count, joined.sum, joined.min, joined.max),
                (whole.count, whole.sum, whole.min, whole.max)
            );
            assert!((joined.squares / whole.squares - 1.0).abs() < 1e-9);
        }
    }
}
