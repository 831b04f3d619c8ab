//! How many bytes of messages may wait for the other side.

use super::Heard;

/// A side that has told so many bytes which the other has not listened to can tell no more, but for one message that
/// is larger by itself, when nothing else waits.
pub(crate) const BUFFER: u64 = 64 << 20;

/// What one side has told.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    told: u64,
}

impl Flow {
    /// Counts a message in, if there is room for it.
    pub(crate) fn admit(&mut self, heard: &Heard, size: u64) -> bool {
        // What the other side says it has heard is not to be believed beyond what it was told.
        let waiting = self.told.saturating_sub(heard.bytes());
        if waiting > 0 && waiting.saturating_add(size) > BUFFER {
            return false;
        }
        self.told += size;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_buffer_takes_no_more_until_something_was_heard() {
        let (mut flow, heard) = (Flow::default(), Heard::default());
        assert!(flow.admit(&heard, BUFFER - 1));
        assert!(flow.admit(&heard, 1));
        assert!(!flow.admit(&heard, 1));
        heard.take(BUFFER - 1);
        assert!(flow.admit(&heard, 1));
    }

    #[test]
    fn a_message_larger_than_the_buffer_passes_alone() {
        let (mut flow, heard) = (Flow::default(), Heard::default());
        assert!(flow.admit(&heard, 1));
        assert!(!flow.admit(&heard, BUFFER * 16));
        heard.take(1);
        assert!(flow.admit(&heard, BUFFER * 16));
        assert!(!flow.admit(&heard, 1));
    }

    #[test]
    fn whoever_waits_for_room_is_told_once() {
        let heard = Heard::default();
        assert!(!heard.take(1));
        heard.await_room();
        assert!(heard.take(1));
        assert!(!heard.take(1));
        assert_eq!((heard.messages(), heard.bytes()), (3, 3));
    }
}
