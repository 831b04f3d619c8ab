//! All named timers of this process: [`register`], [`timers`], [`report`].

use std::fmt;
use std::sync::Mutex;

use crate::show::shown;
use crate::stats::Stats;
use crate::sync::lock;
use crate::timer::Timer;
use crate::units::Human;

static NAMED: Mutex<Vec<(String, Timer)>> = Mutex::new(Vec::new());

/// Gives a timer a name in [`report`]. Functions with `#[timethis]` do so at their first call.
///
/// A name that is taken is taken over; the timer that had it lives on, unnamed.
///
/// ```
/// let timer = sktime::Timer::new();
/// sktime::register("parsing", &timer);
/// timer.time(|| "7".parse::<u8>()).unwrap();
/// assert!(sktime::report().to_string().contains("parsing"));
/// ```
pub fn register(name: impl Into<String>, timer: &Timer) {
    let (name, timer) = (name.into(), timer.clone());
    let mut named = lock(&NAMED);
    match named.iter_mut().find(|(taken, _)| *taken == name) {
        Some(entry) => entry.1 = timer,
        None => named.push((name, timer)),
    }
}

/// Gives a timed function's timer a name that nobody has. Two functions may have one path (methods of two impls, items
/// in two blocks): then the later one's place in the source is added, and where that isn't enough, a number.
#[cfg(feature = "macros")]
pub(crate) fn list(path: &str, place: &str, timer: &Timer) {
    let mut named = lock(&NAMED);
    let is_free = |name: &String| named.iter().all(|(taken, _)| taken != name);
    let placed = format!("{path} ({place})");
    let numbered = (2..).map(|number| format!("{placed} #{number}"));
    if let Some(name) = [path.to_owned(), placed.clone()].into_iter().chain(numbered).find(is_free) {
        named.push((name, timer.clone()));
    }
}

/// The timer of a name; it is made if nobody has the name.
#[cfg(feature = "tracing")]
pub(crate) fn named_or(name: String, make: fn() -> Timer) -> Timer {
    let mut named = lock(&NAMED);
    if let Some((_, timer)) = named.iter().find(|(taken, _)| *taken == name) {
        return timer.clone();
    }
    let timer = make();
    named.push((name, timer.clone()));
    timer
}

/// All named timers, in the order of their names.
///
/// ```
/// sktime::register("parsing", &sktime::Timer::new());
/// assert!(sktime::timers().iter().any(|(name, _)| name == "parsing"));
/// ```
#[must_use]
pub fn timers() -> Vec<(String, Timer)> {
    let mut timers = lock(&NAMED).clone();
    timers.sort_by(|one, other| one.0.cmp(&other.0));
    timers
}

/// The timer of a name, or of the only name that ends with `::` and this one.
///
/// ```
/// let timer = sktime::Timer::new();
/// sktime::register("shop::cart::checkout", &timer);
/// assert!(sktime::timer("cart::checkout").unwrap().same_as(&timer));
/// ```
#[must_use]
pub fn timer(name: &str) -> Option<Timer> {
    let named = lock(&NAMED);
    if let Some((_, timer)) = named.iter().find(|(full, _)| full == name) {
        return Some(timer.clone());
    }
    let mut ends = named.iter().filter(|(full, _)| full.strip_suffix(name).is_some_and(|rest| rest.ends_with("::")));
    match (ends.next(), ends.next()) {
        (Some((_, timer)), None) => Some(timer.clone()),
        _ => None,
    }
}

/// Forgets the records of all named timers.
#[doc(alias = "clear_global_timers")]
pub fn reset_timers() {
    timers().iter().for_each(|(_, timer)| timer.reset());
}

/// The statistics of all named timers at this moment: a table by `Display`, those with the greatest total first.
///
/// ```
/// let timer = sktime::Timer::new();
/// sktime::register("parsing", &timer);
/// timer.add(std::time::Duration::from_millis(3));
/// println!("{}", sktime::report());
/// ```
pub fn report() -> Report {
    Report::of(timers())
}

/// Statistics by name, as [`report`] gives them. Timers without records are left out.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it prints nothing by itself: give it to println!"]
pub struct Report {
    rows: Vec<(String, Stats)>,
}

impl Report {
    /// A report on timers of one's own choice.
    ///
    /// ```
    /// use sktime::{Report, Timer};
    /// let timer = Timer::new();
    /// timer.add(std::time::Duration::from_millis(3));
    /// println!("{}", Report::of([("parsing", timer), ("printing", Timer::new())]));
    /// ```
    pub fn of<N: Into<String>>(timers: impl IntoIterator<Item = (N, Timer)>) -> Self {
        let stats = |(name, timer): (N, Timer)| timer.stats().map(|stats| (name.into(), stats));
        let mut rows: Vec<_> = timers.into_iter().filter_map(stats).collect();
        rows.sort_by_key(|(_, stats)| std::cmp::Reverse(stats.total()));
        Self { rows }
    }

    /// The rows: names and their statistics.
    #[must_use]
    pub fn rows(&self) -> &[(String, Stats)] {
        &self.rows
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return f.write_str("nothing recorded");
        }
        let width = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max("timer".len());
        write!(f, "{:<width$} {:>10}", "timer", "count")?;
        ["total", "mean", "p50", "p95", "p99", "max"].iter().try_for_each(|head| write!(f, " {head:>10}"))?;
        for (name, stats) in &self.rows {
            write!(f, "\n{name:<width$} {:>10}", stats.count())?;
            let percentiles = [50.0, 95.0, 99.0].map(|p| shown(stats, p));
            let times = [stats.total(), stats.mean()].into_iter().chain(percentiles).chain([stats.max()]);
            times.map(Human).try_for_each(|time| write!(f, " {time:>10}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn of_millis(millis: &[u64]) -> Timer {
        let timer = Timer::new();
        millis.iter().for_each(|&ms| timer.add(Duration::from_millis(ms)));
        timer
    }

    #[test]
    fn a_report_is_a_table_with_the_greatest_total_first() {
        let timers = [("short", of_millis(&[1, 3])), ("never", Timer::new()), ("much::longer", of_millis(&[1500]))];
        let expected = "\
timer             count      total       mean        p50        p95        p99        max
much::longer          1    1.500 s    1.500 s    1.500 s    1.500 s    1.500 s    1.500 s
short                 2   4.000 ms   2.000 ms   2.000 ms   2.900 ms   2.980 ms   3.000 ms";
        assert_eq!(Report::of(timers).to_string(), expected);
        assert_eq!(Report::of(Vec::<(String, Timer)>::new()).to_string(), "nothing recorded");
    }

    #[cfg(feature = "macros")]
    #[test]
    fn functions_of_one_path_are_listed_apart() {
        let own: Vec<Timer> = (0..3).map(|_| Timer::new()).collect();
        own.iter().for_each(|timer| list("twice::f", "src/x.rs:7", timer));
        for (name, own) in ["twice::f", "twice::f (src/x.rs:7)", "twice::f (src/x.rs:7) #2"].into_iter().zip(&own) {
            assert!(timer(name).is_some_and(|found| found.same_as(own)), "{name}");
        }
    }

    #[test]
    fn an_ambiguous_ending_finds_nothing() {
        let (one, other) = (Timer::new(), Timer::new());
        register("ambiguous_a::end", &one);
        assert!(timer("end").is_some_and(|found| found.same_as(&one)));
        register("ambiguous_b::end", &other);
        assert!(timer("end").is_none());
        assert!(timer("ambiguous_b::end").is_some_and(|found| found.same_as(&other)));
        assert!(timer("nd").is_none());
    }
}
