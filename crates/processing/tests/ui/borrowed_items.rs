//! A function of borrowed text for items that are owned.

use processing::Pool;

fn length(text: &str) -> usize {
    text.len()
}

fn main() {
    let pool = Pool::new().unwrap();
    let _ = pool.map(length, ["a".to_string()]);
}
