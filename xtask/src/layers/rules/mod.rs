//! The rules, one a file; each has a test with a made-up source that breaks it.

pub(super) mod circles;
pub(super) mod clock;
pub(super) mod confined;
pub(super) mod length;
pub(super) mod opening;
pub(super) mod order;
pub(super) mod systems;
pub(super) mod unsafety;
