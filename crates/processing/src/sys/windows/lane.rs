//! One direction of a link: bytes in a ring of shared memory, and two flags on which either side waits.
//!
//! Both counts grow for ever; a byte's place is its number modulo the ring's size. Each side keeps its own count to
//! itself, publishes it, and believes of the other's only what can be true. Both flags stay raised until they are lowered
//! by the side that waits on them: the reader's is raised whenever there are bytes, the writer's once there is room that
//! it has asked for. Either may be raised in vain; then whoever is woken looks, finds nothing, and lowers it.

use std::io;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Something that threads of both processes wait on.
pub(super) trait Flag {
    fn raise(&self);
    fn lower(&self);
}

/// So many bytes are on their way at most.
pub(super) const SIZE: usize = 256 << 10;
const WORD: usize = size_of::<u64>();
pub(super) const WORDS: usize = SIZE / WORD;
/// So many words are taken out at a time.
const PIECE: usize = 512;
/// So much room there must be before a writer is woken that has asked for it.
const WORTH_WAKING: usize = SIZE / 4;

/// What both sides say to each other, on lines of memory of their own.
#[derive(Debug, Default)]
#[repr(C, align(128))]
pub(super) struct Head {
    writer: Writer,
    reader: Reader,
}

#[derive(Debug, Default)]
#[repr(C, align(128))]
struct Writer {
    /// How many bytes were written.
    written: AtomicU64,
    /// Whether the writer waits for room.
    wants_room: AtomicU32,
}

#[derive(Debug, Default)]
#[repr(C, align(128))]
struct Reader {
    /// How many bytes were taken.
    taken: AtomicU64,
}

/// One direction.
#[derive(Debug)]
pub(super) struct Lane<'a, F> {
    pub(super) head: &'a Head,
    pub(super) words: &'a [AtomicU64; WORDS],
    pub(super) readable: &'a F,
    pub(super) writable: &'a F,
}

fn impossible() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the other side of the link counts bytes that can't be")
}

impl<F: Flag> Lane<'_, F> {
    /// Writes what there is room for. `written` is this side's own count.
    ///
    /// # Errors
    ///
    /// `WouldBlock` where there is none: the flag for it will be raised.
    pub(super) fn send(&self, written: &AtomicU64, bytes: &[u8]) -> io::Result<usize> {
        let before = written.load(Ordering::Relaxed);
        let mut room = self.room(before)?;
        if room == 0 {
            self.writable.lower();
            self.head.writer.wants_room.store(1, Ordering::SeqCst);
            // The reader may have made room before it could see that somebody wants it.
            room = self.room(before)?;
            if room == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
        }
        let count = bytes.len().min(room);
        self.put(before, &bytes[..count]);
        let after = before.wrapping_add(count as u64);
        written.store(after, Ordering::Relaxed);
        self.head.writer.written.store(after, Ordering::SeqCst);
        self.announce(before, count);
        Ok(count)
    }

    /// Wakes the reader of so many bytes behind those `before`, if it may have lowered its flag.
    fn announce(&self, before: u64, count: usize) {
        // A reader that has yet to take bytes from before finds these behind them, and leaves its flag raised. One that
        // had taken those has lowered it, though it may have taken some of these since.
        let taken = self.head.reader.taken.load(Ordering::SeqCst).wrapping_sub(before);
        if taken < count as u64 {
            self.readable.raise();
        }
    }

    /// Appends what has come, `want` bytes at most, to `into`, within its spare capacity. `taken` is this side's own
    /// count.
    ///
    /// # Errors
    ///
    /// `WouldBlock` where nothing has come: the flag for it will be raised.
    pub(super) fn recv(&self, taken: &AtomicU64, into: &mut Vec<u8>, want: usize) -> io::Result<usize> {
        let before = taken.load(Ordering::Relaxed);
        let mut waiting = self.waiting(before)?;
        if waiting == 0 {
            self.readable.lower();
            waiting = self.waiting(before)?;
            if waiting == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            // What the lowering may have undone; others wait on it too.
            self.readable.raise();
        }
        let count = waiting.min(want).min(into.capacity() - into.len());
        self.get(before, count, into);
        let after = before.wrapping_add(count as u64);
        taken.store(after, Ordering::Relaxed);
        self.head.reader.taken.store(after, Ordering::SeqCst);
        let room = SIZE - (waiting - count);
        if room >= WORTH_WAKING
            && self.head.writer.wants_room.load(Ordering::SeqCst) != 0
            && self.head.writer.wants_room.swap(0, Ordering::SeqCst) != 0
        {
            self.writable.raise();
        }
        if count == waiting {
            self.settle(taken);
        }
        Ok(count)
    }

    /// Lowers the reader's flag if nothing is there. Any thread of the reader's side may do so at any time.
    pub(super) fn settle(&self, taken: &AtomicU64) {
        if !self.has_bytes(taken) {
            self.readable.lower();
            if self.has_bytes(taken) {
                self.readable.raise();
            }
        }
    }

    /// Whether a read would bring something: bytes, or an error.
    pub(super) fn has_bytes(&self, taken: &AtomicU64) -> bool {
        !matches!(self.waiting(taken.load(Ordering::SeqCst)), Ok(0))
    }

    /// Whether a write would do something.
    pub(super) fn has_room(&self, written: &AtomicU64) -> bool {
        !matches!(self.room(written.load(Ordering::SeqCst)), Ok(0))
    }

    fn waiting(&self, taken: u64) -> io::Result<usize> {
        let waiting = self.head.writer.written.load(Ordering::SeqCst).wrapping_sub(taken);
        usize::try_from(waiting).ok().filter(|waiting| *waiting <= SIZE).ok_or_else(impossible)
    }

    fn room(&self, written: u64) -> io::Result<usize> {
        let waiting = written.wrapping_sub(self.head.reader.taken.load(Ordering::SeqCst));
        usize::try_from(waiting)
            .ok()
            .filter(|waiting| *waiting <= SIZE)
            .map(|waiting| SIZE - waiting)
            .ok_or_else(impossible)
    }

    fn put(&self, at: u64, mut bytes: &[u8]) {
        // The rest of the division is less than the size, which is one of this machine.
        let mut at = (at % SIZE as u64) as usize;
        while !bytes.is_empty() {
            let (place, offset) = (at / WORD, at % WORD);
            let (whole, _) = bytes.as_chunks();
            let done = if offset == 0 && !whole.is_empty() {
                let words = self.words[place..].iter().zip(whole);
                let count = words.len();
                for (word, bytes) in words {
                    word.store(u64::from_ne_bytes(*bytes), Ordering::Relaxed);
                }
                count * WORD
            } else {
                // Only the writer stores words: what the reader has yet to take of this one stays as it is.
                let count = bytes.len().min(WORD - offset);
                let mut word = self.words[place].load(Ordering::Relaxed).to_ne_bytes();
                word[offset..offset + count].copy_from_slice(&bytes[..count]);
                self.words[place].store(u64::from_ne_bytes(word), Ordering::Relaxed);
                count
            };
            bytes = &bytes[done..];
            at = (at + done) % SIZE;
        }
    }

    fn get(&self, at: u64, mut count: usize, into: &mut Vec<u8>) {
        let mut at = (at % SIZE as u64) as usize;
        while count > 0 {
            let (place, offset) = (at / WORD, at % WORD);
            let done = if offset == 0 && count >= WORD {
                let words = &self.words[place..WORDS.min(place + (count / WORD).min(PIECE))];
                let mut piece = [[0; WORD]; PIECE];
                for (word, bytes) in words.iter().zip(&mut piece) {
                    *bytes = word.load(Ordering::Relaxed).to_ne_bytes();
                }
                into.extend_from_slice(piece[..words.len()].as_flattened());
                words.len() * WORD
            } else {
                let count = count.min(WORD - offset);
                let word = self.words[place].load(Ordering::Relaxed).to_ne_bytes();
                into.extend_from_slice(&word[offset..offset + count]);
                count
            };
            count -= done;
            at = (at + done) % SIZE;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};
    use std::time::Duration;

    use super::*;

    #[derive(Default)]
    struct Bell(Mutex<bool>, Condvar);

    impl Flag for Bell {
        fn raise(&self) {
            *self.0.lock().unwrap() = true;
            self.1.notify_all();
        }

        fn lower(&self) {
            *self.0.lock().unwrap() = false;
        }
    }

    impl Bell {
        /// Waits, and fails where nothing raises it.
        fn wait(&self) {
            let raised = self.0.lock().unwrap();
            let (_raised, over) =
                self.1.wait_timeout_while(raised, Duration::from_secs(20), |raised| !*raised).unwrap();
            assert!(!over.timed_out(), "a wake-up was lost");
        }

        fn is_raised(&self) -> bool {
            *self.0.lock().unwrap()
        }
    }

    struct Memory {
        head: Head,
        words: Box<[AtomicU64; WORDS]>,
        readable: Bell,
        writable: Bell,
    }

    impl Memory {
        fn new() -> Self {
            let words: Vec<AtomicU64> = (0..WORDS).map(|_| AtomicU64::new(0)).collect();
            let words = words.into_boxed_slice().try_into().unwrap();
            Memory { head: Head::default(), words, readable: Bell::default(), writable: Bell::default() }
        }

        fn lane(&self) -> Lane<'_, Bell> {
            Lane { head: &self.head, words: &self.words, readable: &self.readable, writable: &self.writable }
        }
    }

    fn byte(number: u64) -> u8 {
        (number.wrapping_mul(0x9E37_79B9) >> 13) as u8
    }

    #[test]
    fn bytes_arrive_in_order_in_whatever_pieces_and_no_wake_up_is_lost() {
        const ALL: u64 = 6 * SIZE as u64 + 13;
        for (most_sent, most_taken) in [(1 << 20, 1 << 20), (977, 64 << 10), (64 << 10, 1013), (100_003, 99_991)] {
            let memory = Memory::new();
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let (lane, written) = (memory.lane(), AtomicU64::new(0));
                    while written.load(Ordering::Relaxed) < ALL {
                        let start = written.load(Ordering::Relaxed);
                        let size = (1 + start % most_sent).min(ALL - start);
                        let bytes: Vec<u8> = (start..start + size).map(byte).collect();
                        match lane.send(&written, &bytes) {
                            Ok(sent) => assert!(sent > 0),
                            Err(error) if error.kind() == io::ErrorKind::WouldBlock => memory.writable.wait(),
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
                let (lane, taken) = (memory.lane(), AtomicU64::new(0));
                let mut all = Vec::with_capacity(ALL as usize);
                while (all.len() as u64) < ALL {
                    match lane.recv(&taken, &mut all, most_taken) {
                        Ok(got) => assert!(got > 0 && got <= most_taken),
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => memory.readable.wait(),
                        Err(error) => panic!("{error}"),
                    }
                }
                assert!((0..ALL).map(byte).eq(all.iter().copied()));
            });
        }
    }

    #[test]
    fn the_readers_flag_is_raised_while_there_are_bytes_and_lowered_when_all_were_taken() {
        let (memory, written, taken) = (Memory::new(), AtomicU64::new(0), AtomicU64::new(0));
        let (lane, mut into) = (memory.lane(), Vec::with_capacity(100));
        lane.send(&written, b"abcdef").unwrap();
        lane.send(&written, b"gh").unwrap();
        for left in [true, false] {
            assert!(memory.readable.is_raised());
            assert_eq!(lane.recv(&taken, &mut into, 4).unwrap(), 4);
            assert_eq!((memory.readable.is_raised(), lane.has_bytes(&taken)), (left, left));
        }
        assert_eq!(into, b"abcdefgh");
        memory.readable.raise();
        assert_eq!(lane.recv(&taken, &mut into, 4).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert!(!memory.readable.is_raised(), "one that was raised in vain is lowered by who looks");
    }

    #[test]
    fn a_reader_that_takes_a_part_before_it_could_be_woken_is_woken_for_the_rest() {
        let (memory, written, taken) = (Memory::new(), AtomicU64::new(0), AtomicU64::new(0));
        let (lane, mut into) = (memory.lane(), Vec::with_capacity(100));
        lane.send(&written, b"before").unwrap();
        lane.recv(&taken, &mut into, 6).unwrap();
        // As `send` does, with a reader that is quick between its two halves.
        lane.put(6, b"abcdef");
        memory.head.writer.written.store(12, Ordering::SeqCst);
        lane.recv(&taken, &mut into, 4).unwrap();
        assert!(!memory.readable.is_raised());
        lane.announce(6, 6);
        assert!(memory.readable.is_raised());
        assert_eq!(lane.recv(&taken, &mut into, 10).unwrap(), 2);
        assert!(!memory.readable.is_raised());
        lane.announce(6, 6);
        assert!(!memory.readable.is_raised(), "nothing is left to be woken for");
    }

    #[test]
    fn a_full_lane_takes_nothing_more_and_says_when_there_is_room_again() {
        let (memory, written, taken) = (Memory::new(), AtomicU64::new(0), AtomicU64::new(0));
        let lane = memory.lane();
        assert_eq!(lane.send(&written, &vec![1; SIZE + 5]).unwrap(), SIZE);
        assert_eq!(lane.send(&written, &[1]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert!(!memory.writable.is_raised() && !lane.has_room(&written));
        let mut into = Vec::with_capacity(SIZE);
        lane.recv(&taken, &mut into, WORTH_WAKING - 1).unwrap();
        assert!(!memory.writable.is_raised() && lane.has_room(&written));
        lane.recv(&taken, &mut into, 1).unwrap();
        assert!(memory.writable.is_raised());
        assert_eq!(lane.send(&written, &[1]).unwrap(), 1);
    }

    #[test]
    fn counts_that_cannot_be_are_an_error_on_either_side() {
        for bad in [SIZE as u64 + 1, u64::MAX, 1 << 40] {
            let (memory, own) = (Memory::new(), AtomicU64::new(0));
            memory.head.writer.written.store(bad, Ordering::SeqCst);
            let error = memory.lane().recv(&own, &mut Vec::with_capacity(8), 8).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
        for bad in [1, SIZE as u64, 1 << 40] {
            let (memory, own) = (Memory::new(), AtomicU64::new(0));
            memory.head.reader.taken.store(bad, Ordering::SeqCst);
            assert_eq!(memory.lane().send(&own, b"a").unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn counts_may_overflow() {
        let start = u64::MAX - 3;
        let (memory, written, taken) = (Memory::new(), AtomicU64::new(start), AtomicU64::new(start));
        memory.head.writer.written.store(start, Ordering::SeqCst);
        memory.head.reader.taken.store(start, Ordering::SeqCst);
        let mut into = Vec::with_capacity(8);
        memory.lane().send(&written, b"overflow").unwrap();
        assert_eq!(memory.lane().recv(&taken, &mut into, 8).unwrap(), 8);
        assert_eq!(into, b"overflow");
    }
}
