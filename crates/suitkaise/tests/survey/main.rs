//! The survey, the suite's main job, as a whole: its parts, the program around them, and the built example.
//!
//! The parts are the example's own files, so their unit tests run here. The children of these tests are this
//! test's executable, started again.

#[path = "../../examples/survey/alone.rs"]
mod alone;
#[path = "../../examples/survey/app.rs"]
mod app;
#[path = "../../examples/survey/args.rs"]
mod args;
#[path = "../../examples/survey/collector.rs"]
mod collector;
#[path = "../../examples/survey/count.rs"]
mod count;
#[path = "../../examples/survey/crash.rs"]
mod crash;
#[path = "../../examples/survey/file.rs"]
mod file;
#[path = "../../examples/survey/language.rs"]
mod language;
#[path = "../../examples/survey/note.rs"]
mod note;
#[path = "../../examples/survey/pooled.rs"]
mod pooled;
#[path = "../../examples/survey/progress.rs"]
mod progress;
#[path = "../../examples/survey/rust.rs"]
mod rust;
#[path = "../../examples/survey/summary.rs"]
mod summary;
#[path = "../../examples/survey/table.rs"]
mod table;
#[path = "../../examples/survey/walk.rs"]
mod walk;

mod crashing;
mod example;
mod odd_files;
mod said;
mod totals;
mod wc;
