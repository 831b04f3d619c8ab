//! A message: a value with the fingerprint and the name of its type.

use std::sync::Arc;

use cerial::{Decode, Encode, Fingerprint};

use crate::error::{ErrorKind, ProcessError};

use super::frame::HEADER;
use super::{BUFFER, Frame, FrameBuffer, Kind, Talk};

/// A message that came in and was not listened to yet.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    payload: Arc<Vec<u8>>,
    name_end: usize,
}

const HEAD: usize = 12;

impl Message {
    /// The frame of a message.
    pub(crate) fn frame<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, ProcessError> {
        Message::encode(value).map(FrameBuffer::finish)
    }

    /// The frame of a message between a job and its tasks, and what its [`Message::size`] will be.
    pub(crate) fn frame_of_talk<T: Encode + ?Sized>(value: &T, talk: Talk) -> Result<(Vec<u8>, u64), ProcessError> {
        let mut frame = Message::encode(value)?;
        let size = frame.payload().len() as u64 - HEADER as u64;
        frame.payload().extend_from_slice(&talk.0.to_le_bytes());
        Ok((frame.finish(), size))
    }

    fn encode<T: Encode + ?Sized>(value: &T) -> Result<FrameBuffer, ProcessError> {
        let mut frame = FrameBuffer::new(Kind::Tell);
        let name = std::any::type_name::<T>();
        frame.payload().extend_from_slice(&Fingerprint::of::<T>().to_bits().to_le_bytes());
        frame.payload().extend_from_slice(&(name.len() as u32).to_le_bytes());
        frame.payload().extend_from_slice(name.as_bytes());
        cerial::Options::trusted()
            .encode_into(value, frame.payload())
            .map_err(|error| ProcessError::caused(ErrorKind::Encode, "the message could not be encoded", error))?;
        Ok(frame)
    }

    /// What [`Message::size`] will be on the other side.
    pub(crate) fn size_of_frame(frame: &[u8]) -> u64 {
        frame.len() as u64 - HEADER as u64
    }

    /// The error when the other side doesn't listen.
    pub(crate) fn no_room(size: u64) -> ProcessError {
        let text = format!(
            "a message of {size} bytes finds no room: {} MiB wait that the other side has not listened to; let it \
             listen, tell less, or wait with `tell_blocking`",
            BUFFER >> 20
        );
        ProcessError::with_text(ErrorKind::Full, text)
    }

    /// The message in a frame; `None` when the frame is broken.
    pub(crate) fn of(frame: Frame) -> Option<Self> {
        let length = u32::from_le_bytes(frame.payload.get(8..HEAD)?.try_into().ok()?);
        let name_end = HEAD.checked_add(usize::try_from(length).ok()?)?;
        std::str::from_utf8(frame.payload.get(HEAD..name_end)?).ok()?;
        Some(Message { payload: Arc::new(frame.payload), name_end })
    }

    /// The message in a frame between a job and its tasks, and the number of the talk.
    pub(crate) fn of_talk(mut frame: Frame) -> Option<(Self, Talk)> {
        let end = frame.payload.len().checked_sub(size_of::<u64>())?;
        let talk = Talk(u64::from_le_bytes(frame.payload[end..].try_into().ok()?));
        frame.payload.truncate(end);
        Message::of(frame).map(|message| (message, talk))
    }

    /// How many bytes it takes while it waits.
    pub(crate) fn size(&self) -> u64 {
        self.payload.len() as u64
    }

    fn fingerprint(&self) -> u64 {
        u64::from_le_bytes(self.payload[..8].try_into().expect("eight bytes"))
    }

    fn name(&self) -> &str {
        std::str::from_utf8(&self.payload[HEAD..self.name_end]).expect("checked when it came in")
    }

    /// Checks that the message is a `T`.
    pub(crate) fn check<T: Decode>(&self) -> Result<(), ProcessError> {
        if self.fingerprint() == Fingerprint::of::<T>().to_bits() {
            return Ok(());
        }
        let text = format!(
            "the next message is a `{}`, not a `{}`: listen for that type; the message waits for it",
            self.name(),
            std::any::type_name::<T>()
        );
        Err(ProcessError::with_text(ErrorKind::WrongMessage, text))
    }

    /// The value; [`Message::check`] has been asked before.
    pub(crate) fn value<T: Decode>(&self) -> Result<T, ProcessError> {
        cerial::Options::trusted()
            .from_slice(&self.payload[self.name_end..])
            .map_err(|error| ProcessError::caused(ErrorKind::Decode, "the message could not be decoded", error))
    }
}
