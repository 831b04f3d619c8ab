//! Pointers to functions on their way into children and back: as names, which mean the same in a child, since it runs
//! the same file.

use std::time::Duration;

use cerial::{Cerial, Encode, Encoder, Error, Function, Schema, SchemaBuilder};
use processing::prelude::*;
use processing::{ErrorKind, Pool};
use suite_tests::Watchdog;

const LIMIT: Duration = Duration::from_secs(60);

type Binary = fn(u64, u64) -> u64;
type Part = for<'a> fn(&'a str, usize) -> &'a str;

#[cerial::function]
fn least(one: u64, other: u64) -> u64 {
    one.min(other)
}

#[cerial::function]
fn most(one: u64, other: u64) -> u64 {
    one.max(other)
}

#[cerial::function]
fn start(text: &str, letters: usize) -> &str {
    text.get(..letters).unwrap_or(text)
}

/// Nobody has registered it.
fn sum(one: u64, other: u64) -> u64 {
    one.wrapping_add(other)
}

/// Calls a function that it holds, and each that it hears of; its result is the last of these.
#[derive(Cerial)]
struct Caller {
    held: Binary,
    cut: Function<Part>,
    heard: Option<Binary>,
}

impl Caller {
    fn new(held: Binary) -> Self {
        Self { held, cut: Function(start), heard: None }
    }
}

impl Skprocess for Caller {
    type Output = Option<Binary>;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cx.tell(((self.held)(3, 5), (*self.cut)("function", 3)))?;
        let heard: Binary = cx.listen()?;
        cx.tell(heard(3, 5))?;
        self.heard = Some(heard);
        Ok(())
    }

    fn result(&mut self, _: &ProcessContext) -> processing::Result<Option<Binary>> {
        Ok(self.heard)
    }
}

/// Counts as a pointer to a function, and is what somebody made up: a name, or bytes.
struct Forged<'a>(&'a [u8]);

impl Schema for Forged<'_> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<Binary>();
    }
}

impl Encode for Forged<'_> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.0.encode(encoder)
    }
}

#[test]
fn a_function_of_an_object_a_message_and_a_result_is_the_same_in_the_child() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Caller::new(least).start()?;
    assert_eq!(process.listen::<(u64, String)>()?, (3, "fun".to_owned()));
    process.tell(most as Binary)?;
    assert_eq!(process.listen::<u64>()?, 5);
    let back = process.result()?.expect("it has heard of one");
    assert_eq!(back(3, 5), 5);
    Ok(())
}

#[test]
fn functions_are_items_contexts_arguments_and_results_of_tasks() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let pool = Pool::builder().workers(2).build()?;
    let items = (0..100).map(|n| (if n % 2 == 0 { least } else { most } as Binary, n, 50));
    let results = pool.star().map(|choose: Binary, one: u64, other: u64| choose(one, other), items)?;
    assert!(results.iter().zip(0..).all(|(got, n)| *got == if n % 2 == 0 { n.min(50) } else { n.max(50) }));
    let held = pool.with(&(most as Binary)).map(|choose, n: u64| choose(n, 7), [5, 9])?;
    assert_eq!(held, [7, 9]);
    let chosen: Vec<Binary> = pool.map(|n: u8| if n == 0 { least } else { most } as Binary, [0, 1])?;
    assert_eq!((chosen[0](3, 5), chosen[1](3, 5)), (3, 5));
    let job = processing::spawn(
        |cut: Function<Part>, text: String| cut(&text, 4).to_owned(),
        (Function(start as Part), "letters".into()),
    )?;
    assert_eq!(job.get()?, "lett");
    Ok(())
}

#[test]
fn a_function_that_is_not_registered_is_refused_before_a_child_starts() {
    let _watchdog = Watchdog::new(LIMIT);
    let error = Caller::new(sum).start().expect_err("nobody has registered it");
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(format!("{error:?}").contains("#[cerial::function]"), "{error:?}");
    let pool = Pool::builder().workers(1).build().expect("a pool");
    let error = pool.map(|choose: Binary| choose(3, 5), [sum as Binary]).expect_err("nobody has registered it");
    assert_eq!((error.kind(), error.index()), (ErrorKind::Encode, Some(0)));
}

#[test]
fn forged_functions_are_an_error_in_the_child_and_none_is_called() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let address = (least as Binary as usize).to_le_bytes();
    for forged in [&b"it::process::functions::sum"[..], b"", b"\xff", &address] {
        let process = Caller::new(least).start()?;
        process.listen::<(u64, String)>()?;
        process.tell(Forged(forged))?;
        let error = process.result().expect_err("no function has this name");
        assert_eq!(error.kind(), ErrorKind::Run, "{error:?}");
        assert!(format!("{error:?}").contains("message"), "{error:?}");
    }
    Ok(())
}
