//! The scheduler against a world of workers that answer, die and lie as chance has it.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::super::parcel::{Packing, Parcel};
use super::{Action, CallId, Cause, Finished, Scheduler, SiteId, Terms};
use crate::protocol::SLOTS;

/// A small generator of chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
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
enum Fate {
    Finished,
    Lost,
}

#[derive(Default, Debug)]
struct Sent {
    number: u32,
    call: CallId,
    first: u64,
    granted: u32,
    started: u32,
    finished: u32,
}

#[derive(Default, Debug)]
struct Worker {
    hello: bool,
    stopped: bool,
    killed: bool,
    /// What it has, in order; the answers of those finished may not have been sent.
    batches: Vec<Sent>,
    told: u64,
}

/// Workers and callers as the scheduler's actions leave them.
struct World {
    scheduler: Scheduler,
    workers: BTreeMap<SiteId, Worker>,
    fates: HashMap<(CallId, u64), Fate>,
    starts: HashMap<(CallId, u64), u32>,
    over: Vec<CallId>,
    late: Vec<CallId>,
    failed: Vec<CallId>,
    now: Instant,
}

impl World {
    fn new(workers: usize) -> Self {
        World::with(Scheduler::new(workers, None, None))
    }

    fn with(scheduler: Scheduler) -> Self {
        World {
            scheduler,
            workers: BTreeMap::new(),
            fates: HashMap::new(),
            starts: HashMap::new(),
            over: Vec::new(),
            late: Vec::new(),
            failed: Vec::new(),
            now: crate::clock::now(),
        }
    }

    fn act(&mut self) {
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
                Action::Over(call) => self.over.push(call),
                Action::Late(call) => self.late.push(call),
            }
        }
    }

    fn take_back(&mut self, site: SiteId, batch: u32, keep: u32) {
        let worker = self.workers.get_mut(&site).expect("there");
        if let Some(sent) = worker.batches.iter_mut().find(|sent| sent.number == batch) {
            sent.granted = sent.granted.min(keep.max(sent.started));
            let keep = sent.granted;
            self.scheduler.taken(site, batch, keep, self.now);
        }
    }

    fn hello(&mut self, site: SiteId) {
        self.workers.get_mut(&site).unwrap().hello = true;
        self.scheduler.hello(site, self.now);
        self.act();
    }

    /// Has a worker start its next task.
    fn start(&mut self, site: SiteId) -> Option<(CallId, u64)> {
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
    fn finish(&mut self, site: SiteId) -> bool {
        let Some(worker) = self.workers.get_mut(&site) else { return false };
        let Some(sent) = worker.batches.iter_mut().find(|sent| sent.started > sent.finished) else { return false };
        sent.finished += 1;
        true
    }

    /// Has a worker tell the answers of all that it has finished, some perhaps for the second time.
    fn tell(&mut self, site: SiteId, again: bool) -> bool {
        let Some(worker) = self.workers.get_mut(&site) else { return false };
        let answers: Vec<(u32, u32)> =
            worker.batches.iter().flat_map(|sent| (0..sent.finished).map(|place| (sent.number, place))).collect();
        let old = worker.told as usize;
        worker.told = answers.len() as u64;
        let mut last = None;
        let mut count = 0;
        for (number, place) in answers.into_iter().skip(if again { 0 } else { old }) {
            match self.scheduler.finished(site, number, place, 1) {
                Finished::Items(call, item) => {
                    let before = self.fates.insert((call, item), Fate::Finished);
                    assert_eq!(before, None, "item {item} of call {call} has two fates");
                    last = Some(call);
                    count += 1;
                }
                Finished::Known => assert!(again, "an answer is known that was told once"),
                Finished::Nonsense => panic!("an honest answer is nonsense"),
            }
        }
        if let Some(call) = last {
            self.scheduler.measured(site, call, count, 1000 * count, self.now);
        }
        self.act();
        count > 0
    }

    fn die(&mut self, site: SiteId) {
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

    fn feed(&mut self, call: CallId, first: u64, count: u64) {
        self.scheduler.feed(call, parcel(first, count), self.now);
        self.act();
    }

    /// Lets all workers work until nothing is left to do.
    fn drain(&mut self) {
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

    fn finished(&self, call: CallId) -> u64 {
        self.fates.iter().filter(|((id, _), fate)| *id == call && **fate == Fate::Finished).count() as u64
    }
}

#[test]
fn each_task_has_one_fate_whatever_dies_when() {
    for seed in 1..200 {
        let mut chance = Chance(seed);
        let retries = chance.below(3) as u32;
        let recycled = (chance.below(3) == 0).then(|| 1 + chance.below(20));
        let mut world = World::with(Scheduler::new(1 + chance.below(4) as usize, recycled, None));
        let mut calls: Vec<(CallId, u64)> = Vec::new();
        for _ in 0..400 {
            world.now += Duration::from_micros(chance.below(700));
            let sites: Vec<SiteId> = world.workers.keys().copied().collect();
            let site = sites.get(chance.below(sites.len() as u64) as usize).copied();
            match (chance.below(12), site) {
                (0, _) if calls.len() < 5 => {
                    let terms = Terms {
                        retries,
                        chunk: (chance.below(3) == 0).then(|| 1 + chance.below(8) as u32),
                        task_limit: (chance.below(4) == 0).then_some(Duration::from_secs(1 << 30)),
                        ..Terms::default()
                    };
                    calls.push((world.scheduler.open(terms), 0));
                }
                (1 | 2, _) if !calls.is_empty() => {
                    let at = chance.below(calls.len() as u64) as usize;
                    let count = 1 + chance.below(40);
                    let (call, first) = calls[at];
                    calls[at].1 += count;
                    world.feed(call, first, count);
                }
                (3, Some(site)) if !world.workers[&site].hello => world.hello(site),
                (4, Some(site)) if world.workers[&site].hello => world.die(site),
                (5, _) => {
                    world.scheduler.tick(world.now);
                    world.act();
                }
                (6, Some(site)) => drop(world.tell(site, false)),
                (_, Some(site)) => {
                    world.start(site);
                    if chance.below(3) > 0 {
                        world.finish(site);
                    }
                }
                _ => {}
            }
        }
        for (call, _) in &calls {
            world.scheduler.complete(*call, world.now);
        }
        world.act();
        world.drain();
        for (call, fed) in calls {
            assert!(world.scheduler.is_over(call), "seed {seed}: call {call} is not over");
            assert_eq!(world.over.iter().filter(|over| **over == call).count(), 1, "seed {seed}");
            for item in 0..fed {
                assert!(world.fates.contains_key(&(call, item)), "seed {seed}: item {item} of call {call} has no fate");
            }
        }
        for (item, starts) in &world.starts {
            assert!(*starts <= retries + 1, "seed {seed}: {item:?} was started {starts} times");
            if world.fates[item] == Fate::Lost {
                assert_eq!(*starts, retries + 1, "seed {seed}");
            }
        }
    }
}

#[test]
fn a_death_costs_the_started_task_alone() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms { chunk: Some(5), ..Terms::default() });
    world.feed(call, 0, 5);
    world.scheduler.complete(call, world.now);
    world.hello(0);
    world.start(0);
    world.finish(0);
    world.start(0);
    world.die(0);
    assert_eq!(world.fates, HashMap::from([((call, 0), Fate::Finished), ((call, 1), Fate::Lost)]));
    world.drain();
    assert_eq!(world.finished(call), 4);
    assert_eq!(world.over, [call]);
}

#[test]
fn a_worker_that_dies_idle_costs_nothing() {
    let mut world = World::new(2);
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 1);
    world.drain();
    world.die(0);
    world.feed(call, 1, 3);
    world.drain();
    assert_eq!(world.finished(call), 4);
}

#[test]
fn workers_that_cannot_start_fail_the_call_and_are_not_tried_without_end() {
    let mut world = World::new(2);
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 10);
    for site in [0, 1, 0] {
        assert_eq!(world.workers.len(), 2, "a worker that was lost at its start is started anew");
        world.die(site);
        assert!(world.failed.is_empty());
    }
    assert_eq!(world.workers.len(), 1, "the third in a row is given up");
    world.die(1);
    assert_eq!(world.failed, [call]);
    assert!(world.workers.is_empty());
    let next = world.scheduler.open(Terms::default());
    world.feed(next, 0, 1);
    assert_eq!(world.workers.len(), 1, "the next call tries once more");
}

#[test]
fn a_failed_item_lets_earlier_ones_run_and_later_ones_not() {
    let mut world = World::new(2);
    let call = world.scheduler.open(Terms { chunk: Some(4), cuts: true, ..Terms::default() });
    world.feed(call, 0, 100);
    world.hello(0);
    world.hello(1);
    world.start(1);
    world.scheduler.failed(call, 5);
    world.act();
    world.scheduler.complete(call, world.now);
    world.drain();
    let mut items: Vec<u64> = world.fates.keys().map(|(_, item)| *item).collect();
    items.sort_unstable();
    assert_eq!(items, [0, 1, 2, 3, 4, 5]);
    assert_eq!(world.over, [call]);
}

#[test]
fn an_idle_worker_gets_what_a_busy_one_has_not_begun() {
    let mut world = World::new(2);
    let call = world.scheduler.open(Terms { chunk: Some(8), ..Terms::default() });
    world.feed(call, 0, 8);
    world.scheduler.complete(call, world.now);
    world.hello(0);
    world.start(0);
    world.scheduler.warm(world.now);
    world.act();
    assert_eq!(world.workers[&1].batches.len(), 0);
    world.hello(1);
    assert!(world.workers[&1].batches.iter().map(|sent| sent.granted).sum::<u32>() >= 3);
    world.drain();
    assert_eq!(world.finished(call), 8);
}

#[test]
fn closing_a_call_forgets_what_was_not_begun() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms { chunk: Some(8), ..Terms::default() });
    world.feed(call, 0, 100);
    world.hello(0);
    world.start(0);
    world.scheduler.close(call);
    world.act();
    world.drain();
    assert_eq!(world.starts.len(), 1);
    assert!(world.workers[&0].batches.iter().all(|sent| sent.granted == sent.started));
}

#[test]
fn a_task_over_its_limit_ends_its_worker_alone() {
    let limit = Duration::from_millis(10);
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms { task_limit: Some(limit), ..Terms::default() });
    world.feed(call, 0, 3);
    assert_eq!(world.workers[&0].batches.len(), 1);
    world.now += Duration::from_secs(1);
    world.scheduler.tick(world.now);
    world.act();
    assert!(!world.workers[&0].killed, "the clock starts with the worker");
    world.hello(0);
    world.start(0);
    assert_eq!(world.scheduler.deadline(), Some(world.now + limit));
    world.now += limit;
    world.scheduler.tick(world.now);
    world.act();
    assert!(world.workers[&0].killed);
    world.die(0);
    world.scheduler.complete(call, world.now);
    world.drain();
    assert_eq!(world.fates[&(call, 0)], Fate::Lost);
    assert_eq!(world.finished(call), 2);
}

#[test]
fn the_time_of_a_call_ends_its_tasks_and_spares_others() {
    let mut world = World::new(1);
    let deadline = Some(world.now + Duration::from_secs(1));
    let call = world.scheduler.open(Terms { deadline, ..Terms::default() });
    let other = world.scheduler.open(Terms::default());
    world.feed(call, 0, 10);
    world.hello(0);
    world.start(0);
    world.feed(other, 0, 3);
    world.now += Duration::from_secs(2);
    world.scheduler.tick(world.now);
    world.act();
    assert_eq!(world.late, [call]);
    assert!(world.workers[&0].killed);
    world.scheduler.complete(other, world.now);
    world.drain();
    assert_eq!(world.finished(other), 3);
}

#[test]
fn short_tasks_come_in_larger_batches() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 10_000);
    assert_eq!(world.scheduler.batch(call), 1);
    world.drain();
    assert!(world.scheduler.batch(call) >= 128, "{}", world.scheduler.batch(call));
}

#[test]
fn calls_take_turns() {
    let mut world = World::new(1);
    let terms = Terms { chunk: Some(1), ..Terms::default() };
    let (one, two) = (world.scheduler.open(terms.clone()), world.scheduler.open(terms));
    world.feed(one, 0, 1000);
    world.hello(0);
    world.feed(two, 0, 3);
    let order: Vec<CallId> = (0..12)
        .filter_map(|_| {
            let started = world.start(0);
            world.finish(0);
            world.tell(0, false);
            started.map(|(call, _)| call)
        })
        .collect();
    assert_eq!(order.iter().filter(|call| **call == two).count(), 3, "{order:?}");
}

#[test]
fn a_worker_is_replaced_after_its_number_of_tasks() {
    let mut world = World::with(Scheduler::new(1, Some(3), None));
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 7);
    world.hello(0);
    let mut tasks = 0;
    while !world.workers[&0].stopped {
        tasks += u32::from(world.start(0).is_some());
        world.finish(0);
        world.tell(0, false);
        assert!(tasks <= 3);
    }
    world.scheduler.complete(call, world.now);
    world.drain();
    assert_eq!(world.finished(call), 7);
}

#[test]
fn a_lying_answer_is_noticed() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 2);
    world.hello(0);
    assert_eq!(world.scheduler.finished(0, 0, 5, 1), Finished::Nonsense);
    assert_eq!(world.scheduler.finished(0, 7, 0, 1), Finished::Nonsense);
    assert_eq!(world.scheduler.finished(0, 0, 0, 1), Finished::Items(call, 0));
}

#[test]
fn the_ends_of_two_calls_in_one_frame_are_both_told() {
    let mut world = World::new(1);
    let (one, two) = (world.scheduler.open(Terms::default()), world.scheduler.open(Terms::default()));
    for call in [one, two] {
        world.feed(call, 0, 1);
        world.scheduler.complete(call, world.now);
    }
    world.hello(0);
    let numbers = world.scheduler.batches(0);
    assert_eq!(world.scheduler.finished(0, numbers[0], 0, 1), Finished::Items(one, 0));
    assert_eq!(world.scheduler.finished(0, numbers[1], 0, 1), Finished::Items(two, 0));
    // The time of the frame is put down to the last one's call.
    world.scheduler.measured(0, two, 2, 100, world.now);
    world.act();
    assert_eq!(world.over, [one, two]);
}

#[test]
fn a_call_of_long_tasks_does_not_keep_others_from_all_workers() {
    let mut world = World::new(2);
    let (long, short) = (world.scheduler.open(Terms::default()), world.scheduler.open(Terms::default()));
    world.feed(long, 0, 400);
    world.hello(0);
    world.hello(1);
    let turn = |world: &mut World, site: SiteId| {
        let started = world.start(site).map(|(call, _)| call);
        world.finish(site);
        let batch = world.scheduler.batches(site).first().copied();
        if let (Some(call), Some(batch)) = (started, batch) {
            assert!(matches!(world.scheduler.finished(site, batch, 0, 1), Finished::Items(..)));
            // Twenty milliseconds each.
            world.scheduler.measured(site, call, 1, 20_000_000, world.now);
            world.workers.get_mut(&site).unwrap().batches.retain(|sent| sent.number != batch);
            world.act();
        }
        started
    };
    for at in 0..4 {
        turn(&mut world, at % 2);
    }
    world.feed(short, 0, 3);
    let order: Vec<CallId> = (0..16).filter_map(|at| turn(&mut world, at % 2)).collect();
    assert_eq!(order.iter().filter(|call| **call == short).count(), 3, "{order:?}");
}

#[test]
fn many_calls_of_one_task_never_share_a_slot() {
    for seed in 1..200 {
        let mut chance = Chance(seed);
        let mut world = World::new(3);
        let mut calls = Vec::new();
        let greeting = chance.below(300);
        for turn in 0..400 {
            let call = world.scheduler.open(Terms::default());
            calls.push(call);
            world.feed(call, 0, 1);
            world.scheduler.complete(call, world.now);
            world.act();
            // The others come when one has its hands full already.
            if turn == 0 {
                world.hello(0);
            } else if turn >= greeting {
                for site in 1..3 {
                    if world.workers.get(&site).is_some_and(|worker| !worker.hello) {
                        world.hello(site);
                    }
                }
            }
            for _ in 0..chance.below(3) {
                let site = chance.below(3) as SiteId;
                if world.workers.get(&site).is_some_and(|worker| worker.hello) {
                    world.start(site);
                    world.finish(site);
                    world.tell(site, false);
                }
            }
        }
        world.drain();
        assert!(calls.iter().all(|call| world.finished(*call) == 1), "seed {seed}");
    }
}
