//! Live resources: recipes travel, and each side opens its own.

mod files;
mod resources;
mod sockets;
