//! The table in the documentation, held against the features and the tests of its rows.

use std::collections::BTreeSet;

use super::ROWS;

#[test]
fn every_feature_for_a_crate_is_in_the_table_and_tested() {
    let page = include_str!("../../../src/types.rs");
    let (_, table) = page.split_once("# Types of other crates").expect("the table of foreign types");
    let documented: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `")?.split_once("` | ").map(|(feature, _)| feature))
        .collect();
    let tested: BTreeSet<&str> = ROWS.iter().map(|(feature, _)| *feature).collect();
    let manifest = include_str!("../../../Cargo.toml");
    let (_, features) = manifest.split_once("# Types of foreign crates").expect("the list of features");
    let offered: BTreeSet<&str> =
        features.lines().skip(1).map_while(|line| line.split_once(" = [\"dep:")).map(|(feature, _)| feature).collect();
    assert_eq!(documented, tested);
    assert_eq!(documented, offered);
}

#[test]
fn every_foreign_type_travels_as_documented() {
    for (feature, test) in ROWS {
        // The row that fails is named by the last line.
        eprintln!("{feature}");
        test();
    }
}
