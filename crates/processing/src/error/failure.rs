//! What went wrong, as plain data: this is what a child sends.

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use cerial::Cerial;

use super::original::{Original, pack};
use super::{ErrorKind, Exit};
use crate::Section;

/// The data of a [`ProcessError`](super::ProcessError), without the living original.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) section: Option<Section>,
    pub(crate) run: Option<u64>,
    pub(crate) life: Option<u32>,
    pub(crate) index: Option<u64>,
    pub(crate) limit: Option<Duration>,
    pub(crate) exit: Option<Exit>,
    pub(crate) pid: Option<u32>,
    /// The last lines of the child's standard error, where that is read.
    pub(crate) stderr: Option<Box<str>>,
    /// What happened and what to do, where kind and place don't say it all.
    pub(crate) text: Option<String>,
    pub(crate) panic: Option<Panic>,
    pub(crate) original: Option<Box<Told>>,
    /// The original as bytes that keep its type, where it could be encoded.
    pub(crate) packed: Option<Box<[u8]>>,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Failure {
            kind,
            section: None,
            run: None,
            life: None,
            index: None,
            limit: None,
            exit: None,
            pid: None,
            stderr: None,
            text: None,
            panic: None,
            original: None,
            packed: None,
        }
    }

    /// Keeps of an original what travels of it, unless it is what came from another process.
    pub(super) fn keep(&mut self, original: &Original) {
        if let Some(living) = original.living().filter(|_| self.packed.is_none()) {
            self.original = Some(Box::new(Told::of(living)));
            self.packed = pack(living);
        }
    }

    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

/// A panic of a child: what it said and where it struck.
///
/// ```
/// use processing::{Pool, ErrorKind};
///
/// let pool = Pool::new()?;
/// let error = pool.map(|n: u64| 10 / n, [5, 0]).unwrap_err();
/// let panic = error.panic().unwrap();
/// assert!(panic.message().contains("divide by zero"));
/// assert!(panic.location().unwrap().contains(".rs:"));
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Cerial)]
pub struct Panic {
    pub(crate) message: String,
    pub(crate) location: Option<String>,
    pub(crate) thread: Option<String>,
    pub(crate) backtrace: Option<Box<str>>,
}

impl Panic {
    /// The panic's message; a payload that is no text is named as such.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// File, line and column, as `src/lib.rs:3:5`.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The calls that led to it, where the child's environment asks for them: by `RUST_BACKTRACE=1`, say.
    pub fn backtrace(&self) -> Option<&str> {
        self.backtrace.as_deref()
    }

    /// The name of the thread that panicked, if it has one.
    pub fn thread(&self) -> Option<&str> {
        self.thread.as_deref()
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.location {
            Some(location) => write!(f, " (at {location})"),
            None => Ok(()),
        }
    }
}

/// An error of a child, as it can be told: its text, its debug form, and the same of its sources.
#[derive(Clone, PartialEq, Cerial)]
pub(crate) struct Told {
    text: String,
    debug: String,
    source: Option<Box<Told>>,
}

/// Sources beyond so many are cut: a chain may be endless.
const LONGEST_CHAIN: usize = 64;

/// Asks an error something: its answers are code of the user's.
fn ask<T>(question: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(question)).ok()
}

impl Told {
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut chain = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
            let text = ask(|| error.to_string()).unwrap_or_else(|| "an error whose Display panicked".to_owned());
            let debug = ask(|| format!("{error:?}")).unwrap_or_else(|| text.clone());
            chain.push((text, debug));
            next = ask(|| error.source()).flatten();
        }
        let mut told = None;
        for (text, debug) in chain.into_iter().rev() {
            told = Some(Told { text, debug, source: told.map(Box::new) });
        }
        told.expect("the chain holds the error itself")
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.debug)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Endless;
    impl fmt::Display for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("again")
        }
    }
    impl Error for Endless {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&Endless)
        }
    }

    #[test]
    fn an_endless_chain_of_sources_is_cut() {
        let told = Told::of(&Endless);
        let links = std::iter::successors(Some(&told), |told| told.source.as_deref()).count();
        assert_eq!(links, LONGEST_CHAIN);
    }

    #[test]
    fn text_debug_form_and_sources_are_kept() {
        let inner = "x".parse::<u8>().unwrap_err();
        let error = std::io::Error::other(inner.clone());
        let told = Told::of(&error);
        assert_eq!(told.to_string(), error.to_string());
        assert_eq!(format!("{told:?}"), format!("{error:?}"));
    }
}
