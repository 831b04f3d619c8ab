//! Objects in processes of their own.

mod deaths;
mod handles;
mod lifecycle;
mod lives;
mod messages;
