//! A random plan: what the child does in which run and life, and what its parent does meanwhile.

use std::time::Duration;

use fastrand::Rng;
use processing::prelude::*;

/// Something that the child does.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
pub(crate) enum Deed {
    Count,
    /// Tells a number.
    Tell(u64),
    /// Works without looking at its link, so many microseconds.
    Work(u32),
    /// Sleeps, and passes on a stop.
    Nap(u32),
    /// Fails in that life, and only then.
    Fail(u32),
    /// As above, by a panic.
    Panic(u32),
    /// Dies in that life, and only then.
    Die(u32, Death),
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
pub(crate) enum Death {
    Abort,
    NullWrite,
    Exit(i32),
    Kill,
    /// Never returns: the limit ends it.
    Hang,
}

/// Something that the parent does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Listen(u32),
    Pause(u32),
    Status,
    Timers,
    Stop,
    Kill,
    /// A signal to whatever child there is.
    Signal(i32),
    Drop,
}

/// A whole program.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What each run does.
    pub(crate) runs: Vec<Vec<Deed>>,
    pub(crate) lives: u32,
    pub(crate) actions: Vec<Action>,
}

/// The limit of a run, where one may hang: more than any other run takes, on however busy a machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(1);

impl Plan {
    /// The plan of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let lives = rng.u32(1..=3);
        let mut told = 0;
        let runs = (0..rng.usize(1..=3)).map(|_| (0..rng.usize(0..=5)).map(|_| deed(&mut rng, &mut told)).collect());
        let runs = runs.collect();
        // Half of the parents only wait: then the model knows exactly what comes.
        let actions = match rng.bool() {
            true => Vec::new(),
            false => (0..rng.usize(1..=4)).map(|_| action(&mut rng)).collect(),
        };
        Plan { runs, lives, actions }
    }

    /// Whether a run needs a limit to come to an end.
    pub(crate) fn hangs(&self) -> bool {
        self.runs.iter().flatten().any(|deed| matches!(deed, Deed::Die(_, Death::Hang)))
    }
}

fn deed(rng: &mut Rng, told: &mut u64) -> Deed {
    let life = rng.u32(0..3);
    match rng.u32(0..14) {
        0..=2 => Deed::Count,
        3..=5 => {
            *told += 1;
            Deed::Tell(*told)
        }
        6..=7 => Deed::Work(rng.u32(0..3000)),
        8..=9 => Deed::Nap(rng.u32(0..3000)),
        10 => Deed::Fail(life),
        11 => Deed::Panic(life),
        _ => Deed::Die(
            life,
            match rng.u32(0..6) {
                0 => Death::Abort,
                1 => Death::NullWrite,
                2 => Death::Exit(0),
                3 => Death::Exit(3),
                4 => Death::Kill,
                _ => Death::Hang,
            },
        ),
    }
}

fn action(rng: &mut Rng) -> Action {
    match rng.u32(0..11) {
        0..=1 => Action::Listen(rng.u32(0..3000)),
        2..=4 => Action::Pause(rng.u32(0..8000)),
        5 => Action::Status,
        6 => Action::Timers,
        7 => Action::Stop,
        8 => Action::Kill,
        9 => Action::Signal([9, 15][rng.usize(0..2)]),
        _ => Action::Drop,
    }
}
