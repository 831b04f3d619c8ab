//! The contests.

use std::time::{Duration, Instant};

use processing::Skprocess;

use crate::objects::{Bulk, Echo, Empty};
use crate::{bare, cores, limits};

pub(crate) fn all() {
    if bare::is_child() {
        return;
    }
    let parts: [(&str, fn()); 4] =
        [("starts", starts), ("trips", all_round_trips), ("bulk", bulk), ("limits", limits::all)];
    // Cargo says `--bench` to every bench.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let names = parts.map(|(name, _)| name);
    if let Some(unknown) = asked.iter().find(|word| !names.contains(&word.as_str())) {
        eprintln!("`{unknown}` is no part of this bench; these there are: {}", names.join(", "));
        std::process::exit(2);
    }
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            part();
        }
    }
}

fn all_round_trips() {
    round_trips("wherever the system puts them", None, None);
    if let Some([one, other]) = cores::two() {
        round_trips("both on one core", Some(one), Some(one));
        round_trips("on two cores", Some(one), Some(other));
    }
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
    println!("{what:<48} {ours:>10.1?}   {peer} {peers:>10.1?}   ratio {ratio:.2}");
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

/// Tells 64 bytes, and listens to them coming back. This thread and the child's stay on these cores.
fn round_trips(place: &str, here: Option<usize>, there: Option<usize>) {
    let place = place.to_owned();
    // A thread of its own, so that its place is not that of all that follows.
    let trips = std::thread::spawn(move || {
        cores::pin(here);
        round_trips_here(&place, there);
    });
    trips.join().expect("round trips don't panic");
}

fn round_trips_here(place: &str, there: Option<usize>) {
    const TRIPS: u32 = 200;
    let mut pair = bare::EchoPair::start(there);
    let process = Echo { core: there }.start().expect("a process starts");
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
    print(&format!("64 bytes and back, {place}"), "bare sockets", times);
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
    let [copied, told] = medians(41, [&mut copy, &mut ours]);
    print("a message of 64 MiB, value to value", "copy into fresh memory", [copied, told]);
}
