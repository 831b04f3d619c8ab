//! The decoder: the bytes that are left, and what the message may still take.

use std::borrow::Cow;

use super::Decode;
use super::objects::Objects;
use super::taint::Taint;
use super::untie::Unwinding;
use super::watch::Watch;
use crate::depth::{Depth, TooDeep};
use crate::error::{Error, ErrorKind};
use crate::fingerprint::Fingerprint;
use crate::limits::Limits;
use crate::wire::{self, VarintError, reference};

/// The least room a vector starts with, in bytes.
const ROOM_FLOOR: usize = 4096;
/// How much room a vector may start with for each byte that is left.
const ROOM_PER_BYTE: usize = 8;

/// A chain of shared pointers may be so many times as high as values may be nested: dropping it takes less stack for
/// each level than decoding does.
const HEIGHT_PER_DEPTH: u32 = 16;

/// Gives the bytes of a value that is being decoded.
///
/// Values are handed one by [`Decode::decode`]; it is made by the verbs, such as [`from_slice`](crate::from_slice).
pub struct Decoder<'a> {
    /// What is left of the body that is being decoded.
    pub(super) rest: &'a [u8],
    pub(super) message: &'a [u8],
    /// What the message may still take.
    pub(super) left: Limits,
    depth: Depth,
    /// The levels that were left where the body began.
    base: u32,
    /// The highest chain of strong pointers that hangs on the body so far, in levels.
    pub(super) height: u32,
    /// How deep in the body strong pointers to shared objects are.
    pub(super) levels: u32,
    /// The open objects that the body waits for.
    pub(super) taint: Taint,
    /// Whether hand-written code takes the value.
    pub(super) by_hand: bool,
    /// How many only handles are being taken inside each other.
    pub(super) inline: u32,
    /// The number of the next shared object that is met for the first time.
    pub(super) next: u32,
    /// A first error spoils the message, even when somebody swallows it.
    pub(super) failed: bool,
    /// There when the message has shared objects.
    pub(super) objects: Option<Box<Objects>>,
    /// Who is told what is where.
    pub(super) watch: Option<&'a mut Watch>,
}

impl std::fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Decoder");
        debug.field("offset", &self.offset()).field("rest", &self.rest.len()).finish_non_exhaustive()
    }
}

/// What belongs to the body that is being decoded.
pub(super) struct BodyPlace<'a> {
    pub(super) rest: &'a [u8],
    pub(super) next: u32,
    pub(super) inline: u32,
    pub(super) base: u32,
    pub(super) height: u32,
    pub(super) levels: u32,
    pub(super) taint: Taint,
    pub(super) by_hand: bool,
}

/// What a pointer's place says about a strong pointer.
pub(crate) enum Strong {
    /// The value follows.
    Inline,
    /// The value is that of a shared object.
    Object(u32),
}

/// What a pointer's place says about a weak pointer.
pub(crate) enum Weak {
    /// There is no target.
    None,
    /// The target is a shared object.
    Object(u32),
}

impl<'a> Decoder<'a> {
    /// Decodes one message, all of it.
    #[inline]
    pub(crate) fn message<T: Decode>(message: &'a [u8], limits: Limits) -> Result<T, Error> {
        Self::whole::<T, T>(message, limits, Self::part::<T>)
    }

    /// Takes one message, all of it, which is that of a `T`.
    #[inline]
    pub(super) fn whole<T: Decode, R>(
        message: &'a [u8],
        limits: Limits,
        read: impl FnOnce(&mut Self) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let mut decoder = Decoder::new(message, limits);
        decoder.header(Fingerprint::of::<T>)?;
        let watched = Unwinding::over(&mut decoder);
        let value = read(watched.0);
        watched.end();
        let value = value.map_err(|error| error.at(decoder.offset()));
        let value = value.and_then(|value| decoder.finish().map(|()| value));
        if value.is_err() && decoder.objects.is_some() {
            decoder.untie_all();
        }
        value
    }

    #[inline]
    pub(super) fn new(message: &'a [u8], limits: Limits) -> Self {
        Decoder {
            rest: message,
            message,
            left: limits,
            depth: Depth::new(limits.depth),
            base: limits.depth,
            height: 0,
            levels: 0,
            taint: Taint::CLEAN,
            by_hand: false,
            inline: 0,
            next: 0,
            failed: false,
            objects: None,
            watch: None,
        }
    }

    /// Reads what is in front of the root, and the section if there is one.
    #[inline]
    pub(super) fn header(&mut self, expected: fn() -> Fingerprint) -> Result<(), Error> {
        match self.byte()? {
            wire::VERSION if !self.left.fingerprint => Ok(()),
            byte => self.long_header(byte, expected),
        }
    }

    fn long_header(&mut self, byte: u8, expected: fn() -> Fingerprint) -> Result<(), Error> {
        if wire::version(byte) != wire::VERSION {
            let message = format!(
                "the message is of version {}, and this is cerial's version {}; decode it with the version that wrote it",
                wire::version(byte),
                wire::VERSION
            );
            return Err(self.error(ErrorKind::Header, message));
        }
        if byte & wire::FINGERPRINT != 0 {
            let found = Fingerprint::from_bits(u64::from_le_bytes(self.array()?));
            self.note_fingerprint(found);
            if found != expected() {
                let message = "the message is that of another type; decode it as the type that was encoded";
                return Err(self.error(ErrorKind::Type, message));
            }
        } else if self.left.fingerprint {
            let message = "the message doesn't say of which type it is; encode it with Options::fingerprint too";
            return Err(self.error(ErrorKind::Type, message));
        }
        if byte & wire::SHARED != 0 { self.open_objects() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.failed {
            let message = "an error was swallowed while decoding; pass it on instead";
            return Err(self.error(ErrorKind::Invalid, message));
        }
        if !self.rest.is_empty() {
            return Err(self.trailing());
        }
        match &self.objects {
            Some(objects) => objects.finish(self.next).map_err(|error| error.at(self.offset())),
            None => Ok(()),
        }
    }

    #[cold]
    pub(super) fn trailing(&mut self) -> Error {
        let message = format!("{} bytes are left over after the value; decode it as the type it was", self.rest.len());
        self.error(ErrorKind::Trailing, message)
    }

    /// Where in the message the next byte is.
    pub(crate) fn offset(&self) -> usize {
        // Both are parts of one slice.
        (self.rest.as_ptr() as usize).saturating_sub(self.message.as_ptr() as usize)
    }

    /// An error at this place, which spoils the message.
    #[cold]
    #[inline(never)]
    pub(crate) fn error(&mut self, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Error {
        self.failed = true;
        Error::new(kind, message).at(self.offset())
    }

    /// An error that was found elsewhere, which spoils the message.
    #[cold]
    pub(crate) fn fail(&mut self, error: Error) -> Error {
        self.failed = true;
        error
    }

    /// The bytes are not those of a value.
    #[cold]
    pub(crate) fn invalid(&mut self, message: impl Into<Cow<'static, str>>) -> Error {
        self.error(ErrorKind::Invalid, message)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn ends_early(&mut self, wanted: usize) -> Error {
        let message = format!("the input ends early: {wanted} bytes are needed and {} are left", self.rest.len());
        self.error(ErrorKind::End, message)
    }

    /// How many bytes are left in this body.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The bytes that are left.
    #[inline]
    pub(crate) fn ahead(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes `len` bytes.
    ///
    /// # Errors
    /// When fewer are left.
    #[inline]
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8], Error> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.ends_early(len)),
        }
    }

    /// Takes as many bytes as the array has.
    ///
    /// # Errors
    /// When fewer are left.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        match self.rest.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.ends_early(N)),
        }
    }

    /// Takes one byte.
    ///
    /// # Errors
    /// When none is left.
    #[inline]
    pub fn byte(&mut self) -> Result<u8, Error> {
        self.array().map(|[byte]| byte)
    }

    /// Takes a number that [`Encoder::varint`](crate::Encoder::varint) wrote.
    ///
    /// # Errors
    /// When it is cut off, too large, or not written in as few bytes as it needs.
    #[inline]
    pub fn varint(&mut self) -> Result<u64, Error> {
        wire::take_varint(&mut self.rest).map_err(|error| self.bad_varint(error))
    }

    #[cold]
    fn bad_varint(&mut self, error: VarintError) -> Error {
        match error {
            VarintError::End => self.ends_early(self.rest.len() + 1),
            VarintError::TooLarge => self.invalid("a number doesn't fit into 64 bits"),
            VarintError::NotShortest => {
                self.error(ErrorKind::NotCanonical, "a number takes more bytes than it needs; nothing here writes that")
            }
        }
    }

    /// Takes the length of a collection of `T`, and charges the message for its elements.
    ///
    /// # Errors
    /// When there can't be so many elements in the bytes that are left, or in the memory that the message may take.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "it takes a length, it doesn't have one")]
    pub fn len<T: Decode>(&mut self) -> Result<usize, Error> {
        let len = self.varint()?;
        let most = if T::LEAST == 0 { u64::MAX } else { (self.rest.len() / T::LEAST.max(1)) as u64 };
        if len > most {
            return Err(self.too_long(len));
        }
        self.charge(len.saturating_mul(size_of::<T>() as u64))?;
        // Elements without bytes, more than addresses have numbers for, where those have 32 bits.
        usize::try_from(len).map_err(|_| self.error(ErrorKind::Elements, format!("{len} elements are too many")))
    }

    #[cold]
    #[inline(never)]
    fn too_long(&mut self, len: u64) -> Error {
        let message = format!("{len} elements can't be in the {} bytes that are left", self.rest.len());
        self.error(ErrorKind::End, message)
    }

    /// Charges the message for `bytes` bytes of memory, before they are allocated.
    ///
    /// # Errors
    /// When the message may not take so many.
    #[inline]
    pub fn charge(&mut self, bytes: u64) -> Result<(), Error> {
        match self.left.memory.checked_sub(bytes) {
            Some(left) => {
                self.left.memory = left;
                Ok(())
            }
            None => Err(self.too_large(bytes)),
        }
    }

    #[cold]
    #[inline(never)]
    fn too_large(&mut self, bytes: u64) -> Error {
        let message = format!(
            "{bytes} bytes of memory are asked for and the message may take {} more; raise Options::max_memory",
            self.left.memory
        );
        self.error(ErrorKind::Memory, message)
    }

    /// For how many of `len` elements a collection may make room at once.
    #[inline]
    pub(crate) fn room<T>(&self, len: usize) -> usize {
        let most = self.rest.len().saturating_mul(ROOM_PER_BYTE).max(ROOM_FLOOR);
        len.min(most / size_of::<T>().max(1))
    }

    /// Takes what `read` takes, one level deeper. Whatever may contain itself must be a level, or a few bytes can
    /// overflow the stack.
    ///
    /// # Errors
    /// Those of `read`, and when the value is nested too deeply.
    #[inline]
    pub fn nested<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        if !self.depth.down() {
            return self.nested_further(read);
        }
        let result = read(self);
        self.depth.up();
        result
    }

    #[cold]
    #[inline(never)]
    fn nested_further<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        let stretch = self.depth.stretch().map_err(|why| self.too_deep(why))?;
        let result = stretch.run(|| read(self));
        self.depth.end(stretch);
        result
    }

    /// Nothing is nested any more: what was has been unwound.
    pub(super) fn rise(&mut self) {
        self.depth.reset();
    }

    pub(super) fn depth_left(&self) -> u32 {
        self.depth.left()
    }

    /// How deep in its body this place is.
    #[inline]
    pub(super) fn level(&self) -> u32 {
        self.base.saturating_sub(self.depth.left())
    }

    /// Whether a collection may be here, also if nothing is nested in it.
    ///
    /// # Errors
    /// When it is nested too deeply itself.
    #[inline]
    pub(crate) fn leaf(&mut self) -> Result<(), Error> {
        if self.depth.left() > 0 { Ok(()) } else { self.nested(|_| Ok(())) }
    }

    /// Takes `len` elements. A function of its own, so that whoever takes an empty vector is small.
    #[inline(never)]
    pub(crate) fn many<T: Decode>(&mut self, len: usize) -> Result<Vec<T>, Error> {
        self.nested(|decoder| T::decode_vec(len, decoder))
    }

    /// Goes to another body; what is left of this one comes back.
    pub(super) fn enter_body(&mut self, body: BodyPlace<'a>) -> BodyPlace<'a> {
        BodyPlace {
            rest: std::mem::replace(&mut self.rest, body.rest),
            next: std::mem::replace(&mut self.next, body.next),
            inline: std::mem::replace(&mut self.inline, body.inline),
            base: std::mem::replace(&mut self.base, body.base),
            height: std::mem::replace(&mut self.height, body.height),
            levels: std::mem::replace(&mut self.levels, body.levels),
            taint: std::mem::replace(&mut self.taint, body.taint),
            by_hand: std::mem::replace(&mut self.by_hand, body.by_hand),
        }
    }

    /// A chain of strong pointers this high hangs on the body. Dropping one recurses, so it has a limit of its own.
    #[inline]
    pub(super) fn climb(&mut self, height: u32) -> Result<(), Error> {
        self.height = self.height.max(height);
        if self.may_climb(height) { Ok(()) } else { Err(self.too_high()) }
    }

    /// Whether a chain of strong pointers may be so high.
    #[inline]
    pub(super) fn may_climb(&self, height: u32) -> bool {
        height <= self.depth.most().saturating_mul(HEIGHT_PER_DEPTH)
    }

    #[cold]
    fn too_high(&mut self) -> Error {
        let most = self.depth.most().saturating_mul(HEIGHT_PER_DEPTH);
        let message = format!("a chain of shared pointers is longer than {most} levels; raise Options::max_depth");
        self.error(ErrorKind::Depth, message)
    }

    #[cold]
    fn too_deep(&mut self, why: TooDeep) -> Error {
        self.error(ErrorKind::Depth, why.message())
    }

    /// Takes something, and counts it when it took no bytes.
    ///
    /// # Errors
    /// Those of `read`, and when too many elements took no bytes.
    #[inline]
    pub(crate) fn counted<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        let before = self.rest.len();
        let value = read(self)?;
        if self.rest.len() == before {
            self.count_empty()?;
        }
        Ok(value)
    }

    pub(super) fn count_empty(&mut self) -> Result<(), Error> {
        match self.left.elements.checked_sub(1) {
            Some(left) => {
                self.left.elements = left;
                Ok(())
            }
            None => {
                Err(self.error(ErrorKind::Elements, "too many elements take no bytes; raise Options::max_elements"))
            }
        }
    }

    /// An array may be that of a type which takes no bytes.
    #[inline]
    pub(crate) fn charge_array<T: Decode>(&mut self, len: usize) -> Result<(), Error> {
        if T::LEAST > 0 && len > self.rest.len() / T::LEAST {
            return Err(self.too_long(len as u64));
        }
        self.charge((len as u64).saturating_mul(size_of::<T>() as u64))
    }

    /// What the place of a strong pointer says.
    #[inline]
    pub(crate) fn strong(&mut self) -> Result<Strong, Error> {
        match self.varint()? {
            reference::INLINE if self.inline < reference::INLINE_MOST => Ok(Strong::Inline),
            reference::INLINE => Err(self.error(ErrorKind::NotCanonical, "too many pointers inside each other inline")),
            reference::NEW => self.new_object().map(Strong::Object),
            code => self.known_object(code).map(Strong::Object),
        }
    }

    /// What the place of a weak pointer says.
    #[inline]
    pub(crate) fn weak(&mut self) -> Result<Weak, Error> {
        match self.varint()? {
            reference::NONE => Ok(Weak::None),
            reference::FORWARD => {
                let offset = self.offset();
                let forward = self.varint()?;
                let target = self.objects.as_mut().and_then(|objects| objects.forward(forward, offset));
                match target {
                    Some(None) => Ok(Weak::None),
                    Some(Some(id)) => Ok(Weak::Object(id)),
                    None => Err(self.error(ErrorKind::Reference, "a weak pointer to an object that is not listed")),
                }
            }
            code => self.known_object(code).map(Weak::Object),
        }
    }

    fn new_object(&mut self) -> Result<u32, Error> {
        let (id, offset) = (self.next, self.offset());
        if !self.objects.as_mut().is_some_and(|objects| objects.introduce(id, offset)) {
            return Err(self.error(ErrorKind::Reference, "a pointer to a shared object that is not in the message"));
        }
        self.next += 1;
        Ok(id)
    }

    #[inline]
    fn known_object(&mut self, code: u64) -> Result<u32, Error> {
        reference::target(code, self.next)
            .ok_or_else(|| self.error(ErrorKind::Reference, "a pointer to a shared object that was not met before"))
    }

    /// Takes an only handle's value in place.
    #[inline]
    pub(crate) fn inline<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        self.inline += 1;
        let result = self.nested(read);
        self.inline -= 1;
        result
    }
}

/// What the derive and the collections call: a part of a value, with the part's name in the error.
impl Decoder<'_> {
    #[doc(hidden)]
    #[inline]
    pub fn field<T: Decode>(&mut self, name: &'static str) -> Result<T, Error> {
        match self.part::<T>() {
            Ok(value) => Ok(value),
            Err(error) => Err(error.at(self.offset()).in_field(name)),
        }
    }

    #[doc(hidden)]
    #[inline]
    pub fn element<T: Decode>(&mut self, index: usize) -> Result<T, Error> {
        let result = if T::LEAST == 0 { self.counted(Self::part::<T>) } else { self.part() };
        match result {
            Ok(value) => Ok(value),
            Err(error) => Err(error.at(self.offset()).in_index(index)),
        }
    }

    /// A variant's number that no variant has.
    #[doc(hidden)]
    #[cold]
    pub fn unknown_variant(&mut self, name: &'static str, number: u64) -> Error {
        self.failed = true;
        Error::unknown_variant(name, number).at(self.offset())
    }
}
