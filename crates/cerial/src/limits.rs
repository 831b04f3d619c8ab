//! What one message may take, counted down while it is decoded, and what it must say.

/// What one message may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Levels of nesting.
    pub(crate) depth: u32,
    /// Bytes of memory.
    pub(crate) memory: u64,
    /// Elements that take no bytes on the wire.
    pub(crate) elements: u64,
    /// Whether the message must say of which type it is.
    pub(crate) fingerprint: bool,
}
