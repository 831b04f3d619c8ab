//! The table of one row, and the verdicts on its aims.

use crate::turns::{Entrant, ratio};

/// What the rates of a row are rates of.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Tasks,
    Bytes,
    /// The table shows the time of one.
    Trips,
}

/// What the first of two entrants is to reach.
pub(crate) struct Aim {
    pub(crate) own: &'static str,
    pub(crate) peer: &'static str,
    pub(crate) bound: Bound,
}

pub(crate) enum Bound {
    /// At least so many times the peer's rate.
    Rate(f64),
    /// At least that part of the rate that so many of the peer would have.
    Share { of: f64, least: f64 },
    /// At most so many times the peer's time.
    Time(f64),
}

impl Aim {
    pub(crate) fn rate(own: &'static str, peer: &'static str, least: f64) -> Self {
        Aim { own, peer, bound: Bound::Rate(least) }
    }

    pub(crate) fn share(own: &'static str, of: f64, peer: &'static str, least: f64) -> Self {
        Aim { own, peer, bound: Bound::Share { of, least } }
    }

    pub(crate) fn time(own: &'static str, peer: &'static str, most: f64) -> Self {
        Aim { own, peer, bound: Bound::Time(most) }
    }

    /// What is aimed at, what was reached, and whether that is enough.
    fn judge(&self, ratio: f64) -> (String, bool) {
        let Aim { own, peer, bound } = self;
        match bound {
            Bound::Rate(least) => (format!("{own}: at least {least} × {peer}: {ratio:.2}"), ratio >= *least),
            Bound::Share { of, least } => {
                let share = ratio / of;
                let text = format!("{own}: at least {:.1} % of {of} × {peer}: {:.1} %", least * 100.0, share * 100.0);
                (text, share >= *least)
            }
            Bound::Time(most) => {
                let times = 1.0 / ratio;
                (format!("{own}: at most {most} times the time of {peer}: {times:.2}"), times <= *most)
            }
        }
    }
}

/// What was aimed at and reached.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) row: String,
    pub(crate) text: String,
    pub(crate) met: bool,
}

impl Verdict {
    pub(crate) fn word(&self) -> &'static str {
        if self.met { "met" } else { "MISSED" }
    }
}

/// Prints medians, and how many times as fast as each the first entrant is; then what came of the aims.
pub(crate) fn print(row: &str, title: &str, unit: Unit, entrants: &[Entrant<'_>], aims: &[Aim]) -> Vec<Verdict> {
    let Some(own) = entrants.first() else { return Vec::new() };
    println!("\n{row}: {title}");
    println!("  {:<52} {:>14} {:>10}", "", "", "ratio");
    for entrant in entrants {
        match (entrant.rate(), &entrant.out) {
            (Some(rate), _) => {
                let ratio = ratio(own, entrant).map_or_else(String::new, shown_ratio);
                println!("  {:<52} {:>14} {ratio:>10}", entrant.name, shown(rate, unit));
            }
            (None, Some(why)) if !why.is_empty() => println!("  {:<52} is out: {why}", entrant.name),
            (None, _) => {}
        }
    }
    let named = |name: &str| entrants.iter().find(|entrant| entrant.name == name);
    let judged = aims.iter().filter_map(|aim| {
        let (text, met) = aim.judge(ratio(named(aim.own)?, named(aim.peer)?)?);
        Some(Verdict { row: row.to_owned(), text, met })
    });
    let verdicts: Vec<Verdict> = judged.collect();
    for verdict in &verdicts {
        println!("  aim, {}: {}", verdict.word(), verdict.text);
    }
    verdicts
}

/// The last table: all aims.
pub(crate) fn summary(verdicts: &[Verdict]) {
    if verdicts.is_empty() {
        return;
    }
    println!("\naims");
    for verdict in verdicts {
        println!("  {:<7} {:<16} {}", verdict.word(), verdict.row, verdict.text);
    }
}

fn shown_ratio(ratio: f64) -> String {
    if ratio < 100.0 { format!("{ratio:.3}") } else { format!("{ratio:.0}") }
}

fn shown(rate: f64, unit: Unit) -> String {
    match unit {
        Unit::Tasks if rate >= 1e6 => format!("{:.2} M/s", rate / 1e6),
        Unit::Tasks if rate >= 1e4 => format!("{:.1} k/s", rate / 1e3),
        Unit::Tasks => format!("{rate:.1} /s"),
        Unit::Bytes => format!("{:.2} GB/s", rate / 1e9),
        Unit::Trips => format!("{:.2} µs", 1e6 / rate),
    }
}
