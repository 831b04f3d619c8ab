//! The errors that users' code returns, as their parents get them: with their types where those are registered, and with
//! their texts always.

use std::error::Error;
use std::fmt;
use std::io;
use std::num::ParseIntError;
use std::time::Duration;

use processing::prelude::*;
use processing::{ErrorKind, Pool, fallible};
use suite_tests::{Act, Ended, Script, Watchdog, at};

const LIMIT: Duration = Duration::from_secs(60);

/// A registered error with fields and a source.
#[derive(Cerial, Debug, PartialEq)]
struct Refused {
    account: u64,
    why: Why,
    source: Option<Box<Refused>>,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Why {
    Unknown,
    Closed,
    /// Its encoding panics.
    Unspeakable,
    /// Its decoding fails where it isn't a child that decodes.
    NotInTheParent,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account {} is refused", self.account)
    }
}

#[cerial::object]
impl Error for Refused {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// An error whose type is not registered.
#[derive(Debug)]
struct Unregistered(io::Error);

impl fmt::Display for Unregistered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something of our own")
    }
}

impl Error for Unregistered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// A registered error that makes trouble on its way.
#[derive(Debug)]
struct Troublesome(Why);

impl cerial::Schema for Troublesome {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.name("Troublesome");
    }
}

impl cerial::Encode for Troublesome {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
        assert_ne!(self.0, Why::Unspeakable, "this one is not to be spoken of");
        self.0.encode(encoder)
    }
}

impl cerial::Decode for Troublesome {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
        match decoder.field("why")? {
            Why::NotInTheParent if ProcessContext::current().is_none() => Err(cerial::Error::custom("not in here")),
            why => Ok(Self(why)),
        }
    }
}

impl fmt::Display for Troublesome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("troublesome")
    }
}

#[cerial::object]
impl Error for Troublesome {}

/// An error that has no text.
#[derive(Debug)]
struct Textless;

impl fmt::Display for Textless {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("no text")
    }
}

impl Error for Textless {}

/// An error that can't be dropped.
#[derive(Debug)]
struct Clinging;

impl fmt::Display for Clinging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("clinging")
    }
}

impl Error for Clinging {}

impl Drop for Clinging {
    fn drop(&mut self) {
        panic!("not dropped")
    }
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Failing {
    Io,
    OwnIo,
    Parse,
    Refused,
    Unregistered,
    Unspeakable,
    NotInTheParent,
    Textless,
    Clinging,
    Grandchild,
}

impl Failing {
    fn fail(self) -> processing::Result<u64> {
        match self {
            Failing::Io => drop(std::fs::File::open("/nowhere/at/all")?),
            Failing::OwnIo => return Err(io::Error::new(io::ErrorKind::TimedOut, "the tape is slow").into()),
            Failing::Parse => return Ok("many".parse::<u64>()?),
            Failing::Refused => {
                let source = Refused { account: 1, why: Why::Unknown, source: None };
                return Err(Refused { account: 7, why: Why::Closed, source: Some(Box::new(source)) }.into());
            }
            Failing::Unregistered => return Err(Unregistered(io::ErrorKind::NotFound.into()).into()),
            Failing::Unspeakable => return Err(Troublesome(Why::Unspeakable).into()),
            Failing::NotInTheParent => return Err(Troublesome(Why::NotInTheParent).into()),
            Failing::Textless => return Err(Textless.into()),
            Failing::Clinging => return Err(Clinging.into()),
            Failing::Grandchild => drop(Script::new([at(Section::Run, Act::Abort)]).start()?.result()?),
        }
        Ok(0)
    }
}

impl Skprocess for Failing {
    type Output = u64;

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        self.fail().map(drop)
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
        Ok(0)
    }
}

/// The error of an object, whose place is told right in any case.
fn failed(how: Failing) -> ProcessError {
    let _watchdog = Watchdog::new(LIMIT);
    let error = how.start().unwrap().result().unwrap_err();
    let place = (error.kind(), error.section(), error.run());
    assert_eq!(place, (ErrorKind::Run, Some(Section::Run), Some(0)), "{error:?}");
    error
}

#[test]
fn errors_of_std_keep_their_types() {
    let error = failed(Failing::Io);
    let original: &io::Error = error.downcast_ref().unwrap();
    assert_eq!(original.kind(), io::ErrorKind::NotFound);
    assert_eq!(original.raw_os_error(), std::fs::File::open("/nowhere/at/all").unwrap_err().raw_os_error());

    let error = failed(Failing::OwnIo);
    let original: &io::Error = error.downcast_ref().unwrap();
    assert_eq!((original.kind(), &*original.to_string()), (io::ErrorKind::TimedOut, "the tape is slow"));

    let error = failed(Failing::Parse);
    assert_eq!(error.downcast_ref::<ParseIntError>(), Some(&"many".parse::<u64>().unwrap_err()));
}

#[test]
fn a_registered_error_keeps_its_type_and_the_type_of_its_source() {
    let error = failed(Failing::Refused);
    let original: &Refused = error.downcast_ref().unwrap();
    assert_eq!((original.account, original.why), (7, Why::Closed));
    let source: &Refused = original.source().and_then(|source| source.downcast_ref()).unwrap();
    assert_eq!((source.account, source.why), (1, Why::Unknown));
    assert!(error.downcast_ref::<io::Error>().is_none(), "it is of one type only");
    assert_eq!(error.source().unwrap().to_string(), "account 7 is refused");
}

#[test]
fn an_error_that_is_not_registered_keeps_text_debug_form_and_chain() {
    let error = failed(Failing::Unregistered);
    assert!(error.downcast_ref::<Unregistered>().is_none());
    let original = error.original().unwrap();
    assert_eq!(original.to_string(), "something of our own");
    assert_eq!(format!("{original:?}"), format!("{:?}", Unregistered(io::ErrorKind::NotFound.into())));
    let source = original.source().unwrap();
    assert_eq!(source.to_string(), io::Error::from(io::ErrorKind::NotFound).to_string());
    // Its source is registered.
    assert_eq!(source.downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
}

#[test]
fn an_error_that_can_not_travel_is_told_by_its_texts() {
    for how in [Failing::Unspeakable, Failing::NotInTheParent] {
        let error = failed(how);
        assert!(error.downcast_ref::<Troublesome>().is_none(), "{how:?}");
        let original = error.original().unwrap();
        assert_eq!(original.to_string(), "troublesome");
        assert_eq!(format!("{original:?}"), format!("Troublesome({how:?})"));
    }
}

#[test]
fn an_error_whose_text_panics_still_ends_its_process() {
    let error = failed(Failing::Textless);
    let text = error.original().unwrap().to_string();
    assert!(text.contains("panicked"), "{text}");
}

/// No section has panicked, and no limit would end a process that waits for the end of a thread that is gone.
#[test]
fn an_error_whose_drop_panics_still_ends_its_process() {
    let _watchdog = Watchdog::new(LIMIT);
    let error = Failing::Clinging.start().unwrap().result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    assert_eq!(error.panic().map(processing::Panic::message), Some("not dropped"), "{error:?}");
    assert!(error.to_string().starts_with("a panic outside of the sections: not dropped"), "{error}");
}

#[test]
fn the_error_of_a_grandchild_is_one_of_ours_in_the_parent() {
    let error = failed(Failing::Grandchild);
    let original: &ProcessError = error.downcast_ref().unwrap();
    assert_eq!((original.kind(), original.section()), (ErrorKind::Crashed, Some(Section::Run)));
    assert!(Ended::ABORTED.is_told_by(original), "{original:?}");
    assert_ne!(original.pid(), error.pid());
}

/// Looks at its error before it is passed on.
#[derive(Cerial)]
struct Looks(Failing);

impl Skprocess for Looks {
    type Output = bool;

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        self.0.fail().map(drop)
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<bool> {
        Ok(false)
    }

    fn error(&mut self, error: ProcessError, _cx: &ProcessContext) -> processing::Result<bool> {
        match error.downcast_ref::<io::Error>() {
            Some(_) => Err(error.into()),
            None => Ok(error.downcast_ref::<Refused>().is_some()),
        }
    }
}

#[test]
fn the_error_section_sees_the_type_and_what_it_passes_on_keeps_it() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    assert!(Looks(Failing::Refused).start()?.result()?);
    let error = Looks(Failing::OwnIo).start()?.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Run);
    assert_eq!(error.downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::TimedOut));
    Ok(())
}

fn fail(how: Failing) -> processing::Result<u64> {
    how.fail()
}

#[test]
fn errors_of_functions_and_of_pools_items_keep_their_types() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let error = processing::spawn(fallible(fail), (Failing::Refused,))?.get().unwrap_err();
    assert_eq!(error.downcast_ref::<Refused>().map(|refused| refused.account), Some(7), "{error:?}");
    let pool = Pool::builder().workers(2).build()?;
    let errors = pool.map_results(fallible(fail), [Failing::Io, Failing::Refused, Failing::Textless]);
    assert!(errors[0].as_ref().unwrap_err().downcast_ref::<io::Error>().is_some());
    let error = errors[1].as_ref().unwrap_err();
    assert_eq!(error.downcast_ref::<Refused>().map(|refused| refused.why), Some(Why::Closed));
    assert_eq!(error.index(), Some(1));
    assert!(errors[2].as_ref().unwrap_err().original().unwrap().to_string().contains("panicked"));
    Ok(())
}

/// Returns an error as a value.
fn as_value(how: Failing) -> Result<u64, Refused> {
    match how.fail() {
        Ok(number) => Ok(number),
        Err(error) => Err(*error.downcast().expect("it is a refusal")),
    }
}

#[test]
fn an_error_that_is_a_value_is_a_value() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let value = processing::spawn(as_value, (Failing::Refused,))?.get()?;
    assert_eq!(value.unwrap_err().account, 7);
    Ok(())
}
