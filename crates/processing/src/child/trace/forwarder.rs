//! The subscriber of a child: it makes data of what is traced, and keeps nothing but the open spans.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use tracing_core::span::{Attributes, Current, Id, Record};
use tracing_core::subscriber::Interest;
use tracing_core::{Event, LevelFilter, Metadata, Subscriber};

use super::OUTFLOW;
use super::fields::Values;
use super::spans::{self, Spans};
use crate::protocol::{Moment, Site, Trace, Value, number_of_level};

/// Forwards to the parent what its level lets through.
#[derive(Debug)]
pub(super) struct Forwarder {
    level: LevelFilter,
    spans: Spans,
    /// The number of the last span.
    last: AtomicU64,
    /// The sites that the parent knows.
    told: RwLock<HashSet<u64>>,
}

impl Forwarder {
    pub(super) fn new(level: LevelFilter) -> Self {
        Forwarder { level, spans: Spans::default(), last: AtomicU64::new(0), told: RwLock::default() }
    }

    /// The span around something, as the parent knows it.
    fn around(&self, parent: Option<&Id>, contextual: bool) -> Option<u64> {
        let number = match parent {
            Some(parent) => Some(parent.into_u64()),
            None if contextual => spans::current(),
            None => None,
        };
        self.spans.shown(number?)
    }

    /// Tells what happened at a site; whether there was room for it.
    fn tell(
        &self,
        metadata: &'static Metadata<'static>,
        parent: Option<u64>,
        values: Vec<(u32, Value)>,
        what: impl FnOnce(Moment) -> Trace,
    ) -> bool {
        let Some(outflow) = OUTFLOW.get() else { return false };
        let site = std::ptr::from_ref(metadata).addr() as u64;
        let is_told = self.told.read().unwrap_or_else(PoisonError::into_inner).contains(&site);
        let described = (!is_told).then(|| Box::new(describe(metadata)));
        let went = outflow.tell(&what(Moment { site, described, run: outflow.run(), parent, values }));
        if went && !is_told {
            // Whoever comes after this finds it told; whoever came meanwhile has told it once more.
            self.told.write().unwrap_or_else(PoisonError::into_inner).insert(site);
        }
        went
    }

    /// Tells a record of the `log` crate, if the event is one: as an event of its own target and place.
    #[cfg(feature = "log")]
    fn tell_log(&self, event: &Event<'_>, parent: Option<u64>) -> bool {
        use tracing_log::NormalizeEvent;

        let Some(metadata) = event.normalized_metadata() else { return false };
        let Some(outflow) = OUTFLOW.get() else { return true };
        let mut values = Values::of(|visitor| event.record(visitor));
        let message = event.fields().find(|field| field.name() == "message").map(|field| field.index() as u32);
        values.retain(|(place, _)| Some(*place) == message);
        values.iter_mut().for_each(|(place, _)| *place = 0);
        let site = Site { fields: vec!["message".into()], ..describe(&metadata) };
        let moment = Moment { site: 0, described: Some(Box::new(site)), run: outflow.run(), parent, values };
        outflow.tell(&Trace::Event(moment));
        true
    }
}

/// A site as data.
fn describe(metadata: &Metadata<'_>) -> Site {
    Site {
        is_span: metadata.is_span(),
        level: number_of_level(LevelFilter::from_level(*metadata.level())),
        name: metadata.name().into(),
        target: metadata.target().into(),
        module: metadata.module_path().map(Into::into),
        file: metadata.file().map(Into::into),
        line: metadata.line(),
        fields: metadata.fields().iter().map(|field| field.name().into()).collect(),
    }
}

impl Subscriber for Forwarder {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let metadata = attributes.metadata();
        // The user's own formatting runs here, with no lock of ours.
        let values = Values::of(|visitor| attributes.record(visitor));
        let parent = self.around(attributes.parent(), attributes.is_contextual());
        let went = self.tell(metadata, parent, values, |moment| Trace::Span { number, moment });
        self.spans.insert(number, metadata, if went { Some(number) } else { parent });
        Id::from_u64(number)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let span = span.into_u64();
        if self.spans.shown(span) == Some(span)
            && let Some(outflow) = OUTFLOW.get()
        {
            let values = Values::of(|visitor| values.record(visitor));
            outflow.tell(&Trace::Fields { span, values });
        }
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        let span = span.into_u64();
        if self.spans.shown(span) == Some(span)
            && let Some(other) = self.spans.shown(follows.into_u64())
            && let Some(outflow) = OUTFLOW.get()
        {
            outflow.tell(&Trace::Follows { span, other });
        }
    }

    fn event(&self, event: &Event<'_>) {
        let parent = self.around(event.parent(), event.is_contextual());
        #[cfg(feature = "log")]
        if self.tell_log(event, parent) {
            return;
        }
        let values = Values::of(|visitor| event.record(visitor));
        self.tell(event.metadata(), parent, values, Trace::Event);
    }

    fn enter(&self, span: &Id) {
        spans::enter(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        spans::exit(span.into_u64());
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.spans.hold(span.into_u64());
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        let number = span.into_u64();
        let Some(closed) = self.spans.release(number) else { return false };
        if closed.shown == Some(number)
            && let Some(outflow) = OUTFLOW.get()
        {
            // The parent would hold it open else.
            outflow.tell_end(number);
        }
        true
    }

    fn current_span(&self) -> Current {
        let open = spans::current().and_then(|number| Some((number, self.spans.get(number)?)));
        open.map_or_else(Current::none, |(number, open)| Current::new(Id::from_u64(number), open.metadata))
    }
}
