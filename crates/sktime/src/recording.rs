//! What a timer has recorded, as plain data that travels: the way out of a store, and the checked way into one.

use std::num::NonZero;
use std::time::Duration;

use crate::log::Record;
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
            Some(buckets) => Records::Histogram(buckets.to_parts()),
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
            Records::Histogram(parts) => {
                let buckets = crate::buckets::Buckets::from_parts(&parts)?;
                let store = Store::new(BUCKETED);
                store.first(|shard| *shard.bucketed() = buckets);
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
