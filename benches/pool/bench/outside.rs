//! Peers in programs of their own: a line asks one for some work, a line says how long it took.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::turns::Entrant;

/// A peer's program, or why there is none.
pub(crate) struct Outside(Result<RefCell<Talk>, String>);

struct Talk {
    child: Child,
    /// Taken when the program is to end.
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Outside {
    pub(crate) fn missing(why: impl Into<String>) -> Self {
        Outside(Err(why.into()))
    }

    /// Starts a program, which says a line of its own when it is ready.
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) => return Self::missing(format!("it can't be started: {error}")),
        };
        let (asks, answers) = (child.stdin.take(), child.stdout.take());
        let answers = BufReader::new(answers.expect("it is a pipe"));
        let mut talk = Talk { child, asks, answers };
        match talk.line() {
            Ok(line) if line == "ready" => Outside(Ok(RefCell::new(talk))),
            Ok(line) => Self::missing(line),
            Err(why) => Self::missing(why),
        }
    }

    /// Why there is none.
    pub(crate) fn why_missing(&self) -> Option<&str> {
        self.0.as_ref().err().map(String::as_str)
    }

    /// An entrant that asks for so much work of a kind. What is asked for is `verb work rest`.
    pub(crate) fn entrant<'a>(&'a self, name: &str, verb: &str, work: u64, rest: u64) -> Entrant<'a> {
        let ask = format!("{verb} {work} {rest}\n");
        Entrant::timed(name, work, move || match &self.0 {
            Ok(talk) => talk.borrow_mut().ask(&ask),
            // That was said when it was looked for.
            Err(_) => Err(String::new()),
        })
    }

    /// The process, if there is one.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.0.as_ref().ok().map(|talk| talk.borrow().child.id())
    }
}

impl Talk {
    fn ask(&mut self, ask: &str) -> Result<Duration, String> {
        let asks = self.asks.as_mut().expect("it is open until the end");
        asks.write_all(ask.as_bytes()).map_err(|error| format!("it hears nothing: {error}"))?;
        let line = self.line()?;
        line.parse().map(Duration::from_secs_f64).map_err(|_| line)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.answers.read_line(&mut line) {
            Ok(0) => Err("it has ended".into()),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(format!("it can't be heard: {error}")),
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        drop(self.asks.take());
        // Whether it ended in order is not what is measured.
        drop(self.child.wait());
    }
}
