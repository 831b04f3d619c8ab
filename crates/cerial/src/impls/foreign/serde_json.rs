//! JSON values: a byte for the kind, then what it holds. serde's bridge can't carry them, since only they know what
//! follows.

use serde_json::{Map, Number, Value};

use super::super::maps;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for Value {
    fn schema(s: &mut SchemaBuilder) {
        s.name("serde_json::Value");
    }
}

impl Encode for Value {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            Self::Null => {
                encoder.bytes(&[0]);
                Ok(())
            }
            Self::Bool(value) => {
                encoder.bytes(&[1]);
                value.encode(encoder)
            }
            Self::Number(number) => {
                encoder.bytes(&[2]);
                number.encode(encoder)
            }
            Self::String(text) => {
                encoder.bytes(&[3]);
                text.encode(encoder)
            }
            Self::Array(values) => {
                encoder.bytes(&[4]);
                values.encode(encoder)
            }
            Self::Object(entries) => {
                encoder.bytes(&[5]);
                entries.encode(encoder)
            }
        }
    }
}

impl Decode for Value {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        match decoder.byte()? {
            0 => Ok(Self::Null),
            1 => bool::decode(decoder).map(Self::Bool),
            2 => Number::decode(decoder).map(Self::Number),
            3 => String::decode(decoder).map(Self::String),
            4 => Vec::decode(decoder).map(Self::Array),
            5 => Map::decode(decoder).map(Self::Object),
            kind => Err(decoder.unknown_variant("serde_json::Value", u64::from(kind))),
        }
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::Null)
    }
}

impl Schema for Map<String, Value> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("serde_json::Map");
    }
}

impl Encode for Map<String, Value> {
    /// In the map's order, which is that of the keys, or the one that serde_json's `preserve_order` kept.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        maps::encode_entries(self.iter(), encoder)
    }
}

impl Decode for Map<String, Value> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    /// In any order: who wrote it may have kept another one than this program does.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        // A tree's nodes may be half empty, a table has a hash for each entry.
        const BESIDE: usize = size_of::<(String, Value)>();
        maps::decode_entries(decoder, BESIDE, |_| Self::new(), |map, key, value| map.insert(key, value).is_none())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }
}

impl Schema for Number {
    fn schema(s: &mut SchemaBuilder) {
        s.name("serde_json::Number");
    }
}

/// How a number is written.
enum Form {
    Natural(u64),
    /// Below zero.
    Negative(i64),
    Float(f64),
    /// There is one that is none of these only with serde_json's `arbitrary_precision`.
    Digits,
}

impl Form {
    /// Digits that would not come back as they are, such as those of `1e2`, stay digits.
    fn of(number: &Number) -> Self {
        if let Some(natural) = number.as_u64().filter(|natural| Number::from(*natural) == *number) {
            return Self::Natural(natural);
        }
        if let Some(negative) = number.as_i64().filter(|negative| Number::from(*negative) == *number) {
            return Self::Negative(negative);
        }
        let float = number.as_f64().filter(|float| Number::from_f64(*float).as_ref() == Some(number));
        float.map_or(Self::Digits, Self::Float)
    }
}

impl Encode for Number {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match Form::of(self) {
            Form::Natural(number) => {
                encoder.bytes(&[0]);
                number.encode(encoder)
            }
            Form::Negative(number) => {
                encoder.bytes(&[1]);
                number.encode(encoder)
            }
            Form::Float(number) => {
                encoder.bytes(&[2]);
                number.encode(encoder)
            }
            Form::Digits => {
                encoder.bytes(&[3]);
                self.to_string().encode(encoder)
            }
        }
    }
}

impl Decode for Number {
    const LEAST: usize = 2;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        match decoder.byte()? {
            0 => u64::decode(decoder).map(Self::from),
            1 => match i64::decode(decoder)? {
                number @ ..0 => Ok(number.into()),
                _ => Err(decoder.error(ErrorKind::NotCanonical, "a number below zero is not below zero")),
            },
            2 => {
                let number = f64::decode(decoder)?;
                Self::from_f64(number)
                    .ok_or_else(|| decoder.invalid("JSON has no infinite numbers, and none that is none"))
            }
            3 => digits(decoder),
            kind => Err(decoder.unknown_variant("serde_json::Number", u64::from(kind))),
        }
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(0.into())
    }
}

/// Takes a number that only its digits tell.
fn digits(decoder: &mut Decoder<'_>) -> Result<Number, Error> {
    let text = String::decode(decoder)?;
    let number = match serde_json::from_str::<Number>(&text) {
        Ok(number) => number,
        Err(error) => return Err(decoder.invalid("the digits of a number are none").caused_by(error)),
    };
    // Those of a shorter form, and those that this program's serde_json rounds, don't come out again.
    if matches!(Form::of(&number), Form::Digits) && number.to_string() == text {
        return Ok(number);
    }
    let message = "a number of more digits than this program keeps; switch on serde_json's arbitrary_precision";
    Err(decoder.error(ErrorKind::Unsupported, message))
}
