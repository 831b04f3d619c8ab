//! Running code that may panic: the panic becomes data.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Panic;

thread_local! {
    /// The last panic of this thread, for whoever catches it; noted in children only.
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Notes a panic as it happens, with what only the hook knows of it.
pub(crate) fn note(panic: Panic) {
    LAST.with_borrow_mut(|last| *last = Some(panic));
}

/// Runs user code; a panic in it becomes data.
pub(crate) fn caught<T>(code: impl FnOnce() -> T) -> Result<T, Panic> {
    // It is called for each task: to look costs less than to take what is hardly ever there.
    if LAST.with_borrow(Option::is_some) {
        LAST.take();
    }
    catch_unwind(AssertUnwindSafe(code)).map_err(|payload| {
        let message = text_of(&*payload);
        // Dropping a payload may panic in turn; that one has nobody left to tell.
        drop(catch_unwind(AssertUnwindSafe(|| drop(payload))));
        // `resume_unwind` throws without the hook, so the last panic may be missing or another.
        match LAST.take() {
            Some(last) if last.message == message => last,
            _ => {
                let thread = std::thread::current().name().map(Into::into);
                Panic { message, location: None, thread, backtrace: None }
            }
        }
    })
}

/// The text of a panic's payload.
pub(crate) fn text_of(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).into(),
        (_, Some(text)) => text.clone(),
        _ => "a payload that is no text".into(),
    }
}
