//! Where threads run: a round trip on one core and one between two cores are different things.

use core_affinity::CoreId;

/// The numbers of two cores that this process may use; both are the same where there is only one.
pub(crate) fn two() -> Option<[usize; 2]> {
    let cores = core_affinity::get_core_ids()?;
    Some([cores.first()?.id, cores.last()?.id])
}

/// Keeps this thread on a core, and those that it starts from now on.
pub(crate) fn pin(core: Option<usize>) {
    if let Some(id) = core {
        assert!(core_affinity::set_for_current(CoreId { id }), "core {id} can be chosen");
    }
}

/// The same as a task.
pub(crate) fn pin_worker(core: usize) {
    pin(Some(core));
}
