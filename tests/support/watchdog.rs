//! A test that hangs is ended, and says so.

use std::process;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Ends this process when it isn't dropped in time.
#[derive(Debug)]
pub struct Watchdog(#[expect(dead_code, reason = "its drop tells the thread")] Sender<()>);

impl Watchdog {
    /// Watches from now on.
    ///
    /// # Panics
    ///
    /// When there is no thread to be had.
    pub fn new(limit: Duration) -> Self {
        let name = thread::current().name().unwrap_or("a test").to_owned();
        let (sender, receiver) = channel();
        let body = move || {
            if receiver.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                eprintln!("watchdog: {name} was not over within {limit:?}");
                process::abort();
            }
        };
        thread::Builder::new().name("watchdog".into()).spawn(body).expect("a thread for the watchdog");
        Self(sender)
    }
}

/// Runs something, and fails when it takes longer.
///
/// # Panics
///
/// When it takes longer than `limit`; ten seconds beyond that the process is ended.
pub fn within<T>(limit: Duration, action: impl FnOnce() -> T) -> T {
    let _watchdog = Watchdog::new(limit + Duration::from_secs(10));
    let start = Instant::now();
    let value = action();
    let took = start.elapsed();
    assert!(took <= limit, "it took {took:?}, and should take {limit:?} at most");
    value
}
