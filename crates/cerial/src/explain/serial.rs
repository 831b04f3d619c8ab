//! An explanation for other programs, through serde.

use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

use super::names::short;
use super::tree::Way;
use super::{ExplainError, Explanation, Part, Step};

/// The members `size`, `fingerprint`, `objects` and `parts`; each of the parts has `object` (the number of the shared
/// object that it is in), `path`, `type`, `offset`, `size`, `depth` and `what`.
impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        document(self, None, serializer)
    }
}

/// As [`Explanation`], with an `error`.
impl Serialize for ExplainError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        document(&self.explanation, Some(self.error.to_string()), serializer)
    }
}

fn document<S: Serializer>(explanation: &Explanation, error: Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut document = serializer.serialize_struct("Explanation", if error.is_some() { 5 } else { 4 })?;
    document.serialize_field("size", &explanation.message.len())?;
    let fingerprint = explanation.fingerprint.map(|fingerprint| format!("{:016x}", fingerprint.to_bits()));
    document.serialize_field("fingerprint", &fingerprint)?;
    document.serialize_field("objects", &explanation.objects.unwrap_or(0))?;
    document.serialize_field("parts", &Parts(explanation))?;
    if let Some(error) = error {
        document.serialize_field("error", &error)?;
    }
    document.end()
}

struct Parts<'a>(&'a Explanation);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Explanation { message, parts, .. } = self.0;
        let mut list = serializer.serialize_seq(Some(parts.len()))?;
        let (mut way, mut object) = (Way::default(), None);
        for part in parts {
            match part.step {
                Step::Value => object = None,
                Step::Object(id) => object = Some(id),
                Step::Inside(_) => {}
            }
            list.serialize_element(&Line { object, path: way.to(part), part, message })?;
        }
        list.end()
    }
}

struct Line<'a> {
    object: Option<u32>,
    path: String,
    part: &'a Part,
    message: &'a [u8],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { object, path, part, message } = self;
        let mut line = serializer.serialize_struct("Part", 7)?;
        line.serialize_field("object", object)?;
        line.serialize_field("path", path)?;
        line.serialize_field("type", &short(part.type_name))?;
        line.serialize_field("offset", &part.place.start)?;
        line.serialize_field("size", &part.place.len())?;
        line.serialize_field("depth", &part.depth)?;
        line.serialize_field("what", &part.what(message))?;
        line.end()
    }
}
