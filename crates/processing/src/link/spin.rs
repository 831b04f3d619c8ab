//! Short waits without sleep.
//!
//! To fall asleep and to be woken takes longer than many an answer does, above all where the core falls asleep too. So
//! whoever waits for a link looks again and again first, for a moment, and lets others run between two looks. Where
//! that was in vain it is left out, more and more often: whoever waits for long tasks hardly spins.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::clock;

/// So long somebody looks before he sleeps. It is about what it takes to be woken.
const MOMENT: Duration = Duration::from_micros(30);
/// After so many misses in a row 31 of 32 waits don't spin.
const MOST_MISSES: u32 = 5;

/// Whether to spin, as the waits before this one teach.
#[derive(Debug, Default)]
pub(crate) struct Spin {
    /// How many spins in a row were in vain.
    misses: AtomicU32,
    /// How many of the next waits don't spin.
    rests: AtomicU32,
}

impl Spin {
    /// Looks until something has come, for a moment, or until the deadline; not at all, where that was in vain lately.
    /// Whether something has come.
    pub(crate) fn until<E>(
        &self,
        deadline: Option<Instant>,
        mut came: impl FnMut() -> Result<bool, E>,
    ) -> Result<bool, E> {
        if self.rests() {
            return Ok(false);
        }
        let begun = clock::now();
        let within = deadline.map_or(MOMENT, |deadline| clock::until(deadline).min(MOMENT));
        loop {
            let has_come = came()?;
            let took = clock::since(begun);
            if has_come || took >= within {
                // On a busy machine others run for long between two looks: a sleeper would be woken sooner.
                if has_come || within == MOMENT {
                    self.learn(has_come && took < MOMENT);
                }
                return Ok(has_come);
            }
            thread::yield_now();
        }
    }

    /// Whether this wait doesn't spin.
    fn rests(&self) -> bool {
        let rests = self.rests.load(Ordering::Relaxed);
        self.rests.store(rests.saturating_sub(1), Ordering::Relaxed);
        rests > 0
    }

    fn learn(&self, hit: bool) {
        let misses = if hit { 0 } else { (self.misses.load(Ordering::Relaxed) + 1).min(MOST_MISSES) };
        self.misses.store(misses, Ordering::Relaxed);
        self.rests.store((1 << misses) - 1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many waits rest before one spins.
    fn resting(spin: &Spin) -> usize {
        std::iter::repeat_with(|| spin.rests()).take_while(|rests| *rests).count()
    }

    #[test]
    fn waits_in_vain_make_spins_rare_and_a_hit_makes_them_common() {
        let spin = Spin::default();
        assert_eq!(resting(&spin), 0);
        let after_miss = |spin: &Spin| {
            spin.learn(false);
            resting(spin)
        };
        assert_eq!([(); 7].map(|()| after_miss(&spin)), [1, 3, 7, 15, 31, 31, 31]);
        spin.learn(true);
        assert_eq!(resting(&spin), 0);
        assert_eq!(after_miss(&spin), 1);
    }

    #[test]
    fn a_spin_ends_when_something_has_come_or_fails_or_the_time_is_over() {
        let mut looks = 0;
        let mut third = || {
            looks += 1;
            Ok::<_, ()>(looks == 3)
        };
        // Each on its own: a machine that is busy enough makes a miss of any.
        let mut came = false;
        while !came {
            came = Spin::default().until(None, &mut third).unwrap();
        }
        assert_eq!(looks, 3);
        assert_eq!(Spin::default().until(None, || Ok::<_, ()>(false)), Ok(false));
        assert_eq!(Spin::default().until(None, || Err("broken")), Err("broken"));
        let mut looks = 0;
        let came = Spin::default().until(Some(clock::now()), || {
            looks += 1;
            Ok::<_, ()>(false)
        });
        assert_eq!((came, looks), (Ok(false), 1));
    }
}
