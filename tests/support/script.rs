//! An object that does in each section what a script says.

use std::io::Read;
use std::time::Duration;

use cerial::Cerial;
use processing::{Process, ProcessConfig, ProcessContext, Section, Skprocess};

use crate::{Key, crash};

/// Something that a section does.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub enum Act {
    /// Returns an error with that text.
    Fail(String),
    /// Panics with that text.
    Panic(String),
    /// Calls `abort`.
    Abort,
    /// Writes to address zero.
    NullWrite,
    /// Overflows the stack.
    Overflow,
    /// Sends itself a signal.
    Signal(i32),
    /// Interrupts itself, as a key of its terminal does.
    Interrupt(Key),
    /// Calls `exit`.
    Exit(i32),
    /// Never returns, and takes a whole processor.
    Spin,
    /// Never returns, and waits for nothing.
    Hang,
    /// Catches every panic, and never returns.
    Swallow,
    /// Sleeps so long, deaf to a stop.
    Sleep(Duration),
    /// Sleeps so long, and passes on a stop.
    SoftSleep(Duration),
    /// Asks its process to stop.
    Stop,
    /// Tells the parent a number.
    Tell(u64),
    /// Tells the parent where it is: run, life.
    TellPlace,
    /// Waits for a text and tells it back.
    Echo,
    /// Adds to the object's own counter.
    Count,
    /// A thread of its own panics, and is joined.
    PanicInThread(String),
    /// Closes all descriptors above 2.
    CloseDescriptors,
    /// Writes garbage to descriptors that are not its own.
    Garbage,
    /// Prints a line to standard output.
    Print(String),
    /// Panics, and again while it unwinds.
    PanicTwice,
    /// Takes a lock that it holds already by another thread that waits for this one.
    Deadlock,
    /// Leaves a thread behind that never ends.
    LeaveThread,
    /// Leaves a copy of this process behind, which holds its descriptors, and tells its id.
    Fork,
    /// Tells more than can wait, and returns the error.
    Flood,
    /// Reads from a pipe into which nobody writes.
    ReadForever,
    /// Allocates without end.
    Hoard,
    /// Starts a child of its own that never ends, tells its id, and holds the handle.
    StartChild,
}

/// When to do it: in which section, and on which run and life, if only there.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub struct Line {
    section: Section,
    run: Option<u64>,
    life: Option<u32>,
    act: Act,
}

/// An object that does what a script says, and whose result is its counter.
#[derive(Cerial, Clone, Debug, Default, PartialEq)]
pub struct Script {
    lines: Vec<Line>,
    config: ProcessConfig,
    /// What [`Act::Count`] counts.
    pub count: u64,
    /// Something to carry, so that it is not small.
    pub load: Vec<u8>,
    /// What the error section gives in place of an error.
    pub fallback: Option<u64>,
    /// The child that it has started.
    child: Held,
}

/// A handle that stays where it is.
#[derive(Cerial, Debug, Default)]
struct Held(
    #[cerial(skip)]
    #[expect(dead_code, reason = "its drop ends the child")]
    Option<Process<Script>>,
);

impl Clone for Held {
    fn clone(&self) -> Self {
        Held(None)
    }
}

impl PartialEq for Held {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// A line for every run and life.
pub fn at(section: Section, act: Act) -> Line {
    Line { section, run: None, life: None, act }
}

/// A line for one run, and for one life if it is given.
pub fn on_run(section: Section, run: u64, life: Option<u32>, act: Act) -> Line {
    Line { section, run: Some(run), life, act }
}

impl Script {
    /// An object that does these things, in the order of the lines.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        Self { lines: lines.into_iter().collect(), ..Self::default() }
    }

    /// With another configuration.
    #[must_use]
    pub fn config(mut self, config: ProcessConfig) -> Self {
        self.config = config;
        self
    }

    /// With a value in place of an error.
    #[must_use]
    pub fn fallback(mut self, value: u64) -> Self {
        self.fallback = Some(value);
        self
    }

    fn play(&mut self, section: Section, cx: &ProcessContext) -> processing::Result {
        let is_due = |line: &&Line| {
            line.section == section
                && line.run.is_none_or(|run| run == cx.run())
                && line.life.is_none_or(|life| life == cx.life())
        };
        let acts: Vec<Act> = self.lines.iter().filter(is_due).map(|line| line.act.clone()).collect();
        acts.into_iter().try_for_each(|act| self.act(act, cx))
    }

    fn act(&mut self, act: Act, cx: &ProcessContext) -> processing::Result {
        match act {
            Act::Fail(text) => return Err(text.into()),
            Act::Panic(text) => panic!("{text}"),
            Act::Abort => std::process::abort(),
            Act::NullWrite => crash::null_write(),
            Act::Overflow => crash::overflow(),
            Act::Signal(number) => crash::signal(number),
            Act::Interrupt(key) => crash::interrupt(key),
            Act::Exit(code) => std::process::exit(code),
            Act::Spin => loop {
                std::hint::spin_loop();
            },
            Act::Hang => loop {
                std::thread::park();
            },
            Act::Swallow => loop {
                drop(std::panic::catch_unwind(|| std::thread::sleep(Duration::from_millis(1))));
            },
            Act::Sleep(duration) => std::thread::sleep(duration),
            Act::SoftSleep(duration) => cx.sleep(duration)?,
            Act::Stop => cx.stop(),
            Act::Tell(number) => cx.tell(number)?,
            Act::TellPlace => cx.tell((cx.run(), cx.life()))?,
            Act::Echo => {
                let text: String = cx.listen()?;
                cx.tell(text)?;
            }
            Act::Count => self.count += 1,
            Act::PanicInThread(text) => {
                drop(std::thread::spawn(move || panic!("{text}")).join());
            }
            Act::CloseDescriptors => crash::close_descriptors(),
            Act::Garbage => crash::write_garbage(),
            Act::Print(text) => println!("{text}"),
            Act::PanicTwice => crash::panic_twice(),
            Act::Deadlock => crash::deadlock(),
            Act::LeaveThread => {
                std::thread::spawn(|| {
                    loop {
                        std::thread::park();
                    }
                });
            }
            Act::Fork => cx.tell(u64::from(crash::fork()))?,
            Act::Flood => {
                let message = vec![0_u8; 1 << 20];
                loop {
                    cx.tell(&message)?;
                }
            }
            Act::ReadForever => {
                let (mut reader, _writer) = std::io::pipe()?;
                reader.read_exact(&mut [0])?;
            }
            Act::Hoard => {
                let mut hoard = Vec::new();
                loop {
                    hoard.push(std::hint::black_box(vec![1_u8; 1 << 20]));
                }
            }
            Act::StartChild => {
                let child = Script::new([at(Section::Run, Act::Hang)]).start()?;
                cx.tell(u64::from(child.pid()))?;
                self.child = Held(Some(child));
            }
        }
        Ok(())
    }
}

impl Skprocess for Script {
    type Output = u64;

    fn config(&self) -> ProcessConfig {
        self.config.clone()
    }

    fn prerun(&mut self, cx: &ProcessContext) -> processing::Result {
        self.play(Section::PreRun, cx)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        self.play(Section::Run, cx)
    }

    fn postrun(&mut self, cx: &ProcessContext) -> processing::Result {
        self.play(Section::PostRun, cx)
    }

    fn onfinish(&mut self, cx: &ProcessContext) -> processing::Result {
        self.play(Section::OnFinish, cx)
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
        self.play(Section::Result, cx)?;
        Ok(self.count)
    }

    fn error(&mut self, error: processing::ProcessError, cx: &ProcessContext) -> processing::Result<u64> {
        self.play(Section::Error, cx)?;
        self.fallback.ok_or_else(|| error.into())
    }
}
