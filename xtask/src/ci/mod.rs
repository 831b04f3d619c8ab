//! `cargo xtask ci`: every gate, one after the other, all of them even after a failure.
//!
//! A gate is one file here with a `STEP`, and one line in [`STEPS`].

mod clippy;
mod cross;
mod deny;
mod doc_tests;
mod duplicates;
mod features;
mod layers;
mod lean;
mod pages;
mod ports;
mod rustdoc;
mod rustfmt;
mod sanitize;
mod step;
mod tests;

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::{Done, Verb, workspace};
use step::{Step, Verdict};

pub(crate) const VERB: Verb = Verb {
    name: "ci",
    takes: "[--strict] [STEP…]",
    about: "run every gate, or those named; --strict: a skipped one fails",
    run,
};

/// Every gate: the quick ones first, so that a slip shows early.
const STEPS: &[Step] = &[
    rustfmt::STEP,
    layers::STEP,
    clippy::STEP,
    features::STEP,
    duplicates::STEP,
    deny::STEP,
    rustdoc::STEP,
    tests::STEP,
    lean::STEP,
    sanitize::STEP,
    doc_tests::STEP,
    pages::STEP,
    cross::MACOS,
    cross::MACOS_INTEL,
    cross::ARM,
    ports::X86,
    ports::WINE,
];

fn run(words: &[String]) -> Done {
    let (strict, names) = parse(words);
    let chosen = choose(STEPS, &names)?;
    let workspace = workspace::read()?;
    let begun = Instant::now();
    let mut ended = Vec::new();
    for step in chosen {
        announce(step);
        let step_begun = Instant::now();
        let verdict = (step.run)(&workspace);
        let took = step_begun.elapsed();
        report(step, &verdict, took);
        ended.push((step.name, verdict));
    }
    println!("{} steps in {:.1} s", ended.len(), begun.elapsed().as_secs_f64());
    sum_up(&ended, strict)
}

/// Whether skips count as failures, and the names of the steps that are asked for.
fn parse(words: &[String]) -> (bool, Vec<&str>) {
    let (options, names): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| *word == "--strict");
    (!options.is_empty(), names)
}

/// The steps of these names, in the list's order; all of them when none is named.
fn choose<'a>(steps: &'a [Step], names: &[&str]) -> Result<Vec<&'a Step>, String> {
    if let Some(unknown) = names.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = steps.iter().map(|step| step.name).collect();
        return Err(format!("there is no step `{unknown}`; these there are: {}", known.join(", ")));
    }
    Ok(steps.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

/// Names the step before it runs: a quiet one on the line that its verdict completes.
fn announce(step: &Step) {
    match step.speaks {
        true => println!("{}: {}", step.name, step.about),
        false => print!("{:<12}", step.name),
    }
    // A terminal that can't be written to is met by the next println.
    let _ = io::stdout().flush();
}

/// One line with the verdict and the time; after it what went wrong.
fn report(step: &Step, verdict: &Verdict, took: Duration) {
    if step.speaks {
        print!("{:<12}", step.name);
    }
    let seconds = took.as_secs_f64();
    match verdict {
        Verdict::Passed => println!("ok      {seconds:>7.1} s  {}", step.about),
        Verdict::Noted(note) => {
            println!("ok      {seconds:>7.1} s  {}", step.about);
            for line in note.lines() {
                println!("    note: {line}");
            }
        }
        Verdict::Skipped(why) => println!("SKIPPED {seconds:>7.1} s  {why}"),
        Verdict::Failed(why) => {
            println!("FAILED  {seconds:>7.1} s  {}", step.about);
            println!("{}\n", why.trim_end());
        }
    }
}

/// The last words: everything that failed and everything that was skipped, by name.
fn sum_up(ended: &[(&str, Verdict)], strict: bool) -> Done {
    let named = |is: fn(&Verdict) -> bool| -> Vec<&str> {
        ended.iter().filter(|(_, verdict)| is(verdict)).map(|(name, _)| *name).collect()
    };
    let failed = named(|verdict| matches!(verdict, Verdict::Failed(_)));
    let skipped = named(|verdict| matches!(verdict, Verdict::Skipped(_)));
    if !skipped.is_empty() {
        println!("SKIPPED: {}", skipped.join(", "));
    }
    if !failed.is_empty() {
        return Err(format!("FAILED: {}", failed.join(", ")));
    }
    if strict && !skipped.is_empty() {
        return Err(format!("nothing may be skipped here, but was: {}", skipped.join(", ")));
    }
    println!("all that ran passed");
    Ok(())
}

#[cfg(test)]
mod unit {
    use super::*;

    const STEP: Step = Step { name: "one", about: "", speaks: false, run: |_| Verdict::Passed };

    #[test]
    fn every_failure_is_named_at_the_end() {
        let ended =
            [("one", Verdict::Failed("x".into())), ("two", Verdict::Passed), ("three", Verdict::Failed("y".into()))];
        assert_eq!(sum_up(&ended, false).unwrap_err(), "FAILED: one, three");
    }

    #[test]
    fn a_skip_fails_only_where_none_is_allowed() {
        let ended = [("one", Verdict::Skipped("tool missing".into()))];
        assert!(sum_up(&ended, false).is_ok());
        assert!(sum_up(&ended, true).unwrap_err().contains("one"));
    }

    #[test]
    fn steps_are_chosen_by_name() {
        let steps = [STEP, Step { name: "two", ..STEP }];
        let names =
            |names: &[&str]| -> Vec<&str> { choose(&steps, names).unwrap().iter().map(|step| step.name).collect() };
        assert_eq!(names(&[]), ["one", "two"]);
        assert_eq!(names(&["two"]), ["two"]);
        assert!(choose(&steps, &["tow"]).unwrap_err().contains("one, two"));
    }

    #[test]
    fn step_names_are_unique() {
        let mut names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }
}
