//! What all threads have recorded in a timer: its shards, read as one.

use std::time::Instant;

#[cfg(feature = "hdrhistogram")]
use crate::buckets::Buckets;
use crate::frame::Interval;
use crate::log::{Record, Run};
use crate::nanos;
use crate::order::{Landmarks, in_order, one_after_the_other};
use crate::shard::{BUCKETED, Shard};
use crate::stats::Stats;
use crate::sync::{AtomicUsize, Ordering, lock};
use crate::table::Table;
use crate::thread::{Me, me};

/// The heart of a timer. Aligned so that handles being cloned and dropped don't disturb the look-up of shards.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct Store {
    shards: Table<Shard>,
    /// Moments of recording are counted from here.
    epoch: Instant,
    /// How many records are kept; 0 is all, [`BUCKETED`] is none but a histogram.
    window: AtomicUsize,
}

/// All records at one moment.
#[derive(Debug)]
pub(crate) struct Reading {
    /// None if there is a histogram.
    runs: Vec<Run>,
    window: usize,
    pub(crate) buckets: Option<Bucketed>,
    /// Time paused in them, in nanoseconds.
    pub(crate) paused: u128,
}

#[cfg(feature = "hdrhistogram")]
pub(crate) type Bucketed = Box<Buckets>;
/// There are no histograms without the library.
#[cfg(not(feature = "hdrhistogram"))]
pub(crate) type Bucketed = std::convert::Infallible;

impl Reading {
    /// How many times are kept; 0 is all.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn window(&self) -> usize {
        self.window
    }

    /// The times in the order of recording, in nanoseconds.
    pub(crate) fn in_order(&self) -> Vec<u64> {
        in_order(&self.runs, self.window)
    }

    /// The times in any order, which is cheaper where several threads have recorded.
    pub(crate) fn unordered(&self) -> Vec<u64> {
        if self.is_cut() { self.in_order() } else { one_after_the_other(&self.runs) }
    }

    /// Is there more than the window spans? Then only the order tells what is in it.
    fn is_cut(&self) -> bool {
        self.window != 0 && self.runs.iter().map(Run::len).sum::<usize>() > self.window
    }

    pub(crate) fn into_stats(self) -> Option<Stats> {
        match self.buckets {
            None => {
                let times = self.unordered();
                let landmarks =
                    if self.is_cut() { Landmarks::of(&times) } else { Landmarks::within(&self.runs, &times) };
                Some(Stats::of(times, landmarks?, self.paused))
            }
            #[cfg(feature = "hdrhistogram")]
            Some(buckets) => Stats::of_buckets(&buckets, self.paused),
            #[cfg(not(feature = "hdrhistogram"))]
            Some(never) => match never {},
        }
    }
}

impl Store {
    pub(crate) fn new(window: usize) -> Self {
        Self { shards: Table::new(), epoch: Instant::now(), window: AtomicUsize::new(window) }
    }

    pub(crate) fn window(&self) -> usize {
        self.window.load(Ordering::Relaxed)
    }

    /// Another window; a histogram stays one.
    pub(crate) fn set_window(&self, window: usize) {
        let narrower = |before| (before != BUCKETED).then_some(window);
        let Ok(before) = self.window.fetch_update(Ordering::Relaxed, Ordering::Relaxed, narrower) else { return };
        if let Some(kept) = [before, window].into_iter().filter(|&window| window != 0).min() {
            self.each(|shard| shard.log.keep_last(kept));
        }
    }

    /// Keeps a histogram from now on. Shards follow at their next record or reading.
    #[cfg(feature = "hdrhistogram")]
    pub(crate) fn keep_buckets(&self) {
        self.window.store(BUCKETED, Ordering::Relaxed);
    }

    #[cfg(feature = "hdrhistogram")]
    fn is_bucketed(&self) -> bool {
        self.window() == BUCKETED
    }

    /// Gives each shard to `see`, one after the other, each under its lock.
    pub(crate) fn each(&self, mut see: impl FnMut(&mut Shard)) {
        self.shards.iter().for_each(|shard| see(&mut lock(shard)));
    }

    /// The current thread's shard, under its lock, which nobody but a reader ever holds at the same time.
    #[inline]
    pub(crate) fn mine<R>(&self, act: impl FnOnce(&mut Shard, Me) -> R) -> R {
        let me = me();
        act(&mut lock(self.shards.slot(me.slot)), me)
    }

    /// The shard of the first slot, which takes what comes from elsewhere: it is the only one of its bucket, so it
    /// costs the least to make.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn first<R>(&self, act: impl FnOnce(&mut Shard) -> R) -> R {
        act(&mut lock(self.shards.slot(0)))
    }

    #[inline]
    pub(crate) fn record(&self, shard: &mut Shard, interval: Interval, now: Instant) {
        shard.record(Record { nanos: nanos::from_duration(interval.elapsed), at: self.moment(now) }, self.window());
        if !interval.paused.is_zero() {
            shard.add_paused(interval.paused);
        }
    }

    /// The moment of a record; from 1, since 0 is that of records which came from elsewhere, before all others.
    #[inline]
    fn moment(&self, now: Instant) -> u64 {
        nanos::from_duration(now.saturating_duration_since(self.epoch)).saturating_add(1)
    }

    /// All records of all threads.
    pub(crate) fn reading(&self) -> Reading {
        let (mut runs, mut paused) = (Vec::new(), 0_u128);
        #[cfg(feature = "hdrhistogram")]
        let mut buckets = self.is_bucketed().then(Box::<Buckets>::default);
        #[cfg(not(feature = "hdrhistogram"))]
        let buckets = None;
        self.each(|shard| {
            paused = paused.saturating_add(shard.paused);
            #[cfg(feature = "hdrhistogram")]
            // The change to a histogram may be under way: then some shards have followed and others haven't.
            if buckets.is_some() || shard.buckets.is_some() {
                return buckets.get_or_insert_default().join(shard.bucketed());
            }
            if shard.log.len() > 0 {
                runs.push(shard.log.run());
            }
        });
        #[cfg(feature = "hdrhistogram")]
        if let Some(buckets) = &mut buckets {
            runs.drain(..).for_each(|run| run.records().for_each(|record| buckets.add(record)));
        }
        Reading { runs, window: self.window(), buckets, paused }
    }

    /// Appends what was read elsewhere to this thread's shard.
    pub(crate) fn append(&self, reading: &Reading) {
        #[cfg(feature = "hdrhistogram")]
        if reading.buckets.is_some() {
            self.keep_buckets();
        }
        let window = self.window();
        self.mine(|shard, _| {
            let at = self.moment(Instant::now());
            reading.in_order().into_iter().for_each(|nanos| shard.record(Record { nanos, at }, window));
            #[cfg(feature = "hdrhistogram")]
            if let Some(buckets) = &reading.buckets {
                let own = shard.bucketed();
                own.join(buckets);
                own.last = buckets.last.map(|last| Record { at, ..last }).or(own.last);
            }
            shard.paused = shard.paused.saturating_add(reading.paused);
        });
    }
}
