//! Entrants that take turns: each round gives every one of them a turn, so that a slow second of the machine hits all.

use std::time::{Duration, Instant};

use crate::random::Random;

/// Somebody who does the row's work.
pub(crate) struct Entrant<'a> {
    pub(crate) name: String,
    /// How much a turn does: tasks, bytes, round trips.
    work: f64,
    turn: Box<dyn FnMut() -> Result<Duration, String> + 'a>,
    /// How much of it is done in a second, by rounds.
    pub(crate) rates: Vec<f64>,
    /// Why it takes no turns any more; nothing is said of one that is missing.
    pub(crate) out: Option<String>,
}

impl<'a> Entrant<'a> {
    /// One whose turn is timed here.
    pub(crate) fn new(name: impl Into<String>, work: u64, mut turn: impl FnMut() + 'a) -> Self {
        Self::timed(name, work, move || {
            let start = Instant::now();
            turn();
            Ok(start.elapsed())
        })
    }

    /// One that times its turns itself, and may fail.
    pub(crate) fn timed(
        name: impl Into<String>,
        work: u64,
        turn: impl FnMut() -> Result<Duration, String> + 'a,
    ) -> Self {
        Entrant { name: name.into(), work: work as f64, turn: Box::new(turn), rates: Vec::new(), out: None }
    }

    /// The median of the rates; `None` for one that is out.
    pub(crate) fn rate(&self) -> Option<f64> {
        median(self.rates.iter().copied())
    }

    fn take_turn(&mut self, counts: bool) {
        if self.out.is_some() {
            return;
        }
        match (self.turn)() {
            Ok(took) if counts => self.rates.push(self.work / took.as_secs_f64()),
            Ok(_) => {}
            Err(why) => {
                self.rates.clear();
                self.out = Some(why);
            }
        }
    }
}

/// Runs all in turns, each round in another order. The first round warms up.
pub(crate) fn run(rounds: usize, entrants: &mut [Entrant<'_>]) {
    let mut random = Random::new(7);
    let mut order: Vec<usize> = (0..entrants.len()).collect();
    for round in 0..=rounds {
        random.shuffle(&mut order);
        for at in &order {
            entrants[*at].take_turn(round > 0);
        }
    }
}

/// The median of the ratios within the rounds: how many times as fast the first is.
pub(crate) fn ratio(own: &Entrant<'_>, peer: &Entrant<'_>) -> Option<f64> {
    median(own.rates.iter().zip(&peer.rates).map(|(own, peer)| own / peer))
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
