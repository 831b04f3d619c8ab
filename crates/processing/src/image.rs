//! Which code to run: an offset into the executable's image.
//!
//! Parent and child run the same file, so code lies at the same distance from the same static in both,
//! wherever the image was loaded. Both sides check what they can: that the file is the same, that the code
//! lies in this image's code, and that the image is the program itself.
#![expect(unsafe_code, reason = "a function pointer is made from an address")]

use std::sync::OnceLock;

use crate::error::{ErrorKind, ProcessError};
use crate::sys::{self, Image};

/// What tells an executable file from any other.
pub(crate) type Identity = (u64, u64);

/// The image's fixed point. A static has one address; a function may have several, or share one.
static ANCHOR: u8 = 0xA7;

fn anchor() -> usize {
    (&raw const ANCHOR).addr()
}

/// The image that this code is part of.
fn image() -> Result<&'static Image, ProcessError> {
    static IMAGE: OnceLock<Option<Image>> = OnceLock::new();
    let image = IMAGE.get_or_init(|| Image::containing(anchor())).as_ref();
    let image = image.ok_or_else(|| start_error("this program's image is not in the loader's list"))?;
    if !image.is_program() {
        return Err(start_error(
            "this code is part of a shared library, which a fresh start of the executable would not load: \
             link `processing` into the executable",
        ));
    }
    Ok(image)
}

fn start_error(text: &str) -> ProcessError {
    ProcessError::with_text(ErrorKind::Start, text)
}

/// A function of type `F`, as an offset that both sides understand.
pub(crate) struct Code<F>(i64, std::marker::PhantomData<F>);

impl<F> Clone for Code<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Code<F> {}

impl<F> std::fmt::Debug for Code<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({:#x})", self.0)
    }
}

/// The function types that code may have.
///
/// # Safety
///
/// Only for function pointers.
pub(crate) unsafe trait Entry: Copy + 'static {
    fn address(self) -> usize;
}

impl<F: Entry> Code<F> {
    /// The offset of a function of this image.
    pub(crate) fn of(function: F) -> Result<Self, ProcessError> {
        let address = function.address();
        if !image()?.has_code(address) {
            return Err(start_error(
                "the code to run lies outside the executable (in a shared library), where a child would not find it",
            ));
        }
        Ok(Code(address.wrapping_sub(anchor()) as i64, std::marker::PhantomData))
    }

    /// As it travels.
    pub(crate) fn offset(self) -> i64 {
        self.0
    }

    /// The function at an offset that the parent sent, in a child that has checked that it runs the parent's file.
    ///
    /// # Safety
    ///
    /// The offset was made by [`Code::of`] for this `F` in a process of the same executable file.
    pub(crate) unsafe fn function(offset: i64) -> Result<F, ProcessError> {
        const { assert!(size_of::<F>() == size_of::<usize>()) };
        let address = anchor().wrapping_add(offset as usize);
        if !image()?.has_code(address) {
            return Err(start_error("the parent asked for code that this executable doesn't have"));
        }
        let pointer = std::ptr::with_exposed_provenance::<()>(address);
        // SAFETY: `F` is a function pointer (by `Entry`), and by this function's contract a function of that
        // type lies at this offset in this file's image, which the check above found to be loaded code.
        Ok(unsafe { std::mem::transmute_copy::<*const (), F>(&pointer) })
    }
}

/// The file that this process runs.
pub(crate) fn identity() -> std::io::Result<Identity> {
    static IDENTITY: OnceLock<Identity> = OnceLock::new();
    match IDENTITY.get() {
        Some(identity) => Ok(*identity),
        None => Ok(*IDENTITY.get_or_init({
            let identity = sys::identity()?;
            move || identity
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Plain = fn(u32) -> u32;

    // SAFETY: it is a function pointer.
    unsafe impl Entry for Plain {
        fn address(self) -> usize {
            self as usize
        }
    }

    fn double(n: u32) -> u32 {
        n * 2
    }

    #[test]
    fn code_comes_back_from_its_offset() {
        let code = Code::<Plain>::of(double).unwrap();
        // SAFETY: the offset was made a line above, for the same type.
        let function = unsafe { Code::<Plain>::function(code.offset()) }.unwrap();
        assert_eq!(function(21), 42);
    }

    #[test]
    fn an_offset_outside_the_code_is_refused() {
        for offset in [0, i64::MAX, i64::MIN, 1 << 40] {
            // SAFETY: breaks the contract on purpose; the check stops it before a pointer is made.
            let function = unsafe { Code::<Plain>::function(offset) };
            assert_eq!(function.unwrap_err().kind(), ErrorKind::Start);
        }
    }
}
