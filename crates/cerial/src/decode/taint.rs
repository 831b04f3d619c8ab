//! What objects wait for: open objects that cells wait for, or that weak pointers lead to.
//!
//! What an object lacks and sees is kept as the outermost open object that it waits for: when that one is finished,
//! all of it is. Open objects are a stack, so "outermost" is a position.

use super::Decode;
use super::decoder::Decoder;
use super::objects::{Object, Objects, State};
use super::unfinished::{Finished, Unfinished};
use crate::error::{Error, ErrorKind};
use crate::wire::{self, reference};

/// No object, no position.
pub(super) const NONE: u32 = u32::MAX;

/// The outermost open objects, by their positions, that something waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taint {
    /// A cell that can be reached waits for it.
    pub(super) lacks: u32,
    /// It can be reached by weak pointers.
    pub(super) sees: u32,
}

impl Default for Taint {
    fn default() -> Self {
        Self::CLEAN
    }
}

impl Taint {
    pub(super) const CLEAN: Self = Self { lacks: NONE, sees: NONE };

    #[inline]
    pub(super) fn add(&mut self, other: Self) {
        self.lacks = self.lacks.min(other.lacks);
        self.sees = self.sees.min(other.sees);
    }

    pub(super) fn outermost(self) -> u32 {
        self.lacks.min(self.sees)
    }
}

impl Objects {
    /// What a finished object waits for.
    #[inline]
    pub(super) fn taint(&mut self, id: u32) -> Taint {
        let object = &self.table[id as usize];
        match (object.lacks, object.sees) {
            (NONE, NONE) => Taint::CLEAN,
            (lacks, sees) => {
                if self.is_finished(lacks) || self.is_finished(sees) {
                    self.follow(id);
                }
                let position = |id: u32| self.table.get(id as usize).map_or(NONE, |object| object.position);
                let object = &self.table[id as usize];
                Taint { lacks: position(object.lacks), sees: position(object.sees) }
            }
        }
    }

    /// Whether what was waited for is there.
    fn is_finished(&self, target: u32) -> bool {
        target != NONE && self.table[target as usize].position == NONE
    }

    /// Where an object waits for finished ones, lets it wait for what those wait for.
    fn follow(&mut self, id: u32) {
        let mut way = vec![id];
        while let Some(&id) = way.last() {
            let object = &self.table[id as usize];
            let targets = [object.lacks, object.sees];
            let finished = targets.map(|target| if self.is_finished(target) { target } else { NONE });
            let further = finished.iter().copied().find(|target| {
                *target != NONE && {
                    let target = &self.table[*target as usize];
                    self.is_finished(target.lacks) || self.is_finished(target.sees)
                }
            });
            if let Some(further) = further {
                way.push(further);
                continue;
            }
            let mut taint = Taint::CLEAN;
            for (target, finished) in targets.into_iter().zip(finished) {
                let position = |id: u32| self.table.get(id as usize).map_or(NONE, |object| object.position);
                if finished != NONE {
                    let target = &self.table[target as usize];
                    taint.add(Taint { lacks: position(target.lacks), sees: position(target.sees) });
                }
            }
            for (target, mine) in targets.into_iter().zip([&mut taint.lacks, &mut taint.sees]) {
                if target != NONE {
                    *mine = self.table[target as usize].position.min(*mine);
                }
            }
            let (lacks, sees) = (self.ties.open_at(taint.lacks), self.ties.open_at(taint.sees));
            let object = &mut self.table[id as usize];
            (object.lacks, object.sees) = (lacks, sees);
            way.pop();
        }
    }
}

impl Decoder<'_> {
    /// A strong pointer at this place to object `id`, which is there.
    #[inline]
    pub(super) fn hold(&mut self, id: u32) -> Result<(), Error> {
        let objects = self.objects_mut()?;
        let (taint, height) = (objects.taint(id), objects.table[id as usize].height);
        let level = self.level();
        self.levels = self.levels.max(level);
        self.climb(level.saturating_add(height))?;
        if taint.lacks != NONE && self.by_hand {
            return Err(self.unresolved(taint.lacks));
        }
        self.taint.add(taint);
        Ok(())
    }

    /// Takes a strong pointer to an object that is there and lacks nothing, and makes a handle of it by `clone`: so are
    /// most pointers to shared objects. `None`, and nothing is taken, where this may be another one.
    #[inline]
    pub(super) fn settled<P>(&mut self, clone: impl FnOnce(&Finished) -> Option<P>) -> Option<P> {
        // The commonest of those that are another one: the value follows.
        self.rest.first().filter(|code| u64::from(**code) >= reference::BACK)?;
        let objects = self.objects.as_deref()?;
        let (code, rest) = wire::varint(self.rest).ok()?;
        let id = reference::target(code, self.next)?;
        let Object { state: State::Finished(finished), lacks: NONE, sees: NONE, height, .. } =
            objects.table.get(id as usize)?
        else {
            return None;
        };
        let (level, height) = (self.level(), *height);
        let height = level.saturating_add(height);
        if objects.ties.emptying || !self.may_climb(height) {
            return None;
        }
        let pointer = clone(finished)?;
        self.rest = rest;
        self.levels = self.levels.max(level);
        self.height = self.height.max(height);
        Some(pointer)
    }

    /// Takes a weak pointer to an open object that lacks nothing, made by `point`: such are those of children to their
    /// parents. `None`, and nothing is taken, where this may be another one.
    #[inline]
    pub(super) fn around<P>(&mut self, point: impl FnOnce(&mut Unfinished) -> Option<P>) -> Option<P> {
        let objects = self.objects.as_deref_mut().filter(|objects| !objects.ties.emptying)?;
        let (code, rest) = wire::varint(self.rest).ok()?;
        let id = reference::target(code, self.next)?;
        let Object { state: State::Unfinished(unfinished), lacks: NONE, sees: NONE, position, .. } =
            objects.table.get_mut(id as usize)?
        else {
            return None;
        };
        let pointer = point(unfinished)?;
        self.rest = rest;
        self.taint.sees = self.taint.sees.min(*position);
        Some(pointer)
    }

    /// A weak pointer at this place to object `id`, which is there or open.
    pub(super) fn glimpse(&mut self, id: u32) -> Result<(), Error> {
        let objects = self.objects_mut()?;
        let mut taint = objects.taint(id);
        taint.sees = taint.sees.min(objects.table[id as usize].position);
        self.taint.add(taint);
        Ok(())
    }

    /// A strong pointer to an object that is open, or that waits for one.
    #[cold]
    #[inline(never)]
    pub(super) fn unresolved(&mut self, position: u32) -> Error {
        let message = if self.by_hand {
            "a hand-written Decode asks for a strong pointer to an object that is not finished; let it ask for a Weak, \
             or put a cell around its type"
        } else {
            "a cycle of strong pointers comes back to an object that is not finished; only a cell that can be empty can \
             tie it: put one into the cycle"
        };
        self.error(ErrorKind::Cycle, message).waiting_for(position)
    }

    /// Takes a part of a value. If its type is hand-written, it gets no unfinished objects.
    #[doc(hidden)]
    #[inline]
    pub fn part<T: Decode>(&mut self) -> Result<T, Error> {
        if T::DERIVED { T::decode(self) } else { self.by_hand(T::decode) }
    }

    /// Takes what hand-written code takes: it gets no unfinished objects.
    #[doc(hidden)]
    #[inline]
    pub fn by_hand<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        let before = std::mem::replace(&mut self.by_hand, true);
        let result = read(self);
        self.by_hand = before;
        result
    }

    /// Takes a key, which will be hashed or compared.
    #[inline]
    pub(crate) fn key<R>(&mut self, read: impl FnOnce(&mut Self) -> Result<R, Error>) -> Result<R, Error> {
        let before = std::mem::replace(&mut self.taint, Taint::CLEAN);
        let key = read(self);
        let reached = std::mem::replace(&mut self.taint, before);
        self.taint.add(reached);
        let key = key?;
        if reached != Taint::CLEAN && Some(reached.outermost()) != self.keys_at() {
            return Err(self.unresolved_key(reached.outermost()));
        }
        Ok(key)
    }

    fn keys_at(&self) -> Option<u32> {
        self.objects.as_ref().and_then(|objects| objects.ties.keys_at)
    }

    #[cold]
    fn unresolved_key(&mut self, position: u32) -> Error {
        let message = "a key reaches an object that is not finished, so it can't be hashed or compared yet; put a cell \
                       around the map or set";
        self.error(ErrorKind::Cycle, message).waiting_for(position)
    }
}
