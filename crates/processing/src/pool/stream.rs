//! A call on its caller's thread: items are pulled and encoded, results come and are decoded.

use std::collections::VecDeque;
use std::fmt;
use std::iter::Fuse;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use super::mail::Arrival;
use super::parcel::Packing;
use super::reader::Attendance;
use super::ticket::Ticket;
use crate::clock;
use crate::error::{ErrorKind, Failure, ProcessError};
use crate::parent::decoded;
use crate::protocol::Answer;

/// One parcel has about so many bytes at most.
const PARCEL_BYTES: usize = 512 << 10;
/// About so many bytes of tasks are on their way at most, where tasks are small …
const WINDOW_BYTES: u64 = 16 << 20;

/// An input that takes so long for some items makes a pause: what it gave before is not to wait for what it gives next …
const PAUSE: Duration = Duration::from_micros(500);
/// … and neither are the next so many items.
const EAGER: u32 = 64;
/// A call of fewer items is over before it is worth while to say who attends to the links.
pub(super) const FEW: u64 = 16;
/// So many items at the beginning of a parcel are timed one by one, and one of so many behind them.
const STRIDE: u32 = 16;

/// A call whose items come from an iterator: results in the order in which they come.
pub(super) struct Stream<I: Iterator, R> {
    /// The call, or why it could not be opened.
    ticket: Result<Ticket, Failure>,
    items: Fuse<I>,
    /// Whether no more items are to be pulled.
    complete: bool,
    told_complete: bool,
    /// How many items were pulled, and how many results were given.
    pulled: u64,
    given: u64,
    /// How many bytes the pulled items had.
    bytes: u64,
    packing: Packing,
    /// So many items are handed in one by one, since the input has made a pause, or may make one.
    eager: u32,
    /// How many tasks a batch has at present.
    batch: u32,
    arrivals: VecDeque<Arrival>,
    /// The items that could not be encoded.
    refused: VecDeque<(u64, ProcessError)>,
    failed: Option<Failure>,
    /// Whether one thread takes all results, and that it is said so.
    attends: bool,
    attendance: Option<Attendance>,
    _result: PhantomData<fn() -> R>,
}

impl<I: Iterator, R> fmt::Debug for Stream<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("pulled", &self.pulled).field("given", &self.given).finish_non_exhaustive()
    }
}

impl<I: Iterator, R> Stream<I, R> {
    pub(super) fn new(ticket: Result<Ticket, ProcessError>, items: I) -> Self {
        let ticket = ticket.map_err(ProcessError::into_failure);
        Stream {
            failed: ticket.as_ref().err().cloned(),
            ticket,
            items: items.fuse(),
            complete: false,
            told_complete: false,
            pulled: 0,
            given: 0,
            bytes: 0,
            packing: Packing::new(0),
            eager: EAGER,
            batch: 1,
            arrivals: VecDeque::new(),
            refused: VecDeque::new(),
            attends: false,
            attendance: None,
            _result: PhantomData,
        }
    }

    /// Pulls no more items.
    pub(super) fn stop_pulling(&mut self) {
        self.complete = true;
    }

    /// Says that this thread takes all results, one after the other.
    pub(super) fn attend(&mut self) {
        self.attends = true;
    }

    /// Why the whole call has failed, after its end.
    pub(super) fn failure(&self) -> Option<&Failure> {
        self.failed.as_ref()
    }

    /// How many items were pulled.
    pub(super) fn pulled(&self) -> u64 {
        self.pulled
    }

    /// The items that were not pulled.
    pub(super) fn rest(&mut self) -> &mut Fuse<I> {
        &mut self.items
    }

    pub(super) fn into_ticket(self) -> Result<Ticket, Failure> {
        self.ticket
    }
}

impl<I, R> Stream<I, R>
where
    I: Iterator,
    I::Item: Encode,
{
    /// So many items may be on their way.
    fn window(&self, workers: u64) -> u64 {
        let tasks = (4 * workers * u64::from(self.batch)).max(2 * workers + 2);
        let each = self.bytes / self.pulled.max(1);
        WINDOW_BYTES.checked_div(each).map_or(tasks, |fitting| tasks.min(fitting.max(2 * workers)))
    }

    /// Whether more items may be on their way: a whole batch, as long as something is.
    fn has_room(&self, workers: u64, held: u64) -> bool {
        let (window, flying) = (self.window(workers), self.pulled - self.given);
        let enough = if flying == 0 { 1 } else { u64::from(self.batch).min(window / 2).max(1) };
        flying + held + enough <= window
    }

    /// Pulls items into the packing, as many as may be on their way.
    fn pull(&mut self, workers: u64, held: u64) {
        let most = self.batch.saturating_mul(u32::try_from(workers).unwrap_or(u32::MAX));
        let window = self.window(workers);
        let begun = clock::now();
        while !self.complete
            && self.packing.count() < most
            && self.packing.size() < PARCEL_BYTES
            && self.pulled - self.given + held < window
        {
            let Some(item) = self.items.next() else {
                self.complete = true;
                return;
            };
            if !self.pack(&item) || self.hurries(begun) {
                return;
            }
        }
    }

    /// Whether what was pulled is to be handed in at once.
    fn hurries(&mut self, begun: Instant) -> bool {
        let count = self.packing.count();
        if (count < STRIDE || count.is_multiple_of(STRIDE)) && clock::since(begun) >= PAUSE {
            self.eager = EAGER;
        }
        let hurries = self.eager > 0;
        self.eager = self.eager.saturating_sub(1);
        hurries
    }

    /// Encodes an item; `false` when it has none, and the parcel ends before it.
    fn pack(&mut self, item: &I::Item) -> bool {
        let index = self.pulled;
        self.pulled += 1;
        let before = self.packing.size();
        match self.packing.add_item(item) {
            Ok(()) => {
                self.bytes += (self.packing.size() - before) as u64;
                true
            }
            Err(error) => {
                self.refused.push_back((index, error.at_index(index)));
                false
            }
        }
    }

    /// Encodes all items, without waiting for results, and gives the call to somebody else.
    pub(super) fn send_all(mut self) -> (Result<Ticket, Failure>, VecDeque<(u64, ProcessError)>, u64) {
        let mut unused = VecDeque::new();
        while let (Ok(_), false) = (&self.ticket, self.told_complete) {
            while !self.complete && self.packing.size() < PARCEL_BYTES {
                match self.items.next() {
                    Some(item) if !self.pack(&item) => break,
                    Some(_) => {}
                    None => self.complete = true,
                }
            }
            self.hand_in(&mut unused);
        }
        let (refused, pulled) = (std::mem::take(&mut self.refused), self.pulled);
        (self.into_ticket(), refused, pulled)
    }

    /// Gives the parcel to the crew and takes what has come.
    fn hand_in(&mut self, arrivals: &mut VecDeque<Arrival>) -> Option<super::ticket::Standing> {
        let Ok(ticket) = &self.ticket else { return None };
        let parcel = self.packing.close();
        // Only after the parcel before it: what was refused is the item behind it.
        if self.packing.next() < self.pulled {
            self.packing.pass_over();
            ticket.failed(self.pulled - 1);
        }
        let complete = self.complete && !std::mem::replace(&mut self.told_complete, self.complete);
        let standing = ticket.exchange(parcel, complete, arrivals);
        self.batch = standing.batch;
        Some(standing)
    }
}

impl<I, R> Stream<I, R>
where
    I: Iterator,
    I::Item: Encode,
    R: Decode,
{
    /// The next result that comes, with its item; `None` when no more will. `held` results that were given before
    /// count as if they were still on their way.
    pub(super) fn next(&mut self, held: u64) -> Option<(u64, Result<R, ProcessError>)> {
        loop {
            if let Some((item, result)) = self.refused.pop_front().map(|(item, error)| (item, Err(error))) {
                self.given += 1;
                return Some((item, result));
            }
            if let Some((item, result)) = next_result(&mut self.arrivals) {
                self.given += 1;
                if result.is_err()
                    && let Ok(ticket) = &self.ticket
                {
                    ticket.failed(item);
                }
                return Some((item, result));
            }
            if self.failed.is_some() {
                return None;
            }
            let workers = self.ticket.as_ref().map_or(1, Ticket::workers) as u64;
            if self.has_room(workers, held) {
                self.pull(workers, held);
            }
            let mut arrivals = std::mem::take(&mut self.arrivals);
            let standing = self.hand_in(&mut arrivals)?;
            self.arrivals = arrivals;
            if !self.arrivals.is_empty() || !self.refused.is_empty() {
                continue;
            }
            if let Some(failure) = standing.failed {
                self.failed = Some(*failure);
                return None;
            }
            if standing.over {
                return None;
            }
            if self.complete || !self.has_room(workers, held) {
                if standing.pending == 0 && !self.complete {
                    // Nothing is on its way, and nothing may be pulled before somebody takes what is held.
                    return None;
                }
                if let Ok(ticket) = &self.ticket {
                    if self.attends && self.attendance.is_none() && self.given >= FEW {
                        self.attendance = Some(ticket.attend());
                    }
                    ticket.wait();
                }
            }
        }
    }
}

/// The result of an arrival that is of one item.
pub(super) fn result<R: Decode>(arrival: Arrival) -> Result<R, ProcessError> {
    match arrival {
        Arrival::Answers { payload, place, first, .. } => read(&payload, place.start, first).0,
        Arrival::Lost { item, failure } => Err(ProcessError::from(*failure).at_index(item)),
    }
}

/// The result of an item whose answer stands there, and where the next one does.
fn read<R: Decode>(payload: &[u8], at: usize, item: u64) -> (Result<R, ProcessError>, usize) {
    let answer = Answer::read(payload, at).expect("the answer was there when it came");
    (decode(payload, &answer).map_err(|error| error.at_index(item)), answer.end)
}

/// Takes the next result from what has come.
pub(super) fn next_result<R: Decode>(arrivals: &mut VecDeque<Arrival>) -> Option<(u64, Result<R, ProcessError>)> {
    match arrivals.front_mut()? {
        Arrival::Answers { payload, place, first, count } => {
            let item = *first;
            let (result, end) = read(payload, place.start, item);
            (place.start, *first, *count) = (end, item + 1, *count - 1);
            if *count == 0 {
                arrivals.pop_front();
            }
            Some((item, result))
        }
        Arrival::Lost { .. } => match arrivals.pop_front() {
            Some(Arrival::Lost { item, failure }) => Some((item, Err(ProcessError::from(*failure).at_index(item)))),
            _ => None,
        },
    }
}

fn decode<R: Decode>(payload: &[u8], answer: &Answer) -> Result<R, ProcessError> {
    let body = &payload[answer.body.clone()];
    if answer.failed {
        let failure: Failure = cerial::from_slice(body)
            .map_err(|error| ProcessError::caused(ErrorKind::Decode, "the task's error could not be decoded", error))?;
        return Err(failure.into());
    }
    decoded("the result", || {
        cerial::Options::trusted()
            .from_slice(body)
            .map_err(|error| ProcessError::caused(ErrorKind::Decode, "the result could not be decoded", error))
    })
}
