//! What is on its way to a child that has not taken it yet.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::sys;

/// A frame, or a part of one, in memory that others may keep too.
#[derive(Debug)]
pub(crate) struct Piece {
    bytes: Arc<Vec<u8>>,
    /// What of them was not sent yet.
    left: Range<usize>,
}

impl Piece {
    /// All of these bytes.
    pub(crate) fn whole(bytes: Arc<Vec<u8>>) -> Self {
        Piece { left: 0..bytes.len(), bytes }
    }

    /// Some of these bytes.
    pub(crate) fn part(bytes: Arc<Vec<u8>>, place: Range<usize>) -> Self {
        debug_assert!(place.end <= bytes.len(), "a piece lies within its bytes");
        Piece { bytes, left: place }
    }

    /// What was not sent yet.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.left.clone()]
    }
}

/// Frames in order, the first one perhaps sent in part. Its methods send by a function that says how many bytes the link
/// took, and never blocks.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pieces: VecDeque<Piece>,
    closed: bool,
}

impl Outbox {
    /// Whether something waits to be sent.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Sends what makes up whole frames, or queues what the link doesn't take now. After the end of the link it is
    /// dropped.
    pub(crate) fn push(
        &mut self,
        send: impl FnMut(&[u8]) -> io::Result<usize>,
        pieces: impl IntoIterator<Item = Piece>,
    ) {
        if self.closed {
            return;
        }
        let waited = self.is_waiting();
        self.pieces.extend(pieces);
        if !waited {
            self.flush(send);
        }
    }

    /// Sends whole frames and takes them out of the buffer, whose memory may be used again; what the link doesn't take
    /// now is queued.
    pub(crate) fn push_from(&mut self, mut send: impl FnMut(&[u8]) -> io::Result<usize>, frames: &mut Vec<u8>) {
        let mut sent = 0;
        while !self.closed && !self.is_waiting() && sent < frames.len() {
            match send_some(&mut send, &frames[sent..]) {
                Sent::Some(more) => sent += more,
                Sent::None => break,
                Sent::Never => self.close(),
            }
        }
        if !self.closed && sent < frames.len() {
            let left = sent..frames.len();
            self.pieces.push_back(Piece::part(Arc::new(std::mem::take(frames)), left));
        }
        frames.clear();
    }

    /// Sends what the link takes now.
    pub(crate) fn flush(&mut self, mut send: impl FnMut(&[u8]) -> io::Result<usize>) {
        while let Some(piece) = self.pieces.front_mut() {
            match send_some(&mut send, piece.bytes()) {
                Sent::Some(sent) => {
                    piece.left.start += sent;
                    if piece.left.is_empty() {
                        self.pieces.pop_front();
                    }
                }
                Sent::None => return,
                Sent::Never => return self.close(),
            }
        }
    }

    /// Drops what waits: nobody will read it.
    pub(crate) fn close(&mut self) {
        self.pieces.clear();
        self.closed = true;
    }
}

/// What a link took.
enum Sent {
    Some(usize),
    /// Nothing now.
    None,
    /// Nothing any more: the child has gone. Its exit says why, and arrives on its own.
    Never,
}

fn send_some(send: &mut impl FnMut(&[u8]) -> io::Result<usize>, bytes: &[u8]) -> Sent {
    loop {
        match send(bytes) {
            Ok(sent) => return Sent::Some(sent),
            Err(error) if sys::would_block(&error) => return Sent::None,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Sent::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link that has room for so many bytes more, and takes three at a time.
    #[derive(Default)]
    struct Link {
        room: usize,
        taken: Vec<u8>,
    }

    impl Link {
        fn send(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.room).min(3);
            if count == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.room -= count;
            self.taken.extend_from_slice(&bytes[..count]);
            Ok(count)
        }
    }

    #[test]
    fn what_the_link_does_not_take_keeps_its_order() {
        for room in 0..40 {
            let (mut outbox, mut link) = (Outbox::default(), Link { room, ..Link::default() });
            for turn in 0..3 {
                let mut frames = format!("frames {turn}|").into_bytes();
                outbox.push_from(|bytes| link.send(bytes), &mut frames);
                assert!(frames.is_empty());
                outbox.push(|bytes| link.send(bytes), [Piece::whole(Arc::new(b"piece|".to_vec()))]);
            }
            assert_eq!((outbox.is_waiting(), link.room), (true, 0), "with room for {room}");
            link.room = usize::MAX;
            outbox.flush(|bytes| link.send(bytes));
            assert!(!outbox.is_waiting());
            assert_eq!(link.taken, b"frames 0|piece|frames 1|piece|frames 2|piece|");
        }
    }

    #[test]
    fn what_goes_out_whole_leaves_its_memory() {
        let (mut outbox, mut link) = (Outbox::default(), Link { room: 100, ..Link::default() });
        let mut frames = Vec::with_capacity(64);
        frames.extend_from_slice(b"frame");
        outbox.push_from(|bytes| link.send(bytes), &mut frames);
        assert_eq!((frames.len(), frames.capacity(), link.taken), (0, 64, b"frame".to_vec()));
    }

    #[test]
    fn a_link_that_has_ended_takes_nothing_more() {
        let mut outbox = Outbox::default();
        let broken = |_: &[u8]| Err(io::ErrorKind::BrokenPipe.into());
        let mut frames = b"frame".to_vec();
        outbox.push_from(broken, &mut frames);
        outbox.push(broken, [Piece::whole(Arc::new(vec![1]))]);
        assert!(frames.is_empty() && !outbox.is_waiting());
        outbox.push_from(|_| panic!("it has ended"), &mut b"frame".to_vec());
    }
}
