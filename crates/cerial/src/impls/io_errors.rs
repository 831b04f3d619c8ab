//! `io::Error` and its kind: the kind, the system's code and the text.

use std::io::{self, ErrorKind as Kind};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// By number; a kind that isn't here travels as the last one. New ones go to the end.
const KINDS: &[Kind] = &[
    Kind::NotFound,
    Kind::PermissionDenied,
    Kind::ConnectionRefused,
    Kind::ConnectionReset,
    Kind::HostUnreachable,
    Kind::NetworkUnreachable,
    Kind::ConnectionAborted,
    Kind::NotConnected,
    Kind::AddrInUse,
    Kind::AddrNotAvailable,
    Kind::NetworkDown,
    Kind::BrokenPipe,
    Kind::AlreadyExists,
    Kind::WouldBlock,
    Kind::NotADirectory,
    Kind::IsADirectory,
    Kind::DirectoryNotEmpty,
    Kind::ReadOnlyFilesystem,
    Kind::StaleNetworkFileHandle,
    Kind::InvalidInput,
    Kind::InvalidData,
    Kind::TimedOut,
    Kind::WriteZero,
    Kind::StorageFull,
    Kind::NotSeekable,
    Kind::QuotaExceeded,
    Kind::FileTooLarge,
    Kind::ResourceBusy,
    Kind::ExecutableFileBusy,
    Kind::Deadlock,
    Kind::CrossesDevices,
    Kind::TooManyLinks,
    Kind::InvalidFilename,
    Kind::ArgumentListTooLong,
    Kind::Interrupted,
    Kind::Unsupported,
    Kind::UnexpectedEof,
    Kind::OutOfMemory,
    Kind::Other,
];

impl Schema for Kind {
    fn schema(s: &mut SchemaBuilder) {
        s.name("io::ErrorKind");
    }
}

impl Encode for Kind {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let number = KINDS.iter().position(|kind| kind == self).unwrap_or(KINDS.len() - 1);
        encoder.bytes(&[number as u8]);
        Ok(())
    }
}

impl Decode for Kind {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let number = decoder.byte()?;
        match KINDS.get(usize::from(number)) {
            Some(kind) => Ok(*kind),
            None => Err(decoder.unknown_variant("io::ErrorKind", u64::from(number))),
        }
    }
}

impl Schema for io::Error {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("io::Error").field::<Kind>("kind").field::<Option<i32>>("code").field::<String>("text");
    }
}

impl Encode for io::Error {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.kind().encode(encoder)?;
        self.raw_os_error().encode(encoder)?;
        self.to_string().encode(encoder)
    }
}

impl Decode for io::Error {
    const LEAST: usize = Kind::LEAST + 2;
    const DERIVED: bool = true;

    /// The system's error where its code means the same here, one of the same kind and text elsewhere.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let kind = Kind::decode(decoder)?;
        let code = Option::<i32>::decode(decoder)?;
        let text = String::decode(decoder)?;
        let same = code.map(Self::from_raw_os_error).into_iter().chain([Self::from(kind)]);
        Ok(same.into_iter().find(|error| error.to_string() == text).unwrap_or_else(|| Self::new(kind, text)))
    }
}
