//! `dyn Error`: registered types keep their type, all others their texts and their sources.

use std::error::Error;
use std::fmt;
use std::io;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use cerial::{Cerial, OpaqueError, from_slice, to_vec};

use super::{address, back};

type Boxed = Box<dyn Error + Send + Sync>;

#[derive(Cerial, Debug, PartialEq)]
struct NoSuchStar {
    name: String,
}

impl fmt::Display for NoSuchStar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no star is called {}", self.name)
    }
}

#[cerial::object]
impl Error for NoSuchStar {}

/// Nobody registers it.
#[derive(Debug)]
struct Outer(Boxed);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the survey failed")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

#[test]
fn a_registered_error_keeps_its_type() {
    let error: Boxed = Box::new(NoSuchStar { name: "Bob".into() });
    let error = back(&error).downcast::<NoSuchStar>().expect("its type");
    assert_eq!(error.name, "Bob");
    let error: Box<dyn Error> = back(&(Box::new(NoSuchStar { name: "Eve".into() }) as _));
    assert!(error.is::<NoSuchStar>());
}

#[test]
fn errors_of_std_keep_their_types() {
    let errors: Vec<Boxed> = vec![
        Box::new("x".parse::<u8>().unwrap_err()),
        Box::new("x".parse::<f32>().unwrap_err()),
        Box::new("x".parse::<std::net::IpAddr>().unwrap_err()),
        Box::new(u8::try_from(256).unwrap_err()),
        Box::new(String::from_utf8(vec![0xff]).unwrap_err()),
        Box::new(io::Error::from(io::ErrorKind::NotFound)),
        Box::new(fmt::Error),
        Box::new(std::env::VarError::NotPresent),
    ];
    let twins = back(&errors);
    for (error, twin) in errors.iter().zip(&twins) {
        assert_eq!(error.to_string(), twin.to_string());
        assert!(!twin.is::<OpaqueError>(), "{twin:?}");
    }
    assert_eq!(twins[5].downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    assert!(twins[0].is::<std::num::ParseIntError>());
}

#[test]
fn any_other_error_keeps_its_texts_and_the_types_of_its_sources() {
    let error: Boxed = Box::new(Outer(Box::new(Outer(Box::new(NoSuchStar { name: "Bob".into() })))));
    let bytes = to_vec(&error).unwrap();
    let twin: Boxed = from_slice(&bytes).unwrap();
    assert!(twin.is::<OpaqueError>());
    assert_eq!(twin.to_string(), "the survey failed");
    assert_eq!(format!("{twin:?}"), format!("{error:?}"));
    let inner = twin.source().and_then(Error::source).expect("two sources");
    assert_eq!(inner.downcast_ref(), Some(&NoSuchStar { name: "Bob".into() }));
    assert!(inner.source().is_none());
    assert_eq!(to_vec(&twin).unwrap(), bytes);
}

#[test]
fn a_text_is_an_error_too() {
    let twin = back(&Boxed::from("just a text"));
    assert_eq!((twin.to_string().as_str(), format!("{twin:?}").as_str()), ("just a text", "\"just a text\""));
}

#[test]
fn an_error_that_stays_on_its_thread_is_no_source() {
    #[derive(Cerial, Debug)]
    struct Local(Rc<u8>);

    impl fmt::Display for Local {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "local {}", self.0)
        }
    }

    #[cerial::object]
    impl Error for Local {}

    #[derive(Debug)]
    struct Around(Local);

    impl fmt::Display for Around {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("around")
        }
    }

    impl Error for Around {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    let local: Box<dyn Error> = back(&(Box::new(Local(Rc::new(5))) as _));
    assert!(local.is::<Local>());
    let around: Box<dyn Error> = back(&(Box::new(Around(Local(Rc::new(5)))) as _));
    let source = around.source().expect("a source");
    assert!(source.is::<OpaqueError>());
    assert_eq!(source.to_string(), "local 5");
}

#[test]
fn an_error_that_is_its_own_source_ends() {
    #[derive(Debug)]
    struct Own;

    impl fmt::Display for Own {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("own")
        }
    }

    impl Error for Own {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    let twin: Boxed = back(&(Box::new(Own) as _));
    let count = std::iter::successors(twin.source(), |error| (*error).source()).count();
    assert_eq!(count, 64);
}

/// Holds the error that holds it.
#[derive(Cerial, Debug)]
struct Cyclic {
    whole: Mutex<Option<Arc<dyn Error + Send + Sync>>>,
}

impl fmt::Display for Cyclic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("round and round")
    }
}

#[cerial::object]
impl Error for Cyclic {}

#[test]
fn a_cycle_through_the_source_of_an_opaque_error_is_tied() {
    fn inside(error: &(dyn Error + Send + Sync)) -> &Cyclic {
        error.source().and_then(|source| source.downcast_ref()).expect("it is inside")
    }

    /// Its debug form doesn't go round.
    struct Quiet(Cyclic);

    impl fmt::Debug for Quiet {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Quiet")
        }
    }

    impl fmt::Display for Quiet {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("quiet")
        }
    }

    impl Error for Quiet {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    let whole: Arc<dyn Error + Send + Sync> = Arc::new(Quiet(Cyclic { whole: Mutex::default() }));
    *inside(&*whole).whole.lock().unwrap() = Some(whole.clone());
    let twin = back(&whole);
    inside(&*whole).whole.lock().unwrap().take();
    assert!(twin.is::<OpaqueError>());
    let again = inside(&*twin).whole.lock().unwrap().take().expect("the cycle is tied");
    assert!(Arc::ptr_eq(&again, &twin));
}

#[test]
fn shared_errors_stay_one() {
    let error: Arc<dyn Error + Send + Sync> = Arc::new(NoSuchStar { name: "Bob".into() });
    let text: Rc<dyn Error> = Rc::new(Outer("inside".into()));
    let weak = Rc::downgrade(&text);
    let (one, two, text, same, weak) = back(&(error.clone(), error, text.clone(), text, weak));
    assert!(Arc::ptr_eq(&one, &two) && one.is::<NoSuchStar>());
    assert_eq!(address(&*text), address(&*same));
    assert_eq!(address(&*text), address(&*weak.upgrade().expect("its target")));
    assert_eq!(text.to_string(), "the survey failed");
}

#[test]
fn an_error_without_a_text_is_an_error() {
    #[derive(Debug)]
    struct Mute;

    impl fmt::Display for Mute {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }

    impl Error for Mute {}

    let error = to_vec(&(Box::new(Mute) as Boxed)).unwrap_err();
    assert_eq!(error.kind(), cerial::ErrorKind::Unsupported);
}

#[test]
fn results_of_every_error_travel() {
    let results: Vec<Result<u8, Boxed>> = vec![Ok(1), Err(Box::new(NoSuchStar { name: "Bob".into() }))];
    let twins = back(&results);
    assert_eq!(twins[0].as_ref().ok(), Some(&1));
    assert!(twins[1].as_ref().is_err_and(|error| error.is::<NoSuchStar>()));
}
