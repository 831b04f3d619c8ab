//! The link on Unix: one end of a socket pair that the child inherits as its standard input.
//!
//! Nobody else can join it, nothing is left on disk, and the death of either side is an end of file
//! for the other. The real standard input and the shared page travel over it as descriptors, before
//! the child exists, so the child finds them in the socket's buffer and never waits for them.
#![expect(unsafe_code, reason = "received bytes become the initialized part of a vector")]

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, fcntl_dupfd_cloexec, retry_on_intr};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
};

use super::PageFile;
use super::poll::timespec;
use crate::sys::Adopted;

/// One end of a link, in the process that talks over it.
pub(crate) type Endpoint = interprocess::os::unix::uds_local_socket::Stream;

/// The other end, on its way to the child.
pub(crate) type LinkEnd = OwnedFd;

/// The byte that comes with the descriptors: with or without a standard input.
const WITH_STDIN: u8 = b'I';
const WITHOUT_STDIN: u8 = b'N';

#[cfg(target_os = "linux")]
const SEND: SendFlags = SendFlags::NOSIGNAL;
#[cfg(not(target_os = "linux"))]
const SEND: SendFlags = SendFlags::empty();

/// Makes both ends of a link.
pub(crate) fn link_pair() -> io::Result<(Endpoint, LinkEnd)> {
    let (ours, theirs) = UnixStream::pair()?;
    let (ours, theirs) = (above_stdio(ours.into())?, above_stdio(theirs.into())?);
    #[cfg(not(target_os = "linux"))]
    for end in [&ours, &theirs] {
        rustix::net::sockopt::set_socket_nosigpipe(end, true)?;
    }
    Ok((Endpoint::from(ours), theirs))
}

/// Moves a descriptor out of the places of the standard streams, where it lands in a program that closed them.
pub(super) fn above_stdio(fd: OwnedFd) -> io::Result<OwnedFd> {
    use std::os::fd::AsRawFd;
    if fd.as_raw_fd() > 2 { Ok(fd) } else { Ok(fcntl_dupfd_cloexec(&fd, 3)?) }
}

/// Puts this process's standard input and the shared page into the link for the child to come.
/// The child gets an empty one if it is to have no `stdin`.
/// The address that its invitation names is empty: it finds the link in a place that it knows.
pub(crate) fn hand_over(end: &Endpoint, page: &PageFile, stdin: bool) -> io::Result<String> {
    let page = page.as_fd();
    if !stdin {
        send_descriptors(end, WITHOUT_STDIN, &[page])?;
        return Ok(String::new());
    }
    let stdin = rustix::stdio::stdin();
    match send_descriptors(end, WITH_STDIN, &[page, stdin]) {
        // The parent has no standard input: the child gets an empty one.
        Err(Errno::BADF) => send_descriptors(end, WITHOUT_STDIN, &[page])?,
        sent => sent?,
    }
    Ok(String::new())
}

fn send_descriptors(end: &Endpoint, byte: u8, fds: &[BorrowedFd<'_>]) -> Result<(), Errno> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    assert!(control.push(SendAncillaryMessage::ScmRights(fds)), "the buffer has room for two descriptors");
    retry_on_intr(|| rustix::net::sendmsg(end.as_fd(), &[IoSlice::new(&[byte])], &mut control, SEND))?;
    Ok(())
}

/// In a child: takes the link from standard input's place and puts the real standard input there.
pub(crate) fn adopt(_address: &str) -> io::Result<Adopted> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    #[cfg(target_os = "linux")]
    let flags = RecvFlags::CMSG_CLOEXEC;
    #[cfg(not(target_os = "linux"))]
    let flags = RecvFlags::empty();
    let place = rustix::stdio::stdin();
    let got = retry_on_intr(|| rustix::net::recvmsg(place, &mut [IoSliceMut::new(&mut byte)], &mut control, flags))?;
    if got.bytes != 1 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the parent has gone"));
    }
    let mut fds = Vec::with_capacity(2);
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = message {
            fds.extend(received);
        }
    }
    for fd in &fds {
        rustix::io::fcntl_setfd(fd, rustix::io::FdFlags::CLOEXEC)?;
    }
    let link = fcntl_dupfd_cloexec(place, 3)?;
    let mut fds = fds.into_iter();
    let page = fds.next().ok_or_else(|| io::Error::other("the shared page did not come with the link"))?;
    let stdin = match (byte[0], fds.next()) {
        (WITH_STDIN, Some(stdin)) => stdin,
        (WITHOUT_STDIN, None) => std::fs::File::open("/dev/null")?.into(),
        _ => return Err(io::Error::other("the descriptors that came with the link are not the promised ones")),
    };
    rustix::stdio::dup2_stdin(&stdin)?;
    Ok(Adopted { end: Endpoint::from(link), page: page.into() })
}

/// Sends some of `bytes`; `now` never blocks.
pub(crate) fn send(end: &Endpoint, bytes: &[u8], now: bool) -> io::Result<usize> {
    let flags = if now { SEND | SendFlags::DONTWAIT } else { SEND };
    Ok(retry_on_intr(|| rustix::net::send(end.as_fd(), bytes, flags))?)
}

/// Appends at most `want` received bytes to `into`, within its spare capacity; `Ok(0)` is the end; `now` never blocks.
pub(crate) fn recv(end: &Endpoint, into: &mut Vec<u8>, want: usize, now: bool) -> io::Result<usize> {
    let flags = if now { RecvFlags::DONTWAIT } else { RecvFlags::empty() };
    let want = want.min(into.capacity() - into.len());
    debug_assert!(want > 0, "room for at least one byte, or the end could not be told from it");
    let count = loop {
        match rustix::net::recv(end.as_fd(), &mut into.spare_capacity_mut()[..want], flags) {
            Ok(((got, _), _)) => break got.len(),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    };
    let len = into.len() + count;
    // SAFETY: `recv` returned the first `count` bytes of the spare capacity as initialized, and
    // `count <= want`, which the capacity has room for.
    unsafe { into.set_len(len) };
    Ok(count)
}

/// Wakes whoever waits for a link's input.
#[derive(Debug)]
pub(crate) struct Alarm {
    ringer: UnixStream,
    bell: UnixStream,
}

impl Alarm {
    pub(crate) fn new() -> io::Result<Self> {
        let (ringer, bell) = UnixStream::pair()?;
        ringer.set_nonblocking(true)?;
        bell.set_nonblocking(true)?;
        Ok(Alarm { ringer, bell })
    }

    pub(crate) fn ring(&self) {
        // If it is full it rings already.
        drop((&self.ringer).write(&[1]));
    }

    /// What is readable while it rings.
    pub(super) fn bell(&self) -> BorrowedFd<'_> {
        self.bell.as_fd()
    }

    /// Ends its ringing.
    pub(super) fn hear(&self) {
        // Nothing is there to be read if another has heard it too.
        drop((&self.bell).read(&mut [0; 64]));
    }
}

/// Waits until there is something to read or the link has ended, until the alarm rings, or for so long.
pub(crate) fn wait_input(end: &Endpoint, alarm: Option<&Alarm>, timeout: Option<Duration>) -> io::Result<()> {
    let link = PollFd::from_borrowed_fd(end.as_fd(), PollFlags::IN);
    let mut fds = [link.clone(), link];
    let mut asked = &mut fds[..1];
    if let Some(alarm) = alarm {
        fds[1] = PollFd::from_borrowed_fd(alarm.bell.as_fd(), PollFlags::IN);
        asked = &mut fds[..];
    }
    match poll(asked, timeout.map(timespec).as_ref()) {
        Err(Errno::INTR) => return Ok(()),
        polled => polled?,
    };
    if let Some(alarm) = alarm.filter(|_| !fds[1].revents().is_empty()) {
        alarm.hear();
    }
    Ok(())
}

/// Blocks until the other side has closed the link; data that waits to be read doesn't end the wait.
pub(crate) fn wait_hang_up(end: &Endpoint) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    let wanted = PollFlags::RDHUP;
    #[cfg(not(target_os = "linux"))]
    let wanted = PollFlags::HUP;
    loop {
        let mut fds = [PollFd::from_borrowed_fd(end.as_fd(), wanted)];
        match poll(&mut fds, None) {
            Ok(_) if fds[0].revents().intersects(wanted | PollFlags::HUP | PollFlags::ERR) => return Ok(()),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
