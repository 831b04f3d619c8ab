//! `cargo xtask repeat N`: the test suite many times in a row, to find what fails now and then.

use std::time::{Duration, Instant};

use crate::suite::{NO_NEXTEST, Runner};
use crate::{Done, Verb, shell};

pub(crate) const VERB: Verb = Verb {
    name: "repeat",
    takes: "N [-- FILTER]",
    about: "run the test suite N times; stop at the first failure",
    run,
};

fn run(words: &[String]) -> Done {
    let (rounds, filter) = parse(words)?;
    let runner = Runner::find();
    if runner == Runner::CargoTest {
        println!("{NO_NEXTEST}");
    }
    println!("building the tests");
    shell::must(&mut runner.build())?;
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    for round in 1..=rounds {
        let round_begun = Instant::now();
        let said = shell::quietly(&mut runner.run(filter))?;
        let took = round_begun.elapsed();
        slowest = slowest.max(took);
        let what = summary(&said.text);
        if !said.ok {
            println!("{}", said.text.trim_end());
            let before = round - 1;
            return Err(format!(
                "round {round} of {rounds} failed after {before} that passed ({what}); \
                 its output stands above"
            ));
        }
        println!("round {round:>4} of {rounds}  passed  {:>6.1} s  {what}", took.as_secs_f64());
    }
    let total = begun.elapsed();
    println!(
        "{rounds} rounds passed in {:.1} s: {:.1} s each, the slowest {:.1} s",
        total.as_secs_f64(),
        total.as_secs_f64() / f64::from(rounds),
        slowest.as_secs_f64()
    );
    Ok(())
}

/// The number of rounds and the filter.
fn parse(words: &[String]) -> Result<(u32, &[String]), String> {
    const USAGE: &str = "say how often, as in `cargo xtask repeat 50 -- pool`";
    let (count, rest) = words.split_first().ok_or(USAGE)?;
    let count = match count.parse::<u32>() {
        Ok(count) if count > 0 => count,
        _ => return Err(format!("`{count}` is no number of rounds; {USAGE}")),
    };
    match rest.split_first() {
        None => Ok((count, rest)),
        Some((dashes, filter)) if dashes == "--" => Ok((count, filter)),
        Some((word, _)) => Err(format!("`{word}` comes before the dashes; {USAGE}")),
    }
}

/// What the runner counted: nextest's own last line, or the sum of cargo test's.
fn summary(text: &str) -> String {
    if let Some((_, counted)) =
        text.lines().rfind(|line| line.trim_start().starts_with("Summary")).and_then(|line| line.split_once(']'))
    {
        return counted.trim().to_owned();
    }
    let counts = |word: &str| -> u64 {
        text.lines()
            .filter(|line| line.starts_with("test result:"))
            .filter_map(|line| line.split(word).next()?.split_whitespace().last()?.parse::<u64>().ok())
            .sum()
    };
    format!("{} passed, {} failed", counts(" passed"), counts(" failed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn rounds_and_filter_are_read() {
        assert_eq!(parse(&words("50 -- pool")).unwrap(), (50, &words("pool")[..]));
        assert_eq!(parse(&words("3")).unwrap(), (3, &[][..]));
        assert!(parse(&[]).unwrap_err().contains("how often"));
        assert!(parse(&words("0")).unwrap_err().contains("`0`"));
        assert!(parse(&words("3 pool")).unwrap_err().contains("dashes"));
    }

    #[test]
    fn both_runners_are_summed_up() {
        let nextest = "  ------\n     Summary [   1.5s] 20 tests run: 20 passed, 0 skipped\n";
        assert_eq!(summary(nextest), "20 tests run: 20 passed, 0 skipped");
        let cargo = "test result: ok. 3 passed; 0 failed; 0 ignored\n\
                     test result: FAILED. 4 passed; 1 failed; 0 ignored\n";
        assert_eq!(summary(cargo), "7 passed, 1 failed");
    }
}
