//! Values there and back, and bad bytes, through `cerial` alone.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use alone_cerial_test::{Job, State};

fn job() -> Job<(u8, [char; 2])> {
    Job {
        file: "a/b.txt".into(),
        tags: HashMap::from([("size".to_owned(), 3)]),
        payload: Some((1, ['x', 'y'])),
        state: State::Failed { reason: "no disk".into() },
    }
}

#[test]
fn a_generic_struct_comes_back_equal() -> Result<(), cerial::Error> {
    let back: Job<(u8, [char; 2])> = cerial::from_slice(&cerial::to_vec(&job())?)?;
    assert_eq!(back, job());
    Ok(())
}

#[test]
fn every_kind_of_variant_comes_back_equal() -> Result<(), cerial::Error> {
    for state in [State::Waiting, State::Running(Duration::from_millis(5)), job().state] {
        assert_eq!(cerial::from_slice::<State>(&cerial::to_vec(&state)?)?, state);
    }
    Ok(())
}

#[test]
fn shared_and_weak_pointers_stay_so() -> Result<(), cerial::Error> {
    let strong = Arc::new(7_u32);
    let all = (Arc::clone(&strong), Arc::downgrade(&strong), strong);
    let back: (Arc<u32>, Weak<u32>, Arc<u32>) = cerial::from_slice(&cerial::to_vec(&all)?)?;
    assert!(Arc::ptr_eq(&back.0, &back.2));
    assert!(back.1.upgrade().is_some_and(|target| Arc::ptr_eq(&target, &back.0)));
    Ok(())
}

#[test]
fn cut_bytes_are_an_error() -> Result<(), cerial::Error> {
    let bytes = cerial::to_vec(&job())?;
    for length in 0..bytes.len() {
        assert!(cerial::from_slice::<Job<(u8, [char; 2])>>(&bytes[..length]).is_err(), "{length} bytes");
    }
    Ok(())
}
