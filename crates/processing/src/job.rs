//! Work that goes on elsewhere: wait for it, take what comes of it.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use crate::clock;
use crate::error::{ErrorKind, ProcessError};
use crate::parent::{Handle, decoded};
use crate::protocol::{Message, Talk};

/// Who does a job's work.
pub(crate) trait Source<T>: Send + Sync {
    /// Waits for the end, until the deadline; whether it has come.
    fn wait(&self, deadline: Option<Instant>) -> bool;
    /// Looks whether the end has come, and has the task woken at it otherwise.
    fn poll(&self, context: &mut Context<'_>) -> Poll<()>;
    /// Takes what came of it, after the end.
    fn take(&self) -> Result<T, ProcessError>;
    /// Asks it to end soon.
    fn stop(&self);
    /// With whom its handle talks.
    fn voice(&self) -> Result<Voice<'_>, ProcessError>;
}

/// With whom a job's handle talks.
pub(crate) enum Voice<'a> {
    /// A child that works for this job alone.
    Child(&'a Handle),
    /// Tasks in a pool's workers.
    Tasks(&'a dyn Tasks),
}

/// A job's tasks in a pool, as those who may be talked with.
pub(crate) trait Tasks {
    fn talk(&self) -> Option<Talk>;
    fn tell(&self, frame: Vec<u8>) -> Result<(), ProcessError>;
    /// The next message, if `check` allows it.
    fn listen(
        &self,
        deadline: Option<Instant>,
        check: &dyn Fn(&Message) -> Result<(), ProcessError>,
    ) -> Result<Option<Message>, ProcessError>;
}

/// Work in another process: one function ([`spawn`](crate::spawn), [`Pool::submit`](crate::Pool::submit)) or a batch
/// ([`Pool::async_map`](crate::Pool::async_map)).
///
/// It is `Send + Sync` for every `T`; what comes of it is decoded on the thread that takes it. **Dropping it cancels
/// the work.** With `.await` it is a future that needs no runtime of a certain kind.
///
/// ```
/// use std::time::Duration;
/// use processing::Pool;
///
/// let pool = Pool::new()?;
/// let mut job = pool.async_map(|n: u64| n * n, 0..10);
/// while !job.wait_timeout(Duration::from_millis(100)) {
///     println!("still at it");
/// }
/// assert!(job.ready());
/// assert_eq!(job.get()?.iter().sum::<u64>(), 285);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[must_use = "dropping a job cancels its work: keep it, or take what comes of it with `get`"]
pub struct Job<T> {
    source: Box<dyn Source<T>>,
    taken: bool,
}

impl<T: 'static> Job<T> {
    pub(crate) fn new(source: impl Source<T> + 'static) -> Self {
        Job { source: Box::new(source), taken: false }
    }

    /// Whether the work has ended, well or not.
    ///
    /// ```
    /// let job = processing::spawn(|| 7_u8, ())?;
    /// job.wait();
    /// assert!(job.ready());
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn ready(&self) -> bool {
        self.source.wait(Some(clock::now()))
    }

    /// Blocks until the work has ended.
    pub fn wait(&self) {
        self.source.wait(None);
    }

    /// Blocks so long at most; whether the work has ended.
    ///
    /// ```
    /// use std::time::Duration;
    /// let job = processing::spawn(|| std::thread::sleep(Duration::from_secs(60)), ())?;
    /// assert!(!job.wait_timeout(Duration::from_millis(20)));
    /// job.cancel();
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.source.wait(clock::after(timeout))
    }

    /// Waits for the end and takes what came of it.
    ///
    /// ```
    /// let job = processing::spawn(|name: String| name.len(), ("ada".to_string(),))?;
    /// assert_eq!(job.get()?, 3);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever ended the work: see [`ErrorKind`].
    pub fn get(mut self) -> Result<T, ProcessError> {
        self.source.wait(None);
        self.take()
    }

    /// The same as [`Job::get`].
    ///
    /// # Errors
    ///
    /// As [`Job::get`].
    pub fn join(self) -> Result<T, ProcessError> {
        self.get()
    }

    /// Waits so long at most and takes what came of it; `None` when the work hasn't ended, and then the job can be
    /// asked again.
    ///
    /// ```
    /// use std::time::Duration;
    /// let mut job = processing::spawn(|| 7_u8, ())?;
    /// let result = loop {
    ///     if let Some(result) = job.get_timeout(Duration::from_millis(50))? {
    ///         break result;
    ///     }
    /// };
    /// assert_eq!(result, 7);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Job::get`]; of kind [`Other`](ErrorKind::Other) when the result was taken before.
    pub fn get_timeout(&mut self, timeout: Duration) -> Result<Option<T>, ProcessError> {
        if !self.source.wait(clock::after(timeout)) {
            return Ok(None);
        }
        self.take().map(Some)
    }

    fn take(&mut self) -> Result<T, ProcessError> {
        if std::mem::replace(&mut self.taken, true) {
            return Err(ProcessError::with_text(ErrorKind::Other, "the job's result was taken before"));
        }
        self.source.take()
    }

    /// Asks the work to end soon. Doesn't block.
    ///
    /// A function sees it by [`is_stopping`](crate::ProcessContext::is_stopping), and a wait in
    /// [`sleep`](crate::ProcessContext::sleep) or [`listen`](crate::ProcessContext::listen) ends; an object with
    /// sections ends after its current run. A pool's job starts none of its waiting tasks any more, and its result is an
    /// error of kind [`Cancelled`](ErrorKind::Cancelled) if one was left out.
    ///
    /// ```
    /// use std::time::Duration;
    /// use processing::ProcessContext;
    ///
    /// fn watch() -> u32 {
    ///     let cx = ProcessContext::current().expect("a child has one");
    ///     let mut turns = 0;
    ///     while cx.sleep(Duration::from_millis(1)).is_ok() {
    ///         turns += 1;
    ///     }
    ///     turns
    /// }
    /// let job = processing::spawn(watch, ())?;
    /// job.stop();
    /// job.get()?;
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn stop(&self) {
        self.source.stop();
    }

    /// Gives the work up: a child of its own is ended, a pool's waiting tasks are forgotten, and what its running
    /// ones come to is ignored.
    pub fn cancel(self) {}

    /// Sends a message of any type to who works for this job. Doesn't block.
    ///
    /// What is told to a pool's job reaches each of its tasks: those that run and those that begin later. So a job of
    /// many tasks, or one with [`retries`](crate::Call::retries), keeps all that it was told until its end.
    ///
    /// ```
    /// use processing::{Pool, ProcessContext};
    ///
    /// fn greet() -> processing::Result {
    ///     let cx = ProcessContext::current().ok_or("no child")?;
    ///     let name: String = cx.listen()?;
    ///     cx.tell(format!("hello {name}"))?;
    ///     Ok(())
    /// }
    /// let job = processing::spawn(processing::fallible(greet), ())?;
    /// job.tell("ada")?;
    /// assert_eq!(job.listen::<String>()?, "hello ada");
    /// job.get()?;
    ///
    /// let pool = Pool::new()?;
    /// let job = pool.submit(processing::fallible(greet), ())?;
    /// job.tell("grace")?;
    /// assert_eq!(job.listen::<String>()?, "hello grace");
    /// job.get()?;
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Encode`](ErrorKind::Encode) when the value can't be encoded, [`Ended`](ErrorKind::Ended) when the work has
    /// ended, [`Full`](ErrorKind::Full) when 64 MiB wait that were not listened to, or are kept.
    pub fn tell(&self, message: impl Encode) -> Result<(), ProcessError> {
        match self.source.voice()? {
            Voice::Child(handle) => handle.tell(&message, false),
            Voice::Tasks(tasks) => {
                let (frame, _) = Message::frame_of_talk(&message, tasks.talk().unwrap_or(Talk::NONE))?;
                tasks.tell(frame)
            }
        }
    }

    /// Waits for the next message of who works for this job; of a pool's job whichever of its tasks tells it.
    ///
    /// # Errors
    ///
    /// [`Ended`](ErrorKind::Ended) when the work has ended and no message waits,
    /// [`WrongMessage`](ErrorKind::WrongMessage) when the next message is of another type (it stays),
    /// [`Decode`](ErrorKind::Decode) when it can't be decoded.
    pub fn listen<M: Decode>(&self) -> Result<M, ProcessError> {
        match self.hear(None)? {
            Some(message) => Ok(message),
            None => unreachable!("a wait without a deadline ends with a message or an error"),
        }
    }

    /// Waits so long for the next message; `None` when none came.
    ///
    /// # Errors
    ///
    /// As [`Job::listen`].
    pub fn listen_timeout<M: Decode>(&self, timeout: Duration) -> Result<Option<M>, ProcessError> {
        self.hear(clock::after(timeout))
    }

    fn hear<M: Decode>(&self, deadline: Option<Instant>) -> Result<Option<M>, ProcessError> {
        match self.source.voice()? {
            Voice::Child(handle) => handle.listen(deadline),
            Voice::Tasks(tasks) => {
                let message = tasks.listen(deadline, &Message::check::<M>)?;
                message.map(|message| decoded("the message", || message.value())).transpose()
            }
        }
    }
}

impl<T: Decode + 'static> Job<T> {
    /// The job of a child that was started for it.
    pub(crate) fn of_child(handle: Handle) -> Self {
        Job::new(handle)
    }
}

impl<T: Decode> Source<T> for Handle {
    fn wait(&self, deadline: Option<Instant>) -> bool {
        Handle::wait(self, deadline)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        Handle::poll(self, context)
    }

    fn take(&self) -> Result<T, ProcessError> {
        self.result()
    }

    fn stop(&self) {
        Handle::stop(self);
    }

    fn voice(&self) -> Result<Voice<'_>, ProcessError> {
        Ok(Voice::Child(self))
    }
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("result", &std::any::type_name::<T>()).finish_non_exhaustive()
    }
}

/// A [`Job`] that is awaited.
///
/// ```
/// # use std::task::{Context, Poll, Wake, Waker};
/// # struct Unpark(std::thread::Thread);
/// # impl Wake for Unpark {
/// #     fn wake(self: std::sync::Arc<Self>) { self.0.unpark() }
/// # }
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         match future.as_mut().poll(&mut Context::from_waker(&waker)) {
/// #             Poll::Ready(output) => return output,
/// #             Poll::Pending => std::thread::park(),
/// #         }
/// #     }
/// # }
/// let job = processing::spawn(|a: u32, b: u32| a + b, (1, 2))?;
/// let sum = block_on(async { job.await })?; // any runtime's `block_on`
/// assert_eq!(sum, 3);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct JobFuture<T>(Job<T>);

impl<T: 'static> Future for JobFuture<T> {
    type Output = Result<T, ProcessError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.source.poll(context) {
            Poll::Ready(()) => Poll::Ready(self.0.take()),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T: 'static> IntoFuture for Job<T> {
    type Output = Result<T, ProcessError>;
    type IntoFuture = JobFuture<T>;

    fn into_future(self) -> JobFuture<T> {
        JobFuture(self)
    }
}
