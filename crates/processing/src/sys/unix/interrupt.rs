//! Interrupts from the terminal.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Hears the interrupts of this process.
#[derive(Debug)]
pub(crate) struct Interrupts(UnixStream);

impl Interrupts {
    /// From now on an interrupt doesn't end this process.
    pub(crate) fn hear() -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        signal_hook::low_level::pipe::register(libc::SIGINT, theirs)?;
        Ok(Interrupts(ours))
    }

    /// Waits for the next one, so long at most; whether there was one.
    pub(crate) fn wait(&self, timeout: Option<Duration>) -> io::Result<bool> {
        self.0.set_read_timeout(timeout)?;
        match (&self.0).read(&mut [0]) {
            Ok(_) => Ok(true),
            Err(error) if crate::sys::would_block(&error) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends this process as an interrupt does that nobody hears.
    pub(crate) fn end(&self) -> ! {
        // If the signal's own action fails the exit code says as much, in the way of shells.
        drop(signal_hook::low_level::emulate_default_handler(libc::SIGINT));
        super::quit(128 + libc::SIGINT)
    }
}
