//! The shared objects of a message that is being read: where their bodies are, and which are built.

use std::ops::Range;

use super::decoder::{BodyPlace, Decoder};
use super::first::First;
use super::tags::Names;
use super::taint::{NONE, Taint};
use super::ties::Ties;
use super::unfinished::{Finished, Unfinished};
use crate::error::{Error, ErrorKind};
use crate::wire;

/// The shared objects of a message.
#[derive(Debug)]
pub(crate) struct Objects {
    /// By the order in the message; the root is not among them.
    bodies: Vec<Body>,
    /// By number.
    pub(super) table: Vec<Object>,
    forwards: Vec<Forward>,
    pub(super) names: Names,
    /// How many of them the root meets.
    root_new: u32,
    /// Where the section is.
    pub(super) section: Range<usize>,
    /// How many objects are there.
    pub(super) built: usize,
    /// The highest chain of strong pointers, in levels.
    pub(super) highest: u32,
    pub(super) ties: Ties,
}

/// How a body ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BodyEnd {
    /// How high the chain of what hangs on it is, in levels.
    pub(super) height: u32,
    /// How deep in it strong pointers are.
    pub(super) levels: u32,
    pub(super) taint: Taint,
}

/// Where a body is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many objects were met before it.
    pub(super) first_new: u32,
    /// How many objects it meets.
    pub(super) new: u32,
}

#[derive(Debug)]
pub(super) struct Object {
    body: u32,
    /// The forward that it is the target of.
    forward: u32,
    /// How high the chain of what hangs on it is, in levels.
    pub(super) height: u32,
    /// Its position among the open objects, while it is one of them.
    pub(super) position: u32,
    /// The open object for which a cell waits that can be reached from it.
    pub(super) lacks: u32,
    /// The open object that it can reach by weak pointers.
    pub(super) sees: u32,
    pub(super) state: State,
}

/// How far an object is.
#[derive(Debug)]
pub(super) enum State {
    /// Nobody has asked for it yet.
    Waiting,
    /// It gave up because of the open object `by`, and can be made when that one is finished, or in another era; or if
    /// another one is opened first.
    Blocked { by: u32, era: u32, first: Option<First> },
    /// Its body is being decoded; only weak pointers can point to it.
    Unfinished(Unfinished),
    /// It is there.
    Finished(Finished),
}

/// A weak pointer's target that had no number when it was written.
#[derive(Clone, Copy, Debug)]
struct Forward {
    target: Option<u32>,
    /// Where it was used first and last, and where its target was met; 0 is nowhere.
    first_use: usize,
    last_use: usize,
    met: usize,
}

impl Object {
    fn waiting() -> Self {
        Self { body: NONE, forward: NONE, height: 0, position: NONE, lacks: NONE, sees: NONE, state: State::Waiting }
    }
}

impl Objects {
    /// The target of a forward that is used at `offset`; outer `None`: there is no such forward.
    pub(super) fn forward(&mut self, number: u64, offset: usize) -> Option<Option<u32>> {
        let forward = self.forwards.get_mut(usize::try_from(number).ok()?)?;
        if forward.first_use == 0 || offset < forward.first_use {
            forward.first_use = offset;
        }
        forward.last_use = forward.last_use.max(offset);
        Some(forward.target)
    }

    /// Whether there is an object `id` to be met for the first time, at `offset`.
    pub(super) fn introduce(&mut self, id: u32, offset: usize) -> bool {
        let Some(object) = self.table.get(id as usize) else { return false };
        if let Some(forward) = self.forwards.get_mut(object.forward as usize) {
            forward.met = offset;
        }
        true
    }

    pub(super) fn body(&self, id: u32) -> Body {
        self.bodies[self.table[id as usize].body as usize]
    }

    /// The checks that need the whole message.
    pub(super) fn finish(&self, root_new: u32) -> Result<(), Error> {
        let not_canonical = |message: &'static str| Err(Error::new(ErrorKind::NotCanonical, message));
        if root_new != self.root_new {
            return not_canonical("the section counts other shared objects than the root has");
        }
        if self.built != self.table.len() {
            return not_canonical("a shared object that nothing points to");
        }
        if self.ties.are_left() {
            return Err(Error::new(
                ErrorKind::Cycle,
                "a cell that ties a cycle was left empty; derive the types around it",
            ));
        }
        let mut last = 0;
        for forward in &self.forwards {
            if forward.first_use <= last {
                return not_canonical("a forward that is unused or out of order");
            }
            last = forward.first_use;
            if forward.target.is_some() && forward.met < forward.last_use {
                return not_canonical("a forward to an object that was met before");
            }
        }
        self.names.finish()
    }
}

impl<'a> Decoder<'a> {
    /// Reads the section, and leaves the root's body as the rest.
    pub(super) fn open_objects(&mut self) -> Result<(), Error> {
        let Some((before, length)) = self.rest.split_last_chunk::<{ wire::SECTION_LENGTH }>() else {
            return Err(self.error(ErrorKind::End, "the input ends before the section of shared objects"));
        };
        let section_length = u32::from_le_bytes(*length) as usize;
        let Some(bodies_length) = before.len().checked_sub(section_length) else {
            return Err(self.error(ErrorKind::End, "the section of shared objects is longer than the input"));
        };
        let root = self.offset();
        let (bodies, section) = before.split_at(bodies_length);
        self.rest = section;
        let objects = self.section(root..root + bodies.len())?;
        if !self.rest.is_empty() {
            return Err(self.trailing());
        }
        let root_end = objects.bodies.first().map_or(root + bodies.len(), |body| body.start);
        self.rest = &self.message[root..root_end];
        self.objects = Some(Box::new(objects));
        Ok(())
    }

    /// Reads the section, given where the bodies are.
    fn section(&mut self, place: Range<usize>) -> Result<Objects, Error> {
        let names = self.names()?;
        let targets = self.targets()?;
        let count = self.count()?;
        if count == 0 && targets.is_empty() && names.is_empty() {
            return Err(self.error(ErrorKind::NotCanonical, "a section of shared objects without any"));
        }
        self.charge((count as u64).saturating_mul((size_of::<Object>() + size_of::<Body>()) as u64))?;
        let root_new = self.count()?;
        let mut bodies = Vec::with_capacity(count);
        let (mut met, mut length) = (root_new, 0_usize);
        for _ in 0..count {
            let (len, new) = (self.count()?, self.count()?);
            bodies.push(Body { start: length, end: length + len, first_new: met as u32, new: new as u32 });
            met = met.saturating_add(new);
            length = length.saturating_add(len);
        }
        let Some(root_length) = place.len().checked_sub(length).filter(|_| met == count) else {
            return Err(self.error(ErrorKind::Reference, "the section of shared objects doesn't fit the message"));
        };
        for body in &mut bodies {
            body.start += place.start + root_length;
            body.end += place.start + root_length;
        }
        let mut table = self.in_order(root_new as u32, &bodies)?;
        let mut forwards = Vec::with_capacity(targets.len());
        for (number, target) in targets.into_iter().enumerate() {
            if let Some(id) = target {
                let Some(object) = table.get_mut(id as usize) else {
                    let message = "a forward to a shared object that is not in the message";
                    return Err(self.error(ErrorKind::Reference, message));
                };
                if std::mem::replace(&mut object.forward, number as u32) != NONE {
                    return Err(self.error(ErrorKind::NotCanonical, "two forwards to one shared object"));
                }
            }
            forwards.push(Forward { target, first_use: 0, last_use: 0, met: 0 });
        }
        let (root_new, section) = (root_new as u32, place.end..self.message.len());
        Ok(Objects { bodies, table, forwards, names, root_new, section, built: 0, highest: 0, ties: Ties::default() })
    }

    fn targets(&mut self) -> Result<Vec<Option<u32>>, Error> {
        let count = self.count()?;
        self.charge((count as u64).saturating_mul(size_of::<Forward>() as u64))?;
        let mut targets = Vec::with_capacity(count);
        for _ in 0..count {
            let target = self.varint()?;
            match u32::try_from(target) {
                Ok(target) => targets.push(target.checked_sub(1)),
                Err(_) => return Err(self.error(ErrorKind::Reference, "a forward to an object of no possible number")),
            }
        }
        Ok(targets)
    }

    /// A count of things that are listed in the section or in a body; there can't be more of them than bytes.
    pub(super) fn count(&mut self) -> Result<usize, Error> {
        let count = self.varint()?;
        match usize::try_from(count) {
            Ok(count) if count < self.message.len() && count < u32::MAX as usize => Ok(count),
            _ => Err(self.error(ErrorKind::End, "the section counts more than the message can hold")),
        }
    }

    /// Which body is whose: depth first, the objects a body meets right after it.
    fn in_order(&mut self, root_new: u32, bodies: &[Body]) -> Result<Vec<Object>, Error> {
        let mut table: Vec<Object> = (0..bodies.len()).map(|_| Object::waiting()).collect();
        let mut waiting = Vec::with_capacity(16);
        waiting.push(0..root_new);
        for (index, body) in bodies.iter().enumerate() {
            let id = loop {
                match waiting.last_mut().map(Iterator::next) {
                    Some(Some(id)) => break id,
                    Some(None) => drop(waiting.pop()),
                    None => {
                        return Err(self.error(ErrorKind::Reference, "a shared object's body that no object has"));
                    }
                }
            };
            table[id as usize].body = index as u32;
            if body.new > 0 {
                waiting.push(body.first_new..body.first_new + body.new);
            }
        }
        Ok(table)
    }

    /// How far object `id` is.
    #[inline]
    pub(super) fn state(&mut self, id: u32) -> Result<&State, Error> {
        match &self.objects {
            Some(objects) if objects.ties.emptying => {
                Err(Error::new(ErrorKind::Reference, "a pointer to a shared object that is being thrown away"))
            }
            Some(objects) => Ok(&objects.table[id as usize].state),
            // Only messages with shared objects have numbers for them.
            None => Err(Error::new(ErrorKind::Reference, "a pointer to a shared object in a message without any")),
        }
    }

    /// What there is of object `id` while its body is being decoded.
    pub(super) fn unfinished_state(&mut self, id: u32) -> Option<&mut Unfinished> {
        match &mut self.objects.as_mut()?.table[id as usize].state {
            State::Unfinished(unfinished) => Some(unfinished),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, id: u32, state: State) {
        if let Some(objects) = &mut self.objects {
            objects.table[id as usize].state = state;
        }
    }

    /// Takes object `id`'s body, all of it.
    pub(super) fn object_body<R>(
        &mut self,
        id: u32,
        read: impl FnOnce(&mut Self) -> Result<R, Error>,
    ) -> Result<(R, BodyEnd), Error> {
        let Some(body) = self.objects.as_ref().map(|objects| objects.body(id)) else {
            return Err(self.error(ErrorKind::Reference, "a pointer to a shared object in a message without any"));
        };
        let before = self.enter_body(BodyPlace {
            rest: &self.message[body.start..body.end],
            next: body.first_new,
            inline: 0,
            base: self.depth_left(),
            height: 1,
            levels: 1,
            taint: Taint::CLEAN,
            by_hand: false,
        });
        let result = self.nested(read).map_err(|error| error.at(self.offset())).and_then(|value| {
            if !self.rest.is_empty() {
                return Err(self.trailing());
            }
            if self.next != body.first_new + body.new {
                let message = "the section counts other shared objects than the body has";
                return Err(self.error(ErrorKind::NotCanonical, message));
            }
            Ok((value, BodyEnd { height: self.height, levels: self.levels, taint: self.taint }))
        });
        self.enter_body(before);
        result
    }
}
