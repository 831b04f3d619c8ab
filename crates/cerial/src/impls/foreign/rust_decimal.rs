//! `Decimal`: its own 16 bytes.

use rust_decimal::Decimal;

by_parts! {
    "Decimal" Decimal {
        parts: [u8; 16],
        apart: |decimal| decimal.serialize(),
        // What it doesn't know it would round or forget.
        join: |bytes| Some(Decimal::deserialize(bytes)).filter(|decimal| decimal.serialize() == bytes),
        placeholder: Decimal::ZERO,
    }
}
