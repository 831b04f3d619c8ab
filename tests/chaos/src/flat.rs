//! Memory over many tasks of an endless input: it must not grow.

use std::time::Instant;

use processing::Pool;
use suite_tests::{children_of, resident_bytes};

/// Memory is looked at after so many tasks …
const STEP: u64 = 10_000_000;
/// … and by then it must have reached what it stays at, but for so many bytes.
const SLACK: u64 = 8 << 20;

/// Runs so many millions of tasks, and says what came of it.
pub(crate) fn play(millions: u64) -> Result<String, String> {
    let tasks = millions * 1_000_000;
    let pool = Pool::new().map_err(|error| format!("no pool: {error:?}"))?;
    let begun = Instant::now();
    let mut results = pool.imap(|n: u64| n ^ 1, 0..);
    let mut first = None;
    for n in 0..tasks {
        match results.next() {
            Some(Ok(result)) if result == n ^ 1 => {}
            other => return Err(format!("item {n} gave {other:?}")),
        }
        let done = n + 1;
        if done == tasks.min(STEP / 10) || done.is_multiple_of(STEP) {
            let (own, workers) = (resident(std::process::id())?, workers()?);
            let first = *first.get_or_insert((own, workers));
            println!(
                "{:>6} million tasks in {:>6.1} s: {:>8.1} MiB here, {:>8.1} MiB in the workers",
                done as f64 / 1e6,
                begun.elapsed().as_secs_f64(),
                own as f64 / f64::from(1 << 20),
                workers as f64 / f64::from(1 << 20),
            );
            if own > first.0 + SLACK || workers > first.1 + SLACK {
                return Err(format!("memory has grown: from {first:?} bytes to {:?}", (own, workers)));
            }
        }
    }
    drop(results);
    let rate = tasks as f64 / begun.elapsed().as_secs_f64() / 1e6;
    Ok(format!("{millions} million tasks, {rate:.2} million a second, in memory that did not grow"))
}

/// The memory of all workers.
fn workers() -> Result<u64, String> {
    children_of(std::process::id()).into_iter().map(resident).sum()
}

/// The memory of a process, in bytes.
fn resident(pid: u32) -> Result<u64, String> {
    resident_bytes(pid).ok_or_else(|| format!("the memory of process {pid} is not told"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_million_tasks_take_no_more_memory_than_the_first_ones() {
        super::play(1).unwrap();
    }
}
