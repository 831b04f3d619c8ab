//! Tracing: an event for each part, with its path and its bytes, and nothing where nobody asked.

use std::fmt::{self, Write};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use cerial::{Cerial, Options};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

#[derive(Cerial)]
struct Parcel {
    to: Rc<String>,
    from: Rc<String>,
    weights: Vec<(u8, String)>,
}

fn parcel() -> Parcel {
    let to = Rc::new("Ann".to_owned());
    Parcel { from: to.clone(), to, weights: vec![(1, "g".into()), (2, "kg".into())] }
}

/// Keeps the events for cerial as text.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        assert_eq!((event.metadata().target(), *event.metadata().level()), ("cerial", Level::TRACE));
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0.trim_end().to_owned());
    }
}

/// What is heard while something runs.
fn heard<R>(run: impl FnOnce() -> R) -> (R, Vec<String>) {
    let heard = Heard::default();
    let subscriber = tracing_subscriber::registry().with(heard.clone());
    let result = tracing::subscriber::with_default(subscriber, run);
    let lines = heard.0.lock().unwrap().clone();
    (result, lines)
}

/// The paths of the lines that begin so, with their places.
fn paths<'a>(lines: &'a [String], what: &str) -> Vec<&'a str> {
    let what = format!("message={what} path=");
    lines.iter().filter_map(|line| line.strip_prefix(&what)).map(|rest| rest.split(" type=").next().unwrap()).collect()
}

#[test]
fn each_part_that_is_encoded_is_told_of_after_its_own_parts() {
    let (bytes, lines) = heard(|| Options::new().trace(true).to_vec(&parcel()).unwrap());
    let told = paths(&lines, "encoded");
    let parts = [".to", ".from", ".weights[0].0", ".weights[0].1", ".weights[0]", ".weights[1].0", ".weights[1].1"];
    assert_eq!(told[..7], parts, "{lines:#?}");
    assert_eq!(told[7..], [".weights[1]", ".weights", "", "(object 0: alloc::string::String)"]);
    assert_eq!(bytes, cerial::to_vec(&parcel()).unwrap());
}

#[test]
fn each_part_that_is_decoded_is_told_of_with_its_bytes() {
    let bytes = cerial::to_vec(&parcel()).unwrap();
    let (back, lines) = heard(|| Options::new().trace(true).from_slice::<Parcel>(&bytes).unwrap());
    assert!(Rc::ptr_eq(&back.to, &back.from));
    assert_eq!(back.weights, parcel().weights);
    let told = paths(&lines, "decoding");
    assert_eq!(told[..4], ["", ".to", ".from", ".weights"], "{lines:#?}");
    assert!(told.contains(&"(object 0: alloc::string::String)"), "{lines:#?}");
    let line = lines.iter().find(|line| line.contains("path=.weights[1].0 ")).unwrap();
    assert_eq!(line, "message=decoding path=.weights[1].0 type=\"u8\" offset=7 size=1");
}

#[test]
fn what_could_be_read_of_a_broken_message_is_told_before_its_error() {
    let mut bytes = cerial::to_vec(&vec!["one", "two"]).unwrap();
    bytes.pop();
    let (back, lines) = heard(|| Options::new().trace(true).from_slice::<Vec<String>>(&bytes));
    assert_eq!(back.unwrap_err().path().to_string(), "[1]");
    assert_eq!(paths(&lines, "decoding")[..2], ["", "[0]"]);
}

#[test]
fn values_of_one_size_are_traced_too() {
    let (bytes, lines) = heard(|| Options::new().trace(true).to_vec(&(1_u8, 2_u16)).unwrap());
    assert_eq!(bytes, [1, 1, 2, 0]);
    assert_eq!(lines, ["message=encoded path= type=\"(u8, u16)\" offset=1 size=3"]);
}

#[test]
fn nothing_is_told_where_nobody_asked() {
    let (_, lines) = heard(|| {
        let bytes = cerial::to_vec(&parcel()).unwrap();
        cerial::from_slice::<Parcel>(&bytes).unwrap()
    });
    assert_eq!(lines, [""; 0]);
}
