//! Pipes in which a child's output arrives.
//!
//! Only a named pipe can be read without blocking. Its name is random and taken: the one end there may be is opened before
//! anybody else could, and the access list lets in this user alone.
#![expect(unsafe_code, reason = "named pipes and reads that go on in the background are C interfaces")]

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};
use std::process::Stdio;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use windows_sys::Win32::Foundation::{
    ERROR_BROKEN_PIPE, ERROR_HANDLE_EOF, ERROR_IO_INCOMPLETE, ERROR_IO_PENDING, ERROR_OPERATION_ABORTED, GENERIC_WRITE,
    HANDLE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES};
use windows_sys::Win32::Storage::FileSystem::{
    CreateFileW, FILE_FLAG_FIRST_PIPE_INSTANCE, FILE_FLAG_OVERLAPPED, OPEN_EXISTING, PIPE_ACCESS_INBOUND, ReadFile,
};
use windows_sys::Win32::System::IO::{CancelIoEx, GetOverlappedResult, OVERLAPPED};
use windows_sys::Win32::System::Pipes::{CreateNamedPipeW, PIPE_REJECT_REMOTE_CLIENTS, PIPE_TYPE_BYTE, PIPE_WAIT};

use super::event::{Event, checked};
use super::lane::Flag;

/// So many bytes wait in a pipe, and are read at once.
const SIZE: usize = 16 << 10;

/// The parent's end of a pipe that a child writes to.
#[derive(Debug)]
pub(crate) struct OutputPipe {
    pipe: OwnedHandle,
    /// Raised while a read would bring something.
    arrived: Event,
    reading: Mutex<Box<Reading>>,
}

/// The one read that goes on in the background, into a buffer that stays where it is.
struct Reading {
    overlapped: OVERLAPPED,
    buffer: [u8; SIZE],
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// The system may write to the buffer and to the record.
    Pending,
    /// These bytes of the buffer wait to be taken.
    Here(usize, usize),
    Ended,
}

// SAFETY: the record's pointers are null or the event's handle, which are the same on each thread.
unsafe impl Send for Reading {}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.state.fmt(f)
    }
}

/// Makes a pipe: our end, and what the child gets as a stream.
pub(crate) fn output_pipe() -> io::Result<(OutputPipe, Stdio)> {
    let (ours, theirs) = pair()?;
    Ok((OutputPipe::new(ours)?, theirs.into()))
}

/// Both ends of a pipe: ours doesn't block.
fn pair() -> io::Result<(OwnedHandle, OwnedHandle)> {
    // Each of these has keys of its own that nobody can guess.
    let random = || RandomState::new().build_hasher().finish();
    let name = format!("\\\\.\\pipe\\suitkaise-{:016x}{:016x}\0", random(), random());
    let name: Vec<u16> = name.encode_utf16().collect();
    let access = AccessList::of_this_user()?;
    let attributes = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: access.0,
        bInheritHandle: 0,
    };
    // SAFETY: the name ends with a zero, and the attributes and their descriptor live as long as the call.
    let ours = owned(unsafe {
        CreateNamedPipeW(
            name.as_ptr(),
            PIPE_ACCESS_INBOUND | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
            PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            1,
            SIZE as u32,
            SIZE as u32,
            0,
            &raw const attributes,
        )
    })?;
    // SAFETY: the name ends with a zero; without attributes nobody inherits the handle but by std's own copy of it.
    let theirs =
        owned(unsafe { CreateFileW(name.as_ptr(), GENERIC_WRITE, 0, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()) })?;
    Ok((ours, theirs))
}

fn owned(handle: HANDLE) -> io::Result<OwnedHandle> {
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the callers pass what a call has just made, which is nobody else's.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

/// Who may open something.
struct AccessList(PSECURITY_DESCRIPTOR);

impl AccessList {
    /// The owner, who is this user, and nobody else.
    fn of_this_user() -> io::Result<Self> {
        let text = windows_sys::w!("D:P(A;;GA;;;OW)");
        let mut list: PSECURITY_DESCRIPTOR = ptr::null_mut();
        // SAFETY: the text ends with a zero, and `list` is written.
        checked(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &raw mut list, ptr::null_mut())
        })?;
        Ok(AccessList(list))
    }
}

impl Drop for AccessList {
    fn drop(&mut self) {
        // SAFETY: the system has allocated it so, and nobody uses it any more.
        unsafe { LocalFree(self.0) };
    }
}

impl OutputPipe {
    fn new(pipe: OwnedHandle) -> io::Result<Self> {
        let arrived = Event::new()?;
        let overlapped = OVERLAPPED { hEvent: arrived.raw(), ..OVERLAPPED::default() };
        let reading = Box::new(Reading { overlapped, buffer: [0; SIZE], state: State::Ended });
        let pipe = OutputPipe { pipe, arrived, reading: Mutex::new(reading) };
        pipe.begin(&mut pipe.reading())?;
        Ok(pipe)
    }

    fn reading(&self) -> MutexGuard<'_, Box<Reading>> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is raised while a read would bring something.
    pub(super) fn arrived(&self) -> BorrowedHandle<'_> {
        self.arrived.as_handle()
    }

    /// Reads what is there; 0 is the end. Never blocks.
    pub(crate) fn read_now(&self, into: &mut [u8]) -> io::Result<usize> {
        let mut reading = self.reading();
        loop {
            match reading.state {
                State::Ended => return Ok(0),
                State::Here(start, end) => {
                    let count = into.len().min(end - start);
                    into[..count].copy_from_slice(&reading.buffer[start..start + count]);
                    match start + count == end {
                        true => self.begin(&mut reading)?,
                        false => reading.state = State::Here(start + count, end),
                    }
                    return Ok(count);
                }
                State::Pending => self.look(&mut reading)?,
            }
        }
    }

    /// Has the system read on in the background.
    fn begin(&self, reading: &mut Reading) -> io::Result<()> {
        let Reading { overlapped, buffer, state } = reading;
        // SAFETY: no read is under way. Buffer and record lie in a box that isn't freed before this read has ended, and
        // aren't touched while the state says that it goes on.
        let begun = checked(unsafe {
            let size = buffer.len() as u32;
            ReadFile(self.pipe.as_raw_handle(), buffer.as_mut_ptr(), size, ptr::null_mut(), &raw mut *overlapped)
        });
        *state = State::Pending;
        begun.or_else(|error| self.ended(reading, error))
    }

    /// Looks how far the read under way is.
    ///
    /// # Errors
    ///
    /// `WouldBlock` while nothing has come.
    fn look(&self, reading: &mut Reading) -> io::Result<()> {
        let mut count = 0;
        // SAFETY: the record is that of the read that was begun on this pipe; `count` is written.
        let came = checked(unsafe {
            GetOverlappedResult(self.pipe.as_raw_handle(), &raw const reading.overlapped, &raw mut count, 0)
        });
        match came {
            // Somebody has written nothing.
            Ok(()) if count == 0 => self.begin(reading),
            Ok(()) => {
                reading.state = State::Here(0, SIZE.min(count as usize));
                Ok(())
            }
            Err(error) => self.ended(reading, error),
        }
    }

    /// What it means that a read has not brought anything.
    fn ended(&self, reading: &mut Reading, error: io::Error) -> io::Result<()> {
        match error.raw_os_error().map(i32::cast_unsigned) {
            // It goes on.
            Some(ERROR_IO_PENDING) => Ok(()),
            Some(ERROR_IO_INCOMPLETE) => Err(io::ErrorKind::WouldBlock.into()),
            // It ends with the thread that has begun it.
            Some(ERROR_OPERATION_ABORTED) => self.begin(reading),
            code => {
                reading.state = State::Ended;
                self.arrived.raise();
                match code {
                    Some(ERROR_BROKEN_PIPE | ERROR_HANDLE_EOF) => Ok(()),
                    _ => Err(error),
                }
            }
        }
    }
}

impl Drop for OutputPipe {
    fn drop(&mut self) {
        let reading = self.reading.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let State::Pending = reading.state {
            let mut count = 0;
            // SAFETY: as above. The second call waits until the system has let go of buffer and record, which the first
            // asks it for.
            unsafe {
                CancelIoEx(self.pipe.as_raw_handle(), &raw const reading.overlapped);
                GetOverlappedResult(self.pipe.as_raw_handle(), &raw const reading.overlapped, &raw mut count, 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::event::wait;
    use super::*;

    #[test]
    fn the_pipe_tells_when_something_is_there_and_when_it_has_ended() {
        let (ours, theirs) = pair().unwrap();
        let (pipe, mut theirs) = (OutputPipe::new(ours).unwrap(), std::fs::File::from(theirs));
        let mut into = [0; 4];
        assert!(crate::sys::would_block(&pipe.read_now(&mut into).unwrap_err()));
        theirs.write_all(b"abcdef").unwrap();
        for expected in [&b"abcd"[..], b"ef"] {
            wait(&[pipe.arrived()], None).unwrap();
            let count = pipe.read_now(&mut into).unwrap();
            assert_eq!(&into[..count], expected);
        }
        assert!(crate::sys::would_block(&pipe.read_now(&mut into).unwrap_err()));
        drop(theirs);
        wait(&[pipe.arrived()], None).unwrap();
        assert_eq!(pipe.read_now(&mut into).unwrap(), 0);
    }
}
