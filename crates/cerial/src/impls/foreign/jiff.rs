//! jiff's dates, times and spans: whole numbers; a time with its zone is text.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::super::text;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

by_parts! {
    "jiff::Timestamp" Timestamp {
        parts: (i64, i32),
        apart: |time| (time.as_second(), time.subsec_nanosecond()),
        join: |(second, nanos)| Self::new(second, nanos)
            .ok()
            .filter(|time| (time.as_second(), time.subsec_nanosecond()) == (second, nanos)),
        placeholder: Self::default(),
    }
    "jiff::civil::Date" Date {
        parts: (i16, i8, i8),
        apart: |date| (date.year(), date.month(), date.day()),
        join: |(year, month, day)| Self::new(year, month, day).ok(),
        placeholder: Self::default(),
    }
    "jiff::civil::Time" Time {
        parts: (i8, i8, i8, i32),
        apart: |time| (time.hour(), time.minute(), time.second(), time.subsec_nanosecond()),
        join: |(hour, minute, second, nanos)| Self::new(hour, minute, second, nanos).ok(),
        placeholder: Self::default(),
    }
    "jiff::civil::DateTime" DateTime {
        parts: (Date, Time),
        apart: |time| (time.date(), time.time()),
        join: |(date, time)| Some(Self::from_parts(date, time)),
        placeholder: Self::default(),
    }
    "jiff::civil::Weekday" Weekday {
        parts: i8,
        apart: |day| day.to_monday_zero_offset(),
        join: |number| Self::from_monday_zero_offset(number).ok(),
        placeholder: Self::Monday,
    }
    "jiff::tz::Offset" Offset {
        parts: i32,
        apart: |offset| offset.seconds(),
        join: |seconds| Self::from_seconds(seconds).ok(),
        placeholder: Self::UTC,
    }
    "jiff::SignedDuration" SignedDuration {
        parts: (i64, i32),
        apart: |duration| (duration.as_secs(), duration.subsec_nanos()),
        join: |(seconds, nanos)| super::parts::same_sign(seconds, nanos).then(|| Self::new(seconds, nanos)),
        placeholder: Self::ZERO,
    }
    "jiff::Span" Span {
        parts: Units,
        apart: |span| apart(span),
        // A unit that is below zero turns all others.
        join: |parts| join(parts).filter(|span| apart(span) == parts),
        placeholder: Self::default(),
    }
}

/// Years, months, weeks, days and hours; minutes and all that is smaller.
type Units = ((i16, i32, i32, i32, i32), (i64, i64, i64, i64, i64));

fn apart(span: &Span) -> Units {
    let small = (
        span.get_minutes(),
        span.get_seconds(),
        span.get_milliseconds(),
        span.get_microseconds(),
        span.get_nanoseconds(),
    );
    ((span.get_years(), span.get_months(), span.get_weeks(), span.get_days(), span.get_hours()), small)
}

fn join(((years, months, weeks, days, hours), small): Units) -> Option<Span> {
    let (minutes, seconds, millis, micros, nanos) = small;
    let span = Span::new().try_years(years).ok()?.try_months(months).ok()?.try_weeks(weeks).ok()?;
    let span = span.try_days(days).ok()?.try_hours(hours).ok()?.try_minutes(minutes).ok()?;
    let span = span.try_seconds(seconds).ok()?.try_milliseconds(millis).ok()?;
    span.try_microseconds(micros).ok()?.try_nanoseconds(nanos).ok()
}

impl Schema for ZonedDateTime {
    fn schema(s: &mut SchemaBuilder) {
        s.name("jiff::ZonedDateTime");
    }
}

impl Encode for ZonedDateTime {
    /// `2026-01-31T12:00:00+01:00[Europe/Berlin]`, as RFC 9557 has it.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.to_string().encode(encoder)
    }
}

impl Decode for ZonedDateTime {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let text = text::decode_str(decoder)?;
        match text.parse::<Self>() {
            Ok(time) if time.to_string() == text => Ok(time),
            Ok(_) => Err(decoder.error(ErrorKind::NotCanonical, "a time with its zone is not written as jiff does")),
            Err(error) => Err(decoder.invalid("no time in a zone that is known here").caused_by(error)),
        }
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new(Timestamp::default(), TimeZone::UTC))
    }
}
