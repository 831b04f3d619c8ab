//! The work of a job in a pool.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use cerial::Decode;

use super::collect::{First, missing};
use super::mail::Arrival;
use super::order::Order;
use super::stream::{FEW, next_result, result};
use super::ticket::Ticket;
use crate::error::{Failure, ProcessError};
use crate::job::{Source, Tasks, Voice};
use crate::protocol::{Message, Talk};

/// All tasks of a job.
pub(super) struct Batch<R> {
    ticket: Result<Ticket, Failure>,
    /// The items that could not be encoded.
    refused: Mutex<VecDeque<(u64, ProcessError)>>,
    items: u64,
    _result: PhantomData<fn() -> R>,
}

impl<R: Decode> Batch<R> {
    pub(super) fn new(ticket: Result<Ticket, Failure>, refused: VecDeque<(u64, ProcessError)>, items: u64) -> Self {
        Batch { ticket, refused: Mutex::new(refused), items, _result: PhantomData }
    }

    fn results(&self) -> Result<Vec<R>, ProcessError> {
        let ticket = self.ticket.as_ref().map_err(|failure| ProcessError::from(failure.clone()))?;
        let mut arrivals: VecDeque<Arrival> = VecDeque::new();
        let standing = ticket.exchange(None, false, &mut arrivals);
        let mut first = First::default();
        for (item, error) in self.refused.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            first.note(item, error);
        }
        let mut order = Order::new();
        let mut results = Vec::new();
        while let Some((item, result)) = next_result(&mut arrivals) {
            match result {
                Ok(result) => order.put(item, result),
                Err(error) => first.note(item, error),
            }
            while let Some(result) = order.pop() {
                results.push(result);
            }
        }
        first.check(standing.failed.map(|failure| (*failure).into()))?;
        if results.len() as u64 == self.items { Ok(results) } else { Err(missing(results.len() as u64)) }
    }

    fn wait(&self, deadline: Option<Instant>) -> bool {
        self.ticket.as_ref().map_or(true, |ticket| {
            let _attendance = (self.items >= FEW).then(|| ticket.attend());
            ticket.wait_over(deadline)
        })
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        self.ticket.as_ref().map_or(Poll::Ready(()), |ticket| ticket.poll(context))
    }

    fn stop(&self) {
        if let Ok(ticket) = &self.ticket {
            ticket.halt();
        }
    }

    fn voice(&self) -> Result<Voice<'_>, ProcessError> {
        let ticket = self.ticket.as_ref().map_err(|failure| ProcessError::from(failure.clone()))?;
        Ok(Voice::Tasks(ticket))
    }
}

impl Tasks for Ticket {
    fn talk(&self) -> Option<Talk> {
        self.talk()
    }

    fn tell(&self, frame: Vec<u8>) -> Result<(), ProcessError> {
        self.tell(frame)
    }

    fn listen(
        &self,
        deadline: Option<Instant>,
        check: &dyn Fn(&Message) -> Result<(), ProcessError>,
    ) -> Result<Option<Message>, ProcessError> {
        self.listen(deadline, check)
    }
}

impl<R> fmt::Debug for Batch<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("items", &self.items).finish_non_exhaustive()
    }
}

impl<R: Decode> Source<Vec<R>> for Batch<R> {
    fn wait(&self, deadline: Option<Instant>) -> bool {
        self.wait(deadline)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        self.poll(context)
    }

    fn take(&self) -> Result<Vec<R>, ProcessError> {
        self.results()
    }

    fn stop(&self) {
        self.stop();
    }

    fn voice(&self) -> Result<Voice<'_>, ProcessError> {
        self.voice()
    }
}

/// A job of one task.
#[derive(Debug)]
pub(super) struct Single<R> {
    ticket: Ticket,
    _result: PhantomData<fn() -> R>,
}

impl<R> Single<R> {
    pub(super) fn new(ticket: Ticket) -> Self {
        Single { ticket, _result: PhantomData }
    }
}

impl<R: Decode> Source<R> for Single<R> {
    fn wait(&self, deadline: Option<Instant>) -> bool {
        self.ticket.wait_over(deadline)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        self.ticket.poll(context)
    }

    fn take(&self) -> Result<R, ProcessError> {
        let (arrival, failed) = self.ticket.finish();
        match (arrival.map(result), failed) {
            (Some(Err(error)), _) => Err(error),
            (_, Some(failure)) => Err((*failure).into()),
            (Some(result), None) => result,
            (None, None) => Err(missing(0)),
        }
    }

    fn stop(&self) {
        self.ticket.halt();
    }

    fn voice(&self) -> Result<Voice<'_>, ProcessError> {
        Ok(Voice::Tasks(&self.ticket))
    }
}
