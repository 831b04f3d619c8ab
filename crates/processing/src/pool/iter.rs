//! Lazy calls: iterators of results.

use std::fmt;

use cerial::{Decode, Encode};

use super::order::Order;
use super::progress::Reporter;
use super::stream::Stream;
use crate::error::ProcessError;

/// Results in the order of their items; see [`Pool::imap`](super::Pool::imap).
///
/// The input is read only a bounded way ahead. Dropping it forgets what was not begun.
#[must_use = "an iterator pulls no items until it is asked for results"]
pub struct Imap<'p, I: Iterator, R> {
    stream: Stream<I, R>,
    order: Order<Result<R, ProcessError>>,
    reporter: Reporter<'p>,
    told: bool,
}

/// Results as they come; see [`Pool::unordered_imap`](super::Pool::unordered_imap).
///
/// The input is read only a bounded way ahead. Dropping it forgets what was not begun.
#[must_use = "an iterator pulls no items until it is asked for results"]
pub struct UnorderedImap<'p, I: Iterator, R> {
    stream: Stream<I, R>,
    reporter: Reporter<'p>,
    told: bool,
}

/// Results with the places of their items, from 0; see [`Imap::indexed`] and [`UnorderedImap::indexed`].
#[derive(Debug)]
#[must_use = "an iterator pulls no items until it is asked for results"]
pub struct Indexed<T>(T);

impl<'p, I: Iterator, R> Imap<'p, I, R> {
    pub(super) fn new(stream: Stream<I, R>, reporter: Reporter<'p>) -> Self {
        Imap { stream, order: Order::new(), reporter, told: false }
    }

    /// Gives each result with the place of its item.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// for (index, square) in pool.imap(|n: u64| n * n, 5..8).indexed() {
    ///     assert_eq!(square?, (index as u64 + 5).pow(2));
    /// }
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn indexed(self) -> Indexed<Self> {
        Indexed(self)
    }
}

impl<'p, I: Iterator, R> UnorderedImap<'p, I, R> {
    pub(super) fn new(stream: Stream<I, R>, reporter: Reporter<'p>) -> Self {
        UnorderedImap { stream, reporter, told: false }
    }

    /// Gives each result with the place of its item.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// for (index, square) in pool.unordered_imap(|n: u64| n * n, 5..8).indexed() {
    ///     assert_eq!(square?, (index as u64 + 5).pow(2));
    /// }
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn indexed(self) -> Indexed<Self> {
        Indexed(self)
    }
}

impl<I: Iterator, R> Imap<'_, I, R>
where
    I::Item: Encode,
    R: Decode,
{
    fn pull(&mut self) -> Option<(u64, Result<R, ProcessError>)> {
        loop {
            let item = self.order.next();
            if let Some(result) = self.order.pop() {
                return Some((item, result));
            }
            match self.stream.next(self.order.held()) {
                Some((item, result)) => {
                    self.reporter.done();
                    self.order.put(item, result);
                }
                None => return failure(&self.stream, &mut self.told).map(|error| (item, Err(error))),
            }
        }
    }
}

impl<I: Iterator, R> UnorderedImap<'_, I, R>
where
    I::Item: Encode,
    R: Decode,
{
    fn pull(&mut self) -> Option<(u64, Result<R, ProcessError>)> {
        match self.stream.next(0) {
            Some(given) => {
                self.reporter.done();
                Some(given)
            }
            None => failure(&self.stream, &mut self.told).map(|error| (self.stream.pulled(), Err(error))),
        }
    }
}

/// Why the whole call has failed, once.
fn failure<I: Iterator, R>(stream: &Stream<I, R>, told: &mut bool) -> Option<ProcessError> {
    let failure = stream.failure()?;
    (!std::mem::replace(told, true)).then(|| failure.clone().into())
}

impl<I: Iterator, R> Iterator for Imap<'_, I, R>
where
    I::Item: Encode,
    R: Decode,
{
    type Item = Result<R, ProcessError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pull().map(|(_, result)| result)
    }
}

impl<I: Iterator, R> Iterator for UnorderedImap<'_, I, R>
where
    I::Item: Encode,
    R: Decode,
{
    type Item = Result<R, ProcessError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pull().map(|(_, result)| result)
    }
}

impl<I: Iterator, R> Iterator for Indexed<Imap<'_, I, R>>
where
    I::Item: Encode,
    R: Decode,
{
    type Item = (usize, Result<R, ProcessError>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.pull().map(|(item, result)| (item as usize, result))
    }
}

impl<I: Iterator, R> Iterator for Indexed<UnorderedImap<'_, I, R>>
where
    I::Item: Encode,
    R: Decode,
{
    type Item = (usize, Result<R, ProcessError>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.pull().map(|(item, result)| (item as usize, result))
    }
}

impl<I: Iterator, R> fmt::Debug for Imap<'_, I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl<I: Iterator, R> fmt::Debug for UnorderedImap<'_, I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnorderedImap").field("stream", &self.stream).finish_non_exhaustive()
    }
}
