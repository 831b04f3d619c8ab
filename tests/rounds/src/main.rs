//! `rounds [--count N]`: starts an empty process and takes its result, N times in a row; fails when the parent has more
//! memory, descriptors, threads or children than at first.

use std::time::{Duration, Instant};

use processing::prelude::*;
use suite_tests::{Census, resident_bytes, wait_until};

/// So many rounds come before the first look: until then the allocator and the reactor get what they keep.
const WARM_UP: u64 = 2_000;
/// After so many rounds there is a look and a line.
const LINE: u64 = 10_000;
/// Memory may vary by so much. Over 100,000 rounds that is 10 bytes each.
const SLACK_BYTES: u64 = 1 << 20;

/// What a round leaves must be gone after so long.
const SETTLES_WITHIN: Duration = Duration::from_secs(5);

/// Does nothing, once.
#[derive(Cerial)]
struct Empty;

impl Skprocess for Empty {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }
}

/// What the parent has at a moment.
#[derive(Clone, Copy, Debug)]
struct Look {
    bytes: u64,
    census: Census,
}

impl Look {
    fn take() -> Self {
        // Where the system doesn't tell, memory doesn't grow.
        Self { bytes: resident_bytes(std::process::id()).unwrap_or(0), census: Census::take() }
    }

    /// What there is more of than at first.
    fn growth(&self, first: &Self) -> Option<String> {
        let bytes = self.bytes.saturating_sub(first.bytes);
        if bytes > SLACK_BYTES {
            return Some(format!("{bytes} bytes of memory more than at first"));
        }
        let (now, then) = (self.census, first.census);
        let more = now.descriptors > then.descriptors || now.threads > then.threads || now.children > then.children;
        more.then(|| format!("{now:?}, at first {then:?}"))
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let result = parse(&words).and_then(play);
    if let Err(why) = result {
        eprintln!("rounds: {why}");
        std::process::exit(1);
    }
}

fn parse(words: &[String]) -> Result<u64, String> {
    match words {
        [] => Ok(LINE),
        [name, count] if name == "--count" => {
            count.parse().map_err(|_| format!("`{count}` is no number of rounds; say it as in `--count 100000`"))
        }
        _ => Err(format!("`{}` is no option; say it as in `--count 100000`", words.join(" "))),
    }
}

fn play(count: u64) -> Result<(), String> {
    let round = || Empty.start().and_then(Process::result).map_err(|error| format!("{error:?}"));
    (0..WARM_UP).try_for_each(|_| round())?;
    let first = Look::take();
    print(0, first);
    let begun = Instant::now();
    for number in 1..=count {
        round()?;
        if number % LINE == 0 || number == count {
            // The reactor may hold on to the last child for a moment longer than whoever waited for it.
            let mut look = Look::take();
            wait_until(SETTLES_WITHIN, || {
                look = Look::take();
                look.growth(&first).is_none()
            });
            print(number, look);
            if let Some(what) = look.growth(&first) {
                return Err(format!("after {number} rounds there are {what}"));
            }
        }
    }
    let each = begun.elapsed().as_secs_f64() * 1e6 / count.max(1) as f64;
    println!("{count} rounds of {each:.0} µs; the parent has what it had");
    Ok(())
}

fn print(rounds: u64, look: Look) {
    let Census { descriptors, threads, children } = look.census;
    let kib = look.bytes >> 10;
    println!("{rounds:>8} rounds   {kib:>7} KiB   {descriptors} descriptors   {threads} threads   {children} children");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_and_its_absence_too() {
        let first = Look { bytes: 5 << 20, census: Census { children: 0, descriptors: 9, threads: 2 } };
        assert_eq!(first.growth(&first), None);
        let more = Look { bytes: 7 << 20, ..first };
        assert!(more.growth(&first).is_some_and(|what| what.contains("2097152 bytes")));
        let more = Look { census: Census { descriptors: 10, ..first.census }, ..first };
        assert!(more.growth(&first).is_some_and(|what| what.contains("descriptors: 10")));
        assert_eq!(first.growth(&more), None);
    }

    #[test]
    fn what_is_no_number_of_rounds_is_told() {
        let parsed = |words: &str| parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!((parsed(""), parsed("--count 7")), (Ok(LINE), Ok(7)));
        for words in ["7", "--count", "--count x"] {
            assert!(parsed(words).is_err(), "{words}");
        }
    }

    #[test]
    fn a_few_hundred_rounds_leave_the_parent_as_it_was() {
        play(300).unwrap();
    }
}
