//! A world of workers and callers that does what the scheduler wants done, as far as chance lets it.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use super::super::{Action, CallId, Cause, Finished, Scheduler, SiteId};
use crate::pool::parcel::{Packing, Parcel};
use crate::protocol::SLOTS;

/// A small generator of chance, the same for the same seed.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) % n.max(1)
    }
}

fn parcel(first: u64, count: u64) -> Parcel {
    let mut packing = Packing::new(first);
    for item in first..first + count {
        packing
            .add(|bytes| {
                let _: () = bytes.extend_from_slice(&item.to_le_bytes());
                Ok::<(), ()>(())
            })
            .unwrap();
    }
    packing.close().unwrap()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Finished,
    Lost,
}

#[derive(Default, Debug)]
pub(super) struct Sent {
    pub(super) number: u32,
    pub(super) call: CallId,
    pub(super) first: u64,
    pub(super) granted: u32,
    pub(super) started: u32,
    pub(super) finished: u32,
}

#[derive(Default, Debug)]
pub(super) struct Worker {
    pub(super) hello: bool,
    pub(super) stopped: bool,
    pub(super) killed: bool,
    /// What it has, in order; the answers of those finished may not have been sent.
    pub(super) batches: Vec<Sent>,
    pub(super) told: u64,
    /// How many of its answers were seen before they were told.
    pub(super) seen: u64,
}

impl Worker {
    /// The batch and the place of each task that it has finished.
    fn answers(&self) -> Vec<(u32, u32)> {
        self.batches.iter().flat_map(|sent| (0..sent.finished).map(|place| (sent.number, place))).collect()
    }
}

/// Workers and callers as the scheduler's actions leave them.
pub(super) struct World {
    pub(super) scheduler: Scheduler,
    pub(super) workers: BTreeMap<SiteId, Worker>,
    pub(super) fates: HashMap<(CallId, u64), Fate>,
    pub(super) starts: HashMap<(CallId, u64), u32>,
    pub(super) over: Vec<CallId>,
    pub(super) late: Vec<CallId>,
    pub(super) failed: Vec<CallId>,
    pub(super) now: Instant,
    /// How long workers say that a task has taken, in nanoseconds.
    pub(super) task_takes: u64,
}

impl World {
    pub(super) fn new(workers: usize) -> Self {
        World::with(Scheduler::new(workers, None, None))
    }

    pub(super) fn with(scheduler: Scheduler) -> Self {
        World {
            scheduler,
            workers: BTreeMap::new(),
            fates: HashMap::new(),
            starts: HashMap::new(),
            over: Vec::new(),
            late: Vec::new(),
            failed: Vec::new(),
            now: crate::clock::now(),
            task_takes: 1000,
        }
    }

    pub(super) fn act(&mut self) {
        for turn in 0.. {
            assert!(turn < 100_000, "the scheduler never comes to rest");
            let Some(action) = self.scheduler.action() else { return };
            match action {
                Action::Start(site) => assert!(self.workers.insert(site, Worker::default()).is_none(), "two at a site"),
                Action::Send { site, batch, call, parcel } => {
                    let worker = self.workers.get_mut(&site).expect("sent to a worker that is there");
                    assert!(!worker.stopped && !worker.killed, "sent to a worker that was asked to end");
                    let slot = |number: u32| number as usize % SLOTS;
                    assert!(
                        worker
                            .batches
                            .iter()
                            .all(|sent| slot(sent.number) != slot(batch) || sent.finished == sent.granted),
                        "the slot of a batch that is not done with was used again"
                    );
                    let (first, granted) = (parcel.first(), parcel.count());
                    worker.batches.push(Sent { number: batch, call, first, granted, ..Sent::default() });
                }
                Action::TakeBack { site, batch, keep } => self.take_back(site, batch, keep),
                Action::Stop(site) => self.workers.get_mut(&site).expect("there").stopped = true,
                Action::Kill(site) => self.workers.get_mut(&site).expect("there").killed = true,
                Action::End { site, batch } => {
                    let numbers: Vec<u32> = self.workers[&site].batches.iter().map(|sent| sent.number).collect();
                    for number in numbers {
                        self.take_back(site, number, 0);
                    }
                    let begun = self.workers[&site].batches.iter().rfind(|sent| sent.started > 0);
                    if begun.is_some_and(|sent| sent.number == batch && sent.started > sent.finished) {
                        self.scheduler.kill(site, Cause::CallOver);
                    }
                }
                Action::Ask { .. } => {}
                Action::Look(site) => self.look(site),
                Action::Over(call) => self.over.push(call),
                Action::Late(call) => self.late.push(call),
            }
        }
    }

    pub(super) fn take_back(&mut self, site: SiteId, batch: u32, keep: u32) {
        let worker = self.workers.get_mut(&site).expect("there");
        if let Some(sent) = worker.batches.iter_mut().find(|sent| sent.number == batch) {
            sent.granted = sent.granted.min(keep.max(sent.started));
            let keep = sent.granted;
            self.scheduler.taken(site, batch, keep, self.now);
        }
    }

    pub(super) fn hello(&mut self, site: SiteId) {
        self.workers.get_mut(&site).unwrap().hello = true;
        self.scheduler.hello(site, self.now);
        self.act();
    }

    /// Has a worker start its next task.
    pub(super) fn start(&mut self, site: SiteId) -> Option<(CallId, u64)> {
        let worker = self.workers.get_mut(&site)?;
        if !worker.hello || worker.batches.iter().any(|sent| sent.started > sent.finished) {
            return None;
        }
        let sent = worker.batches.iter_mut().find(|sent| sent.started < sent.granted)?;
        let item = (sent.call, sent.first + u64::from(sent.started));
        sent.started += 1;
        *self.starts.entry(item).or_default() += 1;
        Some(item)
    }

    /// Has a worker finish its task, without telling.
    pub(super) fn finish(&mut self, site: SiteId) -> bool {
        let Some(worker) = self.workers.get_mut(&site) else { return false };
        let Some(sent) = worker.batches.iter_mut().find(|sent| sent.started > sent.finished) else { return false };
        sent.finished += 1;
        true
    }

    /// Has a worker tell the answers of all that it has finished, some perhaps for the second time.
    pub(super) fn tell(&mut self, site: SiteId, again: bool) -> bool {
        let Some(worker) = self.workers.get_mut(&site) else { return false };
        let answers = worker.answers();
        let (old, seen) = (worker.told as usize, worker.seen as usize);
        worker.told = answers.len() as u64;
        let mut last = None;
        let mut count = 0;
        for (at, (number, place)) in answers.into_iter().enumerate().skip(if again { 0 } else { old }) {
            match self.scheduler.finished(site, number, place, 1) {
                Finished::Items(call, item) => {
                    let before = self.fates.insert((call, item), Fate::Finished);
                    assert_eq!(before, None, "item {item} of call {call} has two fates");
                    last = Some(call);
                    count += 1;
                }
                Finished::Known => assert!(again || at < seen, "an answer is known that was told once"),
                Finished::Nonsense => panic!("an honest answer is nonsense"),
            }
        }
        if let Some(call) = last {
            self.scheduler.measured(site, call, count, self.task_takes * count, self.now);
        }
        self.act();
        count > 0
    }

    /// Sees the answers that a worker has not told.
    pub(super) fn look(&mut self, site: SiteId) {
        let worker = self.workers.get_mut(&site).expect("there");
        let answers = worker.answers();
        worker.seen = answers.len() as u64;
        for (number, place) in answers.into_iter().skip(worker.told as usize) {
            if let Finished::Items(call, item) = self.scheduler.finished(site, number, place, 1) {
                let before = self.fates.insert((call, item), Fate::Finished);
                assert_eq!(before, None, "item {item} of call {call} has two fates");
            }
        }
        self.scheduler.glimpsed(site, self.now);
    }

    pub(super) fn die(&mut self, site: SiteId) {
        self.tell(site, true);
        let Some(worker) = self.workers.remove(&site) else { return };
        let started = |number| worker.batches.iter().find(|sent| sent.number == number).map(|sent| sent.started);
        let ended = self.scheduler.exited(site, false, started, self.now);
        for (call, item) in ended.lost {
            let before = self.fates.insert((call, item), Fate::Lost);
            assert_eq!(before, None, "item {item} of call {call} has two fates");
            self.scheduler.failed(call, item);
        }
        self.failed.extend(ended.failed);
        self.act();
    }

    pub(super) fn feed(&mut self, call: CallId, first: u64, count: u64) {
        self.scheduler.feed(call, Some(parcel(first, count)), false, self.now);
        self.act();
    }

    pub(super) fn complete(&mut self, call: CallId) {
        self.scheduler.feed(call, None, true, self.now);
    }

    /// Lets all workers work until nothing is left to do.
    pub(super) fn drain(&mut self) {
        for turn in 0.. {
            assert!(turn < 100_000, "work never ends");
            let sites: Vec<SiteId> = self.workers.keys().copied().collect();
            let mut moved = false;
            for site in sites {
                if self.workers.get(&site).is_some_and(|worker| worker.stopped || worker.killed) {
                    self.die(site);
                    moved = true;
                    continue;
                }
                if self.workers.get(&site).is_some_and(|worker| !worker.hello) {
                    self.hello(site);
                    moved = true;
                }
                moved |= self.start(site).is_some();
                moved |= self.finish(site);
                moved |= self.tell(site, false);
            }
            if !moved {
                return;
            }
        }
    }

    pub(super) fn finished(&self, call: CallId) -> u64 {
        self.fates.iter().filter(|((id, _), fate)| *id == call && **fate == Fate::Finished).count() as u64
    }
}
