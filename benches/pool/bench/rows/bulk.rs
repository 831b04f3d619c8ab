//! Bytes there and back, value to value.

use std::hint::black_box;

use crate::table::{Aim, Unit, Verdict};
use crate::tasks::same;
use crate::turns::Entrant;
use crate::world::World;

const MIB: u64 = 1 << 20;
pub(crate) const MAP: &str = "map, a Vec<u8> there and back";
const COPY: &str = "as many copies";

pub(crate) fn run_small(world: &World<'_>) -> Vec<Verdict> {
    contest(world, "bulk-1mib", MIB, 64, 11, &[])
}

pub(crate) fn run_large(world: &World<'_>) -> Vec<Verdict> {
    // What memory that huge pages are advised for can do, and what other memory can.
    let aims = [Aim::rate(MAP, COPY, 0.35), Aim::rate(MAP, COPY, 0.7)];
    contest(world, "bulk-64mib", 64 * MIB, 2, 15, &aims)
}

fn contest(world: &World<'_>, row: &str, size: u64, times: u64, rounds: usize, aims: &[Aim]) -> Vec<Verdict> {
    // Slow peers get fewer.
    let few = times.div_ceil(8);
    let source = vec![7; size as usize];
    let bytes = |times: u64| 2 * size * times;
    let entrants = vec![
        map(world, size, times),
        Entrant::new(COPY, bytes(times), || {
            for _ in 0..times {
                let there: Vec<u8> = black_box(source.clone());
                drop(black_box(there.clone()));
            }
        }),
        Entrant::new("procspawn", bytes(few), || {
            for _ in 0..few {
                let back = world.spawned().spawn(source.clone(), same).join().expect("bytes fail never");
                assert_eq!(back.len(), source.len());
            }
        }),
        world.crossmist().entrant("crossmist", "bulk", bytes(few), size),
        world.python("multiprocessing").entrant("multiprocessing, apply_async", "bulk", bytes(times), size),
        world.python("futures").entrant("concurrent.futures, submit", "bulk", bytes(times), size),
        world.python("suitkaise").entrant("suitkaise 0.4.14, map", "bulk", bytes(few), size),
    ];
    let title = format!("{} MiB there and {0} MiB back, bytes of both ways", size / MIB);
    world.contest(row, &title, Unit::Bytes, rounds, entrants, aims)
}

/// One task after the other, so that it is the time of a payload and not that of two workers.
pub(crate) fn map<'a>(world: &'a World<'_>, size: u64, times: u64) -> Entrant<'a> {
    let mut bytes = vec![7; size as usize];
    Entrant::new(MAP, 2 * size * times, move || {
        for _ in 0..times {
            let back = world.pool().map(same, [std::mem::take(&mut bytes)]).expect("bytes fail never");
            bytes = back.into_iter().next().expect("one item has one result");
            assert_eq!(bytes.len() as u64, size);
        }
    })
}
