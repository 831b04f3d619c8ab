//! A subscriber that keeps what it hears.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use suite_tests::wait_until;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// An event, with the spans around it from the outermost on.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) level: Level,
    pub(super) target: String,
    pub(super) name: String,
    pub(super) place: (Option<String>, Option<u32>),
    pub(super) fields: Fields,
    pub(super) spans: Vec<(String, Fields)>,
}

impl Heard {
    /// What the message says.
    pub(super) fn message(&self) -> &str {
        self.fields.get("message")
    }
}

/// Values of fields, each as the kind that it was shown as and its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(BTreeMap<String, (&'static str, String)>);

impl Fields {
    /// A value's text; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |(_, text)| text)
    }

    /// A value with its kind.
    pub(super) fn typed(&self, name: &str) -> Option<(&'static str, &str)> {
        self.0.get(name).map(|(kind, text)| (*kind, text.as_str()))
    }

    fn put(&mut self, field: &Field, kind: &'static str, text: String) {
        self.0.insert(field.name().into(), (kind, text));
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, "f64", value.to_string());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, "i64", value.to_string());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, "u64", value.to_string());
    }
    fn record_i128(&mut self, field: &Field, value: i128) {
        self.put(field, "i128", value.to_string());
    }
    fn record_u128(&mut self, field: &Field, value: u128) {
        self.put(field, "u128", value.to_string());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, "bool", value.to_string());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, "str", value.into());
    }
    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.put(field, "bytes", format!("{value:?}"));
    }
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let chain = std::iter::successors(Some(value), |error| (*error).source());
        let texts: Vec<String> = chain.map(ToString::to_string).collect();
        self.put(field, "error", texts.join(" < "));
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, "debug", format!("{value:?}"));
    }
}

/// All that a subscriber has heard.
#[derive(Clone, Debug, Default)]
pub(super) struct Capture {
    events: Arc<Mutex<Vec<Heard>>>,
    /// The names of spans as they began, and as they were closed.
    begun: Arc<Mutex<Vec<String>>>,
    closed: Arc<Mutex<Vec<String>>>,
}

impl Capture {
    /// Hears as this process's default what is of this level or above.
    pub(super) fn install(level: LevelFilter) -> Self {
        let capture = Capture::default();
        let subscriber = tracing_subscriber::registry().with(level).with(capture.clone());
        tracing::subscriber::set_global_default(subscriber).expect("the first one of this process");
        capture
    }

    pub(super) fn events(&self) -> Vec<Heard> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn messages(&self) -> Vec<String> {
        self.events().iter().map(|event| event.message().into()).collect()
    }

    pub(super) fn begun(&self) -> Vec<String> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn closed(&self) -> Vec<String> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The event with that message, as soon as it is there.
    pub(super) fn wait_for(&self, message: &str) -> Heard {
        let find = || self.events().into_iter().find(|event| event.message() == message);
        wait_until(Duration::from_secs(20), || find().is_some());
        find().unwrap_or_else(|| panic!("{message:?} was not heard, but {:?}", self.messages()))
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let span = context.span(id).expect("it has just begun");
        span.extensions_mut().insert(fields);
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).push(span.name().into());
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).expect("it is open");
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let scope = context.event_scope(event).into_iter().flat_map(|scope| scope.from_root());
        let spans =
            scope.map(|span| (span.name().into(), span.extensions().get::<Fields>().cloned().unwrap_or_default()));
        let spans: Vec<(String, Fields)> = spans.collect();
        let metadata = event.metadata();
        let heard = Heard {
            level: *metadata.level(),
            target: metadata.target().into(),
            name: metadata.name().into(),
            place: (metadata.file().map(Into::into), metadata.line()),
            fields,
            spans,
        };
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let name = context.span(&id).expect("it is about to close").name().into();
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }
}
