//! What to play, as the command line says it.

/// What to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Play {
    /// Random programs of processes, for so many seconds.
    Processes { seconds: u64 },
    /// Random kills of a pool's workers, during so many tasks.
    Pool { kills: u64, tasks: u64 },
    /// So many millions of tasks from an endless input, in memory that doesn't grow.
    Flat { millions: u64 },
}

/// How it is said.
pub(crate) const USAGE: &str = "say it as in `--seconds 600`, `--pool --kills 1000 --tasks 100000` or `--flat 100`, with \
                                `--seed S` if it is to come again";

/// What to play, and from which seed, if that was said.
pub(crate) fn parse(words: &[String]) -> Result<(Play, Option<u64>), String> {
    const NAMES: [&str; 5] = ["--seconds", "--seed", "--kills", "--tasks", "--flat"];
    let mut numbers = [None; NAMES.len()];
    let mut pool = false;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if word == "--pool" {
            pool = true;
            continue;
        }
        let place = NAMES.iter().position(|name| name == word).ok_or_else(|| format!("`{word}` is no option"))?;
        let number = rest.next().and_then(|word| word.parse::<u64>().ok());
        numbers[place] = Some(number.ok_or_else(|| format!("a whole number belongs behind `{word}`"))?);
    }
    let [seconds, seed, kills, tasks, flat] = numbers;
    let play = match (pool, flat) {
        (true, None) if seconds.is_none() => {
            Play::Pool { kills: kills.unwrap_or(1000), tasks: tasks.unwrap_or(100_000).max(1) }
        }
        (false, Some(millions)) if seconds.or(kills).or(tasks).is_none() => Play::Flat { millions: millions.max(1) },
        (false, None) if kills.or(tasks).is_none() => Play::Processes { seconds: seconds.unwrap_or(60) },
        _ => return Err("these options don't go together".into()),
    };
    Ok((play, seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Result<(Play, Option<u64>), String> {
        parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_play_is_read() {
        assert_eq!(parsed(""), Ok((Play::Processes { seconds: 60 }, None)));
        assert_eq!(parsed("--seed 7 --seconds 5"), Ok((Play::Processes { seconds: 5 }, Some(7))));
        assert_eq!(parsed("--pool --tasks 9 --kills 0"), Ok((Play::Pool { kills: 0, tasks: 9 }, None)));
        assert_eq!(parsed("--flat 100"), Ok((Play::Flat { millions: 100 }, None)));
    }

    #[test]
    fn what_is_no_option_is_told_and_not_passed_over() {
        for (words, part) in [
            ("600", "`600`"),
            ("--seconds", "behind `--seconds`"),
            ("--seed x", "behind `--seed`"),
            ("--kills 3", "go together"),
            ("--pool --seconds 3", "go together"),
            ("--flat 3 --pool", "go together"),
        ] {
            assert!(parsed(words).unwrap_err().contains(part), "{words}");
        }
    }
}
