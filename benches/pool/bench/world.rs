//! What the rows share: our pool, the others' programs, what was aimed at so far.

use std::cell::OnceCell;
use std::path::Path;
use std::process::Command;

use processing::Pool;

use crate::options::Options;
use crate::outside::Outside;
use crate::python::Python;
use crate::table::{self, Aim, Unit, Verdict};
use crate::tasks;
use crate::turns::{self, Entrant};

/// The aims are about two workers.
pub(crate) const WORKERS: usize = 2;

pub(crate) struct World<'a> {
    pub(crate) options: &'a Options,
    pool: OnceCell<Pool>,
    threads: OnceCell<rayon::ThreadPool>,
    spawned: OnceCell<procspawn::Pool>,
    crossmist: OnceCell<Outside>,
    python: OnceCell<Python>,
    peers: [OnceCell<Outside>; PEERS.len()],
    pace: OnceCell<f64>,
    verdicts: Vec<Verdict>,
}

/// Python's pools, and what must be installed for them.
const PEERS: [(&str, &[&str]); 6] = [
    ("multiprocessing", &[]),
    ("futures", &[]),
    ("loky", &["loky"]),
    ("joblib", &["joblib"]),
    ("suitkaise", &["suitkaise==0.4.14"]),
    // Last: its servers stay busy while they idle.
    (RAY, &["numpy", "ray"]),
];
pub(crate) const RAY: &str = "ray";

impl<'a> World<'a> {
    pub(crate) fn new(options: &'a Options) -> Self {
        World {
            options,
            pool: OnceCell::new(),
            threads: OnceCell::new(),
            spawned: OnceCell::new(),
            crossmist: OnceCell::new(),
            python: OnceCell::new(),
            peers: [const { OnceCell::new() }; PEERS.len()],
            pace: OnceCell::new(),
            verdicts: Vec::new(),
        }
    }

    /// What is measured.
    pub(crate) fn pool(&self) -> &Pool {
        self.pool.get_or_init(|| {
            let pool = Pool::builder().workers(WORKERS).build().expect("this process may start others");
            pool.warm().expect("workers start");
            pool
        })
    }

    /// rayon's threads.
    pub(crate) fn threads(&self) -> &rayon::ThreadPool {
        self.threads
            .get_or_init(|| rayon::ThreadPoolBuilder::new().num_threads(WORKERS).build().expect("threads start"))
    }

    /// procspawn's pool.
    pub(crate) fn spawned(&self) -> &procspawn::Pool {
        self.spawned.get_or_init(|| procspawn::Pool::new(WORKERS).expect("processes start"))
    }

    /// crossmist's program.
    pub(crate) fn crossmist(&self) -> &Outside {
        self.crossmist.get_or_init(|| told("crossmist", crossmist()))
    }

    /// One of Python's pools.
    pub(crate) fn python(&self, name: &str) -> &Outside {
        let at = PEERS.iter().position(|(peer, _)| *peer == name).expect("a peer of the list");
        self.peers[at].get_or_init(|| {
            if self.options.no_python {
                return Outside::missing("no Python is wanted");
            }
            told(name, self.python.get_or_init(Python::find).peer(name, PEERS[at].1))
        })
    }

    /// How often the arithmetic turns in a microsecond.
    pub(crate) fn pace(&self) -> f64 {
        *self.pace.get_or_init(tasks::turns_a_microsecond)
    }

    /// Has entrants take turns; the table of them, and what came of the aims.
    pub(crate) fn contest(
        &self,
        row: &str,
        title: &str,
        unit: Unit,
        rounds: usize,
        mut entrants: Vec<Entrant<'_>>,
        aims: &[Aim],
    ) -> Vec<Verdict> {
        turns::run(self.options.rounds(rounds), &mut entrants);
        table::print(row, title, unit, &entrants, aims)
    }

    pub(crate) fn add(&mut self, verdicts: Vec<Verdict>) {
        self.verdicts.extend(verdicts);
    }

    pub(crate) fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }
}

/// Says of a peer that is missing why it is.
fn told(name: &str, peer: Outside) -> Outside {
    if let Some(why) = peer.why_missing() {
        println!("\n{name} is skipped: {why}");
    }
    peer
}

/// Builds crossmist's program, which is in a workspace of its own since it can't always be had, and starts it.
pub(crate) fn crossmist() -> Outside {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/crossmist/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pool-bench-crossmist");
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--release", "--quiet", "--manifest-path", manifest, "--target-dir"]).arg(&target);
    match build.output() {
        Ok(built) if built.status.success() => {
            Outside::start(&mut Command::new(target.join("release/pool-bench-crossmist")))
        }
        Ok(built) => {
            let said = String::from_utf8_lossy(&built.stderr);
            let why = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("cargo says nothing");
            Outside::missing(format!("it can't be built: {why}"))
        }
        Err(error) => Outside::missing(format!("cargo can't be run: {error}")),
    }
}
