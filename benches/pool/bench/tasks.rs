//! What runs in workers.

use std::time::Instant;

pub(crate) fn square(number: u64) -> u64 {
    number.wrapping_mul(number)
}

/// Arithmetic, so many times over, and no looks at a clock: where a core is shared it takes longer.
pub(crate) fn burn(times: u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ times;
    for _ in 0..times {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// All of that arithmetic, one after the other.
pub(crate) fn burn_all(times: &[u64]) {
    for times in times {
        std::hint::black_box(burn(*times));
    }
}

pub(crate) fn same(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

/// A message as small as one of a few fields.
pub(crate) fn same_few(bytes: [u8; 64]) -> [u8; 64] {
    bytes
}

/// Looks at one of the numbers.
#[expect(clippy::ptr_arg, reason = "a task takes its context as the reference that it is")]
pub(crate) fn pick(numbers: &Vec<u64>, at: u64) -> u64 {
    numbers[at as usize % numbers.len()]
}

/// How often [`burn`] turns in a microsecond, at the best that this machine does now.
pub(crate) fn turns_a_microsecond() -> f64 {
    const TURNS: u64 = 1_000_000;
    let rate = |_| {
        let start = Instant::now();
        std::hint::black_box(burn(std::hint::black_box(TURNS)));
        TURNS as f64 / start.elapsed().as_secs_f64() / 1e6
    };
    (0..30).map(rate).fold(0.0, f64::max)
}
