//! The encoder: a growing vector, the nesting, and the shared objects met so far.

use super::Encode;
use super::objects::{Kept, Objects, Place};
use crate::depth::Depth;
use crate::error::{Error, ErrorKind};
use crate::few::put_after;
use crate::fingerprint::Fingerprint;
use crate::pages;
use crate::wire::{self, reference};

/// Takes the bytes of a value that is being encoded.
///
/// Values are handed one by [`Encode::encode`]; it is made by the verbs, such as [`to_vec`](crate::to_vec).
pub struct Encoder<'a> {
    pub(super) out: Vec<u8>,
    /// Whose vector `out` is: it goes back there whatever happens.
    home: &'a mut Vec<u8>,
    /// Where the message starts in `out`.
    start: usize,
    /// Whether the message is complete; it is taken back otherwise.
    complete: bool,
    /// Levels of nesting that are left.
    depth: Depth,
    /// How many only handles are being written inside each other.
    inline: u32,
    /// Made when the first shared object is met.
    pub(super) objects: Option<Box<Objects>>,
    /// There when each part is to be told of.
    #[cfg(feature = "tracing")]
    pub(super) trail: Option<crate::trace::Trail>,
}

impl std::fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("written", &self.offset()).finish_non_exhaustive()
    }
}

impl Drop for Encoder<'_> {
    fn drop(&mut self) {
        if !self.complete {
            self.out.truncate(self.start);
        }
        std::mem::swap(self.home, &mut self.out);
    }
}

impl<'a> Encoder<'a> {
    /// Appends one message to `home`.
    #[inline]
    #[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "without that feature nothing is traced"))]
    pub(crate) fn message<T: Encode + ?Sized>(
        value: &T,
        home: &'a mut Vec<u8>,
        max_depth: u32,
        fingerprint: Option<Fingerprint>,
        is_traced: bool,
    ) -> Result<(), Error> {
        let out = std::mem::take(home);
        let start = out.len();
        let depth = Depth::new(max_depth);
        let mut encoder = Encoder {
            out,
            home,
            start,
            complete: false,
            depth,
            inline: 0,
            objects: None,
            #[cfg(feature = "tracing")]
            trail: is_traced.then(Default::default),
        };
        match fingerprint {
            None => encoder.out.push(wire::VERSION),
            Some(fingerprint) => {
                encoder.out.push(wire::VERSION | wire::FINGERPRINT);
                encoder.bytes(&fingerprint.to_bits().to_le_bytes());
            }
        }
        encoder.root(value)?;
        if encoder.objects.is_some() {
            encoder.finish_objects()?;
        }
        encoder.complete = true;
        Ok(())
    }

    /// How many bytes of this message are written.
    pub(crate) fn offset(&self) -> usize {
        self.out.len() - self.start
    }

    /// An error at this place.
    #[cold]
    #[inline(never)]
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        Error::new(kind, message).at(self.offset())
    }

    /// Writes bytes as they are. Whoever reads them must know how many there are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        if bytes.len() >= pages::LARGE {
            pages::make_room(&mut self.out, bytes.len());
        }
        self.out.extend_from_slice(bytes);
    }

    /// Writes a length, then the bytes of as many values.
    #[inline]
    pub(crate) fn counted(&mut self, len: usize, bytes: &[u8]) {
        match u8::try_from(len) {
            Ok(len @ ..0x80) => put_after(&mut self.out, len, bytes),
            _ => {
                self.len(len);
                self.bytes(bytes);
            }
        }
    }

    /// Writes a number in as few bytes as it needs.
    #[inline]
    pub fn varint(&mut self, number: u64) {
        wire::put_varint(&mut self.out, number);
    }

    /// Writes a length.
    #[inline]
    pub fn len(&mut self, len: usize) {
        self.varint(len as u64);
    }

    /// Writes what `write` writes, one level deeper. Whatever may contain itself must be a level, or a deep value
    /// overflows the stack.
    ///
    /// # Errors
    /// Those of `write`, and when the value is nested too deeply.
    #[inline]
    pub fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if !self.depth.down() {
            return self.nested_further(write);
        }
        let result = write(self);
        self.depth.up();
        result
    }

    #[cold]
    #[inline(never)]
    fn nested_further(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let stretch = self.depth.stretch().map_err(|why| self.error(ErrorKind::Depth, why.message()))?;
        let result = stretch.run(|| write(self));
        self.depth.end(stretch);
        result
    }

    /// Writes an only handle's value in place, if the nesting allows it.
    #[inline]
    pub(crate) fn inline(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Error>) -> Option<Result<(), Error>> {
        if self.inline == reference::INLINE_MOST {
            return None;
        }
        self.varint(reference::INLINE);
        self.inline += 1;
        let result = self.nested(write);
        self.inline -= 1;
        Some(result)
    }

    /// Whether the next strong reference is likely to be one to an object that has a number.
    #[inline]
    pub(crate) fn expects_known(&self) -> bool {
        self.objects.as_deref().is_some_and(|objects| objects.last_known)
    }

    /// Writes a strong reference to a shared object that has a number; `false`, and nothing is written, where it has
    /// none.
    #[inline(always)] // Where several types of handles are written it is left apart, which takes a third longer.
    pub(crate) fn known(&mut self, place: Place) -> bool {
        let code = self.objects.as_deref_mut().and_then(|objects| objects.known(place));
        code.map(|code| self.varint(code)).is_some()
    }

    /// Writes strong references to shared objects of one type, up to one that has no number yet. Says how many it wrote; none
    /// where each is to be told of.
    #[inline]
    pub(crate) fn known_run<P>(&mut self, pointers: &[P], place: impl Fn(&P) -> Place) -> usize {
        #[cfg(feature = "tracing")]
        if self.trail.is_some() {
            return 0;
        }
        match &mut self.objects {
            Some(objects) if objects.last_known => objects.known_run(pointers, place, &mut self.out),
            _ => 0,
        }
    }

    /// Writes a strong reference to a shared object; its body follows after the one that is being written.
    ///
    /// `alone` says that there is no other handle, so that nobody else will ask for this object.
    pub(crate) fn strong(&mut self, place: Place, alone: bool, keep: impl FnOnce() -> Kept) -> Result<(), Error> {
        let objects = self.objects.get_or_insert_default();
        let code = objects.strong(place, alone, keep);
        code.map(|code| self.varint(code)).map_err(|error| error.at(self.offset()))
    }

    /// Writes a weak reference whose target is gone.
    #[inline]
    pub(crate) fn no_target(&mut self) {
        self.varint(reference::NONE);
    }

    /// Writes a weak reference to an object that may or may not be written.
    pub(crate) fn weak(&mut self, place: Place, keep: impl FnOnce() -> Kept) -> Result<(), Error> {
        match self.objects.get_or_insert_default().weak(place, keep) {
            Ok(Ok(code)) => self.varint(code),
            Ok(Err(forward)) => {
                self.varint(reference::FORWARD);
                self.varint(u64::from(forward));
            }
            Err(error) => return Err(error.at(self.offset())),
        }
        Ok(())
    }

    /// Writes the bodies of all shared objects, then the section that tells where they are.
    fn finish_objects(&mut self) -> Result<(), Error> {
        self.out[self.start] |= wire::SHARED;
        self.objects().enter_body();
        while let Some((id, body)) = self.objects().next_body() {
            let start = self.out.len();
            self.inline = 0;
            // A body starts at the nesting of the root: what hangs on pointers is written side by side.
            self.depth.reset();
            self.write_body(id, &body)?;
            let len = self.out.len() - start;
            self.objects().leave_body(id, body, len);
            self.objects().enter_body();
        }
        let start = self.out.len();
        let Some(objects) = self.objects.take() else { return Ok(()) };
        objects.write_section(&mut self.out);
        let Ok(length) = u32::try_from(self.out.len() - start) else {
            return Err(self.error(ErrorKind::Memory, "too many shared objects for one message; send it in parts"));
        };
        self.out.extend_from_slice(&length.to_le_bytes());
        // Dropping the handles may run foreign code; it finds nothing half-done here.
        drop(objects);
        Ok(())
    }

    fn objects(&mut self) -> &mut Objects {
        self.objects.get_or_insert_default()
    }
}
