//! chrono's dates and times: whole numbers, where serde's bridge would send text.

use chrono::Datelike;
use chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc,
    Weekday,
};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

by_parts! {
    "chrono::NaiveDate" NaiveDate {
        parts: i32,
        apart: |date| date.num_days_from_ce(),
        join: |days| Self::from_num_days_from_ce_opt(days),
        placeholder: Self::default(),
    }
    "chrono::NaiveTime" NaiveTime {
        parts: (u32, u32),
        apart: |time| (time.num_seconds_from_midnight(), time.nanosecond()),
        join: |(seconds, nanos)| Self::from_num_seconds_from_midnight_opt(seconds, nanos),
        placeholder: Self::default(),
    }
    "chrono::NaiveDateTime" NaiveDateTime {
        parts: (NaiveDate, NaiveTime),
        apart: |time| (time.date(), time.time()),
        join: |(date, time)| Some(Self::new(date, time)),
        placeholder: Self::default(),
    }
    "chrono::TimeDelta" TimeDelta {
        parts: (i64, u32),
        apart: |delta| match u32::try_from(delta.subsec_nanos()) {
            Ok(nanos) => (delta.num_seconds(), nanos),
            // Seconds round down, so that what is after them is never below zero.
            Err(_) => (delta.num_seconds() - 1, (delta.subsec_nanos() + 1_000_000_000) as u32),
        },
        join: |(seconds, nanos)| Self::new(seconds, nanos),
        placeholder: Self::default(),
    }
    "chrono::FixedOffset" FixedOffset {
        parts: i32,
        apart: |offset| offset.local_minus_utc(),
        join: |seconds| Self::east_opt(seconds),
        placeholder: Utc.fix(),
    }
    "chrono::Utc" Utc {
        parts: (),
        apart: |_utc| (),
        join: |()| Some(Self),
        placeholder: Self,
    }
    "chrono::Weekday" Weekday {
        parts: u8,
        apart: |day| day.num_days_from_monday() as u8,
        join: |number| Self::try_from(number).ok(),
        placeholder: Self::Mon,
    }
    "chrono::Month" Month {
        parts: u8,
        apart: |month| month.number_from_month() as u8,
        join: |number| Self::try_from(number).ok(),
        placeholder: Self::January,
    }
}

impl<Z: TimeZone> Schema for DateTime<Z>
where
    Z::Offset: Schema,
{
    fn schema(s: &mut SchemaBuilder) {
        s.name("chrono::DateTime").part::<Z::Offset>();
    }
}

impl<Z: TimeZone> Encode for DateTime<Z>
where
    Z::Offset: Encode,
{
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.naive_utc().encode(encoder)?;
        self.offset().encode(encoder)
    }
}

impl<Z: TimeZone> Decode for DateTime<Z>
where
    Z::Offset: Decode,
{
    const LEAST: usize = NaiveDateTime::LEAST + Z::Offset::LEAST;
    const DERIVED: bool = true;

    /// The zone finds the offset again: local time is that of whoever reads it.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let (utc, offset) = <(NaiveDateTime, Z::Offset)>::decode(decoder)?;
        let time = Z::from_offset(&offset).from_utc_datetime(&utc);
        match utc.checked_add_offset(time.offset().fix()) {
            Some(_) => Ok(time),
            None => Err(decoder.error(ErrorKind::Invalid, "a time that its own zone can't express")),
        }
    }

    fn placeholder(depth: u32) -> Option<Self> {
        let offset = Z::Offset::placeholder(depth)?;
        Some(Z::from_offset(&offset).from_utc_datetime(&NaiveDateTime::default()))
    }
}
