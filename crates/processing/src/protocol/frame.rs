//! Frames: one word (kind and length), then the payload.
//!
//! The word is little endian: the low 56 bits are the payload's length, the high 8 its kind.

use std::io;

/// What a frame is about; see the tables of [`protocol`](super).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Begin = 1,
    Value = 2,
    Tell = 3,
    Stop = 4,
    Context = 5,
    Tasks = 6,
    Forget = 7,
    Hello = 8,
    Report = 9,
    Panicked = 10,
    Done = 11,
    Answers = 12,
    Room = 13,
    State = 14,
    Times = 15,
    Object = 16,
    Ready = 17,
    Trace = 18,
}

impl Kind {
    const ALL: [Kind; 18] = [
        Kind::Begin,
        Kind::Value,
        Kind::Tell,
        Kind::Stop,
        Kind::Context,
        Kind::Tasks,
        Kind::Forget,
        Kind::Hello,
        Kind::Report,
        Kind::Panicked,
        Kind::Done,
        Kind::Answers,
        Kind::Room,
        Kind::State,
        Kind::Times,
        Kind::Object,
        Kind::Ready,
        Kind::Trace,
    ];

    fn of(byte: u8) -> Option<Kind> {
        let index = usize::from(byte).checked_sub(1)?;
        Self::ALL.get(index).copied()
    }
}

/// The bytes of a frame before its payload.
pub(super) const HEADER: usize = FrameBuffer::HEADER;
const LENGTH_BITS: u32 = 56;

/// A whole frame that came in.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: Kind,
    pub(crate) payload: Vec<u8>,
}

/// A frame that is being written: the payload is encoded right behind the place of its header.
#[derive(Debug)]
pub(crate) struct FrameBuffer(Vec<u8>);

impl FrameBuffer {
    /// So many bytes stand before the payload.
    pub(crate) const HEADER: usize = 8;

    pub(crate) fn new(kind: Kind) -> Self {
        FrameBuffer::with_room(kind, 56)
    }

    /// One whose payload will have about so many bytes.
    pub(crate) fn with_room(kind: Kind, size: usize) -> Self {
        let mut bytes = Vec::with_capacity(Self::HEADER + size);
        bytes.extend_from_slice(&header(kind, 0));
        FrameBuffer(bytes)
    }

    /// Where the payload goes: only append.
    pub(crate) fn payload(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// A frame of plain data of ours, which always encodes.
    pub(crate) fn of(kind: Kind, data: &impl cerial::Encode) -> Self {
        let mut frame = FrameBuffer::new(kind);
        cerial::encode_into(data, frame.payload()).expect("plain data without locks or cycles encodes");
        frame
    }

    /// The bytes to send.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.finish_before(0)
    }

    /// The bytes to send before so many others, which end the payload.
    pub(crate) fn finish_before(mut self, others: usize) -> Vec<u8> {
        self.seal_before(others);
        self.0
    }

    /// The bytes to send, where the buffer is used again.
    pub(crate) fn seal(&mut self) -> &[u8] {
        self.seal_before(0);
        &self.0
    }

    fn seal_before(&mut self, others: usize) {
        let length = length_of(self.0.len() - HEADER + others);
        self.0[..HEADER - 1].copy_from_slice(&length.to_le_bytes()[..HEADER - 1]);
    }

    /// Empties the payload for the next frame of the same kind, and gives back memory beyond `keep` bytes.
    pub(crate) fn reset(&mut self, keep: usize) {
        self.0.truncate(HEADER);
        self.0.shrink_to(keep);
    }
}

/// Writes a frame behind others: `body` appends its payload.
pub(crate) fn append_frame(bytes: &mut Vec<u8>, kind: Kind, body: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend_from_slice(&header(kind, 0));
    body(bytes);
    let length = bytes.len() - start - HEADER;
    bytes[start..start + HEADER].copy_from_slice(&header(kind, length));
}

fn header(kind: Kind, length: usize) -> [u8; HEADER] {
    (u64::from(kind as u8) << LENGTH_BITS | length_of(length)).to_le_bytes()
}

fn length_of(payload: usize) -> u64 {
    let length = payload as u64;
    assert!(length >> LENGTH_BITS == 0, "no memory holds a payload of 2^56 bytes");
    length
}

/// What one read brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// As many bytes as there was room for: look for frames, then read on.
    Bytes,
    /// Fewer bytes than there was room for: look for frames; nothing more has come yet.
    Drained,
    /// Nothing more for now.
    Blocked,
    /// The other side has closed the link.
    Ended,
}

/// Puts frames together from what the link brings, in whatever pieces.
#[derive(Debug, Default)]
pub(crate) struct FrameReader {
    /// Bytes that came in and were not taken yet; `taken` of them are used up.
    bytes: Vec<u8>,
    taken: usize,
    /// The frame whose payload is on its way, with its full length.
    partial: Option<(Kind, usize, Vec<u8>)>,
}

/// The size of one read while small frames come in.
const CHUNK: usize = 64 << 10;
/// A length is not believed beyond this until so many bytes have come.
const TRUSTED: usize = 1 << 20;
/// … and after that up to so many times what has come. Room that is never written takes no memory, and to make room
/// seldom saves the system from moving pages, which breaks huge ones.
const BELIEVED: usize = 63;

impl FrameReader {
    /// Reads once: `recv(buffer, n)` appends at most `n` bytes within the buffer's spare capacity.
    pub(crate) fn read(&mut self, recv: impl FnOnce(&mut Vec<u8>, usize) -> io::Result<usize>) -> io::Result<Progress> {
        let (buffer, want) = match &mut self.partial {
            Some((_, length, payload)) => {
                let left = *length - payload.len();
                if payload.capacity() == payload.len() {
                    let step = left.min(payload.len().saturating_mul(BELIEVED).max(TRUSTED));
                    payload.try_reserve_exact(step).map_err(|_| io::ErrorKind::OutOfMemory)?;
                    cerial::__private::advise_room(payload);
                }
                (payload, left)
            }
            None => {
                if self.taken == self.bytes.len() {
                    self.bytes.clear();
                    self.taken = 0;
                }
                self.bytes.reserve(CHUNK);
                (&mut self.bytes, CHUNK)
            }
        };
        let room = want.min(buffer.capacity() - buffer.len());
        match recv(buffer, want) {
            Ok(0) => Ok(Progress::Ended),
            Ok(got) if got < room => Ok(Progress::Drained),
            Ok(_) => Ok(Progress::Bytes),
            Err(error) if crate::sys::would_block(&error) => Ok(Progress::Blocked),
            Err(error) => Err(error),
        }
    }

    /// The next frame that is complete.
    ///
    /// # Errors
    ///
    /// The other side wrote something that is no frame.
    pub(crate) fn next(&mut self) -> io::Result<Option<Frame>> {
        if self.partial.is_none() {
            let waiting = &self.bytes[self.taken..];
            let Some((header, rest)) = waiting.split_first_chunk::<HEADER>() else { return Ok(None) };
            let word = u64::from_le_bytes(*header);
            let kind = Kind::of((word >> LENGTH_BITS) as u8);
            let kind = kind.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a frame of ours"))?;
            let length = usize::try_from(word & ((1 << LENGTH_BITS) - 1)).map_err(|_| io::ErrorKind::OutOfMemory)?;
            let here = rest.len().min(length);
            let mut payload = Vec::with_capacity(length.min(TRUSTED));
            payload.extend_from_slice(&rest[..here]);
            self.taken += HEADER + here;
            self.partial = Some((kind, length, payload));
        }
        match self.partial.take() {
            Some((kind, length, payload)) if payload.len() == length => Ok(Some(Frame { kind, payload })),
            partial => {
                self.partial = partial;
                Ok(None)
            }
        }
    }

    /// Whether a frame is complete.
    pub(crate) fn has_frame(&self) -> bool {
        let waiting = &self.bytes[self.taken..];
        let Some((header, rest)) = waiting.split_first_chunk::<HEADER>().filter(|_| self.partial.is_none()) else {
            return false;
        };
        rest.len() as u64 >= u64::from_le_bytes(*header) & ((1 << LENGTH_BITS) - 1)
    }

    /// Whether the link ended inside a frame.
    pub(crate) fn is_amid_frame(&self) -> bool {
        self.partial.is_some() || self.taken < self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: Kind, payload: &[u8]) -> Vec<u8> {
        let mut buffer = FrameBuffer::new(kind);
        buffer.payload().extend_from_slice(payload);
        buffer.finish()
    }

    fn feed(reader: &mut FrameReader, mut bytes: &[u8], step: usize) -> Vec<Frame> {
        let mut frames = Vec::new();
        while !bytes.is_empty() {
            let progress = reader.read(|into, want| {
                let n = want.min(step).min(bytes.len()).min(into.capacity() - into.len());
                into.extend_from_slice(&bytes[..n]);
                bytes = &bytes[n..];
                Ok(n)
            });
            assert!(matches!(progress, Ok(Progress::Bytes | Progress::Drained)));
            while let Some(frame) = reader.next().unwrap() {
                frames.push(frame);
            }
        }
        frames
    }

    #[test]
    fn frames_survive_any_cutting() {
        let big = vec![7; 3 * TRUSTED + 5];
        let stream = [frame(Kind::Hello, b"abc"), frame(Kind::Stop, b""), frame(Kind::Value, &big)].concat();
        for step in [1, 7, 8, 9, 1000, CHUNK, usize::MAX] {
            // A byte at a time through megabytes shows nothing that the first bytes don't.
            let stream = if step < 1000 { &stream[..200] } else { &stream[..] };
            let mut reader = FrameReader::default();
            let frames = feed(&mut reader, stream, step);
            assert_eq!(frames[0].kind, Kind::Hello);
            assert_eq!(frames[0].payload, b"abc");
            assert_eq!(frames[1].kind, Kind::Stop);
            assert_eq!(reader.is_amid_frame(), step < 1000);
            if step >= 1000 {
                assert_eq!(frames[2].payload, big);
            }
        }
    }

    #[test]
    fn frames_are_written_one_behind_the_other() {
        let mut bytes = Vec::new();
        append_frame(&mut bytes, Kind::Tasks, |payload| payload.extend_from_slice(b"abc"));
        append_frame(&mut bytes, Kind::Stop, |_| ());
        assert_eq!(bytes, [frame(Kind::Tasks, b"abc"), frame(Kind::Stop, b"")].concat());
    }

    #[test]
    fn a_payload_may_end_in_another_piece() {
        let mut head = FrameBuffer::new(Kind::Tasks);
        head.payload().extend_from_slice(b"he");
        let stream = [head.finish_before(3), b"ad!".to_vec(), frame(Kind::Stop, b"")].concat();
        let frames = feed(&mut FrameReader::default(), &stream, usize::MAX);
        assert_eq!((frames[0].kind, &frames[0].payload[..]), (Kind::Tasks, &b"head!"[..]));
        assert_eq!((frames[1].kind, frames[1].payload.len()), (Kind::Stop, 0));
    }

    #[test]
    fn a_claimed_length_is_not_allocated_before_its_bytes_come() {
        let mut reader = FrameReader::default();
        let header = (u64::from(Kind::Value as u8) << LENGTH_BITS | (1 << 50)).to_le_bytes();
        assert!(feed(&mut reader, &header, 8).is_empty());
        let (_, length, payload) = reader.partial.as_ref().unwrap();
        assert_eq!(*length, 1 << 50);
        assert!(payload.capacity() <= TRUSTED);
    }

    #[test]
    fn an_unknown_kind_is_an_error() {
        for byte in [0, 19, 255] {
            let mut reader = FrameReader::default();
            let mut bytes = frame(Kind::Stop, b"");
            bytes[7] = byte;
            reader.read(|into, _| Ok(into.write_all_of(&bytes))).unwrap();
            assert_eq!(reader.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }

    trait WriteAllOf {
        fn write_all_of(&mut self, bytes: &[u8]) -> usize;
    }
    impl WriteAllOf for Vec<u8> {
        fn write_all_of(&mut self, bytes: &[u8]) -> usize {
            self.extend_from_slice(bytes);
            bytes.len()
        }
    }
}
