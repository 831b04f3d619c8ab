//! How each type travels: one file for each kind.

mod atomics;
mod cells;
mod choices;
mod cstrings;
mod enums;
mod foreign;
mod hashers;
mod io_errors;
mod maps;
mod net;
mod numbers;
mod paths;
mod plain;
mod pointers;
mod ranges;
mod refs;
mod scalars;
mod sequences;
mod std_errors;
mod system_text;
mod text;
mod times;
mod tuples;
mod wrappers;
