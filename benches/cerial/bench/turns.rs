//! Entrants that take turns: each round gives every one of them a turn, so that a slow second of the machine hits all.

use std::hint::black_box;
use std::time::Instant;

use crate::random::Random;

/// What an entrant is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A format that writes values one after the other.
    Rows,
    /// Another format.
    Other,
    /// No format: the least that such a thing takes.
    Floor,
}

/// Something that encodes and decodes, with its times.
pub(crate) struct Entrant<'a> {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    turn: Box<dyn FnMut() -> Turn + 'a>,
    pub(crate) size: usize,
    pub(crate) encode: Vec<f64>,
    pub(crate) decode: Vec<f64>,
}

/// One encode and one decode: bytes and seconds.
struct Turn {
    size: usize,
    encode: f64,
    decode: f64,
}

fn seconds<R>(work: impl FnOnce() -> R) -> (f64, R) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_secs_f64(), result)
}

impl<'a> Entrant<'a> {
    fn new(name: &'static str, kind: Kind, turn: impl FnMut() -> Turn + 'a) -> Self {
        Self { name, kind, turn: Box::new(turn), size: 0, encode: Vec::new(), decode: Vec::new() }
    }

    /// Encodes into a buffer that is used again, and decodes a value, which is dropped after the clock is read.
    ///
    /// The first value that comes back is looked at by `check`.
    pub(crate) fn codec<T, B: Default + 'a>(
        name: &'static str,
        kind: Kind,
        encode: impl Fn(&mut B) + 'a,
        size: impl Fn(&B) -> usize + 'a,
        decode: impl Fn(&B) -> T + 'a,
        check: impl FnOnce(T) -> bool + 'a,
    ) -> Self {
        let (mut buffer, mut check) = (B::default(), Some(check));
        Self::new(name, kind, move || {
            let (encoding, ()) = seconds(|| encode(&mut buffer));
            let (decoding, back) = seconds(|| decode(black_box(&buffer)));
            if let Some(check) = check.take() {
                assert!(check(back), "{name} gives another value back");
            }
            Turn { size: size(&buffer), encode: encoding, decode: decoding }
        })
    }

    /// Encodes to new bytes, and decodes a value from them; both are timed until they are dropped.
    pub(crate) fn whole<T, B>(
        name: &'static str,
        kind: Kind,
        encode: impl Fn() -> B + 'a,
        size: impl Fn(&B) -> usize + 'a,
        decode: impl Fn(&B) -> T + 'a,
        check: impl FnOnce(&T) -> bool + 'a,
    ) -> Self {
        let mut check = Some(check);
        Self::new(name, kind, move || {
            let (encoding, ()) = seconds(|| drop(black_box(encode())));
            let bytes = encode();
            if let Some(check) = check.take() {
                assert!(check(&decode(&bytes)), "{name} gives another value back");
            }
            let (decoding, ()) = seconds(|| drop(black_box(decode(black_box(&bytes)))));
            Turn { size: size(&bytes), encode: encoding, decode: decoding }
        })
    }

    /// Work that stands beside both encoding and decoding.
    pub(crate) fn floor(name: &'static str, mut work: impl FnMut() + 'a) -> Self {
        Self::new(name, Kind::Floor, move || {
            let (took, ()) = seconds(&mut work);
            Turn { size: 0, encode: took, decode: took }
        })
    }

    /// Encodes and decodes into memory that is used again.
    pub(crate) fn reused<T, B>(
        name: &'static str,
        bytes: &'a mut B,
        back: &'a mut T,
        encode: impl Fn(&mut B) + 'a,
        decode: impl Fn(&B, &mut T) + 'a,
        check: impl Fn(&T) -> bool + 'a,
    ) -> Self {
        let mut checked = false;
        Self::new(name, Kind::Other, move || {
            let (encoding, ()) = seconds(|| encode(black_box(bytes)));
            let (decoding, ()) = seconds(|| decode(black_box(bytes), black_box(back)));
            if !checked {
                assert!(check(back), "{name} gives another value back");
                checked = true;
            }
            Turn { size: 0, encode: encoding, decode: decoding }
        })
    }

    /// The same work many times in each turn, for what is too short for the clock. Each turn has a buffer somewhere else,
    /// since bytes on two lines of the cache take longer than all the work.
    pub(crate) fn many<T, B: Default + 'a>(
        name: &'static str,
        kind: Kind,
        times: u32,
        encode: impl Fn(&mut B) + 'a,
        size: impl Fn(&B) -> usize + 'a,
        decode: impl Fn(&B) -> T + 'a,
        check: impl Fn(T) -> bool + 'a,
    ) -> Self {
        let mut random = Random::new(3);
        Self::new(name, kind, move || {
            let _in_front: Vec<Box<[u8; 24]>> = (0..random.below(16)).map(|_| Box::new([0; 24])).collect();
            let mut buffer = Box::new(B::default());
            encode(&mut buffer);
            let (encoding, ()) = seconds(|| (0..times).for_each(|_| encode(black_box(&mut *buffer))));
            // Looked at where it is: moving it isn't decoding.
            let (decoding, ()) = seconds(|| {
                for _ in 0..times {
                    black_box(&decode(black_box(&*buffer)));
                }
            });
            assert!(check(decode(&buffer)), "{name} gives another value back");
            Turn { size: size(&buffer), encode: encoding / f64::from(times), decode: decoding / f64::from(times) }
        })
    }
}

/// Has the allocator put together what was freed, which glibc's does when somebody next asks for much: nobody shall pay
/// for what another entrant has dropped.
fn settle() {
    drop(black_box(Vec::<u8>::with_capacity(1 << 20)));
}

/// Runs all in turns, each round in another order, since each finds the heap as the one before has left it. The first
/// rounds warm up.
pub(crate) fn run(rounds: usize, warm: usize, entrants: &mut [Entrant<'_>]) {
    let mut random = Random::new(7);
    let mut order: Vec<usize> = (0..entrants.len()).collect();
    for round in 0..rounds + warm {
        random.shuffle(&mut order);
        for at in &order {
            let entrant = &mut entrants[*at];
            settle();
            let turn = (entrant.turn)();
            entrant.size = turn.size;
            if round >= warm {
                entrant.encode.push(turn.encode);
                entrant.decode.push(turn.decode);
            }
        }
    }
}
