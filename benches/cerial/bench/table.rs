//! The table of one group of entrants.

use crate::turns::{Entrant, Kind};

/// Medians, and cerial's share of each peer's time: below 1 cerial is faster. cerial is the first.
pub(crate) fn print(title: &str, entrants: &[Entrant<'_>]) {
    let Some((own, peers)) = entrants.split_first() else { return };
    println!("\n{title}");
    println!("{:<34} {:>10} {:>12} {:>12} {:>8} {:>8}", "", "bytes", "encode", "decode", "enc. ×", "dec. ×");
    for entrant in entrants {
        println!(
            "{:<34} {:>10} {:>12} {:>12} {:>8.2} {:>8.2}",
            entrant.name,
            entrant.size,
            shown(median(entrant.encode.iter().copied())),
            shown(median(entrant.decode.iter().copied())),
            ratio(&own.encode, &entrant.encode),
            ratio(&own.decode, &entrant.decode),
        );
    }
    if peers.iter().any(|peer| peer.kind == Kind::Rows) {
        let rows = || peers.iter().filter(|peer| peer.kind == Kind::Rows);
        let encode = rows().map(|peer| ratio(&own.encode, &peer.encode)).fold(0.0, f64::max);
        let decode = rows().map(|peer| ratio(&own.decode, &peer.decode)).fold(0.0, f64::max);
        println!("cerial's time is {encode:.2} of the best row format's to encode, {decode:.2} to decode");
    }
}

/// Seconds with a unit that fits.
fn shown(seconds: f64) -> String {
    let fits = [(1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms")].into_iter().find(|unit| seconds < unit.0);
    let (_, factor, unit) = fits.unwrap_or((0.0, 1.0, "s"));
    format!("{:.1} {unit}", seconds * factor)
}

/// The median of the ratios within the rounds.
fn ratio(own: &[f64], peer: &[f64]) -> f64 {
    median(own.iter().zip(peer).map(|(own, peer)| own / peer))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
