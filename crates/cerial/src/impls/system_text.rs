//! The twins for the system's text: bytes on Unix, Unicode elsewhere.

use std::ffi::{OsStr, OsString};

use crate::{Decoder, Encoder, Error};

/// The bytes of the system's text.
#[cfg(unix)]
pub(super) fn bytes<'a>(text: &'a OsStr, _: &Encoder<'_>) -> Result<&'a [u8], Error> {
    Ok(std::os::unix::ffi::OsStrExt::as_bytes(text))
}

/// The bytes of the system's text.
#[cfg(not(unix))]
pub(super) fn bytes<'a>(text: &'a OsStr, encoder: &Encoder<'_>) -> Result<&'a [u8], Error> {
    text.to_str().map(str::as_bytes).ok_or_else(|| {
        let message = "the system's text is not Unicode, and other systems could not hold it; rename it";
        encoder.error(crate::ErrorKind::Unsupported, message)
    })
}

/// The system's text of these bytes.
#[cfg(unix)]
pub(super) fn text(bytes: &[u8], _: &mut Decoder<'_>) -> Result<OsString, Error> {
    Ok(std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec()))
}

/// The system's text of these bytes.
#[cfg(not(unix))]
pub(super) fn text(bytes: &[u8], decoder: &mut Decoder<'_>) -> Result<OsString, Error> {
    std::str::from_utf8(bytes).map(OsString::from).map_err(|error| {
        let message = "the bytes are a Unix name that is not UTF-8, which this system can't hold; rename it there";
        decoder.error(crate::ErrorKind::Unsupported, message).caused_by(error)
    })
}
