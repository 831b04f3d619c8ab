//! Processes against the least that the system does for the same: a bare re-exec, a pair of bare pipes, a copy of memory.
//!
//! Rounds of all contestants alternate, so that a machine that changes its speed changes it for all. Only the ratios of
//! one run mean something.

mod bare;
mod objects;

use std::time::{Duration, Instant};

use processing::Skprocess;

use objects::{Bulk, Echo, Empty};

fn main() {
    if bare::is_child() {
        return;
    }
    starts();
    round_trips();
    bulk();
}

/// The median time of each contestant, over rounds in turn.
fn medians<const N: usize>(rounds: usize, mut contestants: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=rounds {
        for (contestant, times) in contestants.iter_mut().zip(&mut times) {
            let start = Instant::now();
            contestant();
            // The first round warms up.
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    times.map(|mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

fn print(what: &str, peer: &str, [peers, ours]: [Duration; 2]) {
    let ratio = ours.as_secs_f64() / peers.as_secs_f64();
    println!("{what:<44} {ours:>10.1?}   {peer} {peers:>10.1?}   ratio {ratio:.2}");
}

fn starts() {
    let mut bare = bare::reexec;
    let mut ours = || Empty.start().and_then(|process| process.result()).expect("an empty process succeeds");
    let times = medians(200, [&mut bare, &mut ours]);
    print("start to result of an empty process", "bare re-exec", times);

    let load = vec![1_u8; 4 << 30];
    let times = medians(50, [&mut bare, &mut ours]);
    print("the same from a parent that holds 4 GiB", "bare re-exec", times);
    drop(std::hint::black_box(load));
}

fn round_trips() {
    const TRIPS: u32 = 200;
    let mut pair = bare::EchoPair::start();
    let process = Echo.start().expect("a process starts");
    let message = vec![7_u8; 64];
    let mut bare = || (0..TRIPS).for_each(|_| pair.round_trip());
    let mut ours = || {
        for _ in 0..TRIPS {
            process.tell(&message).expect("the process lives");
            let back: Vec<u8> = process.listen().expect("the process lives");
            assert_eq!(back.len(), message.len());
        }
    };
    let times = medians(30, [&mut bare, &mut ours]).map(|time| time / TRIPS);
    print("64 bytes told, listened to and answered", "bare pipes", times);
}

fn bulk() {
    const BYTES: usize = 64 << 20;
    let source = vec![3_u8; BYTES];
    let mut copy = || drop(std::hint::black_box(source.clone()));
    let process = Bulk { bytes: BYTES }.start().expect("a process starts");
    let mut ours = || {
        process.tell(()).expect("the process lives");
        let back: Vec<u8> = process.listen().expect("the process lives");
        assert_eq!(back.len(), BYTES);
    };
    let [copied, told] = medians(15, [&mut copy, &mut ours]);
    print("a message of 64 MiB, value to value", "copy into fresh memory", [copied, told]);
}
