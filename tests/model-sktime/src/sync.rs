//! The twin of sktime's `sync.rs`: the same names, by the model checker.

use std::cell::Cell;
use std::ops::Deref;
use std::thread::LocalKey;

pub(crate) use loom::sync::Mutex;
pub(crate) use loom::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> loom::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// std's `OnceLock`, which loom doesn't have: who comes while it is being made waits, and sees it whole. The value is
/// leaked, so that it can be lent without unsafe code.
#[derive(Debug)]
pub(crate) struct OnceLock<T: 'static>(Mutex<Option<&'static T>>);

impl<T> OnceLock<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn get(&self) -> Option<&T> {
        *lock(&self.0)
    }

    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        lock(&self.0).get_or_insert_with(|| Box::leak(Box::new(make())))
    }
}

thread_local!(static RUN: Cell<u64> = const { Cell::new(0) });

/// Begins a run of a model, with statics of its own.
pub(crate) fn begin_run() {
    RUN.set(RUN.get() + 1);
}

/// A static that is made anew for each run of a model. Loom has such statics too, but they may go before the
/// destructors of thread-locals have run that use them; these are leaked.
pub(crate) struct Global<T: 'static> {
    pub(crate) make: fn() -> T,
    /// The run that the value is of. A run and all its threads are on one thread of the system.
    pub(crate) of_run: &'static LocalKey<Cell<Option<(u64, &'static T)>>>,
}

impl<T> Deref for Global<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.of_run.get() {
            Some((run, value)) if run == RUN.get() => value,
            _ => {
                let value = Box::leak(Box::new((self.make)()));
                self.of_run.set(Some((RUN.get(), value)));
                value
            }
        }
    }
}

macro_rules! global {
    ($name:ident: $type:ty = $value:expr) => {
        static $name: crate::sync::Global<$type> = {
            std::thread_local!(
                static OF_RUN: std::cell::Cell<Option<(u64, &'static $type)>> = const { std::cell::Cell::new(None) }
            );
            crate::sync::Global { make: || $value, of_run: &OF_RUN }
        };
    };
}

macro_rules! per_thread {
    ($name:ident: $type:ty = $value:expr) => {
        loom::thread_local!(static $name: $type = $value);
    };
}

pub(crate) use {global, per_thread};
