//! The result of a process as a future.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use cerial::Decode;

use crate::error::ProcessError;
use crate::parent::Handle;

/// The result of a process, to be awaited; see [`Process`](crate::Process). Dropping it kills the process.
///
/// It needs no runtime: the thread that watches children wakes it.
///
/// ```
/// use std::future::IntoFuture;
/// use std::pin::pin;
/// use std::sync::Arc;
/// use std::task::{Context, Poll, Wake};
///
/// use processing::prelude::*;
///
/// #[derive(Cerial)]
/// struct Answer;
/// impl Skprocess for Answer {
///     type Output = u32;
///     fn config(&self) -> ProcessConfig {
///         ProcessConfig::new().runs(1)
///     }
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         Ok(())
///     }
///     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u32> {
///         Ok(42)
///     }
/// }
///
/// /// The least of all executors: it parks the thread.
/// struct Unpark(std::thread::Thread);
/// impl Wake for Unpark {
///     fn wake(self: Arc<Self>) {
///         self.0.unpark();
///     }
/// }
///
/// let mut answer = pin!(Answer.start()?.into_future());
/// let waker = Arc::new(Unpark(std::thread::current())).into();
/// let result = loop {
///     match answer.as_mut().poll(&mut Context::from_waker(&waker)) {
///         Poll::Ready(result) => break result,
///         Poll::Pending => std::thread::park(),
///     }
/// };
/// assert_eq!(result?, 42);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[must_use = "dropping the future kills the process: await it"]
pub struct ProcessFuture<T> {
    handle: Handle,
    _output: PhantomData<fn() -> T>,
}

impl<T> ProcessFuture<T> {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, _output: PhantomData }
    }
}

impl<T: Decode> Future for ProcessFuture<T> {
    type Output = Result<T, ProcessError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.handle.poll(context).map(|()| self.handle.result())
    }
}

impl<T> fmt::Debug for ProcessFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessFuture").field("pid", &self.handle.pid()).finish_non_exhaustive()
    }
}
