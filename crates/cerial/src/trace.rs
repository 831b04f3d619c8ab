//! Tracing by path: an event for each part of a value that was encoded or decoded.

use std::fmt;

use crate::path::{Path, Segment};

/// Whom the events are for.
pub(crate) const TARGET: &str = "cerial";

/// The way to the part that is being written.
#[derive(Debug, Default)]
pub(crate) struct Trail(Vec<Segment>);

impl Trail {
    pub(crate) fn enter(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    pub(crate) fn leave(&mut self) {
        self.0.pop();
    }

    /// Tells of the part at the end of the way.
    pub(crate) fn tell(&self, what: &'static str, type_name: &'static str, offset: usize, size: usize) {
        tell(what, &self.path(), type_name, offset, size);
    }

    fn path(&self) -> Path {
        let mut path = Path::default();
        self.0.iter().rev().for_each(|segment| path.push_outer(*segment));
        path
    }
}

/// Whether somebody listens.
pub(crate) fn is_heard() -> bool {
    tracing::enabled!(target: TARGET, tracing::Level::TRACE)
}

/// Tells of a part. Text is made of the path only where somebody wants it.
pub(crate) fn tell(what: &'static str, path: &dyn fmt::Display, type_name: &'static str, offset: usize, size: usize) {
    let path = tracing::field::display(path);
    tracing::event!(target: TARGET, tracing::Level::TRACE, path, r#type = type_name, offset, size, "{what}");
}
