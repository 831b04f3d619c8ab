//! What children trace, for the subscriber of whoever started them.
//!
//! Sinks move it from the ring of a child into its [stream](stream::Stream), which has a bound: what finds no room is
//! dropped and counted. One thread for all children, which starts with the first that is traced, takes it out and
//! [plays](player::Player) it to the subscriber: that is code of the user, and so may neither run on the reactor's thread
//! nor under a lock of ours.

mod arena;
mod player;
mod stream;
mod thread;
mod values;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tracing_core::dispatcher::{self, Dispatch};
use tracing_core::subscriber::NoSubscriber;

use self::stream::Stream;
use super::Channel;
use crate::clock;

/// Whoever waits for a process waits so long at most until its subscriber has heard it all.
const HEARD_WITHIN: Duration = Duration::from_secs(1);

/// The subscriber that hears what children trace. Handles hold it, and nobody else: so it is never dropped, which may
/// run code of the user, where that may not run.
#[derive(Clone, Debug)]
pub(crate) struct Ear(Option<Dispatch>);

impl Ear {
    /// The subscriber of this thread.
    pub(crate) fn here() -> Self {
        Ear(dispatcher::get_default(|here| (!here.is::<NoSubscriber>()).then(|| here.clone())))
    }

    /// The stream to it of one process, or of one worker after the other.
    pub(crate) fn stream(&self) -> Traces {
        Traces(Arc::new(Stream::to(self.0.as_ref())))
    }
}

/// What the children of one process trace, on the way to the subscriber.
#[derive(Clone, Debug)]
pub(crate) struct Traces(Arc<Stream>);

impl Traces {
    /// What a child that starts now is to tell: see [`Begin`](crate::protocol::Begin).
    pub(crate) fn level(&self) -> u8 {
        self.0.level()
    }

    /// Takes what the child has traced, if it has told to look.
    pub(crate) fn look(&self, channel: &Channel) {
        let announced = &channel.board().traced.announced;
        if announced.load(Ordering::SeqCst) != 0 {
            // Before the ring is read: what comes behind that is told anew.
            announced.store(0, Ordering::SeqCst);
            self.take(channel, false);
        }
    }

    /// Takes the last that the child has traced; with it all its spans have ended.
    pub(crate) fn ended(&self, channel: &Channel) {
        self.take(channel, true);
    }

    fn take(&self, channel: &Channel, has_ended: bool) {
        if self.0.take(channel, has_ended, thread::start) {
            thread::play(&self.0);
        }
    }

    /// Waits until the subscriber has heard what came so far: until the deadline, and for a second, at most.
    pub(crate) fn flush(&self, deadline: Option<Instant>) {
        // A subscriber that waits for a process would wait for itself.
        if !thread::is_here() {
            let within = clock::after(HEARD_WITHIN);
            self.0.wait_played(deadline.into_iter().chain(within).min());
        }
    }
}
