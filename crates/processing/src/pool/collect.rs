//! Calls that are waited for: all results of a stream.

use cerial::{Decode, Encode};

use super::order::Order;
use super::progress::Reporter;
use super::stream::Stream;
use crate::error::{ErrorKind, ProcessError};

/// The first failed item's error, as far as is known.
#[derive(Default)]
pub(super) struct First(Option<(u64, ProcessError)>);

impl First {
    pub(super) fn note(&mut self, item: u64, error: ProcessError) {
        if self.0.as_ref().is_none_or(|(first, _)| item < *first) {
            self.0 = Some((item, error));
        }
    }

    /// The error, or that of the whole call.
    pub(super) fn check(self, whole: Option<ProcessError>) -> Result<(), ProcessError> {
        match (self.0, whole) {
            (Some((_, error)), _) | (None, Some(error)) => Err(error),
            (None, None) => Ok(()),
        }
    }
}

/// Gives each result to `take`, until the first failure.
fn drive<I, R>(
    stream: &mut Stream<I, R>,
    mut reporter: Reporter<'_>,
    mut take: impl FnMut(u64, R),
) -> Result<(), ProcessError>
where
    I: Iterator<Item: Encode>,
    R: Decode,
{
    let mut first = First::default();
    stream.attend();
    while let Some((item, result)) = stream.next(0) {
        match result {
            Ok(result) => take(item, result),
            Err(error) => {
                stream.stop_pulling();
                first.note(item, error);
            }
        }
        reporter.done();
    }
    first.check(stream.failure().map(|failure| failure.clone().into()))
}

/// All results, in the order of their items.
pub(super) fn map<I, R>(mut stream: Stream<I, R>, reporter: Reporter<'_>) -> Result<Vec<R>, ProcessError>
where
    I: Iterator<Item: Encode>,
    R: Decode,
{
    let mut results = Vec::with_capacity(stream.rest().size_hint().0.min(MOST_RESERVED));
    let mut order = Order::new();
    drive(&mut stream, reporter, |item, result| {
        if item == results.len() as u64 {
            // The common case: it is the next one.
            results.push(result);
            order.pass_over();
        } else {
            order.put(item, result);
        }
        while let Some(result) = order.pop() {
            results.push(result);
        }
    })?;
    if results.len() as u64 == stream.pulled() { Ok(results) } else { Err(missing(results.len() as u64)) }
}

/// An input's claim of its length is not believed beyond this.
const MOST_RESERVED: usize = 1 << 16;

/// All results, in the order in which they come.
pub(super) fn unordered_map<I, R>(mut stream: Stream<I, R>, reporter: Reporter<'_>) -> Result<Vec<R>, ProcessError>
where
    I: Iterator<Item: Encode>,
    R: Decode,
{
    let mut results = Vec::with_capacity(stream.rest().size_hint().0.min(MOST_RESERVED));
    drive(&mut stream, reporter, |_, result| results.push(result))?;
    Ok(results)
}

/// No results, but that all went well.
pub(super) fn for_each<I, R>(mut stream: Stream<I, R>, reporter: Reporter<'_>) -> Result<(), ProcessError>
where
    I: Iterator<Item: Encode>,
    R: Decode,
{
    drive(&mut stream, reporter, |_, _| ())
}

/// Each item's result, in the order of the items.
pub(super) fn map_results<I, R>(mut stream: Stream<I, R>, mut reporter: Reporter<'_>) -> Vec<Result<R, ProcessError>>
where
    I: Iterator<Item: Encode>,
    R: Decode,
{
    let mut results = Vec::with_capacity(stream.rest().size_hint().0.min(MOST_RESERVED));
    let mut order = Order::new();
    stream.attend();
    while let Some((item, result)) = stream.next(0) {
        order.put(item, result);
        while let Some(result) = order.pop() {
            results.push(result);
        }
        reporter.done();
    }
    // If the whole call has failed, so has each item that has no result of its own, pulled or not.
    let whole = stream.failure().cloned();
    let mut pulled = stream.pulled();
    while whole.is_some() && stream.rest().next().is_some() {
        pulled += 1;
    }
    while order.next() < pulled {
        let item = order.next();
        results.push(match order.pop() {
            Some(result) => result,
            None => {
                order.pass_over();
                Err(whole.clone().map_or_else(|| missing(item), |failure| ProcessError::from(failure).at_index(item)))
            }
        });
    }
    results
}

/// The error of an item that was never begun.
pub(super) fn missing(item: u64) -> ProcessError {
    ProcessError::with_text(ErrorKind::Cancelled, "the call ended before it began").at_index(item)
}
