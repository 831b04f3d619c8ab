//! Kills workers of a pool at random instants, and holds every item to account: it has its result, or one error that
//! says that its worker was killed in it; and what it did was done once.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use processing::Pool;
use processing::pool::{Call, One};
use processing::prelude::*;
use suite_tests::{Ended, crash, killable_children_of};

/// So many tasks a call.
const ROUND: u64 = 4000;
const WORKERS: usize = 3;
/// What tasks do lies in the file of this name.
const DEEDS: &str = "CHAOS_DEEDS";
/// A task takes so many nanoseconds at most.
const LONGEST: u32 = 40_000;
/// When no result comes for so long, the next kill comes all the same.
const PATIENCE: Duration = Duration::from_millis(5);

/// What a task does: it works a while, notes its number, works on.
fn deed(number: u64, nanos: u32) -> u64 {
    static FILE: OnceLock<File> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = std::env::var_os(DEEDS).expect("the pool was made with it");
        OpenOptions::new().append(true).open(path).expect("the parent has made the file")
    });
    spin(nanos / 2);
    // One small write that appends is never torn, nor are two mixed.
    (&*file).write_all(&number.to_le_bytes()).expect("there is room for eight bytes");
    spin(nanos / 2);
    answer(number)
}

fn spin(nanos: u32) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_nanos(nanos.into()) {
        std::hint::spin_loop();
    }
}

fn answer(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number
}

/// Ways to have tasks done.
#[derive(Clone, Copy, Debug)]
enum Verb {
    Map,
    MapResults,
    UnorderedMap,
    Imap,
    UnorderedImap,
    ForEach,
    AsyncMap,
    Submit,
    Star,
}

const VERBS: [Verb; 9] = [
    Verb::Map,
    Verb::MapResults,
    Verb::UnorderedMap,
    Verb::Imap,
    Verb::UnorderedImap,
    Verb::ForEach,
    Verb::AsyncMap,
    Verb::Submit,
    Verb::Star,
];

type Each = Vec<Result<u64, ProcessError>>;

/// What a verb gives.
enum Given {
    /// Each item's result, in the order of the items.
    Each(Each),
    /// The same, of jobs: each is a call of its own, whose one item is the first.
    Jobs(Each),
    /// All results in the order of the items, or the error of the first failed item.
    All(Result<Vec<u64>, ProcessError>),
    /// Whether all went well.
    Nothing(Result<(), ProcessError>),
}

impl Verb {
    fn run(self, call: &Call<'_, One>, items: &[(u64, u32)], done: &AtomicU64) -> Given {
        let pairs = items.iter().copied();
        let star = call.clone().star();
        let one_more = || {
            done.fetch_add(1, Ordering::Relaxed);
        };
        match self {
            Verb::Map => Given::All(star.map(deed, pairs)),
            Verb::MapResults => Given::Each(call.map_results(|(number, nanos)| deed(number, nanos), pairs)),
            Verb::UnorderedMap => {
                // The order of their numbers is that of the items.
                let sorted = |results: Vec<u64>| {
                    let mut due: Vec<u64> = items.iter().map(|(number, _)| answer(*number)).collect();
                    let mut came = results.clone();
                    due.sort_unstable();
                    came.sort_unstable();
                    if due == came { items.iter().map(|(number, _)| answer(*number)).collect() } else { results }
                };
                Given::All(star.unordered_map(deed, pairs).map(sorted))
            }
            Verb::Imap => Given::Each(star.imap(deed, pairs).inspect(|_| one_more()).collect()),
            Verb::UnorderedImap => {
                let mut results: Vec<_> = star.unordered_imap(deed, pairs).indexed().inspect(|_| one_more()).collect();
                results.sort_unstable_by_key(|(item, _)| *item);
                Given::Each(results.into_iter().map(|(_, result)| result).collect())
            }
            Verb::ForEach => Given::Nothing(star.for_each(deed, pairs)),
            Verb::AsyncMap => Given::All(star.async_map(deed, pairs).get()),
            Verb::Submit => {
                let jobs: Vec<_> = pairs.map(|pair| call.submit(deed, pair)).collect();
                Given::Jobs(jobs.into_iter().map(|job| job.and_then(Job::get)).inspect(|_| one_more()).collect())
            }
            Verb::Star => Given::Each(star.map_results(deed, pairs)),
        }
    }
}

/// Kills workers until that many are killed or all is done.
fn kill(kills: u64, tasks: u64, seed: u64, done: &AtomicU64, over: &AtomicBool) -> u64 {
    let mut rng = Rng::with_seed(seed);
    let parent = std::process::id();
    let mut killed = 0;
    while killed < kills && !over.load(Ordering::Relaxed) {
        let due = killed.saturating_mul(tasks) / kills;
        let waits = Instant::now();
        while done.load(Ordering::Relaxed) < due && waits.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_micros(50));
        }
        spin(rng.u32(0..300_000));
        let workers = killable_children_of(parent);
        let Some(pid) = rng.choice(workers) else { continue };
        match rng.u32(0..16) {
            // One that stands still for a while …
            0 => {
                crash::try_signal(pid, STOP);
                std::thread::sleep(Duration::from_micros(rng.u64(0..3000)));
                crash::try_signal(pid, CONTINUE);
                continue;
            }
            // … or is killed while it does …
            1 => {
                crash::try_signal(pid, STOP);
                std::thread::sleep(Duration::from_micros(rng.u64(0..3000)));
                crash::try_signal(pid, 9);
            }
            // … or all at once.
            2 => killable_children_of(parent).into_iter().for_each(|pid| crash::try_signal(pid, 9)),
            _ => crash::try_signal(pid, 9),
        }
        killed += 1;
    }
    killed
}

/// SIGSTOP and SIGCONT.
const STOP: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 19 } else { 17 };
const CONTINUE: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 18 } else { 19 };

/// What came of all rounds.
#[derive(Debug, Default)]
struct Sum {
    tasks: u64,
    lost: u64,
    unbegun: u64,
    twice: u64,
}

/// Plays it, and says what came of it.
pub(crate) fn play(kills: u64, tasks: u64, seed: u64) -> Result<String, String> {
    let path = std::env::temp_dir().join(format!("chaos-deeds-{}", std::process::id()));
    let deeds = Deeds::create(path)?;
    let pool = Pool::builder().workers(WORKERS).env(DEEDS, deeds.0.as_os_str()).build();
    let pool = pool.map_err(|error| format!("no pool: {error:?}"))?;
    let begun = Instant::now();
    let (done, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (sum, killed) = std::thread::scope(|scope| {
        let killer = scope.spawn(|| kill(kills, tasks, seed, &done, &over));
        let mut rng = Rng::with_seed(!seed);
        let mut sum = Sum::default();
        let mut went = Ok(());
        while went.is_ok() && (sum.tasks < tasks || !killer.is_finished()) {
            went = VERBS.iter().try_for_each(|verb| round(*verb, &pool, &deeds.0, &mut rng, &done, &mut sum));
            deeds.empty()?;
        }
        over.store(true, Ordering::Relaxed);
        let killed = killer.join().expect("the killer doesn't panic");
        went.map(|()| (sum, killed))
    })?;
    drop(pool);
    Ok(format!(
        "{killed} kills during {} tasks in {:.1} s: {} tasks lost, each with its error; {} were not begun behind a \
         failed one; {} ran again, where that was asked for; no other ran twice",
        sum.tasks,
        begun.elapsed().as_secs_f64(),
        sum.lost,
        sum.unbegun,
        sum.twice
    ))
}

/// One call, and its account.
fn round(verb: Verb, pool: &Pool, deeds: &Path, rng: &mut Rng, done: &AtomicU64, sum: &mut Sum) -> Result<(), String> {
    let first = sum.tasks;
    let items: Vec<(u64, u32)> = (first..first + ROUND).map(|number| (number, rng.u32(0..LONGEST))).collect();
    let retries = if rng.bool() { u32::MAX } else { 0 };
    let chunk = [0, 0, 1, 7, 300][rng.usize(0..5)];
    let before = done.load(Ordering::Relaxed);
    let progress = |_| {
        done.fetch_add(1, Ordering::Relaxed);
    };
    let call = pool.retries(retries).chunks(chunk);
    let given = match verb {
        Verb::Imap | Verb::UnorderedImap | Verb::Submit => verb.run(&call, &items, done),
        _ => verb.run(&call.progress(progress), &items, done),
    };
    // Whatever did not tell how far it was.
    done.fetch_max(before + ROUND, Ordering::Relaxed);
    sum.tasks += ROUND;
    let times = count(deeds, first).map_err(|error| format!("the deeds can't be read: {error}"))?;
    let account = Account { items: &items, times: &times, retries };
    account.check(given, sum).map_err(|why| format!("{verb:?}, retries {retries}, chunks of {chunk}: {why}"))
}

/// How often each task of the round noted its number.
fn count(deeds: &Path, first: u64) -> std::io::Result<Vec<u32>> {
    let mut times = vec![0; ROUND as usize];
    for number in std::fs::read(deeds)?.chunks_exact(8) {
        let number = u64::from_le_bytes(number.try_into().expect("eight bytes"));
        // Those of earlier rounds stand before.
        if let Some(place) = number.checked_sub(first) {
            times[place as usize] += 1;
        }
    }
    Ok(times)
}

struct Account<'a> {
    items: &'a [(u64, u32)],
    times: &'a [u32],
    retries: u32,
}

impl Account<'_> {
    fn check(&self, given: Given, sum: &mut Sum) -> Result<(), String> {
        let twice = self.times.iter().filter(|times| **times > 1).count() as u64;
        if self.retries == 0 && twice > 0 {
            return Err(format!("{twice} tasks ran twice"));
        }
        sum.twice += twice;
        match given {
            Given::Each(results) => self.each(results, |item| item, sum),
            Given::Jobs(results) => self.each(results, |_| 0, sum),
            Given::All(Ok(results)) => self.each(results.into_iter().map(Ok).collect(), |item| item, sum),
            Given::Nothing(Ok(())) => self.all_done(self.items.len()),
            Given::All(Err(error)) | Given::Nothing(Err(error)) => {
                let index = self.lost(&error)?;
                self.all_done(index)?;
                sum.lost += 1;
                sum.unbegun += self.times[index..].iter().filter(|times| **times == 0).count() as u64;
                Ok(())
            }
        }
    }

    /// Whether the tasks before that one were done.
    fn all_done(&self, end: usize) -> Result<(), String> {
        match self.times[..end].iter().position(|times| *times == 0) {
            Some(item) => Err(format!("task {item} was not done")),
            None => Ok(()),
        }
    }

    /// Checks each item's result; `index` is what its error is to say.
    fn each(&self, results: Each, index: impl Fn(usize) -> usize, sum: &mut Sum) -> Result<(), String> {
        if results.len() != self.items.len() {
            return Err(format!("{} results came for {} items", results.len(), self.items.len()));
        }
        for (item, result) in results.into_iter().enumerate() {
            match result {
                Ok(came) if came != answer(self.items[item].0) => {
                    return Err(format!("item {item} has another's result"));
                }
                Ok(_) if self.times[item] == 0 => return Err(format!("item {item} has a result and was not done")),
                Ok(_) => {}
                Err(error) if self.lost(&error)? != index(item) => {
                    return Err(format!("item {item} has the error {error:?}"));
                }
                Err(_) => sum.lost += 1,
            }
        }
        Ok(())
    }

    /// The item that was lost by a kill, if the error says that.
    fn lost(&self, error: &ProcessError) -> Result<usize, String> {
        // Where there are no signals, the number of what was to be one is the exit code.
        let exit = error.exit();
        let is_kill = match exit.and_then(|exit| exit.signal()) {
            Some(signal) => signal == 9,
            None => exit.and_then(|exit| exit.code()).is_some_and(|code| [9, STOP, CONTINUE].contains(&code)),
        };
        let is_kill = is_kill && error.kind() == Ended::KILLED.kind;
        match error.index() {
            Some(item) if is_kill && self.retries == 0 => Ok(item),
            _ => Err(format!("{error:?}")),
        }
    }
}

/// The file with the tasks' numbers.
struct Deeds(PathBuf);

impl Deeds {
    fn create(path: PathBuf) -> Result<Self, String> {
        let deeds = Deeds(path);
        deeds.empty()?;
        Ok(deeds)
    }

    fn empty(&self) -> Result<(), String> {
        File::create(&self.0).map(drop).map_err(|error| format!("the file of deeds can't be made: {error}"))
    }
}

impl Drop for Deeds {
    fn drop(&mut self) {
        // A file in the folder for temporary ones, at worst.
        drop(std::fs::remove_file(&self.0));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_task_is_accounted_for_whatever_is_killed() {
        super::play(100, 36_000, 1).unwrap();
    }
}
