//! Lengths and points of time.

use std::time::{Duration, Instant, SystemTime};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

const NANOS_PER_SEC: u32 = 1_000_000_000;

/// Takes nanoseconds that don't make a second.
fn nanos(decoder: &mut Decoder<'_>) -> Result<u32, Error> {
    match u32::decode(decoder)? {
        nanos if nanos < NANOS_PER_SEC => Ok(nanos),
        nanos => Err(decoder.error(ErrorKind::NotCanonical, format!("{nanos} nanoseconds are more than a second"))),
    }
}

impl Schema for Duration {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Duration");
    }
}

impl Encode for Duration {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_secs().encode(encoder)?;
        self.subsec_nanos().encode(encoder)
    }
}

impl Decode for Duration {
    const LEAST: usize = u64::LEAST + u32::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let secs = u64::decode(decoder)?;
        Ok(Self::new(secs, nanos(decoder)?))
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

impl Schema for SystemTime {
    fn schema(s: &mut SchemaBuilder) {
        s.name("SystemTime");
    }
}

impl Encode for SystemTime {
    /// Whole seconds since 1970 (before it: negative, rounded down), and the nanoseconds after them.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let (secs, nanos) = match self.duration_since(Self::UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).ok(), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let secs = 0_i64.checked_sub_unsigned(before.as_secs());
                match before.subsec_nanos() {
                    0 => (secs, 0),
                    nanos => (secs.and_then(|secs| secs.checked_sub(1)), NANOS_PER_SEC - nanos),
                }
            }
        };
        let secs = secs.ok_or_else(|| encoder.error(ErrorKind::Unsupported, "a time more than 2^63 seconds away"))?;
        secs.encode(encoder)?;
        nanos.encode(encoder)
    }
}

impl Decode for SystemTime {
    const LEAST: usize = i64::LEAST + u32::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let secs = i64::decode(decoder)?;
        let nanos = Duration::new(0, nanos(decoder)?);
        let whole = Duration::from_secs(secs.unsigned_abs());
        let time = if secs < 0 { Self::UNIX_EPOCH.checked_sub(whole) } else { Self::UNIX_EPOCH.checked_add(whole) };
        time.and_then(|time| time.checked_add(nanos))
            .ok_or_else(|| decoder.error(ErrorKind::Unsupported, "a time that this system's clock can't express"))
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::UNIX_EPOCH)
    }
}

impl Schema for Instant {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Instant");
    }
}

impl Encode for Instant {
    /// How long ago it was, or how far ahead it is: a byte (0 or 1), then a [`Duration`].
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let now = Self::now();
        let (ahead, distance) = match now.checked_duration_since(*self) {
            Some(age) => (false, age),
            None => (true, self.saturating_duration_since(now)),
        };
        ahead.encode(encoder)?;
        distance.encode(encoder)
    }
}

impl Decode for Instant {
    const LEAST: usize = bool::LEAST + Duration::LEAST;
    const DERIVED: bool = true;

    /// So long before or after this moment.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let (ahead, distance) = <(bool, Duration)>::decode(decoder)?;
        if ahead && distance.is_zero() {
            return Err(decoder.error(ErrorKind::NotCanonical, "this moment is not ahead"));
        }
        let now = Self::now();
        let instant = if ahead { now.checked_add(distance) } else { now.checked_sub(distance) };
        instant.ok_or_else(|| {
            let message = "an instant that this machine's clock can't express; a SystemTime travels further";
            decoder.error(ErrorKind::Unsupported, message)
        })
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::now())
    }
}
