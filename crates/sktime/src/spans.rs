//! [`TimingLayer`]: times the spans of `tracing`.

use std::collections::HashMap;
use std::fmt;
use std::time::Instant;

use tracing_core::callsite::Identifier;
use tracing_core::span::{Attributes, Id};
use tracing_core::{Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::frame::Frame;
use crate::report::named_or;
use crate::sync::{RwLock, read, write};
use crate::timer::Timer;

/// A layer for `tracing-subscriber` that times spans: one record for each span, in a timer by the span's name.
///
/// The timers are named `target::name` and stand in [`report`](crate::report) like those of functions;
/// [`timer`](crate::timer)`("name")` finds one. A record is the time that the span was entered, from its first
/// entering to its close; the time in between, when a future waited, counts as paused. Where a span is entered by
/// several threads at once, the time counts once. A span that is never entered isn't recorded, nor one that ends by a
/// panic. One subscriber takes one such layer; a filter of `tracing-subscriber` on the layer chooses spans.
///
/// ```
/// use sktime::TimingLayer;
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let subscriber = tracing_subscriber::registry().with(TimingLayer::new());
/// tracing::subscriber::with_default(subscriber, || {
///     for _ in 0..3 {
///         tracing::info_span!("checkout").in_scope(|| "7".parse::<u8>()).unwrap();
///     }
/// });
/// assert_eq!(sktime::timer("checkout").unwrap().count(), 3);
/// println!("{}", sktime::report());
/// ```
pub struct TimingLayer {
    make: fn() -> Timer,
    timers: RwLock<HashMap<Identifier, Timer>>,
}

impl TimingLayer {
    /// A layer whose timers keep all records.
    #[must_use]
    pub fn new() -> Self {
        Self { make: Timer::new, timers: RwLock::new(HashMap::new()) }
    }

    /// How the timer of a name is made that has none yet: with bounded memory, say.
    ///
    /// ```
    /// let layer = sktime::TimingLayer::new().made_by(|| sktime::Timer::with_max_times(10_000));
    /// ```
    #[must_use]
    pub fn made_by(mut self, make: fn() -> Timer) -> Self {
        self.make = make;
        self
    }

    fn timer(&self, metadata: &'static Metadata<'static>) -> Timer {
        let callsite = metadata.callsite();
        if let Some(timer) = read(&self.timers).get(&callsite) {
            return timer.clone();
        }
        let timer = named_or(format!("{}::{}", metadata.target(), metadata.name()), self.make);
        write(&self.timers).entry(callsite).or_insert(timer).clone()
    }
}

impl Default for TimingLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TimingLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimingLayer").field("spans", &read(&self.timers).len()).finish_non_exhaustive()
    }
}

/// A span that is open.
struct Open {
    timer: Timer,
    /// Begins with the first entering.
    frame: Option<Frame>,
    /// How many threads are in it.
    inside: usize,
    panicking: bool,
}

impl Open {
    fn enter(&mut self, now: Instant) {
        self.inside += 1;
        match &mut self.frame {
            None => self.frame = Some(Frame::new(now)),
            // Paused, if nobody was inside; else there is nothing to resume.
            Some(frame) => {
                let _ = frame.resume(now);
            }
        }
    }

    fn exit(&mut self, now: Instant) {
        self.inside = self.inside.saturating_sub(1);
        if let (0, Some(frame)) = (self.inside, &mut self.frame) {
            // Running, since somebody was inside.
            let _ = frame.pause(now);
        }
    }

    fn close(self, now: Instant) {
        if let Some(frame) = self.frame.filter(|_| std::thread::panicking() == self.panicking) {
            self.timer.record(frame.interval(now), now);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for TimingLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let timer = self.timer(attributes.metadata());
            let panicking = std::thread::panicking();
            span.extensions_mut().replace(Open { timer, frame: None, inside: 0, panicking });
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            open.enter(Instant::now());
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let now = Instant::now();
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            open.exit(now);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let now = Instant::now();
        if let Some(span) = context.span(&id) {
            let open = span.extensions_mut().remove::<Open>();
            if let Some(open) = open {
                open.close(now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn threads_that_are_inside_at_once_count_once() {
        let (timer, start) = (Timer::new(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut open = Open { timer: timer.clone(), frame: None, inside: 0, panicking: false };
        open.enter(at(1));
        open.enter(at(2)); // a second one
        open.exit(at(3));
        open.exit(at(5)); // nobody
        open.enter(at(8));
        open.exit(at(9));
        open.close(at(10));
        assert_eq!(timer.times(), [Duration::from_secs(4 + 1)]);
        assert_eq!(timer.total_paused(), Some(Duration::from_secs(3 + 1)));
    }
}
