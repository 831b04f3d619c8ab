//! What a child traces, as plain data: a record of the ring is one [`Trace`].

use cerial::Cerial;
use tracing_core::LevelFilter;

/// Something that a child tells of its events and spans.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) enum Trace {
    /// An event.
    Event(Moment),
    /// A span begins, under a number that no other span of this child has.
    Span { number: u64, moment: Moment },
    /// A span gets values of fields that were left open.
    Fields { span: u64, values: Vec<(u32, Value)> },
    /// A span follows from another one.
    Follows { span: u64, other: u64 },
    /// Nobody holds the span any more.
    Closed { span: u64 },
}

/// Where in the code, in which run and in which span something happened, and with which values.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) struct Moment {
    /// The site's number in this child; 0 where it has none, and is described each time.
    pub(crate) site: u64,
    /// The site, where the parent has not heard of it.
    pub(crate) described: Option<Box<Site>>,
    /// The run; none in a function that has no sections.
    pub(crate) run: Option<u64>,
    /// The span around it.
    pub(crate) parent: Option<u64>,
    /// Values, with the places of their fields.
    pub(crate) values: Vec<(u32, Value)>,
}

/// A place in the code that traces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Cerial)]
pub(crate) struct Site {
    pub(crate) is_span: bool,
    /// 1 for an error, to 5 for a trace.
    pub(crate) level: u8,
    pub(crate) name: String,
    pub(crate) target: String,
    pub(crate) module: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
    pub(crate) fields: Vec<String>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) enum Value {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    SignedWide(i128),
    UnsignedWide(u128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// What `Debug` made of it; `Display` too, where the field asked for that.
    Debug(String),
    /// An error: what `Debug` made of it, and the texts of it and of its sources.
    Error {
        debug: String,
        texts: Vec<String>,
    },
}

const LEVELS: [LevelFilter; 6] = [
    LevelFilter::OFF,
    LevelFilter::ERROR,
    LevelFilter::WARN,
    LevelFilter::INFO,
    LevelFilter::DEBUG,
    LevelFilter::TRACE,
];

/// A level as it travels: 0 for none, 1 for errors alone, to 5 for everything.
pub(crate) fn number_of_level(level: LevelFilter) -> u8 {
    // They are few, so the number fits.
    LEVELS.iter().position(|known| *known == level).unwrap_or(0) as u8
}

/// The level of a number that came in.
pub(crate) fn level_of_number(number: u8) -> LevelFilter {
    LEVELS.get(usize::from(number)).copied().unwrap_or(LevelFilter::OFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_travel_as_numbers() {
        for level in LEVELS {
            assert_eq!(level_of_number(number_of_level(level)), level);
        }
        assert_eq!(number_of_level(LevelFilter::ERROR), 1);
        assert_eq!(level_of_number(6), LevelFilter::OFF);
    }

    #[test]
    fn what_is_traced_comes_back() {
        let values = vec![
            (0, Value::Bool(true)),
            (1, Value::SignedWide(i128::MIN)),
            (9, Value::UnsignedWide(u128::MAX)),
            (2, Value::Error { debug: "E".into(), texts: vec!["e".into(), "source".into()] }),
        ];
        let site = Site {
            is_span: false,
            level: 3,
            name: "event a.rs:1".into(),
            target: "a".into(),
            module: None,
            file: Some("a.rs".into()),
            line: Some(1),
            fields: vec!["message".into()],
        };
        let moment = Moment { site: 7, described: Some(Box::new(site)), run: Some(2), parent: None, values };
        let trace = Trace::Span { number: 1, moment };
        let bytes = cerial::to_vec(&trace).unwrap();
        assert_eq!(cerial::from_slice::<Trace>(&bytes).unwrap(), trace);
        assert!(cerial::from_slice::<Trace>(&bytes[1..]).is_err());
    }
}
