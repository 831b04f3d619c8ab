//! The rows that ray takes part in: its servers stay busy while they idle, so that they would slow all others down.

use super::{bulk, cpu, submit, trivial};
use crate::table::{Aim, Unit, Verdict};
use crate::world::{RAY, World};

const ROUNDS: usize = 5;

pub(crate) fn run_trivial(world: &World<'_>) -> Vec<Verdict> {
    let entrants = vec![trivial::map(world), world.python(RAY).entrant("ray, Pool.map", "map", 100_000, 0)];
    world.contest("ray-trivial", "squares, in order", Unit::Tasks, ROUNDS, entrants, &[])
}

pub(crate) fn run_submit(world: &World<'_>) -> Vec<Verdict> {
    const PEER: &str = "ray, remote";
    let entrants = vec![submit::submit(world, 10_000), world.python(RAY).entrant(PEER, "submit", 500, 16)];
    let aims = [Aim::rate(submit::SUBMIT, PEER, 20.0)];
    world.contest("ray-submit", "single squares, 16 outstanding", Unit::Tasks, ROUNDS, entrants, &aims)
}

pub(crate) fn run_millisecond(world: &World<'_>) -> Vec<Verdict> {
    let times = (world.pace() * 1_000.0) as u64;
    let peer = world.python(RAY).entrant("ray, Pool.map, its own arithmetic", "cpu", 400, 1_000);
    let entrants = vec![cpu::map(world, times, 400), peer];
    world.contest("ray-cpu-1ms", "1 ms of arithmetic", Unit::Tasks, ROUNDS, entrants, &[])
}

pub(crate) fn run_bulk(world: &World<'_>) -> Vec<Verdict> {
    const PEER: &str = "ray, put and get, each page touched";
    const SIZE: u64 = 64 << 20;
    let entrants = vec![bulk::map(world, SIZE, 2), world.python(RAY).entrant(PEER, "bulk", 4 * SIZE, SIZE)];
    let aims = [Aim::rate(bulk::MAP, PEER, 1.0)];
    world.contest("ray-bulk-64mib", "64 MiB there and back", Unit::Bytes, ROUNDS, entrants, &aims)
}
