//! Cycles that were tied in vain.
//!
//! When a message turns out to be broken, when a user's code panics, or when objects are thrown away to be decoded
//! again, cycles that are tied already would keep themselves alive. So the cells of the objects that tie them are emptied
//! first: a last visit, on which each cell gets its placeholder again. A cell that is set once keeps what it holds. So
//! where such a cell is to be filled, all wait until the outermost object is there: only a broken message can leave a
//! cycle behind then.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Decode;
use super::decoder::Decoder;
use super::objects::State;
use super::ties::Revisit;
use super::unfinished::placeholder;
use crate::error::Error;
use crate::limits::Limits;

/// An object with cells that tie cycles.
#[derive(Clone, Copy)]
pub(super) struct Tied {
    pub(super) id: u32,
    pub(super) revisit: Revisit,
}

/// While it is there a panic of a user's code, which ends the decoding, leaves no cycle behind.
pub(super) struct Unwinding<'d, 'a>(pub(super) &'d mut Decoder<'a>);

impl<'d, 'a> Unwinding<'d, 'a> {
    #[inline]
    pub(super) fn over(decoder: &'d mut Decoder<'a>) -> Self {
        Self(decoder)
    }

    /// Nothing has panicked.
    #[inline]
    pub(super) fn end(self) {
        std::mem::forget(self);
    }
}

impl Drop for Unwinding<'_, '_> {
    #[cold]
    fn drop(&mut self) {
        self.0.rise();
        // Users' code may run once more, and panic once more, which would end the program here. The first one is told.
        drop(catch_unwind(AssertUnwindSafe(|| self.0.untie_all())));
    }
}

impl Decoder<'_> {
    /// Empties the cells of all objects that tie cycles: the message is broken.
    #[cold]
    pub(super) fn untie_all(&mut self) {
        let Ok(objects) = self.objects_mut() else { return };
        for tied in std::mem::take(&mut objects.ties.tied) {
            self.empty(tied);
        }
    }

    /// Empties the cells of those objects that are `lost`, among those that were tied since there were `before`.
    pub(super) fn untie(&mut self, before: usize, lost: impl Iterator<Item = u32>) {
        let Ok(objects) = self.objects_mut() else { return };
        if objects.ties.tied.len() == before {
            return;
        }
        let lost: HashSet<u32> = lost.collect();
        let (lost, kept): (Vec<Tied>, Vec<Tied>) =
            objects.ties.tied.split_off(before).into_iter().partition(|tied| lost.contains(&tied.id));
        objects.ties.tied.extend(kept);
        for tied in lost {
            self.empty(tied);
        }
    }

    /// Empties the cells of an object, as far as they can be found.
    #[cold]
    fn empty(&mut self, Tied { id, revisit }: Tied) {
        let Ok(objects) = self.objects_mut() else { return };
        let State::Finished(finished) = &objects.table[id as usize].state else { return };
        let finished = finished.clone();
        objects.ties.emptying = true;
        let fills = std::mem::take(&mut objects.ties.fills);
        // It was all paid for before.
        let unlimited = Limits { memory: u64::MAX, elements: u64::MAX, ..self.left };
        let (left, failed) = (std::mem::replace(&mut self.left, unlimited), self.failed);
        // The caller has an error already, and what isn't found here is no worse for it.
        drop(self.object_body(id, |decoder| revisit(&finished, decoder)));
        (self.left, self.failed) = (left, failed);
        if let Ok(objects) = self.objects_mut() {
            (objects.ties.fills, objects.ties.emptying) = (fills, false);
        }
    }

    /// Whether cells are being emptied.
    #[inline]
    pub(crate) fn is_emptying(&self) -> bool {
        self.objects.as_ref().is_some_and(|objects| objects.ties.emptying)
    }

    /// What a cell at this place is to hold, if it is to be emptied; its content is passed over.
    pub(crate) fn emptied<T: Decode>(&mut self) -> Result<Option<T>, Error> {
        if !self.is_emptying() {
            return Ok(None);
        }
        let Some(empty) = placeholder::<T>() else { return Ok(None) };
        T::skip(self).map(|()| Some(empty))
    }
}
