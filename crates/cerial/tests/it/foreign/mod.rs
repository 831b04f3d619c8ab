//! How types of foreign crates travel: every row of the documented table, byte by byte.

mod collections;
mod cycles;
mod hostile;
mod random;
mod shapes;
mod table;
mod times;
mod values;

/// The features as the table names them, and the test of each.
const ROWS: &[(&str, fn())] = &[
    ("arrayvec", collections::arrayvec),
    ("bytes", collections::bytes),
    ("chrono", times::chrono),
    ("hashbrown", collections::hashbrown),
    ("indexmap", collections::indexmap),
    ("jiff", times::jiff),
    ("ndarray", collections::ndarray),
    ("once_cell", values::once_cell),
    ("ordered-float", values::ordered_float),
    ("rust_decimal", values::rust_decimal),
    ("serde_json", values::serde_json),
    ("smallvec", collections::smallvec),
    ("time", times::time),
    ("url", values::url),
    ("uuid", values::uuid),
];
