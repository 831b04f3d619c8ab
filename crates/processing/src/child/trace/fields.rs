//! The values of fields as data.

use std::error::Error;
use std::fmt::{self, Write};

use tracing_core::field::{Field, Visit};

use crate::protocol::Value;

/// A text goes no further than this, in bytes.
const LONGEST: usize = 32 << 10;
/// So many sources of an error are told.
const MOST_SOURCES: usize = 16;

/// Collects values.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<(u32, Value)>);

impl Values {
    /// The values that `record` shows to a visitor.
    pub(super) fn of(record: impl FnOnce(&mut dyn Visit)) -> Vec<(u32, Value)> {
        let mut values = Values::default();
        record(&mut values);
        values.0
    }

    fn push(&mut self, field: &Field, value: Value) {
        // No site has so many fields that their number doesn't fit.
        self.0.push((field.index() as u32, value));
    }
}

impl Visit for Values {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field, Value::Float(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field, Value::Signed(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field, Value::Unsigned(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.push(field, Value::SignedWide(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.push(field, Value::UnsignedWide(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field, Value::Bool(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, Value::Text(short(format_args!("{value}"))));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.push(field, Value::Bytes(value[..value.len().min(LONGEST)].to_vec()));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let (mut texts, mut next) = (Vec::new(), Some(value));
        while let Some(error) = next.filter(|_| texts.len() <= MOST_SOURCES) {
            texts.push(short(format_args!("{error}")));
            next = error.source();
        }
        self.push(field, Value::Error { debug: short(format_args!("{value:?}")), texts });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(field, Value::Debug(short(format_args!("{value:?}"))));
    }
}

/// A text, cut where it is too long.
pub(super) fn short(text: fmt::Arguments<'_>) -> String {
    let mut short = Short::default();
    // An error of the user's own formatting leaves what was written before it.
    let _ = short.write_fmt(text);
    short.text
}

#[derive(Default)]
struct Short {
    text: String,
    is_cut: bool,
}

impl Write for Short {
    /// Takes all that is written without an error, which the user's formatting might not expect.
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let room = LONGEST - self.text.len().min(LONGEST);
        if self.is_cut {
            return Ok(());
        }
        if piece.len() <= room {
            self.text.push_str(piece);
        } else {
            let end = (0..=room).rev().find(|end| piece.is_char_boundary(*end)).unwrap_or(0);
            self.text.push_str(&piece[..end]);
            self.text.push('…');
            self.is_cut = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let long = "ä".repeat(LONGEST);
        let cut = short(format_args!("x{long}{long}"));
        assert!(cut.len() <= LONGEST + '…'.len_utf8());
        assert!(cut.starts_with("xä") && cut.ends_with("ä…"));
        assert_eq!(short(format_args!("{}", 7)), "7");
    }
}
