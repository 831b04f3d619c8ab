//! Data as values of fields again.

use std::error::Error;
use std::fmt;

use tracing_core::field::{self, debug};

use crate::protocol::Value;

/// A value as a subscriber is shown it.
pub(super) type Shown = Box<dyn field::Value>;

/// The value as what it was in the child.
pub(super) fn shown(value: Value) -> Shown {
    match value {
        Value::Bool(value) => Box::new(value),
        Value::Signed(value) => Box::new(value),
        Value::Unsigned(value) => Box::new(value),
        Value::SignedWide(value) => Box::new(value),
        Value::UnsignedWide(value) => Box::new(value),
        Value::Float(value) => Box::new(value),
        Value::Text(text) => Box::new(text),
        Value::Bytes(bytes) => Box::new(bytes.into_boxed_slice()),
        Value::Debug(text) => Box::new(debug(Verbatim(text))),
        Value::Error { debug, texts } => {
            let error: Box<dyn Error + Send + Sync> = Box::new(Told::of(debug, texts));
            Box::new(error)
        }
    }
}

/// A text whose `Debug` it is.
pub(super) struct Verbatim(pub(super) String);

impl fmt::Debug for Verbatim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value in words, for where its field has no place.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::SignedWide(value) => value.to_string(),
        Value::UnsignedWide(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => format!("{bytes:?}"),
        Value::Debug(text) => text.clone(),
        Value::Error { texts, .. } => texts.join(": "),
    }
}

/// An error of a child.
struct Told {
    debug: String,
    text: String,
    source: Option<Box<Told>>,
}

impl Told {
    fn of(debug: String, texts: Vec<String>) -> Self {
        let mut texts = texts.into_iter();
        let text = texts.next().unwrap_or_default();
        let source = texts.rev().fold(None, |source, text| {
            let debug = text.clone();
            Some(Box::new(Told { debug, text, source }))
        });
        Told { debug, text, source }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.debug)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_the_order_of_its_sources() {
        let error = Told::of("E(1)".into(), ["one", "two", "three"].map(String::from).into());
        let chain = std::iter::successors(Some(&error as &dyn Error), |error| (*error).source());
        assert_eq!(chain.map(ToString::to_string).collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(format!("{error:?}"), "E(1)");
    }
}
