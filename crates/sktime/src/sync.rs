//! The one place that names what threads share: locks, atomics, statics and thread-locals.
//!
//! The model tests (`tests/model-sktime`) compile the store a second time against a model checker's things of the same
//! names, and run it through every order of its threads.

#[cfg(feature = "tracing")]
pub(crate) use std::sync::RwLock;
pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
pub(crate) use std::sync::{Mutex, OnceLock};
use std::sync::{MutexGuard, PoisonError};
#[cfg(feature = "tracing")]
use std::sync::{RwLockReadGuard, RwLockWriteGuard};

/// Locks, also after a panic: no code of a user runs under a lock of this crate, and every update is whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for reading; as [`lock`].
#[cfg(feature = "tracing")]
pub(crate) fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for writing; as [`lock`].
#[cfg(feature = "tracing")]
pub(crate) fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// A static.
macro_rules! global {
    ($name:ident: $type:ty = $value:expr) => {
        static $name: $type = $value;
    };
}

/// A thread-local with a constant start: without a destructor, reading it is one access to thread-local memory.
macro_rules! per_thread {
    ($name:ident: $type:ty = $value:expr) => {
        std::thread_local!(static $name: $type = const { $value });
    };
}

pub(crate) use {global, per_thread};
