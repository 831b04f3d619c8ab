//! A test binary under a watchdog: what it says goes to files, and when they no longer grow, it is ended.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a binary may say nothing. It says something whenever one of its tests has ended.
const SILENCE: Duration = Duration::from_secs(180);
/// How often it is looked after.
const LOOK: Duration = Duration::from_millis(20);

/// How a program ended that was watched.
#[derive(Debug)]
pub(super) struct Watched {
    /// Standard output alone, into which no test's errors are mixed.
    pub(super) out: String,
    pub(super) errors: String,
    pub(super) ending: Ending,
}

impl Watched {
    /// All that it said.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.out, self.errors)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Success,
    /// Its status, as the system tells it.
    Failure(std::process::ExitStatus),
    /// It said nothing for too long.
    Hung,
}

/// Runs it to its end, or until it hangs.
pub(super) fn watched(command: &mut Command, log: &Path) -> Result<Watched, String> {
    within(command, log, SILENCE)
}

fn within(command: &mut Command, log: &Path, silence: Duration) -> Result<Watched, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |error: io::Error| format!("`{program}` can't be run: {error}");
    let error_log = log.with_extension("errors.txt");
    let logs = [log, error_log.as_path()];
    let [out, errors] = logs.map(|log| File::create(log).map_err(failed));
    let mut child = command.stdin(Stdio::null()).stdout(out?).stderr(errors?).spawn().map_err(failed)?;
    let (mut size, mut grown) = (0, Instant::now());
    let ending = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break if status.success() { Ending::Success } else { Ending::Failure(status) };
        }
        let sizes = logs.map(|log| fs::metadata(log).map_or(0, |found| found.len()));
        let now: u64 = sizes.iter().sum();
        if now != size {
            (size, grown) = (now, Instant::now());
        } else if grown.elapsed() > silence {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            break Ending::Hung;
        }
        thread::sleep(LOOK);
    };
    let [out, errors] = logs.map(|log| fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    Ok(Watched { out: out.map_err(failed)?, errors: errors.map_err(failed)?, ending })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    fn log(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("xtask-watch-{name}-{}", std::process::id()))
    }

    #[test]
    fn words_and_endings_are_told() {
        let log = log("said");
        let fine = watched(&mut shell::cargo(["--version"]), &log).unwrap();
        assert!(fine.out.starts_with("cargo ") && fine.ending == Ending::Success, "{fine:?}");
        let bad = watched(&mut shell::cargo(["no-such-command-of-cargo"]), &log).unwrap();
        assert!(bad.errors.contains("no such command") && matches!(bad.ending, Ending::Failure(_)), "{bad:?}");
        remove(&log);
    }

    fn remove(log: &Path) {
        fs::remove_file(log).unwrap();
        fs::remove_file(log.with_extension("errors.txt")).unwrap();
    }

    #[test]
    fn a_silent_program_is_ended() {
        // The silent program is this very test in a process of its own.
        const SILENT: &str = "XTASK_WATCH_SILENT";
        while std::env::var_os(SILENT).is_some() {
            thread::park();
        }
        let log = log("silent");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "ports::watch::tests::a_silent_program_is_ended"]).env(SILENT, "1");
        let hung = within(&mut command, &log, Duration::from_millis(300)).unwrap();
        assert_eq!(hung.ending, Ending::Hung);
        remove(&log);
    }
}
