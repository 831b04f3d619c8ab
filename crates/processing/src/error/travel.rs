//! Errors as values that travel: what a child was told by a child of its own reaches its parent as what it is.

use std::error::Error;

use cerial::{Decode, Decoder, Encode, Encoder, Schema, SchemaBuilder};

use super::{Failure, ProcessError};

impl Schema for ProcessError {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("ProcessError").field::<Failure>("failure");
    }
}

impl Encode for ProcessError {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), cerial::Error> {
        self.to_failure().encode(encoder)
    }
}

impl Decode for ProcessError {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, cerial::Error> {
        decoder.field::<Failure>("failure").map(ProcessError::from)
    }
}

#[cerial::object]
impl Error for ProcessError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.original().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Section};

    #[test]
    fn an_error_with_a_living_original_travels_with_both() {
        let mut failure = Failure::new(ErrorKind::Run);
        (failure.section, failure.run) = (Some(Section::Run), Some(3));
        let original = "x".parse::<u8>().unwrap_err();
        let error = ProcessError::wrapping(failure, original.clone().into());
        let back: ProcessError = cerial::from_slice(&cerial::to_vec(&error).unwrap()).unwrap();
        assert_eq!((back.kind(), back.run(), back.to_string()), (ErrorKind::Run, Some(3), error.to_string()));
        assert_eq!(back.downcast_ref(), Some(&original));
        // And once more, without anybody having looked at the original.
        let again = cerial::copy(&cerial::copy(&error).unwrap()).unwrap();
        assert_eq!(again.downcast_ref(), Some(&original));
    }
}
