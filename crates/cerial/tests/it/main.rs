//! The crate from outside: everything through its public face.

mod canonical;
mod depth;
pub mod derive;
mod explain;
#[cfg(all(
    feature = "arrayvec",
    feature = "bytes",
    feature = "chrono",
    feature = "hashbrown",
    feature = "indexmap",
    feature = "jiff",
    feature = "ndarray",
    feature = "once_cell",
    feature = "ordered-float",
    feature = "rust_decimal",
    feature = "serde_json",
    feature = "smallvec",
    feature = "time",
    feature = "url",
    feature = "uuid",
))]
mod foreign;
mod format;
#[cfg(feature = "derive")]
mod functions;
mod golden;
mod graphs;
mod identity;
mod knots;
mod known_shapes;
mod live;
mod objects;
mod plain;
mod random_graphs;
mod reuse;
#[cfg(feature = "tracing")]
mod trace;
mod types;
