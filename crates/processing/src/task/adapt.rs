//! What adapts functions to be tasks: constructors of objects with sections, and functions that may fail.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use cerial::{Decode, Encode};

use super::function::{Task, TaskFailure, Turn};
use crate::error::{ErrorKind, Failure};
use crate::protocol::Resume;
use crate::skprocess::Life;
use crate::unwind::caught;
use crate::{ProcessError, Skprocess};

/// Runs objects with sections as tasks: each argument makes one, and it lives its whole life in the other process.
///
/// The constructor gives a [`Skprocess`] or a `Result` of one. What comes of the task is the object's result. One
/// without a limit of runs works until it stops itself with [`cx.stop()`](crate::ProcessContext::stop), or until the
/// [`Job`](crate::Job) of `submit` and `async_map` is told to [`stop`](crate::Job::stop). Lives are for errors and
/// panics: a crash, or a limit that is passed, ends the worker and with it the task;
/// [`retries`](crate::Call::retries) has the whole object tried again then.
///
/// ```
/// use processing::prelude::*;
/// use processing::skprocess;
///
/// #[derive(Cerial)]
/// struct Upscale {
///     pixels: Vec<u8>,
///     factor: usize,
/// }
/// impl Upscale {
///     fn new(pixels: Vec<u8>, factor: usize) -> Self {
///         Upscale { pixels, factor }
///     }
/// }
/// impl Skprocess for Upscale {
///     type Output = Vec<u8>;
///     fn config(&self) -> ProcessConfig {
///         ProcessConfig::new().runs(1)
///     }
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         self.pixels = self.pixels.iter().flat_map(|pixel| vec![*pixel; self.factor]).collect();
///         Ok(())
///     }
///     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Vec<u8>> {
///         Ok(std::mem::take(&mut self.pixels))
///     }
/// }
///
/// let pool = Pool::new()?;
/// let scaled = pool.star().map(skprocess(Upscale::new), [(vec![1, 2], 2), (vec![7], 3)])?;
/// assert_eq!(scaled, [vec![1, 1, 2, 2], vec![7, 7, 7]]);
/// # Ok::<(), processing::ProcessError>(())
/// ```
pub fn skprocess<C: Copy + 'static, Kind>(constructor: C) -> AsProcess<C, Kind> {
    AsProcess { constructor, _kind: PhantomData }
}

/// A task from a function that may fail: an `Err` becomes the item's error, of kind [`Task`](ErrorKind::Task), with
/// the function's own as its original.
///
/// Without it the `Result` is a value like any other.
///
/// ```
/// use processing::{Pool, fallible};
///
/// fn parse(text: String) -> Result<u32, std::num::ParseIntError> {
///     text.parse()
/// }
/// let pool = Pool::new()?;
/// let error = pool.map(fallible(parse), ["1", "two"].map(String::from)).unwrap_err();
/// assert_eq!(error.index(), Some(1));
/// assert_eq!(error.original().unwrap().to_string(), "invalid digit found in string");
/// # Ok::<(), processing::ProcessError>(())
/// ```
pub fn fallible<F: Copy + 'static>(function: F) -> Fallible<F> {
    Fallible(function)
}

/// A constructor as a task; see [`skprocess`].
pub struct AsProcess<C, Kind> {
    constructor: C,
    _kind: PhantomData<fn() -> Kind>,
}

impl<C: Copy, Kind> Clone for AsProcess<C, Kind> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Copy, Kind> Copy for AsProcess<C, Kind> {}

impl<C, Kind> fmt::Debug for AsProcess<C, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AsProcess").field(&std::any::type_name::<C>()).finish()
    }
}

/// A function that may fail as a task; see [`fallible`].
#[derive(Clone, Copy)]
pub struct Fallible<F>(F);

impl<F> fmt::Debug for Fallible<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fallible").field(&std::any::type_name::<F>()).finish()
    }
}

/// What a constructor gives: an object, or a result of one. `Kind` says which; it is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no process: it doesn't implement `Skprocess`",
    label = "the constructor must give a `Skprocess`, or a `Result` of one",
    note = "a function that is to run by itself goes in without `skprocess(..)`"
)]
pub trait Made<Kind> {
    /// The object.
    type Object: Skprocess;

    #[doc(hidden)]
    fn made(self) -> Result<Self::Object, TaskFailure>;
}

/// The constructor gives an object.
#[derive(Debug)]
pub struct Plain;

/// The constructor gives a result.
#[derive(Debug)]
pub struct Trying;

impl<S: Skprocess> Made<Plain> for S {
    type Object = S;

    fn made(self) -> Result<S, TaskFailure> {
        Ok(self)
    }
}

impl<S: Skprocess, E: Into<Box<dyn Error + Send + Sync>>> Made<Trying> for Result<S, E> {
    type Object = S;

    fn made(self) -> Result<S, TaskFailure> {
        self.map_err(|error| failed(error.into()))
    }
}

/// The failure of a task whose function has failed.
pub(super) fn failed(error: Box<dyn Error + Send + Sync>) -> TaskFailure {
    ProcessError::wrapping(Failure::new(ErrorKind::Task), error).into()
}

/// Lives an object's life in another process.
fn live<S: Skprocess>(mut object: S, turn: &Turn<'_>) -> Result<S::Output, TaskFailure> {
    let config = caught(|| object.config()).map_err(|panic| {
        let mut failure = Failure::new(ErrorKind::Task);
        failure.panic = Some(panic);
        TaskFailure(failure.into())
    })?;
    let cx = turn.begin_life();
    let life = Life { config, resume: Resume::default(), supervised: false };
    let result = life.live(&mut object, &cx).map_err(|failure| TaskFailure(failure.into()));
    // Its `Drop` is user code: it runs, and can do no harm to a result that is already made.
    match caught(move || drop(object)) {
        Ok(()) => result,
        Err(panic) => {
            let mut failure = Failure::new(ErrorKind::Other).text(format!("the object's drop panicked: {panic}"));
            failure.panic = Some(panic);
            result.and(Err(TaskFailure(failure.into())))
        }
    }
}

macro_rules! adaptors {
    ($($Arg:ident)*) => {
        impl<C, Kind, M, $($Arg),*> Task<($($Arg,)*)> for AsProcess<C, Kind>
        where
            C: Fn($($Arg),*) -> M + Copy + 'static,
            M: Made<Kind>,
            Kind: 'static,
        {
            type Output = <M::Object as Skprocess>::Output;

            #[expect(non_snake_case, reason = "an argument is named as its type")]
            fn perform(self, ($($Arg,)*): ($($Arg,)*), turn: &Turn<'_>) -> Result<Self::Output, TaskFailure> {
                live((self.constructor)($($Arg),*).made()?, turn)
            }
        }

        impl<F, R, Error, $($Arg),*> Task<($($Arg,)*)> for Fallible<F>
        where
            F: Fn($($Arg),*) -> Result<R, Error> + Copy + 'static,
            R: Encode + Decode,
            Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        {
            type Output = R;

            #[expect(non_snake_case, reason = "an argument is named as its type")]
            fn perform(self, ($($Arg,)*): ($($Arg,)*), _turn: &Turn<'_>) -> Result<R, TaskFailure> {
                (self.0)($($Arg),*).map_err(|error| failed(error.into()))
            }
        }
    };
}

adaptors!(A);
adaptors!(A B);
adaptors!(A B D);
adaptors!(A B D G);
adaptors!(A B D G H);
adaptors!(A B D G H I);
adaptors!(A B D G H I J);
adaptors!(A B D G H I J K);

impl<C, Kind, M> Task<()> for AsProcess<C, Kind>
where
    C: Fn() -> M + Copy + 'static,
    M: Made<Kind>,
    Kind: 'static,
{
    type Output = <M::Object as Skprocess>::Output;

    fn perform(self, (): (), turn: &Turn<'_>) -> Result<Self::Output, TaskFailure> {
        live((self.constructor)().made()?, turn)
    }
}

impl<F, R, E> Task<()> for Fallible<F>
where
    F: Fn() -> Result<R, E> + Copy + 'static,
    R: Encode + Decode,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Output = R;

    fn perform(self, (): (), _turn: &Turn<'_>) -> Result<R, TaskFailure> {
        (self.0)().map_err(|error| failed(error.into()))
    }
}
