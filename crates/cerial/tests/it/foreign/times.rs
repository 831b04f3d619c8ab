//! Dates and times of three crates.

use cerial::{ErrorKind, from_slice, to_vec};

use crate::types::{refusal, travels};

/// The bytes of numbers, one after the other.
macro_rules! bytes {
    ($($number:expr),+) => { [$(&$number.to_le_bytes()[..]),+].concat() };
}

pub(super) fn chrono() {
    use chrono::{
        DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
    };

    let date = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    let days = 739_647_i32;
    travels(date, &bytes!(days));
    travels(NaiveDate::MIN, &to_vec(&NaiveDate::MIN).unwrap()[1..]);
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
    travels(leap, &bytes!(86_399_u32, 1_500_000_000_u32));
    assert_eq!(refusal::<NaiveTime>(&bytes!(86_400_u32, 0_u32)), ErrorKind::Invalid);
    assert_eq!(refusal::<NaiveTime>(&bytes!(86_398_u32, 1_000_000_000_u32)), ErrorKind::Invalid);
    travels(date.and_time(leap), &bytes!(days, 86_399_u32, 1_500_000_000_u32));
    let noon = date.and_hms_opt(12, 0, 0).unwrap();
    travels(Utc.from_utc_datetime(&noon), &bytes!(days, 43_200_u32, 0_u32));
    let berlin = FixedOffset::east_opt(3600).unwrap();
    let here = berlin.from_utc_datetime(&noon);
    travels(here, &bytes!(days, 43_200_u32, 0_u32, 3600_i32));
    let back: DateTime<FixedOffset> = cerial::copy(&here).unwrap();
    assert_eq!(back.naive_local().to_string(), "2026-01-31 13:00:00");
    let edge = [to_vec(&NaiveDateTime::MAX).unwrap(), bytes!(3600_i32)].concat();
    assert_eq!(from_slice::<DateTime<FixedOffset>>(&edge).unwrap_err().kind(), ErrorKind::Invalid);
    travels(TimeDelta::milliseconds(-1500), &bytes!(-2_i64, 500_000_000_u32));
    travels(TimeDelta::seconds(-1), &bytes!(-1_i64, 0_u32));
    travels(TimeDelta::MAX, &to_vec(&TimeDelta::MAX).unwrap()[1..]);
    travels(TimeDelta::MIN, &to_vec(&TimeDelta::MIN).unwrap()[1..]);
    assert_eq!(refusal::<TimeDelta>(&bytes!(0_i64, 1_000_000_000_u32)), ErrorKind::Invalid);
    assert_eq!(refusal::<TimeDelta>(&bytes!(i64::MAX, 0_u32)), ErrorKind::Invalid);
    assert_eq!(refusal::<FixedOffset>(&bytes!(86_400_i32)), ErrorKind::Invalid);
    travels([Weekday::Mon, Weekday::Sun], &[0, 6]);
    travels([Month::January, Month::December], &[1, 12]);
    assert_eq!(refusal::<Weekday>(&[7]), ErrorKind::Invalid);
    assert_eq!(refusal::<Month>(&[0]), ErrorKind::Invalid);
}

pub(super) fn jiff() {
    use jiff::civil::{Date, DateTime, Time, Weekday, date};
    use jiff::tz::{Offset, TimeZone};
    use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

    travels(Timestamp::new(5, 7).unwrap(), &bytes!(5_i64, 7_i32));
    travels(Timestamp::new(-5, -7).unwrap(), &bytes!(-5_i64, -7_i32));
    travels(Timestamp::MIN, &to_vec(&Timestamp::MIN).unwrap()[1..]);
    travels(Timestamp::MAX, &to_vec(&Timestamp::MAX).unwrap()[1..]);
    assert_eq!(refusal::<Timestamp>(&bytes!(5_i64, -7_i32)), ErrorKind::Invalid);
    assert_eq!(refusal::<Timestamp>(&bytes!(i64::MAX, 0_i32)), ErrorKind::Invalid);
    let day = date(2026, 1, 31);
    travels(day, &bytes!(2026_i16, 1_i8, 31_i8));
    assert_eq!(refusal::<Date>(&bytes!(2026_i16, 2_i8, 31_i8)), ErrorKind::Invalid);
    let time = day.at(12, 30, 59, 7);
    travels(time.time(), &bytes!(12_i8, 30_i8, 59_i8, 7_i32));
    assert_eq!(refusal::<Time>(&bytes!(24_i8, 0_i8, 0_i8, 0_i32)), ErrorKind::Invalid);
    travels(time, &bytes!(2026_i16, 1_i8, 31_i8, 12_i8, 30_i8, 59_i8, 7_i32));
    travels(DateTime::MAX, &to_vec(&DateTime::MAX).unwrap()[1..]);
    travels([Weekday::Monday, Weekday::Sunday], &[0, 6]);
    assert_eq!(refusal::<Weekday>(&[7]), ErrorKind::Invalid);
    travels(Offset::from_seconds(-3600).unwrap(), &bytes!(-3600_i32));
    assert_eq!(refusal::<Offset>(&bytes!(i32::MAX)), ErrorKind::Invalid);
    travels(SignedDuration::new(-5, -7), &bytes!(-5_i64, -7_i32));
    travels(SignedDuration::MIN, &bytes!(i64::MIN, -999_999_999_i32));
    assert_eq!(refusal::<SignedDuration>(&bytes!(5_i64, -7_i32)), ErrorKind::Invalid);
    assert_eq!(refusal::<SignedDuration>(&bytes!(0_i64, 1_000_000_000_i32)), ErrorKind::Invalid);
    let span = Span::new().years(1).days(2).nanoseconds(3).negate();
    let (days, rest) = (bytes!(-1_i16, 0_i32, 0_i32, -2_i32, 0_i32), bytes!(0_i64, 0_i64, 0_i64, 0_i64, -3_i64));
    let bytes = [days, rest].concat();
    let back: Span = from_slice(&crate::types::message(&bytes)).unwrap();
    assert_eq!((back.fieldwise(), &to_vec(&back).unwrap()[1..]), (span.fieldwise(), &bytes[..]));
    let mut mixed = bytes;
    mixed[0..2].copy_from_slice(&1_i16.to_le_bytes());
    assert_eq!(refusal::<Span>(&mixed), ErrorKind::Invalid);
    let zone = TimeZone::fixed(Offset::from_hours(1).unwrap());
    let here = ZonedDateTime::new(Timestamp::new(0, 0).unwrap(), zone);
    let text = "1970-01-01T01:00:00+01:00[+01:00]";
    travels(here, &[&[text.len() as u8], text.as_bytes()].concat());
    let elsewhere = "1970-01-01T01:00:00+01:00[Nowhere/Land]";
    assert_eq!(
        refusal::<ZonedDateTime>(&[&[elsewhere.len() as u8], elsewhere.as_bytes()].concat()),
        ErrorKind::Invalid
    );
    let sloppy = "1970-01-01 01:00:00+01:00[+01:00]";
    let refused = refusal::<ZonedDateTime>(&[&[sloppy.len() as u8], sloppy.as_bytes()].concat());
    assert_eq!(refused, ErrorKind::NotCanonical);
}

pub(super) fn time() {
    use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday};

    let date = Date::from_calendar_date(2026, Month::January, 31).unwrap();
    let day = 2_461_072_i32;
    travels(date, &bytes!(day));
    travels(Date::MIN, &bytes!(Date::MIN.to_julian_day()));
    assert_eq!(refusal::<Date>(&bytes!(i32::MAX)), ErrorKind::Invalid);
    let noon = Time::from_hms_nano(12, 30, 59, 7).unwrap();
    travels(noon, &bytes!(12_u8, 30_u8, 59_u8, 7_u32));
    assert_eq!(refusal::<Time>(&bytes!(24_u8, 0_u8, 0_u8, 0_u32)), ErrorKind::Invalid);
    let both = bytes!(day, 12_u8, 30_u8, 59_u8, 7_u32);
    travels(PrimitiveDateTime::new(date, noon), &both);
    travels(UtcDateTime::new(date, noon), &both);
    let offset = UtcOffset::from_hms(-1, -30, 0).unwrap();
    travels(offset, &bytes!(-5400_i32));
    assert_eq!(refusal::<UtcOffset>(&bytes!(i32::MIN)), ErrorKind::Invalid);
    let here = OffsetDateTime::new_in_offset(date, noon, offset);
    travels(here, &[&both[..], &bytes!(-5400_i32)].concat());
    let beyond = bytes!(Date::MAX.to_julian_day(), 23_u8, 59_u8, 59_u8, 0_u32, -3600_i32);
    assert_eq!(refusal::<OffsetDateTime>(&beyond), ErrorKind::Invalid);
    travels(Duration::new(-5, -7), &bytes!(-5_i64, -7_i32));
    travels(Duration::MIN, &bytes!(i64::MIN, -999_999_999_i32));
    assert_eq!(refusal::<Duration>(&bytes!(5_i64, -7_i32)), ErrorKind::Invalid);
    assert_eq!(refusal::<Duration>(&bytes!(i64::MAX, 1_000_000_000_i32)), ErrorKind::Invalid);
    travels([Weekday::Monday, Weekday::Sunday], &[0, 6]);
    assert_eq!(refusal::<Weekday>(&[7]), ErrorKind::Invalid);
    travels([Month::January, Month::December], &[1, 12]);
    assert_eq!(refusal::<Month>(&[13]), ErrorKind::Invalid);
}
