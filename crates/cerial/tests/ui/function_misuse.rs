//! `#[cerial::function]` where it can't be.

struct Account {
    balance: u64,
}

impl Account {
    #[cerial::function]
    fn balance(&self) -> u64 {
        self.balance
    }
}

#[cerial::function]
struct Rule;

#[cerial::function]
#[inline]
fn largest<T: Ord>(one: T, other: T) -> T {
    one.max(other)
}

#[cerial::function(nme = "wait")]
async fn wait(then: impl Fn()) {
    then();
}

fn main() {
    let _ = (Rule, Account { balance: 1 }.balance(), largest(1, 2));
    drop(wait(|| ()));
}
