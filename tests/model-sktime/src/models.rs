//! What must hold in every order of the threads.

use std::time::{Duration, Instant};

use loom::sync::Arc;
use loom::thread;

use crate::error::TimerError;
use crate::frame::{Frame, Interval};
use crate::shard::Shard;
use crate::slot::Slots;
use crate::store::Store;
use crate::sync::{Mutex, begin_run, lock};
use crate::table::Table;

/// Runs a model through the orders of its threads: all of them in which a thread is interrupted at most so often.
fn explore(preemptions: usize, model: fn()) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(move || {
        begin_run();
        model();
    });
}

fn add(store: &Store, nanos: u64) {
    let interval = Interval { elapsed: Duration::from_nanos(nanos), paused: Duration::ZERO };
    store.mine(|shard, _| store.record(shard, interval, Instant::now()));
}

fn start(store: &Store) {
    store.mine(|shard, me| shard.frames(me.id).push(Frame::new(Instant::now())));
}

fn stop(store: &Store) -> Result<Interval, TimerError> {
    store.mine(|shard, me| shard.end(me.id, Instant::now()))
}

fn times(store: &Store) -> Vec<u64> {
    store.reading().in_order()
}

/// The part of `times` that a thread has recorded which counts from `first`.
fn from(times: &[u64], first: u64) -> Vec<u64> {
    times.iter().copied().filter(|time| (first..first + 10).contains(time)).collect()
}

fn spawned(store: &Arc<Store>, work: impl FnOnce(&Store) + Send + 'static) -> thread::JoinHandle<()> {
    let store = Arc::clone(store);
    thread::spawn(move || work(&store))
}

/// A slot that two threads ask for at once is made once, and what is written under its lock is seen.
pub fn a_slot_is_made_once() {
    explore(4, || {
        let table = Arc::new(Table::<u64>::new());
        let others: Vec<_> = [1, 2]
            .into_iter()
            .map(|slot| {
                let table = Arc::clone(&table);
                thread::spawn(move || {
                    *lock(table.slot(slot)) += 1;
                    *lock(table.slot(1)) += 10;
                })
            })
            .collect();
        assert!(table.iter().map(|slot| *lock(slot)).sum::<u64>() <= 22);
        others.into_iter().for_each(|other| other.join().unwrap());
        assert_eq!([0, 1, 2].map(|slot| *lock(table.slot(slot))), [0, 21, 1]);
    });
}

/// Two threads that live at the same time never have the same slot.
pub fn living_threads_differ_in_their_slots() {
    explore(4, || {
        let (slots, taken) = (Arc::new(Mutex::new(Slots::new())), Arc::new(Mutex::new(Vec::new())));
        let work = || {
            let (slots, taken) = (Arc::clone(&slots), Arc::clone(&taken));
            move || {
                let own = lock(&slots).take();
                {
                    let mut taken = lock(&taken);
                    assert!(!taken.contains(&own), "slot {own} has two owners");
                    taken.push(own);
                }
                lock(&taken).retain(|&slot| slot != own);
                lock(&slots).give_back(own);
            }
        };
        let others = [thread::spawn(work()), thread::spawn(work())];
        work()();
        others.into_iter().for_each(|other| other.join().unwrap());
    });
}

/// No record is lost, and a reader sees of each thread's records the first ones, in their order.
pub fn readers_see_whole_beginnings() {
    explore(3, || {
        let store = Arc::new(Store::new(0));
        let work = |first| move |store: &Store| (first..first + 2).for_each(|time| add(store, time));
        let others = [spawned(&store, work(10)), spawned(&store, work(20))];
        let seen = times(&store);
        for first in [10, 20] {
            let own = from(&seen, first);
            assert!([first, first + 1].starts_with(&own), "{seen:?}");
        }
        others.into_iter().for_each(|other| other.join().unwrap());
        let all = times(&store);
        assert_eq!((from(&all, 10), from(&all, 20)), (vec![10, 11], vec![20, 21]));
    });
}

/// What a thread leaves open when it ends is nobody's, whichever thread gets its slot.
pub fn open_intervals_are_not_inherited() {
    explore(3, || {
        let store = Arc::new(Store::new(0));
        let first = spawned(&store, start);
        let second = spawned(&store, |store| {
            assert_eq!(stop(store), Err(TimerError::NotStarted));
            start(store);
            assert!(stop(store).is_ok());
        });
        start(&store);
        first.join().unwrap();
        spawned(&store, |store| assert_eq!(stop(store), Err(TimerError::NotStarted))).join().unwrap();
        second.join().unwrap();
        assert!(stop(&store).is_ok());
    });
}

/// A window that is set while others record holds from then on, and keeps the latest.
pub fn a_window_holds_whenever_it_is_set() {
    explore(3, || {
        let store = Arc::new(Store::new(0));
        let other = spawned(&store, |store| (10..13).for_each(|time| add(store, time)));
        add(&store, 20);
        store.set_window(2);
        assert!(times(&store).len() <= 2);
        other.join().unwrap();
        let kept = times(&store);
        assert!(kept.len() <= 2 && (kept.contains(&12) || kept == [20]), "{kept:?}");
        add(&store, 21);
        assert_eq!(times(&store).last(), Some(&21));
    });
}

/// A reset forgets what was recorded before it, and nothing that is recorded after it.
pub fn a_reset_forgets_no_later_record() {
    explore(3, || {
        let store = Arc::new(Store::new(0));
        add(&store, 20);
        let other = spawned(&store, |store| (10..12).for_each(|time| add(store, time)));
        store.each(Shard::forget_records);
        add(&store, 21);
        other.join().unwrap();
        let kept = times(&store);
        assert!(!kept.contains(&20) && kept.contains(&21), "{kept:?}");
        assert!([10, 11].ends_with(&from(&kept, 10)), "{kept:?}");
    });
}

/// Two stores may be merged into each other while others record: nothing hangs, nothing is lost or doubled.
pub fn merging_both_ways_at_once_ends() {
    explore(3, || {
        let (one, other) = (Arc::new(Store::new(0)), Arc::new(Store::new(0)));
        add(&one, 10);
        add(&other, 20);
        let merging = {
            let (one, other) = (Arc::clone(&one), Arc::clone(&other));
            thread::spawn(move || one.append(&other.reading()))
        };
        let recording = spawned(&other, |other| add(other, 21));
        other.append(&one.reading());
        merging.join().unwrap();
        recording.join().unwrap();
        let (one, other) = (times(&one), times(&other));
        assert!(one.contains(&10) && one.contains(&20) && one.len() <= 4, "{one:?}");
        assert!(from(&other, 10) == [10] && other.contains(&21), "{other:?}");
    });
}

/// Records that are made while a timer becomes a histogram are all in it.
#[cfg(feature = "hdrhistogram")]
pub fn becoming_a_histogram_loses_nothing() {
    explore(3, || {
        let store = Arc::new(Store::new(0));
        let other = spawned(&store, |store| (10..12).for_each(|time| add(store, time)));
        add(&store, 20);
        store.keep_buckets();
        let seen = store.reading().into_stats().unwrap();
        assert!((1..=3).contains(&seen.count()));
        other.join().unwrap();
        let stats = store.reading().into_stats().unwrap();
        assert_eq!((stats.count(), stats.total()), (3, Duration::from_nanos(10 + 11 + 20)));
    });
}
