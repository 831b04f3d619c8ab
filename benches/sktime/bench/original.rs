//! The original in Python, Suitkaise 0.4.14, in an environment that is made for it on first use.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sktime::Timer;
use sktime_bench::{random, shown, timed};

const VERSION: &str = "0.4.14";

/// Prints three times in nanoseconds: of a start and stop, of one of eight threads', of the statistics of a million.
const PROGRAM: &str = r#"
import random, threading, time
from suitkaise.timing import Sktimer

def repeat(timer, times):
    for _ in range(times):
        timer.start()
        timer.stop()

def per_call(times, work):
    begun = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begun) / times

timer = Sktimer()
repeat(timer, 1000)
print(sorted(per_call(2000, lambda: repeat(timer, 2000)) for _ in range(15))[7])

shared = Sktimer()
def threads():
    all = [threading.Thread(target=repeat, args=(shared, 1000)) for _ in range(8)]
    for thread in all: thread.start()
    for thread in all: thread.join()
print(per_call(8000, threads))

random.seed(1)
filled = Sktimer()
filled.times = [random.random() * 5 for _ in range(1_000_000)]
filled._paused_durations = [0.0] * 1_000_000
print(per_call(1, filled.get_statistics))
"#;

pub(crate) fn run() {
    println!("\nthe original, Suitkaise {VERSION} (ratio: its time to ours)");
    match figures() {
        Ok([one, threaded, statistics]) => {
            line("start, stop", one, ours());
            line("start, stop: 8 threads on one timer", threaded, ours());
            line("statistics of 1,000,000 records", statistics, our_statistics());
        }
        Err(why) => println!("  SKIPPED: {why}"),
    }
}

/// A line: their time in nanoseconds, and its ratio to ours in seconds.
fn line(name: &str, theirs: f64, ours: f64) {
    println!("  {name:<54} {:>10}  ratio {:.0}", shown(theirs * 1e-9), theirs * 1e-9 / ours);
}

/// The least of some rounds.
fn least(rounds: impl Iterator<Item = f64>) -> f64 {
    rounds.fold(f64::INFINITY, f64::min)
}

/// One start and stop.
fn ours() -> f64 {
    const TIMES: u32 = 20_000;
    let timer = Timer::new();
    let round = || {
        for _ in 0..TIMES {
            timer.start();
            black_box(timer.stop().expect("it was started"));
        }
    };
    least((0..10).map(|_| timed(round) / f64::from(TIMES)))
}

fn our_statistics() -> f64 {
    let timer = Timer::new();
    random(1_000_000, 5_000_000_000).iter().for_each(|&time| timer.add(Duration::from_nanos(time)));
    least((0..5).map(|_| timed(|| timer.stats())))
}

fn figures() -> Result<[f64; 3], String> {
    let python = environment()?;
    let text = output(Command::new(python).args(["-W", "ignore", "-c", PROGRAM]))?;
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    numbers.try_into().map_err(|_| format!("the program said something else: {text}"))
}

/// Python with the original installed, below the folder that the bench was built into.
fn environment() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("no path of the bench: {error}"))?;
    let folder = own.parent().unwrap_or(Path::new(".")).join(format!("suitkaise-{VERSION}"));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let check = format!("import importlib.metadata as m; assert m.version('suitkaise') == '{VERSION}'");
    if output(Command::new(&python).args(["-c", &check])).is_err() {
        let given = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
        output(Command::new(&given).args(["-m", "venv"]).arg(&folder))
            .map_err(|why| format!("no Python with venv (`{given}`, or the variable PYTHON names another): {why}"))?;
        let package = format!("suitkaise=={VERSION}");
        output(Command::new(&python).args(["-m", "pip", "install", "--quiet", &package]))
            .map_err(|why| format!("pip can't install {package}: {why}"))?;
    }
    Ok(python)
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("it failed and said nothing").to_owned())
}
