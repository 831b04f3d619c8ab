//! The link on Windows: two lanes in shared memory, with events, all without names.
//!
//! The invitation holds the parent's id and the numbers of its handles; the child fetches them from there, which the
//! system allows to the same user alone. So no handle is ever inheritable, which others would inherit too, and there is no
//! name that anybody could take or connect to. A side has hung up when its process has ended.
#![expect(unsafe_code, reason = "shared memory is read as the two lanes")]

use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle, OwnedHandle};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::event::{Event, is_raised, wait};
use super::lane::{Flag, Head, Lane, WORDS};
use super::page::{Mapping, PageFile, map_page, page_file};
use super::parent::Parent;
use crate::sys::Adopted;

/// What lies in the link's memory.
#[repr(C)]
struct Memory {
    heads: [Head; 2],
    words: [[AtomicU64; WORDS]; 2],
}

/// Whose end it is. The first lane leads to the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Parents,
    Childs,
}

/// The events of the two lanes, readable before writable.
type Events = [Event; 4];

/// One end of a link, in the process that talks over it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    side: Side,
    mapping: Mapping,
    events: Events,
    written: AtomicU64,
    taken: AtomicU64,
    /// The process at the other end, once it is known.
    peer: OnceLock<OwnedHandle>,
    /// What the child fetches besides the events: this memory, and the page's once it was handed over.
    memory: PageFile,
    page: OnceLock<PageFile>,
}

/// The other end. The child fetches what it needs for it.
#[derive(Debug)]
pub(crate) struct LinkEnd(());

/// Makes both ends of a link.
pub(crate) fn link_pair() -> io::Result<(Endpoint, LinkEnd)> {
    let events = [Event::new()?, Event::new()?, Event::new()?, Event::new()?];
    let end = Endpoint::new(Side::Parents, page_file(size_of::<Memory>() as u64)?, events)?;
    Ok((end, LinkEnd(())))
}

/// Keeps the shared page for the child to come; standard input it finds by itself. Returns where the child finds all
/// this: the parent's id, and numbers of handles.
pub(crate) fn hand_over(end: &Endpoint, page: &PageFile, _stdin: bool) -> io::Result<String> {
    let kept = page.try_clone()?;
    let kept = end.page.get_or_init(|| kept);
    let mut address = format!("{:x}", std::process::id());
    let events = end.events.iter().map(Event::as_handle);
    for handle in [end.memory.as_handle(), kept.as_handle()].into_iter().chain(events) {
        address.push_str(&format!(":{:x}", handle.as_raw_handle().addr()));
    }
    Ok(address)
}

/// In a child: fetches its end of the link, and the page, from its parent.
pub(crate) fn adopt(address: &str) -> io::Result<Adopted> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "the invitation has no address of a link");
    let (pid, numbers) = address.split_once(':').ok_or_else(bad)?;
    let parent = Parent::open(u32::from_str_radix(pid, 16).map_err(|_| bad())?)?;
    let handles: io::Result<Vec<OwnedHandle>> =
        numbers.split(':').map(|number| parent.fetch(usize::from_str_radix(number, 16).map_err(|_| bad())?)).collect();
    let [memory, page, to_read, to_write, from_read, from_write] =
        <[OwnedHandle; 6]>::try_from(handles?).map_err(|_| bad())?;
    let events = [to_read, to_write, from_read, from_write].map(Event::from);
    let end = Endpoint::new(Side::Childs, memory, events)?;
    end.meet(parent.into());
    Ok(Adopted { end, page })
}

impl Endpoint {
    fn new(side: Side, memory: PageFile, events: Events) -> io::Result<Self> {
        let mapping = map_page(&memory, size_of::<Memory>())?;
        Ok(Endpoint {
            side,
            mapping,
            events,
            written: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            peer: OnceLock::new(),
            memory,
            page: OnceLock::new(),
        })
    }

    /// Notes the process at the other end.
    pub(super) fn meet(&self, peer: OwnedHandle) {
        // There is one other end, and so one process.
        drop(self.peer.set(peer));
    }

    fn lane(&self, index: usize) -> Lane<'_, Event> {
        // SAFETY: the mapping starts at a page's boundary, is as long as this, and lives as long as `self`; all of it is
        // atomics, for which every bit pattern is valid, and is never accessed except through them, in both processes.
        let memory = unsafe { &*self.mapping.as_ptr().cast::<Memory>() };
        let [readable, writable] = [&self.events[2 * index], &self.events[2 * index + 1]];
        Lane { head: &memory.heads[index], words: &memory.words[index], readable, writable }
    }

    /// The lane that this side reads.
    fn inward(&self) -> Lane<'_, Event> {
        self.lane((self.side == Side::Parents).into())
    }

    /// The lane that this side writes.
    fn outward(&self) -> Lane<'_, Event> {
        self.lane((self.side == Side::Childs).into())
    }

    pub(super) fn has_input(&self) -> bool {
        self.inward().has_bytes(&self.taken)
    }

    pub(super) fn has_room(&self) -> bool {
        self.outward().has_room(&self.written)
    }

    /// What is raised while there is something to read.
    pub(super) fn readable(&self) -> &Event {
        self.inward().readable
    }

    /// What is raised when there is room again after a send that found none.
    pub(super) fn writable(&self) -> &Event {
        self.outward().writable
    }

    /// Called by who was woken by [`Endpoint::readable`]: lowers it if that was in vain.
    pub(super) fn settle(&self) {
        self.inward().settle(&self.taken);
    }

    /// The process at the other end, as far as it is known.
    fn peer(&self) -> Option<BorrowedHandle<'_>> {
        self.peer.get().map(OwnedHandle::as_handle)
    }

    fn is_peer_gone(&self) -> bool {
        self.peer().is_some_and(is_raised)
    }

    /// Waits for an event or the end of the other side.
    fn wait(&self, event: &Event) -> io::Result<()> {
        let objects = [Some(event.as_handle()), self.peer()];
        wait(&objects.into_iter().flatten().collect::<Vec<_>>(), None).map(drop)
    }
}

/// Sends some of `bytes`; `now` never blocks.
pub(crate) fn send(end: &Endpoint, bytes: &[u8], now: bool) -> io::Result<usize> {
    let lane = end.outward();
    loop {
        match lane.send(&end.written, bytes) {
            Err(error) if crate::sys::would_block(&error) => {
                if end.is_peer_gone() {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
                if now {
                    return Err(error);
                }
                end.wait(lane.writable)?;
            }
            sent => return sent,
        }
    }
}

/// Appends at most `want` received bytes to `into`, within its spare capacity; `Ok(0)` is the end; `now` never blocks.
pub(crate) fn recv(end: &Endpoint, into: &mut Vec<u8>, want: usize, now: bool) -> io::Result<usize> {
    let lane = end.inward();
    loop {
        let error = match lane.recv(&end.taken, into, want) {
            Err(error) if crate::sys::would_block(&error) => error,
            got => return got,
        };
        if end.is_peer_gone() {
            // What it has sent before it ended may have come after the first look.
            return match lane.recv(&end.taken, into, want) {
                Err(error) if crate::sys::would_block(&error) => Ok(0),
                got => got,
            };
        }
        if now {
            return Err(error);
        }
        end.wait(lane.readable)?;
    }
}

/// Wakes whoever waits for a link's input.
#[derive(Debug)]
pub(crate) struct Alarm(Event);

impl Alarm {
    pub(crate) fn new() -> io::Result<Self> {
        Event::lowered_by_wait().map(Alarm)
    }

    pub(crate) fn ring(&self) {
        self.0.raise();
    }

    /// What is raised while it rings. The wait that finds it so ends its ringing.
    pub(super) fn bell(&self) -> BorrowedHandle<'_> {
        self.0.as_handle()
    }
}

/// Waits until there is something to read or the link has ended, until the alarm rings, or for so long.
pub(crate) fn wait_input(end: &Endpoint, alarm: Option<&Alarm>, timeout: Option<Duration>) -> io::Result<()> {
    end.settle();
    let objects = [Some(end.readable().as_handle()), end.peer(), alarm.map(Alarm::bell)];
    wait(&objects.into_iter().flatten().collect::<Vec<_>>(), timeout).map(drop)
}

/// Blocks until the process at the other side has ended; data that waits to be read doesn't end the wait.
pub(crate) fn wait_hang_up(end: &Endpoint) -> io::Result<()> {
    match end.peer() {
        Some(peer) => wait(&[peer], None).map(drop),
        None => Err(io::ErrorKind::NotConnected.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ends in this process, which is its own parent.
    fn pair() -> (Endpoint, Endpoint) {
        let (ours, _) = link_pair().unwrap();
        let page = page_file(4096).unwrap();
        let address = hand_over(&ours, &page, true).unwrap();
        (ours, adopt(&address).unwrap().end)
    }

    #[test]
    fn what_one_side_sends_the_other_receives() {
        let (ours, theirs) = pair();
        for (from, to) in [(&ours, &theirs), (&theirs, &ours)] {
            let mut into = Vec::with_capacity(16);
            assert!(crate::sys::would_block(&recv(to, &mut into, 16, true).unwrap_err()));
            assert_eq!(send(from, b"hello", true).unwrap(), 5);
            wait_input(to, None, None).unwrap();
            assert_eq!(recv(to, &mut into, 16, false).unwrap(), 5);
            assert_eq!(into, b"hello");
        }
    }

    #[test]
    fn a_wait_for_input_ends_by_the_alarm_once_or_by_the_time() {
        let (ours, _theirs) = pair();
        let alarm = Alarm::new().unwrap();
        alarm.ring();
        wait_input(&ours, Some(&alarm), None).unwrap();
        let start = crate::clock::now();
        wait_input(&ours, Some(&alarm), Some(Duration::from_millis(20))).unwrap();
        assert!(crate::clock::since(start) >= Duration::from_millis(15), "the alarm rings no more");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let (ours, _) = link_pair().unwrap();
        let address = hand_over(&ours, &page_file(4096).unwrap(), true).unwrap();
        let without_last = address.rsplit_once(':').unwrap().0;
        for bad in ["", "zz:1", "4", without_last, &format!("{address}:4"), "ffffffff:4:4:4:4:4:4"] {
            assert!(adopt(bad).is_err(), "{bad:?}");
        }
    }
}
