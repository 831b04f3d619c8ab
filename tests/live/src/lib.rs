//! Live resources of the kinds that people have: a database, and a connection to a server.

#[cfg(feature = "sqlite")]
mod database;
mod session;

#[cfg(feature = "sqlite")]
pub use database::{Database, DatabaseRecipe};
pub use session::Session;
