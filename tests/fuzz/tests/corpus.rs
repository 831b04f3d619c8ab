//! The fuzz targets without a fuzzer: the corpus, and some changes of it.

use std::fs;
use std::path::PathBuf;

/// The corpus of a target, by file name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).expect("the corpus is in the repository");
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let file = file.expect("the folder can be read");
            let bytes = fs::read(file.path()).expect("the file can be read");
            (file.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() > 20, "few inputs: {}", inputs.len());
    inputs
}

/// Runs each input as it is, and with each of its bytes changed once, in a way that is the same each time.
fn run(target: &str, body: fn(&[u8])) {
    for (name, bytes) in corpus(target) {
        // The input that fails is named by the last line.
        eprintln!("{target}/{name}");
        body(&bytes);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] = changed[at].wrapping_mul(5).wrapping_add(at as u8 | 1);
            body(&changed);
        }
    }
}

#[test]
fn bytes_are_values_or_errors() {
    run("decode", fuzz_bodies::decode);
}

#[test]
fn graphs_come_back() {
    run("graphs", fuzz_bodies::graphs);
}

#[test]
fn changed_messages_of_graphs_are_graphs_or_errors() {
    run("mutations", fuzz_bodies::mutations);
}

#[test]
fn every_type_of_the_table_is_a_target() {
    let page = include_str!("../../../crates/cerial/src/types.rs");
    let table =
        page.lines().skip_while(|line| !line.starts_with("//! | ")).take_while(|line| line.starts_with("//! |"));
    let rows = table.filter_map(|line| line.strip_prefix("//! | ")?.split_once(" | "));
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned).collect()
    };
    let there: Vec<String> = fuzz_bodies::names().flat_map(words).collect();
    let quoted = rows.flat_map(|(row, _)| row.split('`').skip(1).step_by(2));
    let missing: Vec<&str> = quoted
        // Parameters have one letter; a module's name is none of a type; a reference comes back as its target.
        .filter(|name| !name.starts_with('&') && !["str", "OsStr", "Path", "CStr"].contains(name))
        .filter(|name| words(name).iter().any(|word| word.len() > 1 && word != "mpsc" && !there.contains(word)))
        .collect();
    assert!(missing.is_empty(), "without a target: {missing:?}");
}
