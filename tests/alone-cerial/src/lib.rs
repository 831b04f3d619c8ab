//! A library that depends on `cerial` alone: structs, enums and generics that travel.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use cerial::Cerial;

/// A struct of everyday fields.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub struct Job<T> {
    /// A path.
    pub file: PathBuf,
    /// A map.
    pub tags: HashMap<String, u32>,
    /// Something of the user's.
    pub payload: Option<T>,
    /// What becomes of it.
    pub state: State,
}

/// An enum with every kind of variant.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub enum State {
    /// Without fields.
    Waiting,
    /// With a field by place.
    Running(Duration),
    /// With a field by name.
    Failed {
        /// Why.
        reason: String,
    },
}
