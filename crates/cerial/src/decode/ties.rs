//! Cycles of strong pointers.
//!
//! A strong pointer to an object whose body is still being decoded can't be made. The place that asks for one gives up
//! with an error that says which object it is (*unresolved*), and the nearest cell around it that is inside that object
//! catches the error: it holds a placeholder for now, its bytes are passed over, and its place is noted. When the
//! object is finished, what was noted is visited again, at its final address, and the cells are filled through `&self`.
//!
//! Objects that were finished meanwhile *lack* something: a cell that can be reached from them waits for an object
//! that is *open*. They may be stored, but nobody may look at them: a hand-written `Decode` that asks for one, and a
//! key that reaches one and would be hashed or compared, are unresolved themselves. An object that reaches an open one
//! by a weak pointer *sees* it: a key may not do that either.
//!
//! What an object lacks and sees is kept as the outermost open object that it waits for: when that one is finished,
//! all of it is. Open objects are a stack, so "outermost" is a position.
//!
//! An object that gives up is *blocked* until the object it waits for is finished, so that nobody tries in vain.
//! Whatever was finished inside it and reaches an open object is thrown away with it, because it may point to the
//! place where the object would have been; it is decoded again when it is asked for. Each try is paid from the
//! message's budget of memory.

use super::decoder::Decoder;
use super::objects::{BodyEnd, Objects, State};
use super::unfinished::Finished;
use crate::error::{Error, ErrorKind};

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

    pub(super) fn add(&mut self, other: Self) {
        self.lacks = self.lacks.min(other.lacks);
        self.sees = self.sees.min(other.sees);
    }

    fn outermost(self) -> u32 {
        self.lacks.min(self.sees)
    }
}

/// Visits a finished object again.
pub(crate) type Revisit = fn(&Finished, &mut Decoder<'_>) -> Result<(), Error>;

/// A finished object with cells that are not filled yet.
struct Refill {
    id: u32,
    /// Where in the message their contents are, in order.
    cells: Vec<usize>,
    revisit: Revisit,
}

/// A finished object that reaches an open one.
struct Tainted {
    id: u32,
    /// How deep in its body strong pointers are.
    levels: u32,
}

/// The cycles of a message, as far as they are not tied.
#[derive(Default)]
pub(super) struct Ties {
    /// The open objects, outermost first.
    open: Vec<u32>,
    tainted: Vec<Tainted>,
    /// The sum of their levels.
    levels: u64,
    refills: Vec<Refill>,
    /// The cells of open bodies that hold a placeholder.
    provisional: Vec<usize>,
    /// The cells that are to be filled in this visit, the next one last.
    fills: Vec<usize>,
    /// Where keys may lack something: in the last round of filling, all that is missing are maps and their like.
    keys_at: Option<u32>,
}

impl std::fmt::Debug for Ties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ties").field("open", &self.open).finish_non_exhaustive()
    }
}

/// What there was when an object was opened.
pub(super) struct Opened {
    position: u32,
    tainted: usize,
    levels: u64,
    refills: usize,
    provisional: usize,
    fills: Vec<usize>,
    keys_at: Option<u32>,
}

/// A place to come back to.
struct Mark<'a> {
    rest: &'a [u8],
    next: u32,
    failed: bool,
    provisional: usize,
}

impl Objects {
    /// The position of the open object that `id` waits for, by `which` kind of waiting.
    fn waits_for(&mut self, id: u32, which: fn(&mut super::objects::Object) -> &mut u32) -> u32 {
        loop {
            let target = *which(&mut self.table[id as usize]);
            if target == NONE {
                return NONE;
            }
            let position = self.table[target as usize].position;
            if position != NONE {
                return position;
            }
            // That one is finished; what it waits for itself is left.
            let next = *which(&mut self.table[target as usize]);
            *which(&mut self.table[id as usize]) = next;
        }
    }

    /// What a finished object waits for.
    #[inline]
    fn taint(&mut self, id: u32) -> Taint {
        let object = &self.table[id as usize];
        if object.lacks == NONE && object.sees == NONE {
            return Taint::CLEAN;
        }
        Taint {
            lacks: self.waits_for(id, |object| &mut object.lacks),
            sees: self.waits_for(id, |object| &mut object.sees),
        }
    }

    /// Forgets what was tainted since an object was opened that waits for nothing itself: nobody waits any more.
    fn settle(&mut self, tainted: usize) {
        for Tainted { id, levels } in self.ties.tainted.drain(tainted..) {
            self.ties.levels -= u64::from(levels);
            let object = &mut self.table[id as usize];
            (object.lacks, object.sees) = (NONE, NONE);
        }
    }

    /// Notes how high the chains may be that hang on the objects of a cycle.
    fn raise(&mut self, tainted: usize, height: u32) {
        self.highest = self.highest.max(height);
        for Tainted { id, .. } in &self.ties.tainted[tainted..] {
            let object = &mut self.table[*id as usize];
            object.height = object.height.max(height);
        }
    }
}

impl<'a> Decoder<'a> {
    fn objects_mut(&mut self) -> Result<&mut Objects, Error> {
        // Only messages with shared objects have numbers for them.
        let missing = || Error::new(ErrorKind::Reference, "a pointer to a shared object in a message without any");
        self.objects.as_deref_mut().ok_or_else(missing)
    }

    /// Object `id`'s body is about to be decoded.
    pub(super) fn open(&mut self, id: u32) -> Result<Opened, Error> {
        let objects = self.objects_mut()?;
        let ties = &mut objects.ties;
        let opened = Opened {
            position: ties.open.len() as u32,
            tainted: ties.tainted.len(),
            levels: ties.levels,
            refills: ties.refills.len(),
            provisional: ties.provisional.len(),
            fills: std::mem::take(&mut ties.fills),
            keys_at: ties.keys_at.take(),
        };
        ties.open.push(id);
        objects.table[id as usize].position = opened.position;
        objects.table[id as usize].state = State::Unfinished(Default::default());
        Ok(opened)
    }

    /// Object `id` is there. Fills the cells that waited for it.
    pub(super) fn close(
        &mut self,
        id: u32,
        opened: Opened,
        finished: Finished,
        mut end: BodyEnd,
        revisit: Revisit,
    ) -> Result<(), Error> {
        let objects = self.objects_mut()?;
        objects.built += 1;
        let object = &mut objects.table[id as usize];
        (object.state, object.height) = (State::Finished(finished), end.height);
        objects.highest = objects.highest.max(end.height);
        let cells: Vec<usize> = objects.ties.provisional.drain(opened.provisional..).collect();
        if !cells.is_empty() {
            objects.ties.refills.push(Refill { id, cells, revisit });
        }
        if end.taint.lacks == opened.position {
            objects.table[id as usize].lacks = id;
            end.taint.lacks = NONE;
            self.refill(&opened, &mut end).map_err(Error::settled)?;
        }
        if end.taint.sees >= opened.position {
            end.taint.sees = NONE;
        }
        let objects = self.objects_mut()?;
        let ties = &mut objects.ties;
        ties.open.truncate(opened.position as usize);
        (ties.fills, ties.keys_at) = (opened.fills, opened.keys_at);
        let target = |position: u32| ties.open.get(position as usize).copied().unwrap_or(NONE);
        let (lacks, sees) = (target(end.taint.lacks), target(end.taint.sees));
        let object = &mut objects.table[id as usize];
        (object.position, object.lacks, object.sees, object.height) = (NONE, lacks, sees, end.height);
        if end.taint == Taint::CLEAN {
            objects.settle(opened.tainted);
        } else {
            ties.levels += u64::from(end.levels);
            ties.tainted.push(Tainted { id, levels: end.levels });
        }
        Ok(())
    }

    /// Object `id` can't be made, now or at all.
    #[cold]
    pub(super) fn give_up(&mut self, id: u32, opened: Opened, error: Error) -> Error {
        let Ok(objects) = self.objects_mut() else { return error };
        let ties = &mut objects.ties;
        ties.open.truncate(opened.position as usize);
        (ties.fills, ties.keys_at) = (opened.fills, opened.keys_at);
        ties.refills.truncate(opened.refills);
        ties.provisional.truncate(opened.provisional);
        let by = error.unresolved().and_then(|position| ties.open.get(position as usize).copied());
        let object = &mut objects.table[id as usize];
        object.position = NONE;
        object.state = by.map_or(State::Waiting, State::Blocked);
        for Tainted { id, levels } in objects.ties.tainted.drain(opened.tainted..) {
            objects.ties.levels -= u64::from(levels);
            let object = &mut objects.table[id as usize];
            (object.lacks, object.sees) = (NONE, NONE);
            objects.built -= 1;
            object.state = State::Waiting;
        }
        if by.is_some() { error } else { error.settled() }
    }

    /// The position of an open object.
    pub(super) fn position(&self, id: u32) -> Option<u32> {
        let object = self.objects.as_ref()?.table.get(id as usize)?;
        (object.position != NONE).then_some(object.position)
    }

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
    pub fn part<T: super::Decode>(&mut self) -> Result<T, Error> {
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

    fn mark(&self) -> Mark<'a> {
        let provisional = self.objects.as_ref().map_or(0, |objects| objects.ties.provisional.len());
        Mark { rest: self.rest, next: self.next, failed: self.failed, provisional }
    }

    /// Takes a cell's content, or something `empty` for now.
    #[inline]
    pub(crate) fn cell<R>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<R, Error>,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
        empty: impl FnOnce() -> Option<R>,
    ) -> Result<R, Error> {
        let mark = self.mark();
        let error = match read(self) {
            Ok(content) => return Ok(content),
            Err(error) => error,
        };
        if !self.can_wait(&error) {
            return Err(error);
        }
        match empty() {
            Some(content) => self.wait(&mark, &error, skip).map(|()| content),
            // A cell further out may be able to.
            None => Err(error.instead(
                "a cycle of strong pointers could be tied in this cell, but its type has no value to hold meanwhile; \
                 put an Option into the cell",
            )),
        }
    }

    /// Takes the content of a cell that holds a placeholder; `None` if it must wait still.
    pub(crate) fn fill<R>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<R, Error>,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<Option<R>, Error> {
        let mark = self.mark();
        match read(self) {
            Ok(content) => Ok(Some(content)),
            Err(error) if self.can_wait(&error) => self.wait(&mark, &error, skip).map(|()| None),
            Err(error) => Err(error),
        }
    }

    /// Whether the cell at this place holds a placeholder, and is to be filled in this visit.
    pub(crate) fn is_to_fill(&mut self) -> bool {
        let offset = self.offset();
        let Some(objects) = &mut self.objects else { return false };
        objects.ties.fills.pop_if(|cell| *cell == offset).is_some()
    }

    /// Whether a cell at this place can be filled when the object is there that an error waits for.
    fn can_wait(&self, error: &Error) -> bool {
        let (Some(position), Some(objects)) = (error.unresolved(), &self.objects) else { return false };
        // A cell that hand-written code takes is not found again. The object must be around the cell, and in the last
        // round nothing more will be finished.
        !self.by_hand && (position as usize) < objects.ties.open.len() && objects.ties.keys_at != Some(position)
    }

    /// Notes that the cell at a mark holds a placeholder, and passes over its content.
    #[cold]
    fn wait(
        &mut self,
        mark: &Mark<'a>,
        error: &Error,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        (self.rest, self.next, self.failed) = (mark.rest, mark.next, mark.failed);
        let offset = self.offset();
        let ties = &mut self.objects_mut()?.ties;
        ties.provisional.truncate(mark.provisional);
        ties.provisional.push(offset);
        self.taint.lacks = self.taint.lacks.min(error.unresolved().unwrap_or(NONE));
        skip(self)
    }

    /// Fills the cells that waited for the object that was `opened` there, and notes what is still missing.
    fn refill(&mut self, opened: &Opened, end: &mut BodyEnd) -> Result<(), Error> {
        let mut last_round = false;
        let mut left = Vec::new();
        loop {
            let mut round = self.objects_mut()?.ties.refills.split_off(opened.refills);
            if round.is_empty() {
                if left.is_empty() || last_round || end.taint.lacks < opened.position {
                    break;
                }
                last_round = true;
                round = std::mem::take(&mut left);
            }
            for refill in round {
                self.objects_mut()?.ties.keys_at = last_round.then_some(opened.position);
                left.extend(self.revisit(refill, opened.position, end)?);
            }
        }
        let objects = self.objects_mut()?;
        objects.ties.keys_at = None;
        objects.ties.refills.extend(left);
        // No way through objects of the group is longer than all of them together.
        let levels = objects.ties.levels - opened.levels + u64::from(end.levels);
        let height = u32::try_from(levels).unwrap_or(NONE).saturating_add(objects.highest);
        end.height = end.height.max(height);
        if end.taint.lacks == NONE {
            objects.raise(opened.tainted, height);
        }
        self.climb(height)
    }

    /// Visits an object again, to fill its cells; gives back those that must wait still.
    fn revisit(&mut self, refill: Refill, position: u32, end: &mut BodyEnd) -> Result<Option<Refill>, Error> {
        let Refill { id, mut cells, revisit } = refill;
        let objects = self.objects_mut()?;
        let State::Finished(finished) = &objects.table[id as usize].state else { return Ok(None) };
        let finished = finished.clone();
        cells.reverse();
        objects.ties.fills = cells;
        let provisional = objects.ties.provisional.len();
        let ((), visit) = self.object_body(id, |decoder| revisit(&finished, decoder))?;
        let ties = &mut self.objects_mut()?.ties;
        let (missed, left) = (!ties.fills.is_empty(), ties.provisional.split_off(provisional));
        ties.fills.clear();
        if missed {
            let message = "a cell that ties a cycle was not found a second time; derive the types around it";
            return Err(self.error(ErrorKind::Cycle, message));
        }
        end.levels = end.levels.saturating_add(visit.levels);
        for (mine, theirs) in [(&mut end.taint.lacks, visit.taint.lacks), (&mut end.taint.sees, visit.taint.sees)] {
            if theirs < position {
                *mine = theirs.min(*mine);
            }
        }
        Ok((!left.is_empty()).then_some(Refill { id, cells: left, revisit }))
    }
}
