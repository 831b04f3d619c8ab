//! What one message may take: plain numbers, counted down while it is decoded.

/// What one message may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Levels of nesting.
    pub(crate) depth: u32,
    /// Bytes of memory.
    pub(crate) memory: u64,
    /// Elements that take no bytes on the wire.
    pub(crate) elements: u64,
}
