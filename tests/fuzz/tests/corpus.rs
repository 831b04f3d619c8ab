//! The fuzz targets without a fuzzer: the corpus, and some changes of it.

use std::collections::BTreeSet;
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
fn an_input_is_named_after_its_type() {
    // Letters and digits; what stands behind a plus tells inputs of one type apart.
    let slug = |text: &str| -> String {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-").to_lowercase()
    };
    for (file, bytes) in corpus("decode") {
        let name = fuzz_bodies::names().find(|name| bytes.starts_with(&fuzz_bodies::number(name)));
        let name = name.unwrap_or_else(|| panic!("{file} is of no type"));
        assert_eq!(file.split('+').next(), Some(slug(name).as_str()));
    }
}

#[test]
fn each_type_has_a_number_of_its_own() {
    let numbers: BTreeSet<[u8; 4]> = fuzz_bodies::names().map(fuzz_bodies::number).collect();
    assert_eq!(numbers.len(), fuzz_bodies::names().count());
}

/// The rows of a table of the page that says how types travel: their cells.
fn rows(title: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let page = include_str!("../../../crates/cerial/src/types.rs");
    let rows = page.lines().skip_while(move |line| !line.starts_with(&format!("//! | {title} | ")));
    let rows = rows.take_while(|line| line.starts_with("//! |"));
    rows.filter_map(|line| line.strip_prefix("//! | ")).map(|line| line.split(" | ").collect())
}

/// What stands in backticks.
fn quoted(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('`').skip(1).step_by(2)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect()
}

#[test]
fn every_type_of_std_in_the_table_is_a_target() {
    let there: BTreeSet<&str> = fuzz_bodies::names().flat_map(words).collect();
    let missing: Vec<&str> = rows("Type")
        .flat_map(|row| quoted(row[0]))
        // Parameters have one letter; a module's name is none of a type; a reference comes back as its target.
        .filter(|name| !name.starts_with('&') && !["str", "OsStr", "Path", "CStr"].contains(name))
        .filter(|name| words(name).iter().any(|word| word.len() > 1 && *word != "mpsc" && !there.contains(word)))
        .collect();
    assert!(missing.is_empty(), "without a target: {missing:?}");
}

#[test]
fn every_type_of_another_crate_in_the_table_is_a_target() {
    let mut count = 0;
    for row in rows("Feature") {
        for feature in quoted(row[0]) {
            let krate = feature.replace('-', "_");
            let there: BTreeSet<&str> =
                fuzz_bodies::names().filter(|name| words(name).contains(&krate.as_str())).flat_map(words).collect();
            for name in quoted(row[1]) {
                let missing = words(name).into_iter().find(|word| word.len() > 1 && !there.contains(word));
                assert_eq!(missing, None, "`{name}` of {feature} is without a target");
                count += 1;
            }
        }
    }
    assert!(count > 40, "few types: {count}");
}
