//! What one child traces, played to the subscriber: its events, and its spans from their beginning to their end.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing_core::dispatcher::{self, Dispatch};
use tracing_core::field;
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, Metadata, callsite};

use super::arena::{PROCESS, RUN, SHARED, Stand, own_site, size_of_texts, stand_of};
use super::stream::{Item, Stream};
use super::values::{Shown, Verbatim, in_words, shown};
use crate::protocol::{Moment, Site, Trace, Value};
use crate::{clock, link};

/// So many sites and open spans of one child are known at most, and no site with more bytes of texts than that: a child
/// can't fill the parent's memory with them.
const MOST_SITES: usize = 16 << 10;
const MOST_SPANS: usize = 64 << 10;
const LARGEST_SITE: usize = 16 << 10;
/// Spans lie no deeper in each other than this.
const DEEPEST: usize = 1 << 10;
/// Drops are told so long after the first of them, all as one.
const TELL_AFTER: Duration = Duration::from_secs(1);

/// What is known of the present child of a stream.
#[derive(Debug)]
pub(super) struct Player {
    stream: Arc<Stream>,
    pid: u32,
    sites: HashMap<u64, Known>,
    spans: HashMap<u64, Span>,
    /// What was dropped by now and the subscriber knows of, and when it is to hear of more.
    told_drops: u64,
    tells_at: Option<Instant>,
}

/// A site.
#[derive(Clone, Debug)]
struct Known {
    stand: Stand,
    /// What it is, where another one stands for it.
    site: Option<Arc<Site>>,
    /// How many fields of its own it has.
    own_fields: usize,
}

/// A span of the child.
#[derive(Debug)]
enum Span {
    /// The subscriber has it.
    Heard(Id, Known),
    /// The subscriber wants none of it: the span around it stands for it.
    Unheard(Option<u64>),
}

impl Player {
    pub(super) fn new(stream: &Arc<Stream>) -> Self {
        Player {
            stream: Arc::clone(stream),
            pid: 0,
            sites: HashMap::new(),
            spans: HashMap::new(),
            told_drops: stream.told_drops(),
            tells_at: None,
        }
    }

    /// Plays what has come; whether the child has ended.
    pub(super) fn play(&mut self, items: VecDeque<Item>) -> bool {
        let mut has_ended = false;
        self.with_hearer(|player, hearer| {
            for item in items {
                match item {
                    Item::Records { pid, records } => {
                        (player.pid, has_ended) = (pid, false);
                        link::records(&records).for_each(|record| player.record(hearer, record));
                    }
                    Item::Ended => {
                        has_ended = true;
                        player.end(hearer);
                    }
                }
            }
        });
        if self.tells_at.is_none() && self.stream.dropped() > self.told_drops {
            self.tells_at = clock::after(TELL_AFTER);
        }
        has_ended
    }

    /// When the subscriber is to hear of drops.
    pub(super) fn tells_at(&self) -> Option<Instant> {
        self.tells_at
    }

    /// Tells of drops, if it is time.
    pub(super) fn tell_late(&mut self) {
        if self.tells_at.is_some_and(|at| clock::until(at).is_zero()) {
            self.with_hearer(Self::tell_drops);
        }
    }

    /// Does something with the subscriber as this thread's default, if it is still there.
    fn with_hearer(&mut self, action: impl FnOnce(&mut Self, &Dispatch)) {
        let hearer = self.stream.hearer();
        if let Some(hearer) = &hearer {
            dispatcher::with_default(hearer, || action(self, hearer));
        }
        // It may be the last that holds it, and its drop is the user's.
        guarded(|| drop(hearer));
    }

    fn record(&mut self, hearer: &Dispatch, record: Option<&[u8]>) {
        let trace = record.and_then(|record| cerial::from_slice(record).ok());
        let played = trace.and_then(|trace| match trace {
            Trace::Event(moment) => self.event(hearer, moment),
            Trace::Span { number, moment } => self.span(hearer, number, moment),
            Trace::Fields { span, values } => self.fields(hearer, span, values),
            Trace::Follows { span, other } => {
                if let (Some(Span::Heard(id, _)), Some(other)) = (self.spans.get(&span), self.heard(Some(other))) {
                    guarded(|| hearer.record_follows_from(id, &other));
                }
                Some(())
            }
            Trace::Closed { span } => {
                if let Some(Span::Heard(id, _)) = self.spans.remove(&span) {
                    guarded(|| hearer.try_close(id));
                }
                Some(())
            }
        });
        if played.is_none() {
            self.stream.drop_one();
        }
    }

    /// The span itself where the subscriber has it, else the nearest one around it.
    fn heard(&self, mut number: Option<u64>) -> Option<Id> {
        for _ in 0..DEEPEST {
            match self.spans.get(&number?)? {
                Span::Heard(id, _) => return Some(id.clone()),
                Span::Unheard(around) => number = *around,
            }
        }
        None
    }

    /// The site of a moment; `None` where it can't be known.
    fn site(&mut self, moment: &mut Moment) -> Option<Known> {
        let Some(site) = moment.described.take() else { return self.sites.get(&moment.site).cloned() };
        if size_of_texts(&site) > LARGEST_SITE {
            return None;
        }
        let known = Known::of(*site);
        if moment.site != 0 && (self.sites.len() < MOST_SITES || self.sites.contains_key(&moment.site)) {
            self.sites.insert(moment.site, known.clone());
        }
        Some(known)
    }

    fn event(&mut self, hearer: &Dispatch, mut moment: Moment) -> Option<()> {
        let known = self.site(&mut moment)?;
        let parent = self.heard(moment.parent);
        known.play(hearer, self.pid, moment.run, moment.values, |metadata, values| {
            hearer.event(&Event::new_child_of(parent, metadata, values));
        });
        Some(())
    }

    fn span(&mut self, hearer: &Dispatch, number: u64, mut moment: Moment) -> Option<()> {
        let known = self.site(&mut moment)?;
        if self.spans.len() >= MOST_SPANS || self.spans.contains_key(&number) {
            return None;
        }
        let parent = self.heard(moment.parent);
        let mut id = None;
        known.play(hearer, self.pid, moment.run, moment.values, |metadata, values| {
            let attributes = match parent {
                Some(parent) => Attributes::child_of(parent, metadata, values),
                None => Attributes::new_root(metadata, values),
            };
            id = Some(hearer.new_span(&attributes));
        });
        let span = id.map_or(Span::Unheard(moment.parent), |id| Span::Heard(id, known));
        self.spans.insert(number, span);
        Some(())
    }

    fn fields(&mut self, hearer: &Dispatch, span: u64, values: Vec<(u32, Value)>) -> Option<()> {
        let Span::Heard(id, known) = self.spans.get(&span)? else { return Some(()) };
        known.show(None, None, values, |_, values| hearer.record(id, &Record::new(values)));
        Some(())
    }

    fn end(&mut self, hearer: &Dispatch) {
        let mut open: Vec<(u64, Span)> = self.spans.drain().collect();
        // Inner spans began later.
        open.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
        for (_, span) in open {
            if let Span::Heard(id, _) = span {
                guarded(|| hearer.try_close(id));
            }
        }
        self.sites.clear();
        self.tell_drops(hearer);
    }

    fn tell_drops(&mut self, hearer: &Dispatch) {
        self.tells_at = None;
        let dropped = self.stream.dropped();
        let more = dropped.saturating_sub(self.told_drops);
        if more == 0 {
            return;
        }
        self.told_drops = dropped;
        self.stream.note_told(dropped);
        let text = format!(
            "{more} events and spans of a child were dropped: it traces faster than they can be taken; let the \
             subscriber's filter ask for less"
        );
        let values = vec![(0, Value::Debug(text)), (1, Value::Unsigned(more))];
        let known = Known::of(own_site(2, "dropped", &["message", "dropped"]));
        known.play(hearer, self.stream.pid(), None, values, |metadata, values| {
            hearer.event(&Event::new_child_of(None, metadata, values));
        });
    }
}

impl Known {
    fn of(site: Site) -> Self {
        let (stand, made) = stand_of(&site);
        if let Some(made) = made {
            guarded(|| callsite::register(made));
        }
        let own_fields = site.fields.len();
        Known { stand, site: matches!(stand, Stand::Shared(_)).then(|| Arc::new(site)), own_fields }
    }

    /// Shows it to the subscriber, if that wants to hear it.
    fn play(
        &self,
        hearer: &Dispatch,
        pid: u32,
        run: Option<u64>,
        values: Vec<(u32, Value)>,
        show: impl FnOnce(&'static Metadata<'static>, &field::ValueSet<'_>),
    ) {
        let (Stand::Same(metadata) | Stand::Shared(metadata)) = self.stand;
        let mut is_enabled = false;
        guarded(|| is_enabled = hearer.enabled(metadata));
        if is_enabled {
            self.show(Some(pid), run, values, show);
        }
    }

    /// Puts the values to their fields.
    fn show(
        &self,
        pid: Option<u32>,
        run: Option<u64>,
        values: Vec<(u32, Value)>,
        show: impl FnOnce(&'static Metadata<'static>, &field::ValueSet<'_>),
    ) {
        let (Stand::Same(metadata) | Stand::Shared(metadata)) = self.stand;
        let mut places: Vec<Option<Shown>> = Vec::new();
        places.resize_with(metadata.fields().len(), || None);
        match (&self.stand, &self.site) {
            (Stand::Shared(_), Some(site)) => share(site, values, &mut places),
            _ => {
                let own = self.own_fields.min(places.len());
                for (place, value) in values {
                    // What no field of the child's own is, is left out.
                    if let Some(place) = places[..own].get_mut(place as usize) {
                        *place = Some(shown(value));
                    }
                }
            }
        }
        let shared = matches!(self.stand, Stand::Shared(_));
        for (name, value) in [(PROCESS, pid.map(u64::from)), (RUN, run)] {
            let place = metadata.fields().field(name).map(|field| field.index());
            if let (Some(place), Some(value)) = (place.filter(|place| shared || *place >= self.own_fields), value) {
                places[place] = Some(Box::new(value));
            }
        }
        let values: Vec<Option<&dyn field::Value>> =
            places.iter().map(|value| value.as_ref().map(|value| &**value as &dyn field::Value)).collect();
        guarded(|| show(metadata, &metadata.fields().value_set_all(&values)));
    }
}

/// Puts what a site is and its values into the fields of a shared one.
fn share(site: &Site, values: Vec<(u32, Value)>, places: &mut [Option<Shown>]) {
    let mut words = Vec::new();
    let mut put = |name: &str, value: Shown| {
        if let Some(place) = SHARED.iter().position(|shared| *shared == name).and_then(|place| places.get_mut(place)) {
            *place = Some(value);
        }
    };
    for (place, value) in values {
        match site.fields.get(place as usize).map(String::as_str) {
            Some("message") => put("message", shown(value)),
            Some(name) => words.push(format!("{name}={}", in_words(&value))),
            None => {}
        }
    }
    put("target", Box::new(site.target.clone()));
    put("name", Box::new(site.name.clone()));
    if !words.is_empty() {
        put("fields", Box::new(field::debug(Verbatim(words.join(" ")))));
    }
}

/// Runs code of the subscriber. A panic in it has been told by the hook, and ends nothing.
fn guarded<T>(code: impl FnOnce() -> T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(code)) {
        // Its drop may panic in turn.
        drop(catch_unwind(AssertUnwindSafe(|| drop(payload))));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tracing_core::Subscriber;
    use tracing_core::field::Visit;

    use super::*;

    /// Notes what it hears, in words.
    #[derive(Clone, Default)]
    struct Notes(Arc<Mutex<Vec<String>>>);

    impl Notes {
        fn note(&self, what: impl Into<String>) {
            self.0.lock().unwrap().push(what.into());
        }

        fn all(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    struct Words(String);

    impl Visit for Words {
        fn record_debug(&mut self, field: &field::Field, value: &dyn std::fmt::Debug) {
            self.0 += &format!(" {}={value:?}", field.name());
        }
    }

    impl Subscriber for Notes {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() != "unheard"
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            self.note(format!("span {} in {:?}", span.metadata().name(), span.parent().map(Id::into_u64)));
            Id::from_u64(self.0.lock().unwrap().len() as u64)
        }
        fn record(&self, span: &Id, values: &Record<'_>) {
            let mut words = Words(format!("fields of {}:", span.into_u64()));
            values.record(&mut words);
            self.note(words.0);
        }
        fn record_follows_from(&self, span: &Id, follows: &Id) {
            self.note(format!("{} follows {}", span.into_u64(), follows.into_u64()));
        }
        fn event(&self, event: &Event<'_>) {
            let mut words = Words(format!("{} in {:?}:", event.metadata().name(), event.parent().map(Id::into_u64)));
            event.record(&mut words);
            self.note(words.0);
        }
        fn enter(&self, _span: &Id) {}
        fn exit(&self, _span: &Id) {}
        fn try_close(&self, span: Id) -> bool {
            self.note(format!("{} closed", span.into_u64()));
            true
        }
    }

    fn site(is_span: bool, name: &str, target: &str) -> Site {
        Site { is_span, target: target.into(), ..own_site(3, name, &["message", "n"]) }
    }

    fn moment(site: Site, parent: Option<u64>, values: Vec<(u32, Value)>) -> Moment {
        Moment { site: 0, described: Some(Box::new(site)), run: None, parent, values }
    }

    fn span(number: u64, name: &str, target: &str, parent: Option<u64>) -> Trace {
        Trace::Span { number, moment: moment(site(true, name, target), parent, Vec::new()) }
    }

    fn event(parent: Option<u64>) -> Trace {
        Trace::Event(moment(site(false, "event", "t"), parent, vec![(1, Value::Unsigned(7))]))
    }

    /// Plays these to notes, then the end of the child; how many were dropped is told at the end.
    fn notes_of(traces: &[Trace]) -> Vec<String> {
        let notes = Notes::default();
        let hearer = Dispatch::new(notes.clone());
        let stream = Arc::new(Stream::to(Some(&hearer)));
        let mut player = Player::new(&stream);
        let mut records = Vec::new();
        for trace in traces {
            let record = cerial::to_vec(trace).unwrap();
            records.extend_from_slice(&(record.len() as u64).to_le_bytes());
            records.extend_from_slice(&record);
            records.resize(records.len().next_multiple_of(8), 0);
        }
        assert!(player.play([Item::Records { pid: 5, records }, Item::Ended].into()));
        notes.all()
    }

    #[test]
    fn spans_hold_what_is_in_them_and_close_from_within() {
        let notes = notes_of(&[
            span(1, "outer", "t", None),
            span(2, "inner", "t", Some(1)),
            event(Some(2)),
            Trace::Fields { span: 1, values: vec![(1, Value::Bool(true))] },
            Trace::Follows { span: 2, other: 1 },
            Trace::Closed { span: 2 },
            span(3, "third", "t", Some(1)),
        ]);
        assert_eq!(
            notes,
            [
                "span outer in None",
                "span inner in Some(1)",
                "event in Some(2): n=7 process=5",
                "fields of 1: n=true",
                "2 follows 1",
                "2 closed",
                "span third in Some(1)",
                "7 closed",
                "1 closed",
            ]
        );
    }

    #[test]
    fn a_span_that_nobody_wants_is_stood_for_by_the_one_around_it() {
        let notes = notes_of(&[
            span(1, "outer", "t", None),
            span(2, "inner", "unheard", Some(1)),
            event(Some(2)),
            Trace::Closed { span: 2 },
        ]);
        assert_eq!(notes, ["span outer in None", "event in Some(1): n=7 process=5", "1 closed"]);
    }

    #[test]
    fn spans_that_a_broken_child_puts_into_themselves_have_no_span_around_them() {
        let notes = notes_of(&[span(1, "a", "unheard", Some(2)), span(2, "b", "unheard", Some(1)), event(Some(1))]);
        assert_eq!(notes, ["event in None: n=7 process=5"]);
    }

    #[test]
    fn what_cannot_be_played_is_told_as_dropped() {
        let unknown = Moment { site: 9, described: None, run: None, parent: None, values: Vec::new() };
        let large = site(false, &"x".repeat(LARGEST_SITE), "t");
        let notes = notes_of(&[
            Trace::Event(unknown),
            Trace::Event(moment(large, None, Vec::new())),
            span(1, "span", "t", None),
            span(1, "again", "t", None),
            Trace::Fields { span: 4, values: Vec::new() },
        ]);
        let [span, closed, dropped] = &notes[..] else { panic!("{notes:?}") };
        assert_eq!((&**span, &**closed), ("span span in None", "1 closed"));
        assert!(dropped.starts_with("dropped in None: message=4 events and spans of a child"), "{dropped}");
        assert!(dropped.contains(" dropped=4 "), "{dropped}");
    }

    #[test]
    fn places_beyond_the_fields_of_a_site_are_left_out() {
        let values = vec![(2, Value::Unsigned(1)), (u32::MAX, Value::Unsigned(2)), (1, Value::Unsigned(3))];
        let notes = notes_of(&[Trace::Event(moment(site(false, "event", "t"), None, values))]);
        assert_eq!(notes, ["event in None: n=3 process=5"]);
    }

    #[test]
    fn a_shared_site_tells_what_it_stands_for() {
        let mut places: Vec<Option<Shown>> = Vec::new();
        places.resize_with(SHARED.len(), || None);
        let values = vec![(0, Value::Debug("said".into())), (1, Value::Text("x y".into())), (9, Value::Bool(true))];
        share(&site(false, "event", "t"), values, &mut places);
        let told: Vec<bool> = places.iter().map(Option::is_some).collect();
        assert_eq!(told, [true, true, true, true, false, false]);
    }
}
