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
//! An object that gives up is *blocked* until the object it waits for is finished, so that nobody tries in vain.
//! Whatever was finished inside it and reaches an open object is thrown away with it, because it may point to the
//! place where the object would have been; it is decoded again when it is asked for. Each try is paid from the
//! message's budget of memory.

use super::decoder::Decoder;
use super::first::First;
use super::objects::{BodyEnd, Objects, State};
use super::taint::{NONE, Taint};
use super::unfinished::Finished;
use super::untie::Tied;
use crate::error::{Error, ErrorKind};

/// Visits a finished object again.
pub(crate) type Revisit = fn(&Finished, &mut Decoder<'_>) -> Result<(), Error>;

/// An object whose body is being decoded.
#[derive(Clone, Copy, Debug)]
struct Open {
    id: u32,
    /// The position of the outermost open object that cells wait for which were met since.
    awaited: u32,
}

/// A finished object with cells that are not filled yet.
struct Refill {
    id: u32,
    /// Where in the message their contents are, in order.
    cells: Vec<usize>,
    revisit: Revisit,
    /// Whether it is noted among the objects that tie cycles.
    noted: bool,
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
    open: Vec<Open>,
    tainted: Vec<Tainted>,
    /// The sum of their levels.
    levels: u64,
    refills: Vec<Refill>,
    /// The cells of open bodies that hold a placeholder.
    provisional: Vec<usize>,
    /// The cells that are to be filled in this visit, the next one last.
    pub(super) fills: Vec<usize>,
    /// The position of the object that they waited for.
    filled_at: u32,
    /// Where keys may lack something: in the last round of filling, all that is missing are maps and their like.
    pub(super) keys_at: Option<u32>,
    /// What the error on its way says to open first.
    pub(super) first: Option<First>,
    /// How often something was opened first: whoever gave up before may try again.
    pub(super) era: u32,
    /// The objects with cells that tie cycles.
    pub(super) tied: Vec<Tied>,
    /// Whether cells are being emptied, because what they tie is thrown away.
    pub(super) emptying: bool,
}

impl std::fmt::Debug for Ties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ties").field("open", &self.open).finish_non_exhaustive()
    }
}

/// What there was when an object was opened.
pub(super) struct Opened {
    pub(super) position: u32,
    tainted: usize,
    levels: u64,
    refills: usize,
    provisional: usize,
    fills: Vec<usize>,
    keys_at: Option<u32>,
    pub(super) failed: bool,
    tied: usize,
}

/// A place to come back to.
struct Mark {
    /// How many bytes of the body are left there.
    left: usize,
    next: u32,
    failed: bool,
    provisional: usize,
}

impl Refill {
    /// `None` if no cell is to be filled.
    fn new(id: u32, cells: Vec<usize>, revisit: Revisit, noted: bool) -> Option<Self> {
        (!cells.is_empty()).then_some(Self { id, cells, revisit, noted })
    }
}

impl Ties {
    /// The open object at a position; NONE if there is none.
    pub(super) fn open_at(&self, position: u32) -> u32 {
        self.open.get(position as usize).map_or(NONE, |open| open.id)
    }

    /// A cell in the innermost open object waits for the one at a position.
    fn note_waiting(&mut self, position: u32) {
        if let Some(open) = self.open.last_mut() {
            open.awaited = open.awaited.min(position);
        }
    }

    /// Whether cells hold a placeholder still.
    pub(super) fn are_left(&self) -> bool {
        !self.refills.is_empty() || !self.provisional.is_empty()
    }
}

impl Objects {
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
    pub(super) fn objects_mut(&mut self) -> Result<&mut Objects, Error> {
        // Only messages with shared objects have numbers for them.
        let missing = || Error::new(ErrorKind::Reference, "a pointer to a shared object in a message without any");
        self.objects.as_deref_mut().ok_or_else(missing)
    }

    /// Object `id`'s body is about to be decoded.
    pub(super) fn open(&mut self, id: u32) -> Result<Opened, Error> {
        let failed = self.failed;
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
            failed,
            tied: ties.tied.len(),
        };
        ties.open.push(Open { id, awaited: NONE });
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
        let cells = objects.ties.provisional.split_off(opened.provisional);
        objects.ties.refills.extend(Refill::new(id, cells, revisit, false));
        // All that was met since was met on the way from here.
        end.taint.lacks = end.taint.lacks.min(objects.ties.open[opened.position as usize].awaited);
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
        ties.note_waiting(end.taint.lacks);
        let (lacks, sees) = (ties.open_at(end.taint.lacks), ties.open_at(end.taint.sees));
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
        let by = error.unresolved().map(|position| ties.open_at(position)).filter(|by| *by != NONE);
        let (era, first) = (ties.era, ties.first);
        let thrown_away = ties.tainted.split_off(opened.tainted);
        let object = &mut objects.table[id as usize];
        object.position = NONE;
        object.state = by.map_or(State::Waiting, |by| State::Blocked { by, era, first });
        self.untie(opened.tied, thrown_away.iter().map(|tainted| tainted.id));
        let Ok(objects) = self.objects_mut() else { return error };
        for Tainted { id, levels } in thrown_away {
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

    #[inline]
    fn mark(&self) -> Mark {
        let provisional = self.objects.as_ref().map_or(0, |objects| objects.ties.provisional.len());
        Mark { left: self.rest.len(), next: self.next, failed: self.failed, provisional }
    }

    /// Takes a cell's content, or something `empty` for now; `once` says that the cell can't be filled twice.
    #[inline]
    pub(crate) fn cell<R>(
        &mut self,
        once: bool,
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
            // What is set once can't be emptied again. So it waits until nothing can be thrown away any more.
            Some(content) => {
                let position = if once { Some(0) } else { error.unresolved() };
                self.wait(&mark, position, skip).map(|()| content)
            }
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
        once: bool,
        read: impl FnOnce(&mut Self) -> Result<R, Error>,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<Option<R>, Error> {
        let mark = self.mark();
        if once && self.objects_mut()?.ties.filled_at > 0 {
            // The outermost object is not there yet, and this one may still be thrown away with an object around it.
            return self.wait(&mark, Some(0), skip).map(|()| None);
        }
        match read(self) {
            Ok(content) => Ok(Some(content)),
            Err(error) if self.can_wait(&error) => self.wait(&mark, error.unresolved(), skip).map(|()| None),
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

    /// Notes that the cell at a mark holds a placeholder until the open object at a position is there, and passes over its
    /// content.
    #[cold]
    fn wait(
        &mut self,
        mark: &Mark,
        position: Option<u32>,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.back_to(mark)?;
        let offset = self.offset();
        let ties = &mut self.objects_mut()?.ties;
        ties.provisional.push(offset);
        self.wait_for(position)?;
        skip(self)
    }

    /// Goes back to a mark: what was tried there can be tried again.
    fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        // Nobody has gone to another body since, so what is left ends where it ended.
        let end = self.offset() + self.rest.len();
        self.rest = &self.message[end - mark.left..end];
        (self.next, self.failed) = (mark.next, mark.failed);
        let ties = &mut self.objects_mut()?.ties;
        ties.first = None;
        ties.provisional.truncate(mark.provisional);
        Ok(())
    }

    /// Something at this place waits for the open object at a position.
    fn wait_for(&mut self, position: Option<u32>) -> Result<(), Error> {
        let position = position.unwrap_or(NONE);
        self.objects_mut()?.ties.note_waiting(position);
        self.taint.lacks = self.taint.lacks.min(position);
        Ok(())
    }

    /// Takes a key, to find its value on a second visit. `None` if it can't be looked for now: it is passed over with its
    /// value, and cells in there that are to be filled wait still.
    pub(crate) fn key_again<K: super::Decode, V: super::Decode>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<K, Error>,
    ) -> Result<Option<K>, Error> {
        let mark = self.mark();
        let error = match read(self) {
            Ok(key) => return Ok(Some(key)),
            Err(error) if self.is_emptying() || self.can_wait(&error) => error,
            Err(error) => return Err(error),
        };
        self.back_to(&mark)?;
        K::skip(self)?;
        V::skip(self)?;
        let offset = self.offset();
        let ties = &mut self.objects_mut()?.ties;
        let before = ties.provisional.len();
        while let Some(cell) = ties.fills.pop_if(|cell| *cell < offset) {
            ties.provisional.push(cell);
        }
        if ties.provisional.len() > before {
            self.wait_for(error.unresolved())?;
        }
        Ok(None)
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
        let Refill { id, mut cells, revisit, noted } = refill;
        let objects = self.objects_mut()?;
        let State::Finished(finished) = &objects.table[id as usize].state else { return Ok(None) };
        let finished = finished.clone();
        cells.reverse();
        objects.ties.fills = cells;
        if !noted {
            objects.ties.tied.push(Tied { id, revisit });
        }
        let provisional = objects.ties.provisional.len();
        let before = std::mem::replace(&mut objects.ties.filled_at, position);
        let ((), visit) = self.object_body(id, |decoder| revisit(&finished, decoder))?;
        let ties = &mut self.objects_mut()?.ties;
        ties.filled_at = before;
        let (missed, left) = (!ties.fills.is_empty(), ties.provisional.split_off(provisional));
        ties.fills.clear();
        let left = Refill::new(id, left, revisit, true);
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
        Ok(left)
    }
}
