//! The distribution behind a snapshot: ordered records, or a histogram's buckets.

/// Values in ascending order, by rank.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// Every record.
    Sorted(Box<[u64]>),
    /// The value of each bucket, and how many records lie in it and those before.
    #[cfg(feature = "hdrhistogram")]
    Buckets(Box<[(u64, u64)]>),
}

impl Values {
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Sorted(times) => times.len(),
            #[cfg(feature = "hdrhistogram")]
            Self::Buckets(buckets) => {
                buckets.last().map_or(0, |&(_, through)| usize::try_from(through).unwrap_or(usize::MAX))
            }
        }
    }

    /// The value at a rank, counted from 0; beyond the last it is the last.
    pub(crate) fn at(&self, rank: usize) -> u64 {
        match self {
            Self::Sorted(times) => times.get(rank).or(times.last()).copied().unwrap_or(0),
            #[cfg(feature = "hdrhistogram")]
            Self::Buckets(buckets) => {
                let bucket = buckets.partition_point(|&(_, through)| through <= rank as u64);
                buckets.get(bucket).or(buckets.last()).map_or(0, |&(value, _)| value)
            }
        }
    }

    /// Each value with its count, in ascending order.
    pub(crate) fn each(&self, mut see: impl FnMut(u64, u64)) {
        match self {
            Self::Sorted(times) => times.iter().for_each(|&time| see(time, 1)),
            #[cfg(feature = "hdrhistogram")]
            Self::Buckets(buckets) => {
                let mut before = 0;
                for &(value, through) in buckets {
                    see(value, through - before);
                    before = through;
                }
            }
        }
    }
}
