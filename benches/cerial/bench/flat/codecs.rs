//! cerial and its peers, each the fastest way it has into a buffer that is used again: those that can write to a slice
//! get one that is long enough.

use fory::Fory;

use crate::turns::{Entrant, Kind};

/// Longer than any of the data sets' encodings.
const SLICE: usize = 32 << 20;

/// A slice to write to, and how much of it is written.
struct Slice {
    bytes: Vec<u8>,
    len: usize,
}

impl Default for Slice {
    fn default() -> Self {
        Self { bytes: vec![0; SLICE], len: 0 }
    }
}

impl Slice {
    fn written(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

macro_rules! codecs {
    ($($set:ty => $function:ident: $($part:ty)*;)*) => {$(
        /// All formats for this set of data; cerial is the first.
        pub(super) fn $function(value: &$set) -> Vec<Entrant<'_>> {
            type T = $set;
            let back = |back: T| back == *value;
            let size = |out: &Slice| out.len;
            let standard = bincode::config::standard;
            let fixed = || bincode::config::standard().with_fixed_int_encoding();
            let fory = fory(|fory| {
                let mut id = 100;
                $(
                    fory.register::<$part>(id).expect("a number that is free");
                    id += 1;
                )*
                fory.register::<T>(id).expect("a number that is free");
            });
            let fory = &*Box::leak(Box::new(fory));
            vec![
                Entrant::codec(
                    "cerial",
                    Kind::Rows,
                    |out: &mut Vec<u8>| {
                        out.clear();
                        cerial::encode_into(value, out).expect("it encodes");
                    },
                    Vec::len,
                    |bytes| cerial::from_slice::<T>(bytes).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "bincode 2, serde",
                    Kind::Rows,
                    move |out: &mut Slice| {
                        out.len = bincode::serde::encode_into_slice(value, &mut out.bytes, standard()).expect("it encodes");
                    },
                    size,
                    move |out| bincode::serde::decode_from_slice::<T, _>(out.written(), standard()).expect("it decodes").0,
                    back,
                ),
                Entrant::codec(
                    "bincode 2, own derive",
                    Kind::Rows,
                    move |out: &mut Slice| {
                        out.len = bincode::encode_into_slice(value, &mut out.bytes, standard()).expect("it encodes");
                    },
                    size,
                    move |out| bincode::decode_from_slice::<T, _>(out.written(), standard()).expect("it decodes").0,
                    back,
                ),
                Entrant::codec(
                    "bincode 2, own derive, fixed width",
                    Kind::Rows,
                    move |out: &mut Slice| {
                        out.len = bincode::encode_into_slice(value, &mut out.bytes, fixed()).expect("it encodes");
                    },
                    size,
                    move |out| bincode::decode_from_slice::<T, _>(out.written(), fixed()).expect("it decodes").0,
                    back,
                ),
                Entrant::codec(
                    "postcard",
                    Kind::Rows,
                    |out: &mut Slice| out.len = postcard::to_slice(value, &mut out.bytes).expect("it encodes").len(),
                    size,
                    |out| postcard::from_bytes::<T>(out.written()).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "borsh",
                    Kind::Rows,
                    |out: &mut Slice| {
                        let mut rest = &mut out.bytes[..];
                        borsh::to_writer(&mut rest, value).expect("it encodes");
                        out.len = SLICE - rest.len();
                    },
                    size,
                    |out| borsh::from_slice::<T>(out.written()).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "speedy",
                    Kind::Rows,
                    |out: &mut Slice| {
                        out.len = speedy::Writable::<speedy::LittleEndian>::bytes_needed(value).expect("it has a size");
                        speedy::Writable::write_to_buffer(value, &mut out.bytes[..out.len]).expect("it encodes");
                    },
                    size,
                    |out| -> T { speedy::Readable::read_from_buffer(out.written()).expect("it decodes") },
                    back,
                ),
                Entrant::codec(
                    "wincode",
                    Kind::Rows,
                    |out: &mut Slice| {
                        let mut rest = &mut out.bytes[..];
                        wincode::config::serialize_into(&mut rest, value, unlimited()).expect("it encodes");
                        out.len = SLICE - rest.len();
                    },
                    size,
                    |out| wincode::config::deserialize::<T, _>(out.written(), unlimited()).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "rkyv, checked",
                    Kind::Rows,
                    |out: &mut rkyv::util::AlignedVec| {
                        out.clear();
                        *out = rkyv::api::high::to_bytes_in::<_, rkyv::rancor::Error>(value, std::mem::take(out))
                            .expect("it encodes");
                    },
                    |bytes| bytes.len(),
                    |bytes| rkyv::from_bytes::<T, rkyv::rancor::Error>(bytes).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "musli, storage",
                    Kind::Other,
                    |out: &mut Slice| out.len = musli::storage::to_slice(&mut out.bytes, value).expect("it encodes"),
                    size,
                    |out| musli::storage::from_slice::<T>(out.written()).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "savefile, no schema",
                    Kind::Other,
                    |out: &mut Vec<u8>| {
                        out.clear();
                        savefile::save_noschema(out, 0, value).expect("it encodes");
                    },
                    Vec::len,
                    |bytes| savefile::load_noschema::<T>(&mut &bytes[..], 0).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "fory",
                    Kind::Other,
                    |out: &mut Vec<u8>| {
                        out.clear();
                        fory.serialize_to(out, value).expect("it encodes");
                    },
                    Vec::len,
                    |bytes| fory.deserialize::<T>(bytes).expect("it decodes"),
                    back,
                ),
                Entrant::codec(
                    "bitcode (columns)",
                    Kind::Other,
                    |(buffer, out): &mut (bitcode::Buffer, Vec<u8>)| {
                        out.clear();
                        out.extend_from_slice(buffer.encode(value));
                    },
                    |(_, bytes)| bytes.len(),
                    |(_, bytes)| bitcode::decode::<T>(bytes).expect("it decodes"),
                    back,
                ),
            ]
        }
    )*};
}

/// wincode's settings, but for its limit of 4 MiB, which a mesh exceeds.
fn unlimited() -> impl wincode::config::Config {
    wincode::config::Configuration::default().with_preallocation_size_limit::<{ 1 << 30 }>()
}

/// A fory that knows the types that `register` tells it.
fn fory(register: impl FnOnce(&mut Fory)) -> Fory {
    let mut fory = Fory::builder().xlang(false).compatible(false).build();
    register(&mut fory);
    fory
}

codecs! {
    super::log::Logs => log: super::log::Address super::log::Log;
    super::mesh::Mesh => mesh: super::mesh::Vector3 super::mesh::Triangle;
    super::savedata::Players => savedata: super::savedata::GameType super::savedata::Item super::savedata::Abilities
        super::savedata::Entity super::savedata::Vehicle super::savedata::RecipeBook super::savedata::Player;
    super::mk48::Updates => mk48: super::mk48::EntityType super::mk48::Guidance super::mk48::Vector2
        super::mk48::Transform super::mk48::Contact super::mk48::ChunkId super::mk48::TerrainUpdate super::mk48::Update;
}
