//! sktime's store, compiled a second time against the locks of loom, and the models that are run through every order
//! of their threads: `tests/model.rs`.

#![allow(dead_code, unused_imports, reason = "the files bring more than the models use")]
#![allow(unexpected_cfgs, reason = "features of sktime that don't change the store")]
#![allow(unreachable_pub, reason = "what users see of these files they see in sktime")]

macro_rules! of_sktime {
    ($($(#[$meta:meta])* $module:ident $path:literal)*) => {$(
        $(#[$meta])*
        #[path = $path]
        mod $module;
    )*};
}

of_sktime! {
    #[cfg(feature = "hdrhistogram")] buckets "../../../crates/sktime/src/buckets.rs"
    error "../../../crates/sktime/src/error.rs"
    frame "../../../crates/sktime/src/frame.rs"
    log "../../../crates/sktime/src/log.rs"
    #[cfg(feature = "hdrhistogram")] moments "../../../crates/sktime/src/moments.rs"
    nanos "../../../crates/sktime/src/nanos.rs"
    order "../../../crates/sktime/src/order.rs"
    shard "../../../crates/sktime/src/shard.rs"
    slot "../../../crates/sktime/src/slot.rs"
    stats "../../../crates/sktime/src/stats.rs"
    store "../../../crates/sktime/src/store.rs"
    summary "../../../crates/sktime/src/summary.rs"
    table "../../../crates/sktime/src/table.rs"
    thread "../../../crates/sktime/src/thread.rs"
    values "../../../crates/sktime/src/values.rs"
}

pub mod models;
mod sync;
