//! The rows: each a kind of work, its entrants and its aims.

mod bulk;
mod context;
mod cpu;
mod memory;
pub(crate) mod ping;
mod ray;
mod submit;
mod survey;
mod trivial;
mod uneven;

use std::time::Instant;

use crate::options::Options;
use crate::table::{self, Verdict};
use crate::world::World;

type Row = (&'static str, fn(&World<'_>) -> Vec<Verdict>);

/// All rows, in the order in which they are measured. Ray's servers stay busy, so what it takes part in comes last.
const ROWS: &[Row] = &[
    ("ping", ping::run),
    ("trivial", trivial::run),
    ("unordered", trivial::run_unordered),
    ("submit", submit::run),
    ("cpu-1ms", cpu::run_millisecond),
    ("cpu-100us", cpu::run_short),
    ("uneven", uneven::run),
    ("bulk-1mib", bulk::run_small),
    ("bulk-64mib", bulk::run_large),
    ("context", context::run),
    ("survey", survey::run),
    ("memory", memory::run),
    ("ray-trivial", ray::run_trivial),
    ("ray-submit", ray::run_submit),
    ("ray-cpu-1ms", ray::run_millisecond),
    ("ray-bulk-64mib", ray::run_bulk),
];

/// Measures the rows that are wanted.
pub(crate) fn all(options: &Options) {
    let names: Vec<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    for name in options.unknown(&names) {
        println!("no row's name begins with {name}; these there are: {}", names.join(", "));
    }
    println!("medians of rounds in turn, two workers; the ratio is how many times as fast the row's first entrant is");
    let start = Instant::now();
    let mut world = World::new(options);
    for (name, run) in ROWS {
        if options.wants(name) {
            let verdicts = run(&world);
            world.add(verdicts);
        }
    }
    table::summary(world.verdicts());
    println!("\nmeasured in {:.0} s", start.elapsed().as_secs_f64());
}
