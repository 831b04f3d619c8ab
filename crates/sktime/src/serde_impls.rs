//! serde's two traits: timers both ways, statistics and reports one way.

use std::sync::Arc;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

use crate::nanos;
use crate::recording::Recording;
use crate::report::Report;
use crate::show::shown;
use crate::stats::Stats;
use crate::timer::Timer;

/// All records at this moment, in order; of a histogram its buckets. Running intervals don't travel.
///
/// ```
/// use std::time::Duration;
/// let timer = sktime::Timer::new();
/// (1..=3).for_each(|ns| timer.add(Duration::from_nanos(ns)));
/// let text = serde_json::to_string(&timer)?;
/// assert_eq!(
///     text,
///     r#"{"paused":{"secs":0,"nanos":0},"records":{"times":{"max_times":null,"times_ns":[1,2,3]}}}"#
/// );
/// let twin: sktime::Timer = serde_json::from_str(&text)?;
/// assert_eq!(twin.times(), timer.times());
/// # Ok::<(), serde_json::Error>(())
/// ```
impl Serialize for Timer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Recording::of(self.store()).serialize(serializer)
    }
}

/// A timer of its own, with the records that were serialized; what can't be a timer's is an error.
impl<'de> Deserialize<'de> for Timer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let store = Recording::deserialize(deserializer)?.into_store().map_err(D::Error::custom)?;
        Ok(Timer::over(Arc::new(store)))
    }
}

/// The statistics that the table shows, in whole nanoseconds; sums of over 584 years saturate.
///
/// ```
/// use std::time::Duration;
/// let timer = sktime::Timer::new();
/// timer.add(Duration::from_micros(2));
/// let stats = serde_json::to_value(timer.stats()).unwrap();
/// assert_eq!((&stats["count"], &stats["p95_ns"]), (&1.into(), &2000.into()));
/// assert!(stats["stdev_ns"].is_null());
/// ```
impl Serialize for Stats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let times = [
            ("total_ns", self.total()),
            ("paused_ns", self.total_paused()),
            ("mean_ns", self.mean()),
            ("min_ns", self.min()),
            ("median_ns", self.median()),
            ("p95_ns", shown(self, 95.0)),
            ("p99_ns", shown(self, 99.0)),
            ("max_ns", self.max()),
            ("most_recent_ns", self.most_recent()),
        ];
        let nanos = |time: Duration| nanos::from_duration(time);
        let mut fields = serializer.serialize_struct("Stats", times.len() + 2)?;
        fields.serialize_field("count", &self.count())?;
        for (name, time) in times {
            fields.serialize_field(name, &nanos(time))?;
        }
        fields.serialize_field("stdev_ns", &self.stdev().map(nanos))?;
        fields.end()
    }
}

/// A map from names to their statistics, in the order of the rows.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.rows().len()))?;
        for (name, stats) in self.rows() {
            map.serialize_entry(name, stats)?;
        }
        map.end()
    }
}
