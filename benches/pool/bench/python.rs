//! Python's pools: in an environment that is made once, beside what is built.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::outside::Outside;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/peers.py");

/// Python's peers that have been asked for, each with a process of its own.
pub(crate) struct Python(Result<PathBuf, String>);

impl Python {
    /// The environment, made if it isn't there.
    pub(crate) fn find() -> Self {
        Python(environment(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("pool-bench-python")))
    }

    /// Starts the program of a peer: the library that it takes, if it isn't Python's own, is installed.
    pub(crate) fn peer(&self, peer: &str, packages: &[&str]) -> Outside {
        let python = match &self.0 {
            Ok(python) => python,
            Err(why) => return Outside::missing(why.as_str()),
        };
        match packages.iter().try_for_each(|package| install(python, package)) {
            Ok(()) => Outside::start(Command::new(python).arg("-B").arg(PEERS).arg(peer)),
            Err(why) => Outside::missing(why),
        }
    }
}

fn environment(folder: &Path) -> Result<PathBuf, String> {
    let python = folder.join("bin/python");
    if !python.is_file() {
        println!("making an environment for Python's pools in {}", folder.display());
        run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    }
    Ok(python)
}

/// Installs a package, unless it is there; one that can't be had is not tried again.
fn install(python: &Path, package: &str) -> Result<(), String> {
    let name = package.split("==").next().unwrap_or(package);
    if run(Command::new(python).args(["-m", "pip", "show", "--quiet", name])).is_ok() {
        return Ok(());
    }
    println!("installing {package}");
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "15", package]);
    run(&mut pip).map(drop).map_err(|why| format!("{package} can't be installed: {why}"))
}

fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("it says nothing of why").to_owned())
}
