//! The verbs of calls: the same ones for each mode, with the functions that fit it.

use std::error::Error;

use cerial::{Decode, Encode};

use super::batch::{Batch, Single};
use super::call::{Call, Fallibly, Init, One, Star, With};
use super::collect;
use super::iter::{Imap, UnorderedImap};
use super::stream::Stream;
use crate::child::TaskEntry;
use crate::error::ProcessError;
use crate::job::Job;
use crate::task::{self, Task};

/// The verbs for a mode: which functions `F` fit it, what comes of one, and which entry runs it in a worker.
macro_rules! verbs {
    (
        impl[$($generics:tt)*] $mode:ty, fn[$($extra:tt)*] where[$($bound:tt)*], $output:ty, $entry:expr
    ) => {
        impl<'p, $($generics)*> Call<'p, $mode> {
            /// Runs the function on each item and gives all results in the order of the items; see
            /// [`Pool::map`](super::Pool::map).
            ///
            /// # Errors
            ///
            /// That of the first failed item, in the order of the items, or that of the whole call.
            pub fn map<F, I, $($extra)*>(&self, function: F, items: I) -> Result<Vec<$output>, ProcessError>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function; // the workers make it anew
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                collect::map(self.stream($entry, true, items), reporter)
            }

            /// As [`map`](Self::map), with the results in the order in which they come; see
            /// [`Pool::unordered_map`](super::Pool::unordered_map).
            ///
            /// # Errors
            ///
            /// As [`map`](Self::map).
            pub fn unordered_map<F, I, $($extra)*>(&self, function: F, items: I) -> Result<Vec<$output>, ProcessError>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function;
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                collect::unordered_map(self.stream($entry, true, items), reporter)
            }

            /// Runs the function on each item for what it does; see [`Pool::for_each`](super::Pool::for_each).
            ///
            /// # Errors
            ///
            /// As [`map`](Self::map).
            pub fn for_each<F, I, $($extra)*>(&self, function: F, items: I) -> Result<(), ProcessError>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function;
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                collect::for_each::<_, $output>(self.stream($entry, true, items), reporter)
            }

            /// Runs the function on each item and gives each one's result, whatever became of the others; see
            /// [`Pool::map_results`](super::Pool::map_results).
            pub fn map_results<F, I, $($extra)*>(&self, function: F, items: I) -> Vec<Result<$output, ProcessError>>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function;
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                collect::map_results(self.stream($entry, false, items), reporter)
            }

            /// Gives the results one by one, in the order of the items; see [`Pool::imap`](super::Pool::imap).
            pub fn imap<F, I, $($extra)*>(&self, function: F, items: I) -> Imap<'p, I::IntoIter, $output>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function;
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                Imap::new(self.stream($entry, false, items), reporter)
            }

            /// Gives the results one by one, as they come; see
            /// [`Pool::unordered_imap`](super::Pool::unordered_imap).
            pub fn unordered_imap<F, I, $($extra)*>(
                &self,
                function: F,
                items: I,
            ) -> UnorderedImap<'p, I::IntoIter, $output>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $($bound)*
            {
                let _: F = function;
                let items = items.into_iter();
                let reporter = self.reporter.of(&items);
                UnorderedImap::new(self.stream($entry, false, items), reporter)
            }

            /// Starts a map and doesn't wait for it; see [`Pool::async_map`](super::Pool::async_map).
            pub fn async_map<F, I, $($extra)*>(&self, function: F, items: I) -> Job<Vec<$output>>
            where
                I: IntoIterator<Item: Encode + Decode>,
                $output: 'static,
                $($bound)*
            {
                let _: F = function;
                let stream: Stream<_, $output> = self.job($entry, items);
                let (ticket, refused, items) = stream.send_all();
                Job::new(Batch::<$output>::new(ticket, refused, items))
            }
        }
    };
}

verbs!(
    impl[] One, fn[] where[F: Task<(I::Item,)>],
    F::Output, task::run_one::<F, I::Item> as TaskEntry
);

verbs!(
    impl[] Star, fn[] where[F: Task<I::Item>],
    F::Output, task::run_star::<F, I::Item> as TaskEntry
);

verbs!(
    impl[C: Decode + 'static] With<C>,
    fn[R] where[F: Fn(&C, I::Item) -> R + Copy + 'static, R: Encode + Decode],
    R, task::run_with::<F, C, I::Item, R> as TaskEntry
);

verbs!(
    impl[C: Decode + 'static] Fallibly<With<C>>,
    fn[R, E] where[
        F: Fn(&C, I::Item) -> Result<R, E> + Copy + 'static,
        R: Encode + Decode,
        E: Into<Box<dyn Error + Send + Sync>>
    ],
    R, task::run_with_trying::<F, C, I::Item, R, E> as TaskEntry
);

verbs!(
    impl[M: Fn() -> C + Copy + 'static, C: 'static] Init<M>,
    fn[R] where[F: Fn(&C, I::Item) -> R + Copy + 'static, R: Encode + Decode],
    R, task::run_made::<F, M, C, I::Item, R> as TaskEntry
);

verbs!(
    impl[M: Fn() -> C + Copy + 'static, C: 'static] Fallibly<Init<M>>,
    fn[R, E] where[
        F: Fn(&C, I::Item) -> Result<R, E> + Copy + 'static,
        R: Encode + Decode,
        E: Into<Box<dyn Error + Send + Sync>>
    ],
    R, task::run_made_trying::<F, M, C, I::Item, R, E> as TaskEntry
);

/// `submit`, which takes its arguments as a tuple.
macro_rules! submit {
    ($mode:ty) => {
        impl Call<'_, $mode> {
            /// Runs one task, and doesn't wait for it; see [`Pool::submit`](super::Pool::submit).
            ///
            /// # Errors
            ///
            /// [`Encode`](crate::ErrorKind::Encode) when the arguments can't be encoded,
            /// [`Cancelled`](crate::ErrorKind::Cancelled) when the pool was shut down.
            pub fn submit<F, Args>(&self, function: F, arguments: Args) -> Result<Job<F::Output>, ProcessError>
            where
                F: Task<Args>,
                F::Output: 'static,
                Args: Encode + Decode,
            {
                let _: F = function;
                let entry: TaskEntry = task::run_star::<F, Args>;
                Ok(Job::new(Single::<F::Output>::new(self.job_of_one(entry, &arguments)?)))
            }
        }
    };
}

submit!(One);
submit!(Star);
