//! The one place that names locks: what [`crate::table`] and [`crate::slot`] are built on.
//!
//! The model tests compile those two files a second time against a model checker's locks of the same names.

pub(crate) use std::sync::{Mutex, OnceLock};
use std::sync::{MutexGuard, PoisonError};

/// Locks, also after a panic: no code of a user runs under a lock of this crate, and every update is whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(feature = "tracing")]
pub(crate) use std::sync::RwLock;
#[cfg(feature = "tracing")]
use std::sync::{RwLockReadGuard, RwLockWriteGuard};

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
