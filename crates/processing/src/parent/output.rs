//! What children write to their standard output and standard error, where their parent wants to have it.
//!
//! One thread reads the pipes of all children, and passes lines on to this process's own streams: it may be held up
//! there, by a terminal that stands still, and then holds up the writers. Whoever sees a child's exit reads the rest
//! of its pipes, and leaves what is to be passed on to that thread, or to the one that waits for the process.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::config::{ChildOutput, Surroundings};
use crate::sys::{self, OutputPipe, Poller, Ready};

/// So many bytes of a stream are kept.
const KEPT: usize = 1 << 20;
/// So many bytes of one child's stream are kept for its error.
const TAIL: usize = 4 << 10;
/// A line that is longer is passed on in pieces.
const LONGEST_LINE: usize = 64 << 10;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code of the user runs under these locks; a panic of ours leaves bytes that are still in order.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Which stream.
#[derive(Clone, Copy, Debug)]
enum Stream {
    Stdout,
    Stderr,
}

/// The streams of all children of one process, or of one pool, that are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taps {
    stdout: Option<Arc<Tap>>,
    stderr: Option<Arc<Tap>>,
}

impl Taps {
    pub(crate) fn of(surroundings: &Surroundings) -> Self {
        Taps {
            stdout: Tap::of(&surroundings.stdout, Stream::Stdout),
            stderr: Tap::of(&surroundings.stderr, Stream::Stderr),
        }
    }

    /// What was kept of both streams.
    pub(crate) fn kept(&self) -> [Vec<u8>; 2] {
        [&self.stdout, &self.stderr].map(|tap| tap.as_ref().map_or_else(Vec::new, |tap| tap.kept()))
    }

    /// Passes on what waits for it.
    pub(crate) fn pass_on(&self) {
        [&self.stdout, &self.stderr].into_iter().flatten().for_each(|tap| tap.pass_on());
    }

    /// Where a child's streams go, and the pipes in which what is read of them arrives.
    pub(super) fn connect(&self, surroundings: &Surroundings) -> io::Result<([Stdio; 2], Pipes)> {
        let mut pipes = Pipes::default();
        let connect = |tap: &Option<Arc<Tap>>, output: &ChildOutput, pipe: &mut Option<Arc<Pipe>>| {
            let Some(tap) = tap else {
                return Ok(if *output == ChildOutput::Null { Stdio::null() } else { Stdio::inherit() });
            };
            let (end, theirs) = sys::output_pipe()?;
            *pipe = Some(Arc::new(Pipe { end, tap: Arc::clone(tap), state: Mutex::default() }));
            Ok::<_, io::Error>(theirs)
        };
        let stdout = connect(&self.stdout, &surroundings.stdout, &mut pipes.stdout)?;
        let stderr = connect(&self.stderr, &surroundings.stderr, &mut pipes.stderr)?;
        for pipe in pipes.all() {
            Drain::get()?.enter(pipe)?;
        }
        Ok(([stdout, stderr], pipes))
    }
}

/// One stream: where its bytes go.
#[derive(Debug)]
struct Tap {
    stream: Stream,
    /// What stands before each line that is passed on; `None` where none is.
    prefix: Option<String>,
    kept: Mutex<VecDeque<u8>>,
    waiting: Mutex<VecDeque<Vec<u8>>>,
    /// Held while lines are passed on, so that they stay in order.
    turn: Mutex<()>,
}

impl Tap {
    fn of(output: &ChildOutput, stream: Stream) -> Option<Arc<Tap>> {
        let prefix = match output {
            ChildOutput::Inherit | ChildOutput::Null => return None,
            ChildOutput::Capture => None,
            ChildOutput::Forward(prefix) => Some(prefix.clone()),
        };
        let (kept, waiting, turn) = Default::default();
        Some(Arc::new(Tap { stream, prefix, kept, waiting, turn }))
    }

    fn kept(&self) -> Vec<u8> {
        lock(&self.kept).iter().copied().collect()
    }

    fn keep(&self, bytes: &[u8]) {
        keep_last(&mut lock(&self.kept), bytes, KEPT);
    }

    /// Has a line wait for being passed on.
    fn line(&self, line: &[u8]) {
        let Some(prefix) = &self.prefix else { return };
        let mut text = Vec::with_capacity(prefix.len() + line.len() + 1);
        text.extend_from_slice(prefix.as_bytes());
        text.extend_from_slice(line);
        text.push(b'\n');
        lock(&self.waiting).push_back(text);
    }

    fn pass_on(&self) {
        let _turn = lock(&self.turn);
        while let Some(line) = { lock(&self.waiting).pop_front() } {
            let written = match self.stream {
                Stream::Stdout => io::stdout().write_all(&line).and_then(|()| io::stdout().flush()),
                Stream::Stderr => io::stderr().write_all(&line),
            };
            // Where this process's own stream is closed, nobody is there to be told.
            drop(written);
        }
    }
}

fn keep_last(kept: &mut VecDeque<u8>, bytes: &[u8], most: usize) {
    let bytes = &bytes[bytes.len().saturating_sub(most)..];
    let over = (kept.len() + bytes.len()).saturating_sub(most);
    kept.drain(..over);
    kept.extend(bytes);
}

/// The pipes of one child.
#[derive(Debug, Default)]
pub(super) struct Pipes {
    stdout: Option<Arc<Pipe>>,
    stderr: Option<Arc<Pipe>>,
}

impl Pipes {
    fn all(&self) -> impl Iterator<Item = &Arc<Pipe>> {
        [&self.stdout, &self.stderr].into_iter().flatten()
    }

    /// Reads what the child, which has exited, had written. Doesn't block.
    pub(super) fn finish(&self) {
        self.all().for_each(|pipe| pipe.finish());
        if self.all().next().is_some()
            && let Ok(drain) = Drain::get()
        {
            drain.wake();
        }
    }

    /// The last lines of standard error, if it is read and has any.
    pub(super) fn last_lines(&self) -> Option<Box<str>> {
        let state = lock(&self.stderr.as_ref()?.state);
        let tail: Vec<u8> = state.tail.iter().copied().collect();
        drop(state);
        let text = String::from_utf8_lossy(&tail);
        let whole = if tail.len() < TAIL { &*text } else { text.split_once('\n').map_or(&*text, |(_, rest)| rest) };
        let lines = whole.trim_end();
        (!lines.is_empty()).then(|| lines.into())
    }
}

/// One stream of one child.
#[derive(Debug)]
struct Pipe {
    end: OutputPipe,
    tap: Arc<Tap>,
    state: Mutex<PipeState>,
}

#[derive(Debug, Default)]
struct PipeState {
    /// A line that has not ended yet.
    partial: Vec<u8>,
    tail: VecDeque<u8>,
    ended: bool,
}

impl Pipe {
    /// Reads what is there, at most so many bytes; whether more may come.
    fn read(&self, most: usize) -> bool {
        let mut state = lock(&self.state);
        let mut read = 0;
        let mut buffer = [0; 16 << 10];
        while !state.ended && read < most {
            match self.end.read_now(&mut buffer) {
                Ok(0) => state.end(&self.tap),
                Ok(count) => {
                    read += count;
                    self.tap.keep(&buffer[..count]);
                    state.take(&buffer[..count], &self.tap);
                }
                Err(error) if sys::would_block(&error) => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => state.end(&self.tap),
            }
        }
        !state.ended
    }

    fn finish(&self) {
        // No pipe holds more; what others go on writing into it is read later.
        if self.read(KEPT) {
            lock(&self.state).flush(&self.tap);
        }
    }
}

impl PipeState {
    fn take(&mut self, bytes: &[u8], tap: &Tap) {
        keep_last(&mut self.tail, bytes, TAIL);
        if tap.prefix.is_none() {
            return;
        }
        self.partial.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(length) = self.partial[start..].iter().position(|byte| *byte == b'\n') {
            tap.line(&self.partial[start..start + length]);
            start += length + 1;
        }
        self.partial.drain(..start);
        if self.partial.len() >= LONGEST_LINE {
            self.flush(tap);
        }
    }

    /// Passes on a line that may not end any more.
    fn flush(&mut self, tap: &Tap) {
        if !self.partial.is_empty() {
            tap.line(&self.partial);
            self.partial.clear();
        }
    }

    fn end(&mut self, tap: &Tap) {
        self.ended = true;
        self.flush(tap);
    }
}

/// The thread that reads all pipes.
struct Drain {
    poller: Poller,
    pipes: Mutex<HashMap<usize, Arc<Pipe>>>,
}

static DRAIN: OnceLock<Drain> = OnceLock::new();
/// Held while the drain is made, so that only one is.
static MAKING: Mutex<()> = Mutex::new(());
/// So many bytes of one pipe are read before the others have their turn.
const TURN: usize = 64 << 10;

impl Drain {
    fn get() -> io::Result<&'static Drain> {
        if let Some(drain) = DRAIN.get() {
            return Ok(drain);
        }
        let _turn = lock(&MAKING);
        if let Some(drain) = DRAIN.get() {
            return Ok(drain);
        }
        let made = Drain { poller: Poller::new()?, pipes: Mutex::default() };
        // The thread waits for the static, which is set as soon as the thread is known to run.
        sys::start_thread(sys::small_thread("suitkaise-output"), || DRAIN.wait().run())?;
        Ok(DRAIN.get_or_init(|| made))
    }

    fn enter(&self, pipe: &Arc<Pipe>) -> io::Result<()> {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        let key = KEYS.fetch_add(1, Ordering::Relaxed);
        lock(&self.pipes).insert(key, Arc::clone(pipe));
        let entered = self.poller.add_pipe(key, &pipe.end);
        if entered.is_err() {
            lock(&self.pipes).remove(&key);
        }
        entered
    }

    /// Has the thread look for lines that wait.
    fn wake(&self) {
        // If it fails the lines are passed on at the next event.
        drop(self.poller.wake());
    }

    fn run(&self) {
        let mut ready: Vec<(usize, Ready)> = Vec::new();
        loop {
            ready.clear();
            if self.poller.wait(None, &mut ready).is_err() {
                // Out of memory, at worst: a later wait may succeed.
                std::thread::yield_now();
            }
            for (key, _) in &ready {
                let Some(pipe) = ({ lock(&self.pipes).get(key).cloned() }) else { continue };
                if pipe.read(TURN) {
                    // One that was not armed is read at the child's exit.
                    drop(self.poller.arm_pipe(*key, &pipe.end));
                } else {
                    // The pipe is closed when nobody holds it any more, not before it was removed.
                    drop(self.poller.remove_pipe(*key, &pipe.end));
                    lock(&self.pipes).remove(key);
                }
                pipe.tap.pass_on();
            }
            if ready.is_empty() {
                let pipes: Vec<Arc<Pipe>> = lock(&self.pipes).values().cloned().collect();
                pipes.iter().for_each(|pipe| pipe.tap.pass_on());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tap(prefix: &str) -> Arc<Tap> {
        Tap::of(&ChildOutput::Forward(prefix.into()), Stream::Stdout).unwrap()
    }

    #[test]
    fn lines_are_put_together_from_pieces() {
        let tap = tap("> ");
        let mut state = PipeState::default();
        for piece in ["on", "e\ntwo\nth", "ree"] {
            state.take(piece.as_bytes(), &tap);
        }
        assert_eq!(*lock(&tap.waiting), [b"> one\n".to_vec(), b"> two\n".to_vec()]);
        state.end(&tap);
        assert_eq!(lock(&tap.waiting).back().unwrap(), b"> three\n");
    }

    #[test]
    fn a_line_without_end_is_passed_on_in_pieces() {
        let tap = tap("");
        let mut state = PipeState::default();
        state.take(&vec![b'x'; LONGEST_LINE + 1], &tap);
        assert_eq!(lock(&tap.waiting).len(), 1);
        assert!(state.partial.is_empty());
    }

    #[test]
    fn only_the_last_bytes_are_kept() {
        let mut kept = VecDeque::new();
        keep_last(&mut kept, b"abc", 4);
        keep_last(&mut kept, b"de", 4);
        assert_eq!(kept, *b"bcde");
        keep_last(&mut kept, b"0123456789", 4);
        assert_eq!(kept, *b"6789");
    }
}
