//! The trait of tasks, and functions as tasks.

use cerial::{Decode, Encode};

use crate::ProcessContext;
use crate::child::TaskInput;
use crate::error::{Failure, ProcessError};

/// What runs in another process, with a tuple of arguments: a function, a closure that captures nothing,
/// [`skprocess(constructor)`](crate::skprocess) or [`fallible(function)`](crate::fallible).
///
/// It can't be implemented elsewhere. Arguments and output travel, so they are [`Cerial`](trait@cerial::Cerial).
///
/// ```
/// fn add(a: u32, b: u32) -> u32 {
///     a + b
/// }
/// fn is_task<Args>(_: impl processing::Task<Args>) {}
/// is_task::<(u32, u32)>(add);
/// is_task::<(String,)>(|text: String| text.len());
/// ```
///
/// A closure that captures is none, and doesn't build; the error names the ways out:
///
/// ```compile_fail
/// let factor = 3;
/// processing::spawn(move |n: u32| n * factor, (2,))?;
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no task for the arguments `{Args}`",
    label = "can't be called with `{Args}` in another process",
    note = "arguments arrive as values of their own: a function for `String` items takes `String`, not `&str`, and items are given by value, not by reference",
    note = "write the types of a closure's arguments: `|n: u64| n * n`",
    note = "`spawn`, `submit` and `star()` take the arguments as a tuple: `(1, 2)`, and `(1,)` for one",
    note = "a function that is `async` has to wait itself: `|n: u64| block_on(work(n))`",
    note = "an object with sections goes in by its constructor: `skprocess(MyProcess::new)`"
)]
pub trait Task<Args>: Copy + 'static {
    /// What comes of it.
    type Output: Encode + Decode;

    /// Runs it, in the other process.
    #[doc(hidden)]
    fn perform(self, arguments: Args, turn: &Turn<'_>) -> Result<Self::Output, TaskFailure>;
}

/// Where a task runs.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a>(Place<'a>);

#[derive(Clone, Copy, Debug)]
enum Place<'a> {
    Worker(&'a TaskInput<'a>),
    Child(&'a ProcessContext),
}

impl<'a> Turn<'a> {
    pub(super) fn in_worker(input: &'a TaskInput<'a>) -> Self {
        Turn(Place::Worker(input))
    }

    pub(super) fn in_child(context: &'a ProcessContext) -> Self {
        Turn(Place::Child(context))
    }

    /// The context of an object that begins its life.
    pub(super) fn begin_life(self) -> ProcessContext {
        match self.0 {
            Place::Worker(input) => input.begin_life(),
            Place::Child(context) => context.clone(),
        }
    }
}

/// Why a task gave nothing.
#[doc(hidden)]
#[derive(Debug)]
pub struct TaskFailure(pub(super) Box<Failure>);

impl From<ProcessError> for TaskFailure {
    fn from(error: ProcessError) -> Self {
        TaskFailure(error.into_failure().into())
    }
}

macro_rules! functions {
    ($($Arg:ident)*) => {
        impl<F, R, $($Arg),*> Task<($($Arg,)*)> for F
        where
            F: Fn($($Arg),*) -> R + Copy + 'static,
            R: Encode + Decode,
        {
            type Output = R;

            #[expect(non_snake_case, reason = "an argument is named as its type")]
            fn perform(self, ($($Arg,)*): ($($Arg,)*), _turn: &Turn<'_>) -> Result<R, TaskFailure> {
                Ok(self($($Arg),*))
            }
        }
    };
}

functions!(A);
functions!(A B);
functions!(A B C);
functions!(A B C D);
functions!(A B C D E);
functions!(A B C D E G);
functions!(A B C D E G H);
functions!(A B C D E G H I);

impl<F, R> Task<()> for F
where
    F: Fn() -> R + Copy + 'static,
    R: Encode + Decode,
{
    type Output = R;

    fn perform(self, (): (), _turn: &Turn<'_>) -> Result<R, TaskFailure> {
        Ok(self())
    }
}
