//! How a process ended, and what it wrote.

use std::process::{ExitStatus, Output};

use super::system_exit;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for ExitStatus {
    fn schema(s: &mut SchemaBuilder) {
        s.name("ExitStatus");
    }
}

impl Encode for ExitStatus {
    /// A byte for the kind of system, since each means something else by the number that follows.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let number = system_exit::number(*self)
            .ok_or_else(|| encoder.error(ErrorKind::Unsupported, "this system has no number for how a process ends"))?;
        encoder.bytes(&[system_exit::KIND]);
        number.encode(encoder)
    }
}

impl Decode for ExitStatus {
    const LEAST: usize = 5;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let (kind, number) = <(u8, u32)>::decode(decoder)?;
        if kind > 1 {
            return Err(decoder.unknown_variant("ExitStatus", u64::from(kind)));
        }
        let status = if kind == system_exit::KIND { system_exit::status(number) } else { None };
        status.ok_or_else(|| {
            let message = "how a process ended on another kind of system can't be said here; send its code";
            decoder.error(ErrorKind::Unsupported, message)
        })
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

impl Schema for Output {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("Output").field::<ExitStatus>("status").field::<Vec<u8>>("stdout").field::<Vec<u8>>("stderr");
    }
}

impl Encode for Output {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.field("status", &self.status)?;
        encoder.field("stdout", &self.stdout)?;
        encoder.field("stderr", &self.stderr)
    }
}

impl Decode for Output {
    const LEAST: usize = ExitStatus::LEAST + 2;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self {
            status: decoder.field("status")?,
            stdout: decoder.field("stdout")?,
            stderr: decoder.field("stderr")?,
        })
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self { status: ExitStatus::default(), stdout: Vec::new(), stderr: Vec::new() })
    }
}
