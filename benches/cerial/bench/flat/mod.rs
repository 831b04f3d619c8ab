//! Values without shared pointers: the four data sets of rust_serialization_benchmark, generated afresh from their
//! description.
//!
//! Of musli's formats `storage` stands here: its `packed` takes options only at the end of a message.

mod codecs;
mod log;
mod mesh;
mod mk48;
mod savedata;

use crate::table;
use crate::turns::{self, Entrant};

/// How often each format has its turn.
const ROUNDS: usize = 41;
/// Turns that warm up.
const WARM: usize = 3;

pub(crate) fn run(wanted: &dyn Fn(&str) -> bool) {
    if wanted("log") {
        group("log: 10,000 lines", codecs::log(&log::make()));
    }
    if wanted("mesh") {
        group("mesh: 125,000 triangles", codecs::mesh(&mesh::make()));
    }
    if wanted("minecraft_savedata") {
        group("minecraft_savedata: 500 players", codecs::savedata(&savedata::make()));
    }
    if wanted("mk48") {
        group("mk48: 1,000 updates", codecs::mk48(&mk48::make()));
    }
}

fn group(title: &str, mut entrants: Vec<Entrant<'_>>) {
    turns::run(ROUNDS, WARM, &mut entrants);
    table::print(title, &entrants);
}

/// A struct with what every peer needs.
macro_rules! structs {
    ($($(#[$meta:meta])* pub(crate) struct $name:ident $body:tt)*) => {$(
        $(#[$meta])*
        #[derive(
            Clone, Debug, PartialEq,
            cerial::Cerial,
            serde::Serialize, serde::Deserialize,
            bincode::Encode, bincode::Decode,
            bitcode::Encode, bitcode::Decode,
            borsh::BorshSerialize, borsh::BorshDeserialize,
            fory::ForyStruct,
            musli::Encode, musli::Decode,
            rkyv::Archive, rkyv::Serialize, rkyv::Deserialize,
            savefile_derive::Savefile,
            speedy::Readable, speedy::Writable,
            wincode::SchemaWrite, wincode::SchemaRead,
        )]
        pub(crate) struct $name $body
    )*};
}
pub(crate) use structs;

/// An enum of bare variants with what every peer needs.
macro_rules! enums {
    ($($(#[$meta:meta])* pub(crate) enum $name:ident $body:tt)*) => {$(
        $(#[$meta])*
        #[derive(
            Clone, Debug, PartialEq,
            cerial::Cerial,
            serde::Serialize, serde::Deserialize,
            bincode::Encode, bincode::Decode,
            bitcode::Encode, bitcode::Decode,
            borsh::BorshSerialize, borsh::BorshDeserialize,
            fory::ForyEnum,
            musli::Encode, musli::Decode,
            rkyv::Archive, rkyv::Serialize, rkyv::Deserialize,
            savefile_derive::Savefile,
            speedy::Readable, speedy::Writable,
            wincode::SchemaWrite, wincode::SchemaRead,
        )]
        pub(crate) enum $name $body
    )*};
}
pub(crate) use enums;
