//! What is allowed where: the layers of each crate and the places for what is confined.

/// The layers of a crate's top modules.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) krate: &'static str,
    /// From the floor to the roof. A module uses only those of lower layers, none of its own.
    pub(super) layers: &'static [&'static [&'static str]],
}

/// Crates that are named only in some places.
#[derive(Debug)]
pub(super) struct Confined {
    pub(super) names: &'static [&'static str],
    /// How the paths of those files begin.
    pub(super) places: &'static [&'static str],
}

/// A crate that reads the clock in one file.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) krate: &'static str,
    pub(super) place: &'static str,
}

/// A crate that isn't here has no declared layers, but no circles either.
pub(super) const LAYERS: &[Layers] = &[CERIAL, PROCESSING, SKTIME];

const CERIAL: Layers = Layers {
    krate: "cerial",
    layers: &[
        &["few"],
        &["depth", "limits", "pages", "path", "types", "wire"],
        &["plain"],
        &["schema"],
        &["error", "fingerprint", "trace"],
        &["explain"],
        &["decode", "encode"],
        &["object"],
        &["function"],
        &["bridge", "impls", "live", "local", "options"],
        &["__private", "verbs"],
    ],
};

/// Parent and child stand side by side, and neither knows the other.
const PROCESSING: Layers = Layers {
    krate: "processing",
    layers: &[
        &["section", "sys"],
        &["clock"],
        &["config", "error", "timers"],
        &["image", "protocol", "unwind"],
        &["invitation", "link"],
        &["session"],
        &["context"],
        &["child", "parent"],
        &["job", "skprocess"],
        &["task"],
        &["pool", "spawn"],
        &["bootstrap", "prelude"],
    ],
};

const SKTIME: Layers = Layers {
    krate: "sktime",
    layers: &[
        &["clock", "error", "log", "moments", "nanos", "slot", "sync", "units", "values"],
        &["buckets", "frame", "summary", "table", "thread", "yawn"],
        &["order", "shard"],
        &["stats"],
        &["store"],
        &["recording", "timer"],
        &["chart", "guard", "read", "show", "travel"],
        &["report"],
        &["expanded", "serde_impls", "spans"],
        &["__private"],
    ],
};

/// Interfaces of systems.
pub(super) const CONFINED: &[Confined] = &[
    Confined {
        names: &["interprocess", "libc", "polling", "rustix", "windows_sys"],
        places: &["crates/cerial/src/pages.rs", "crates/processing/src/sys/"],
    },
    Confined { names: &["memmap2"], places: &["crates/processing/src/sys/unix/"] },
];

/// What measures and waits is tested without measuring and waiting.
pub(super) const CLOCKS: &[Clock] = &[Clock { krate: "processing", place: "crates/processing/src/clock.rs" }];

/// Where sources may ask which system this is: how their paths begin, and why they may.
pub(super) const SYSTEM_FILES: &[(&str, &str)] = &[
    ("crates/cerial/src/impls/system_exit.rs", "how a process ended is another number on each system"),
    ("crates/cerial/src/impls/system_text.rs", "text of the system is bytes or 16-bit units"),
    ("crates/cerial/src/pages.rs", "huge pages are asked for where there are some"),
    ("crates/cerial/tests/it/live/files.rs", "a file without a position is a pipe, opened by its descriptor"),
    ("crates/processing/src/bootstrap/hook.rs", "constructors stand in a section with another name on each system"),
    ("crates/processing/src/sys/", "the twins"),
    ("crates/suitkaise/tests/survey/odd_files.rs", "sockets, links and names that are no text"),
    ("benches/pool/bench/main.rs", "its peers start processes by other means than ours"),
    ("benches/process/bench/main.rs", "it measures against what Unix does by itself"),
    ("benches/sktime/bench/original.rs", "the programs of a Python environment lie in another folder"),
    ("tests/chaos/src/pool.rs", "signals have another number on each system"),
    ("tests/support/", "the twins of the tests"),
    ("xtask/src/ci/sanitize.rs", "only some compilers bring the sanitizer"),
];

/// Each of these says at its top why it needs unsafe code.
pub(super) const UNSAFE_FILES: &[&str] = &[
    "crates/cerial-derive/src/fixed.rs",
    "crates/cerial/src/decode/put.rs",
    "crates/cerial/src/decode/unfinished.rs",
    "crates/cerial/src/few.rs",
    "crates/cerial/src/impls/text.rs",
    "crates/cerial/src/pages.rs",
    "crates/cerial/src/plain.rs",
    "crates/processing/src/bootstrap/hook.rs",
    "crates/processing/src/child/code.rs",
    "crates/processing/src/image.rs",
    "crates/processing/src/link/page.rs",
    "crates/processing/src/sys/unix/fault.rs",
    "crates/processing/src/sys/unix/link.rs",
    "crates/processing/src/sys/unix/linux.rs",
    "crates/processing/src/sys/unix/macos.rs",
    "crates/processing/src/sys/unix/poll.rs",
    "crates/processing/src/sys/unix/process.rs",
    "crates/processing/src/sys/windows/event.rs",
    "crates/processing/src/sys/windows/fault.rs",
    "crates/processing/src/sys/windows/image.rs",
    "crates/processing/src/sys/windows/interrupt.rs",
    "crates/processing/src/sys/windows/job.rs",
    "crates/processing/src/sys/windows/limits.rs",
    "crates/processing/src/sys/windows/link.rs",
    "crates/processing/src/sys/windows/page.rs",
    "crates/processing/src/sys/windows/parent.rs",
    "crates/processing/src/sys/windows/pipe.rs",
    "crates/processing/src/sys/windows/poll.rs",
    "crates/processing/src/sys/windows/process.rs",
    "crates/processing/src/task/conjure.rs",
];
