//! The ways out that the messages name.

use processing::Pool;

fn main() -> Result<(), processing::ProcessError> {
    let pool = Pool::builder().workers(1).build()?;
    let factor = 3_u64;
    assert_eq!(pool.star().map(|n: u64, factor: u64| n * factor, [(2, factor)])?, [6]);
    assert_eq!(pool.with(&factor).map(|factor, n: u64| n * factor, [2])?, [6]);
    assert_eq!(pool.init(|| 3_u64).map(|factor, n: u64| n * factor, [2])?, [6]);
    Ok(())
}
