//! Objects that must be opened before another one.
//!
//! A weak pointer may ask for an object that holds the very one whose body it stands in, as a child's pointer to its
//! parent does. Then the order was wrong: the one that is open gives up, the other is opened *first*, and meets it
//! inside.

use super::decoder::Decoder;
use super::objects::State;
use super::ties::Opened;
use crate::error::Error;

/// An object that must be open before the one can be made that gave up for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    id: u32,
    build: Build,
}

/// Makes an object, which stays in the table.
pub(super) type Build = fn(&mut Decoder<'_>, u32) -> Result<(), Error>;

impl Decoder<'_> {
    /// Notes that `error` would not be if object `id`, which a weak pointer asks for, had been opened first. If a weak
    /// pointer further in has noted another one, it is that one.
    #[cold]
    pub(super) fn open_first(&mut self, id: u32, build: Build, error: Error) -> Error {
        if let (Some(_), Ok(objects)) = (error.unresolved(), self.objects_mut()) {
            objects.ties.first.get_or_insert(First { id, build });
        }
        error
    }

    /// Object `id` can't be made. If it can be made inside of another one, it is made there.
    #[cold]
    pub(super) fn give_up_or_open_first(&mut self, id: u32, opened: Opened, error: Error) -> Result<(), Error> {
        let (position, failed) = (opened.position, opened.failed);
        let first = match self.objects_mut() {
            Ok(objects) if error.unresolved() == Some(position) => objects.ties.first.take(),
            _ => None,
        };
        let error = self.give_up(id, opened, error);
        let Some(First { id: first, build }) = first else { return Err(error) };
        self.objects_mut()?.ties.era += 1;
        self.failed = failed;
        match build(self, first) {
            Ok(()) if matches!(self.state(id)?, State::Finished(_)) => Ok(()),
            Ok(()) => Err(error),
            Err(error) => Err(self.open_first(first, build, error)),
        }
    }
}
