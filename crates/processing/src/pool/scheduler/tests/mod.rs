//! The scheduler against a world of workers that answer, die and lie as chance has it.

mod world;

use std::collections::HashMap;
use std::time::Duration;

use super::{CallId, Finished, Scheduler, SiteId, Terms};
use world::{Chance, Fate, World};

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
            world.complete(*call);
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
    world.complete(call);
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
    world.complete(call);
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
    world.complete(call);
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
    world.complete(call);
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
    world.complete(other);
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

/// The calls of a worker's tasks, in the order in which it will start them, and of how many each.
fn row(world: &World, site: SiteId) -> Vec<(CallId, u32)> {
    let batches = world.workers[&site].batches.iter();
    batches.map(|sent| (sent.call, sent.granted - sent.finished)).filter(|(_, left)| *left > 0).collect()
}

#[test]
fn a_call_that_comes_later_does_not_wait_behind_all_that_a_worker_was_given() {
    let mut world = World::new(1);
    let many = world.scheduler.open(Terms::default());
    world.feed(many, 0, 1000);
    world.hello(0);
    // In the end a worker has two batches, of four milliseconds.
    world.task_takes = 100_000;
    while world.scheduler.batch(many) < 40 || row(&world, 0).len() > 2 {
        world.start(0);
        world.finish(0);
        world.tell(0, false);
    }
    let given: u32 = row(&world, 0).iter().map(|(_, left)| left).sum();
    assert!(given > 40, "{:?}", row(&world, 0));
    let few = world.scheduler.open(Terms::default());
    world.feed(few, 0, 1);
    let row = row(&world, 0);
    let before: u32 = row.iter().take_while(|(call, _)| *call != few).map(|(_, left)| left).sum();
    assert!(row.contains(&(few, 1)) && before <= 4, "{row:?}");
    // While both have tasks, the batches of the many are small.
    assert!(row.iter().all(|(_, left)| *left <= 5), "{row:?}");
    world.complete(many);
    world.complete(few);
    world.drain();
    assert_eq!((world.finished(many), world.finished(few)), (1000, 1));
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
    world.complete(call);
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
        world.complete(call);
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
            world.complete(call);
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

#[test]
fn answers_behind_which_a_long_task_runs_are_looked_for_less_and_less_often() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms { chunk: Some(3), ..Terms::default() });
    world.feed(call, 0, 3);
    world.hello(0);
    assert_eq!(world.start(0), Some((call, 0)));
    assert!(world.finish(0));
    assert_eq!(world.start(0), Some((call, 1)));
    let (begun, mut looks) = (world.now, 0);
    while world.now < begun + Duration::from_secs(1) {
        let at = world.scheduler.deadline().expect("it is looked at again");
        assert!(at > world.now);
        world.now = at;
        world.scheduler.tick(at);
        world.act();
        looks += 1;
        assert_eq!(world.finished(call), 1, "the first look sees the answer");
    }
    assert!((6..16).contains(&looks), "{looks} looks in a second");
    // With one task at hand there is nothing to be seen.
    assert!(world.finish(0));
    world.tell(0, false);
    assert_eq!(world.start(0), Some((call, 2)));
    assert_eq!(world.scheduler.deadline(), None);
    world.drain();
    assert_eq!(world.finished(call), 3);
}

#[test]
fn an_exit_that_was_seen_in_time_is_not_late_however_late_it_is_told() {
    let mut world = World::new(1);
    let call = world.scheduler.open(Terms::default());
    world.feed(call, 0, 1);
    world.hello(0);
    assert_eq!(world.start(0), Some((call, 0)));
    world.scheduler.hung_up(0, world.now);
    assert!(world.scheduler.deadline().is_some());
    world.scheduler.exit_seen(0);
    world.now += Duration::from_secs(60);
    world.scheduler.tick(world.now);
    world.act();
    assert!(!world.workers[&0].killed);
    let ended = world.scheduler.exited(0, true, |_| Some(1), world.now);
    assert_eq!((ended.cause, ended.lost), (None, vec![(call, 0)]));
}
