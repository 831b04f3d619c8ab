//! Cells and locks travel as what they hold. They tie cycles: see the decoder's `ties`.
//!
//! Encoding never changes what a cell holds. A cell that somebody else has borrowed or locked is an error: waiting for
//! it could take for ever.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::{Mutex, OnceLock, RwLock, TryLockError};

use crate::decode::placeholder;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// How often a lock is tried that somebody else holds for a moment.
const TRIES: u32 = 64;

macro_rules! schemas {
    ($($cell:ident)*) => {$(
        impl<T: Schema> Schema for $cell<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($cell)).part::<T>();
            }
        }
    )*};
}

schemas!(Cell RefCell OnceCell OnceLock Mutex RwLock);

/// What must not happen to a cell.
#[derive(Clone, Copy)]
enum Refusal {
    Borrowed,
    Locked,
    Poisoned,
}

impl Refusal {
    fn of<G>(error: &TryLockError<G>) -> Self {
        match error {
            TryLockError::Poisoned(_) => Self::Poisoned,
            TryLockError::WouldBlock => Self::Locked,
        }
    }

    fn kind(self) -> ErrorKind {
        match self {
            Self::Borrowed | Self::Locked => ErrorKind::Borrowed,
            Self::Poisoned => ErrorKind::Poisoned,
        }
    }

    fn encoding(self) -> &'static str {
        match self {
            Self::Borrowed => "a RefCell is mutably borrowed; give the borrow back before encoding",
            Self::Locked => "a lock is held by somebody else; encode when it is free",
            Self::Poisoned => "a lock is poisoned, so what it holds may be half done; clear the poison if it is not",
        }
    }

    fn decoding(self) -> &'static str {
        match self {
            Self::Borrowed | Self::Locked => {
                "a cell is in use while a cycle through it is tied; leave it alone until then"
            }
            Self::Poisoned => "a lock was poisoned while a cycle through it was tied",
        }
    }
}

/// Tries a lock a few times.
fn patiently<G>(mut lock: impl FnMut() -> Result<G, TryLockError<G>>) -> Result<G, Refusal> {
    for _ in 0..TRIES {
        match lock() {
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
            Err(error @ TryLockError::Poisoned(_)) => return Err(Refusal::of(&error)),
            Ok(guard) => return Ok(guard),
        }
    }
    lock().map_err(|error| Refusal::of(&error))
}

macro_rules! cells {
    ($($cell:ident: |$read:ident| $reading:expr, |$write:ident| $writing:expr;)*) => {$(
        impl<T: Encode> Encode for $cell<T> {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                let $read = self;
                match $reading {
                    Ok(content) => content.encode(encoder),
                    Err(refusal) => Err(encoder.error(refusal.kind(), refusal.encoding())),
                }
            }
        }

        impl<T: Decode> Decode for $cell<T> {
            const LEAST: usize = T::LEAST;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.cell(false, Decoder::part::<T>, T::skip, placeholder::<T>).map(Self::new)
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                T::skip(decoder)
            }

            fn placeholder(depth: u32) -> Option<Self> {
                T::placeholder(depth).map(Self::new)
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                let content = match decoder.emptied::<T>()? {
                    Some(empty) => Some(empty),
                    None if decoder.is_to_fill() => decoder.fill(false, Decoder::part::<T>, T::skip)?,
                    None => {
                        let $read = self;
                        return match $reading {
                            Ok(content) => content.revisit(decoder),
                            Err(refusal) => Err(decoder.error(refusal.kind(), refusal.decoding())),
                        };
                    }
                };
                let Some(content) = content else { return Ok(()) };
                let $write = self;
                let held = match $writing {
                    Ok(mut held) => std::mem::replace(&mut *held, content),
                    Err(refusal) => return Err(decoder.error(refusal.kind(), refusal.decoding())),
                };
                // Its drop may come back to the cell, which is free again.
                drop(held);
                Ok(())
            }
        }
    )*};
}

cells! {
    RefCell: |cell| cell.try_borrow().map_err(|_| Refusal::Borrowed),
        |cell| cell.try_borrow_mut().map_err(|_| Refusal::Borrowed);
    Mutex: |lock| patiently(|| lock.try_lock()), |lock| patiently(|| lock.try_lock());
    RwLock: |lock| patiently(|| lock.try_read()), |lock| patiently(|| lock.try_write());
}

/// A `Cell`'s content while it is looked at: it goes back, also on a panic.
struct Taken<'a, T> {
    cell: &'a Cell<T>,
    content: Option<T>,
}

impl<'a, T: Decode> Taken<'a, T> {
    /// Takes the content out against a placeholder; `None` when its type has none.
    fn out_of(cell: &'a Cell<T>) -> Option<Self> {
        let placeholder = placeholder()?;
        Some(Self { cell, content: Some(cell.replace(placeholder)) })
    }
}

impl<T> Drop for Taken<'_, T> {
    fn drop(&mut self) {
        if let Some(content) = self.content.take() {
            drop(self.cell.replace(content));
        }
    }
}

impl<T: Encode + Decode> Encode for Cell<T> {
    /// The content is taken out for a moment, against a placeholder, and put back.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match Taken::out_of(self).as_ref().and_then(|taken| taken.content.as_ref()) {
            Some(content) => content.encode(encoder),
            None => {
                let message = format!(
                    "a Cell can only be looked into by taking its {} out, and nothing can stand in for it; use a RefCell",
                    std::any::type_name::<T>()
                );
                Err(encoder.error(ErrorKind::Unsupported, message))
            }
        }
    }
}

impl<T: Decode> Decode for Cell<T> {
    const LEAST: usize = T::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.cell(false, Decoder::part::<T>, T::skip, placeholder::<T>).map(Self::new)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        T::skip(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Self::new)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        if let Some(empty) = decoder.emptied::<T>()? {
            drop(self.replace(empty));
            return Ok(());
        }
        if decoder.is_to_fill() {
            if let Some(content) = decoder.fill(false, Decoder::part::<T>, T::skip)? {
                drop(self.replace(content));
            }
            return Ok(());
        }
        match Taken::out_of(self).as_ref().and_then(|taken| taken.content.as_ref()) {
            Some(content) => content.revisit(decoder),
            // Had a cell in there to be filled, its absence is noticed.
            None => T::skip(decoder),
        }
    }
}

/// Cells that are set once.
macro_rules! once_cells {
    ($($($once:ident)::+),*) => {$(
        impl<T: Encode> Encode for $($once)::+<T> {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self.get() {
                    None => {
                        encoder.bytes(&[0]);
                        Ok(())
                    }
                    Some(value) => {
                        encoder.bytes(&[1]);
                        value.encode(encoder)
                    }
                }
            }
        }

        impl<T: Decode> Decode for $($once)::+<T> {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let value = decoder.cell(true, Decoder::part::<Option<T>>, Option::<T>::skip, || Some(None))?;
                Ok(value.map_or_else(Self::new, Self::from))
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                Option::<T>::skip(decoder)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::new())
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                if !decoder.is_to_fill() {
                    return match (decoder.byte()?, self.get()) {
                        (0, _) => Ok(()),
                        (1, Some(value)) => value.revisit(decoder),
                        // It was to be filled later. What is behind it must be emptied all the same.
                        (1, None) if decoder.is_emptying() => T::skip(decoder),
                        _ => Err(decoder.changed(stringify!($($once)::+))),
                    };
                }
                let Some(Some(value)) = decoder.fill(true, Decoder::part::<Option<T>>, Option::<T>::skip)? else {
                    return Ok(());
                };
                self.set(value).map_err(|_| {
                    let message = "a cell that is set once was set by somebody else while a cycle through it was tied";
                    decoder.error(ErrorKind::Cycle, message)
                })
            }
        }
    )*};
}

once_cells!(OnceCell, OnceLock);

#[cfg(feature = "once_cell")]
pub(super) use once_cells;
