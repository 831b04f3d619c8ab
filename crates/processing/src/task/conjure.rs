//! A function without state, made out of nothing.
#![expect(unsafe_code, reason = "a value of a zero-sized type is read from nowhere")]

use std::ptr::NonNull;

/// The value of a zero-sized function or closure, in the process that is to run it.
///
/// Entries call it for the function that they were made for, and only the parent names entries, each time with that
/// very function in its hand.
pub(super) fn conjure<F: Copy + 'static>() -> F {
    const {
        assert!(
            size_of::<F>() == 0,
            "this function or closure captures something, which can't travel to another process: give what it needs \
             as an argument (a tuple and `star()` for several), share it with `pool.with(&context)`, or make it in the \
             worker with `pool.init(make)`; a function pointer is a capture too: name the function itself",
        );
    }
    // SAFETY: a read of no bytes through a dangling, aligned pointer is allowed. That the type has a value is shown by
    // the parent, who held one when it named the entry; since it is `Copy`, another one may be. What can't be told
    // apart is a closure that captures a zero-sized token whose meaning is that few of it exist: its author has made
    // the token `Copy` and `'static`.
    unsafe { NonNull::<F>::dangling().read() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twin<F: Fn(u32) -> u32 + Copy + 'static>(_: F) -> F {
        conjure()
    }

    #[test]
    fn a_conjured_function_is_the_function() {
        fn double(n: u32) -> u32 {
            n * 2
        }
        assert_eq!(twin(double)(4), 8);
        assert_eq!(twin(|n| n + 1)(4), 5);
    }
}
