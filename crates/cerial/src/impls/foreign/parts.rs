//! Values that travel as some parts, and are made of them again.

/// Writes the three impls of types that travel as parts.
///
/// `apart` takes a value apart; `join` makes it again, or says that there is no such value. It must refuse parts that
/// `apart` doesn't give, so that each value has one encoding.
#[allow(unused_macros, reason = "used by some of the features only")]
macro_rules! by_parts {
    ($($name:literal $type:ty {
        parts: $parts:ty,
        apart: |$value:ident| $apart:expr,
        join: |$made:pat_param| $join:expr,
        placeholder: $placeholder:expr $(,)?
    })*) => {$(
        impl $crate::Schema for $type {
            fn schema(s: &mut $crate::SchemaBuilder) {
                s.name($name);
            }
        }

        impl $crate::Encode for $type {
            fn encode(&self, encoder: &mut $crate::Encoder<'_>) -> Result<(), $crate::Error> {
                let $value = self;
                let parts: $parts = $apart;
                parts.encode(encoder)
            }
        }

        impl $crate::Decode for $type {
            const LEAST: usize = <$parts as $crate::Decode>::LEAST;
            const DERIVED: bool = true;

            fn decode(decoder: &mut $crate::Decoder<'_>) -> Result<Self, $crate::Error> {
                let $made = <$parts as $crate::Decode>::decode(decoder)?;
                let joined: Option<Self> = $join;
                joined.ok_or_else(|| decoder.invalid(concat!("there is no such ", $name)))
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some($placeholder)
            }
        }
    )*};
}

/// Whether nanoseconds are less than a second, and on the same side of zero as the seconds.
#[cfg(any(feature = "jiff", feature = "time"))]
pub(super) fn same_sign(seconds: i64, nanos: i32) -> bool {
    nanos.unsigned_abs() < 1_000_000_000 && seconds.signum() * i64::from(nanos.signum()) >= 0
}
