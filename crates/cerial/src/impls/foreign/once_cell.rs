//! once_cell's cells that are set once: as std's.

use once_cell::{sync, unsync};

use super::super::cells::once_cells;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<T: Schema> Schema for unsync::OnceCell<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<std::cell::OnceCell<T>>();
    }
}

impl<T: Schema> Schema for sync::OnceCell<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<std::sync::OnceLock<T>>();
    }
}

once_cells!(unsync::OnceCell, sync::OnceCell);
