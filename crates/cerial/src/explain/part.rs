//! One part of a message.

use std::fmt::Write;
use std::ops::Range;

use crate::path::Segment;

/// How many bytes are shown of a part that nobody says more about.
const BYTES_SHOWN: usize = 16;

/// Where in the message a part stands, seen from what it is part of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// It is the value.
    Value,
    /// It is the body of this shared object.
    Object(u32),
    Inside(Segment),
}

/// A part of a message.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) step: Step,
    /// How many parts it is in.
    pub(crate) depth: u32,
    pub(crate) type_name: &'static str,
    /// Which variant it is, where it is an enum.
    pub(crate) variant: Option<&'static str>,
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// What is there.
    pub(crate) note: String,
    /// Whether it has no parts.
    pub(crate) leaf: bool,
}

impl Part {
    /// Adds to what is there.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.note.is_empty() {
            self.note.push(' ');
        }
        self.note.push_str(text);
    }

    /// What is there: what was noted, or the bytes.
    pub(super) fn what(&self, message: &[u8]) -> String {
        let mut what = self.note.clone();
        if self.leaf && what.is_empty() {
            let bytes = message.get(self.place.clone()).unwrap_or_default();
            for byte in &bytes[..bytes.len().min(BYTES_SHOWN)] {
                let gap = if what.is_empty() { "" } else { " " };
                // Writing to a String can't fail.
                let _ = write!(what, "{gap}{byte:02x}");
            }
            if bytes.len() > BYTES_SHOWN {
                what.push_str(" …");
            }
        }
        what
    }
}
