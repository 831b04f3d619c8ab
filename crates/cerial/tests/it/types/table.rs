//! The table in the documentation, held against the tests of its rows.

use super::rows::ROWS;

#[test]
fn every_row_of_the_table_is_tested_and_every_tested_row_is_in_the_table() {
    let page = include_str!("../../../src/types.rs");
    let (page, _) = page.split_once("# Types of other crates").expect("the table of foreign types comes after");
    let documented: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `")?.split_once(" | ").map(|(types, _)| types))
        .collect();
    let tested: Vec<String> = ROWS.iter().map(|(row, _)| (*row).to_owned()).collect();
    let documented: Vec<String> = documented.iter().map(|row| format!("`{row}")).collect();
    assert_eq!(documented, tested);
}

#[test]
fn every_row_travels_as_documented() {
    for (row, test) in ROWS {
        // The row that fails is named by the last line.
        eprintln!("{row}");
        test();
    }
}
