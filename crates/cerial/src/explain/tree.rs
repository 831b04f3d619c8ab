//! An explanation as a table of text.

use std::fmt;

use super::names::short;
use super::{Explanation, Part, Step};
use crate::path::Segment;

/// Parts that are deeper are not shown further to the right.
const DEEPEST: usize = 32;
/// How many steps are shown at each end of a long path.
const STEPS_SHOWN: usize = 8;

/// The way to a part, while the parts are gone through in order.
#[derive(Default)]
pub(super) struct Way {
    /// A step with the variant that it leads to, for each level.
    steps: Vec<(Option<Segment>, Option<&'static str>)>,
}

impl Way {
    /// The path of the next part.
    pub(super) fn to(&mut self, part: &Part) -> String {
        self.steps.truncate(part.depth as usize);
        let own = match part.step {
            Step::Inside(segment) => Some(segment),
            Step::Value | Step::Object(_) => None,
        };
        let mut path = String::new();
        let more = self.steps.len().saturating_sub(2 * STEPS_SHOWN);
        for (at, (segment, variant)) in self.steps.iter().enumerate() {
            if more > 0 && at == STEPS_SHOWN {
                path.push_str(&format!("…{more} more…"));
            }
            if more > 0 && (STEPS_SHOWN..STEPS_SHOWN + more).contains(&at) {
                continue;
            }
            add(&mut path, *segment, *variant);
        }
        add(&mut path, own, None);
        self.steps.push((own, part.variant));
        path
    }
}

fn add(path: &mut String, segment: Option<Segment>, variant: Option<&'static str>) {
    if let Some(segment) = segment {
        path.push_str(&segment.to_string());
    }
    if let Some(variant) = variant {
        path.push_str(&Segment::Variant(variant).to_string());
    }
}

impl Explanation {
    /// What the first byte says, and what follows it.
    fn header(&self) -> String {
        let mut text = match self.message.first() {
            Some(byte) => format!("header: version {}", crate::wire::version(*byte)),
            None => return "nothing".to_owned(),
        };
        if let Some(fingerprint) = self.fingerprint {
            text.push_str(&format!(", fingerprint {:016x}", fingerprint.to_bits()));
        }
        if self.objects.is_some() {
            text.push_str(", with shared objects");
        }
        text
    }

    pub(super) fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.message.len().to_string().len().max(6);
        writeln!(f, "{:>width$} {:>width$}", "offset", "size")?;
        let first = self.parts.first().map_or(self.message.len().min(1), |part| part.place.start);
        writeln!(f, "{:>width$} {first:>width$}  {}", 0, self.header())?;
        let mut way = Way::default();
        for part in &self.parts {
            let path = way.to(part);
            let name = match part.step {
                Step::Value => "value".to_owned(),
                Step::Object(id) => format!("object {id}"),
                Step::Inside(_) => path,
            };
            let indent = 2 * DEEPEST.min(part.depth as usize);
            let (offset, size) = (part.place.start, part.place.len());
            write!(f, "{offset:>width$} {size:>width$}  {:indent$}{name}: {}", "", short(part.type_name))?;
            match part.what(&self.message) {
                what if what.is_empty() => writeln!(f)?,
                what => writeln!(f, " = {what}")?,
            }
        }
        if let (Some(section), Some(objects)) = (&self.section, self.objects) {
            let noun = if objects == 1 { "object" } else { "objects" };
            let (offset, size) = (section.start, section.len());
            writeln!(f, "{offset:>width$} {size:>width$}  section: {objects} shared {noun}")?;
        }
        Ok(())
    }
}
