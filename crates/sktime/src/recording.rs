//! What a timer has recorded, as plain data that travels: the way out of a store, and the checked way into one.

use std::num::NonZero;
use std::time::Duration;

use crate::log::Record;
#[cfg(feature = "hdrhistogram")]
use crate::moments::Moments;
use crate::nanos;
use crate::shard::BUCKETED;
use crate::store::{Reading, Store};

/// The records of a timer at one moment.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename = "Timer", deny_unknown_fields))]
pub(crate) struct Recording {
    /// Time spent paused in them.
    pub(crate) paused: Duration,
    pub(crate) records: Records,
}

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub(crate) enum Records {
    Times(Times),
    Histogram(Buckets),
}

/// Every time, in the order of recording.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(crate) struct Times {
    /// How many are kept; `None` is all.
    pub(crate) max_times: Option<NonZero<u64>>,
    pub(crate) times_ns: Vec<u64>,
}

/// The least time of each bucket that isn't empty and the times in it, in ascending order; and what is known exactly.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(crate) struct Buckets {
    pub(crate) counts: Vec<(u64, u64)>,
    pub(crate) sum_ns: u128,
    pub(crate) min_ns: u64,
    pub(crate) max_ns: u64,
    pub(crate) last_ns: u64,
    /// The sum of squared deviations from the mean.
    pub(crate) squares_ns2: f64,
}

impl Recording {
    pub(crate) fn of(store: &Store) -> Self {
        let reading = store.reading();
        let paused = nanos::to_duration(reading.paused);
        Self { paused, records: Self::records(&reading) }
    }

    fn records(reading: &Reading) -> Records {
        match &reading.buckets {
            #[cfg(feature = "hdrhistogram")]
            Some(buckets) => Records::Histogram(Buckets::of(buckets)),
            #[cfg(not(feature = "hdrhistogram"))]
            Some(never) => match *never {},
            None => {
                let max_times = NonZero::new(reading.window() as u64);
                Records::Times(Times { max_times, times_ns: reading.in_order() })
            }
        }
    }

    /// A store with these records, if there can be one.
    ///
    /// # Errors
    /// What is wrong with them. They may come from anywhere; whatever is accepted comes out again as it went in.
    pub(crate) fn into_store(self) -> Result<Store, &'static str> {
        let store = match self.records {
            Records::Times(times) => times.into_store()?,
            #[cfg(feature = "hdrhistogram")]
            Records::Histogram(buckets) => {
                let store = Store::new(BUCKETED);
                if let Some(buckets) = buckets.into_buckets()? {
                    store.first(|shard| *shard.bucketed() = buckets);
                }
                store
            }
            #[cfg(not(feature = "hdrhistogram"))]
            Records::Histogram(_) => {
                return Err("it is a histogram, and this program has sktime without its feature `hdrhistogram`");
            }
        };
        if !self.paused.is_zero() {
            store.first(|shard| shard.add_paused(self.paused));
        }
        Ok(store)
    }

    /// About how many bytes the store will take.
    #[cfg(feature = "cerial")]
    pub(crate) fn memory(&self) -> u64 {
        let records = match &self.records {
            Records::Times(times) => (times.times_ns.len() * size_of::<Record>()) as u64,
            // A power of two of the greatest time has a row of 1024 counts; two rows there are from the beginning, and
            // the first row stands for eleven powers.
            Records::Histogram(buckets) => u64::from((u64::BITS - buckets.max_ns.leading_zeros()).max(12) - 10) << 13,
        };
        records + size_of::<Store>() as u64
    }
}

impl Times {
    fn into_store(self) -> Result<Store, &'static str> {
        let window = self.max_times.map_or(0, NonZero::get);
        let window = usize::try_from(window).ok().filter(|&window| window != BUCKETED);
        let window = window.ok_or("max_times is more than this machine can count")?;
        if window != 0 && self.times_ns.len() > window {
            return Err("there are more times than max_times");
        }
        let store = Store::new(window);
        if !self.times_ns.is_empty() {
            // At 0: before all that will be recorded here.
            let records = self.times_ns.into_iter().map(|nanos| Record { nanos, at: 0 });
            store.first(|shard| records.for_each(|record| shard.record(record, window)));
        }
        Ok(store)
    }
}

#[cfg(feature = "hdrhistogram")]
impl Buckets {
    fn of(buckets: &crate::buckets::Buckets) -> Self {
        let moments = &buckets.moments;
        Self {
            counts: buckets.counts(),
            sum_ns: moments.sum,
            min_ns: moments.min,
            max_ns: moments.max,
            last_ns: buckets.last.map_or(0, |last| last.nanos),
            squares_ns2: moments.squares,
        }
    }

    /// Of an empty histogram there is nothing to keep.
    fn into_buckets(self) -> Result<Option<crate::buckets::Buckets>, &'static str> {
        let own = crate::buckets::Buckets::default();
        let [Some(&(first, _)), Some(&(last, _))] = [self.counts.first(), self.counts.last()] else {
            let is_empty = self == Self::default() && self.squares_ns2.is_sign_positive();
            return if is_empty { Ok(None) } else { Err("a histogram without buckets has statistics") };
        };
        let (mut count, mut low, mut high) = (0_u64, 0_u128, 0_u128);
        let mut end = 0;
        for &(value, of_value) in &self.counts {
            if u128::from(value) < end || value != own.least(value) {
                return Err("the histogram's buckets are not its own, in ascending order");
            }
            end = own.end(value);
            count = count.checked_add(of_value).filter(|_| of_value > 0).ok_or("a bucket's count is 0 or too great")?;
            // Fits: the counts together are below 2^64, and values at most that.
            low += u128::from(value) * u128::from(of_value);
            high += end * u128::from(of_value);
        }
        let is_inside = |value| self.counts.binary_search_by_key(&own.least(value), |&(least, _)| least).is_ok();
        if self.min_ns > self.max_ns || own.least(self.min_ns) != first || own.least(self.max_ns) != last {
            return Err("the histogram's extremes don't lie in its outer buckets");
        }
        if !(self.min_ns..=self.max_ns).contains(&self.last_ns) || !is_inside(self.last_ns) {
            return Err("the histogram's last time isn't in it");
        }
        let (sum, squares) = (self.sum_ns, self.squares_ns2);
        if !(low..high).contains(&sum) || !squares.is_finite() || squares.is_sign_negative() {
            return Err("the histogram's sums can't be those of its buckets");
        }
        let mean = sum as f64 / count as f64;
        let moments = Moments { count, sum, min: self.min_ns, max: self.max_ns, mean, squares };
        Ok(Some(crate::buckets::Buckets::of(&self.counts, moments, Record { nanos: self.last_ns, at: 0 })))
    }
}
