//! The bar that shows how far the survey is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::summary::Row;

/// A bar on standard error, if that is a terminal; nothing elsewhere.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many files; one that isn't wanted is never drawn.
    pub(crate) fn new(files: usize, wanted: bool) -> Self {
        let target = if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} files {msg}");
        bar.set_style(style.expect("the template names only what indicatif knows"));
        Progress(bar)
    }

    /// One more file is done; the sums so far, where they are known.
    pub(crate) fn step(&self, so_far: Option<&Row>) {
        if let Some(Row { counts, .. }) = so_far.filter(|_| !self.0.is_hidden()) {
            self.0.set_message(format!("{} lines, {} words", counts.lines, counts.words));
        }
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
