//! cerial's traits: a timer travels with all its records, and clones of one timer arrive as clones of one.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use cerial::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

use crate::recording::{Buckets, Recording, Records, Times};
use crate::store::Store;
use crate::timer::Timer;

impl Schema for Timer {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<Arc<Store>>();
    }
}

/// All records at this moment, in order; of a histogram its buckets. Running intervals don't travel.
///
/// ```
/// use std::time::Duration;
/// let timer = sktime::Timer::new();
/// (1..=3).for_each(|s| timer.add(Duration::from_secs(s)));
/// let bytes = cerial::to_vec(&(timer.clone(), timer.clone()))?;
/// let (twin, its_clone): (sktime::Timer, sktime::Timer) = cerial::from_slice(&bytes)?;
/// assert_eq!(twin.times(), timer.times());
/// assert!(twin.same_as(&its_clone) && !twin.same_as(&timer));
/// # Ok::<(), cerial::Error>(())
/// ```
impl Encode for Timer {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.shared().encode(encoder)
    }
}

impl Decode for Timer {
    const LEAST: usize = Arc::<Store>::LEAST;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Arc::decode(decoder).map(Timer::over)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Arc::<Store>::skip(decoder)
    }
}

impl Schema for Store {
    fn schema(s: &mut SchemaBuilder) {
        let records = s.enumeration("Timer");
        records.variant("Times").field::<Duration>("paused").field::<u64>("max_times").field::<Vec<u64>>("times_ns");
        records.variant("Histogram").field::<Duration>("paused").field::<Vec<(u64, u64)>>("counts");
        records.field::<u128>("sum_ns").field::<[u64; 3]>("min_ns, max_ns, last_ns").field::<f64>("squares_ns2");
    }
}

impl Encode for Store {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let Recording { paused, records } = Recording::of(self);
        match records {
            Records::Times(times) => {
                (0_u8, paused, times.max_times.map_or(0, NonZero::get)).encode(encoder)?;
                times.times_ns.encode(encoder)
            }
            Records::Histogram(buckets) => {
                let extremes = [buckets.min_ns, buckets.max_ns, buckets.last_ns];
                (1_u8, paused).encode(encoder)?;
                buckets.counts.encode(encoder)?;
                (buckets.sum_ns, extremes, buckets.squares_ns2).encode(encoder)
            }
        }
    }
}

impl Decode for Store {
    const LEAST: usize = 1 + Duration::LEAST;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let (variant, paused) = <(u8, Duration)>::decode(decoder)?;
        let records = match variant {
            0 => Records::Times(Times {
                max_times: NonZero::new(u64::decode(decoder)?),
                times_ns: decoder.field("times_ns")?,
            }),
            1 => {
                let counts = decoder.field("counts")?;
                let (sum_ns, [min_ns, max_ns, last_ns], squares_ns2) = Decode::decode(decoder)?;
                Records::Histogram(Buckets { counts, sum_ns, min_ns, max_ns, last_ns, squares_ns2 })
            }
            other => return Err(decoder.unknown_variant("Timer", other.into())),
        };
        let recording = Recording { paused, records };
        decoder.charge(recording.memory())?;
        recording.into_store().map_err(Error::custom)
    }
}
