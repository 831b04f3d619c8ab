//! time's dates and times: whole numbers.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday};

by_parts! {
    "time::Date" Date {
        parts: i32,
        apart: |date| date.to_julian_day(),
        join: |day| Self::from_julian_day(day).ok(),
        placeholder: OffsetDateTime::UNIX_EPOCH.date(),
    }
    "time::Time" Time {
        parts: (u8, u8, u8, u32),
        apart: |time| time.as_hms_nano(),
        join: |(hour, minute, second, nanos)| Self::from_hms_nano(hour, minute, second, nanos).ok(),
        placeholder: Self::MIDNIGHT,
    }
    "time::PrimitiveDateTime" PrimitiveDateTime {
        parts: (Date, Time),
        apart: |time| (time.date(), time.time()),
        join: |(date, time)| Some(Self::new(date, time)),
        placeholder: Self::MIN,
    }
    "time::UtcDateTime" UtcDateTime {
        parts: (Date, Time),
        apart: |time| (time.date(), time.time()),
        join: |(date, time)| Some(Self::new(date, time)),
        placeholder: Self::UNIX_EPOCH,
    }
    "time::OffsetDateTime" OffsetDateTime {
        parts: (Date, Time, UtcOffset),
        apart: |time| (time.date(), time.time(), time.offset()),
        // One that UTC can't express would panic when it is compared.
        join: |(date, time, offset)| Some(Self::new_in_offset(date, time, offset))
            .filter(|time| time.checked_to_offset(UtcOffset::UTC).is_some()),
        placeholder: Self::UNIX_EPOCH,
    }
    "time::UtcOffset" UtcOffset {
        parts: i32,
        apart: |offset| offset.whole_seconds(),
        join: |seconds| Self::from_whole_seconds(seconds).ok(),
        placeholder: Self::UTC,
    }
    "time::Duration" Duration {
        parts: (i64, i32),
        apart: |duration| (duration.whole_seconds(), duration.subsec_nanoseconds()),
        join: |(seconds, nanos)| super::parts::same_sign(seconds, nanos).then(|| Self::new(seconds, nanos)),
        placeholder: Self::ZERO,
    }
    "time::Weekday" Weekday {
        parts: u8,
        apart: |day| day.number_days_from_monday(),
        join: |number| (number < 7).then(|| Self::Monday.nth_next(number)),
        placeholder: Self::Monday,
    }
    "time::Month" Month {
        parts: u8,
        apart: |month| u8::from(*month),
        join: |number| Self::try_from(number).ok(),
        placeholder: Self::January,
    }
}
