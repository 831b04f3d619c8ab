//! What a port can't show, and why. A line that fits no test fails the port, so that none outlives its reason.

use super::table::Port;

/// Tests of a binary that don't run on some ports.
#[derive(Debug)]
pub(super) struct Skip {
    /// Names of ports; `*` is each of them.
    pub(super) ports: &'static [&'static str],
    pub(super) binary: &'static str,
    /// A whole name, or how it begins and a `*`.
    pub(super) test: &'static str,
    pub(super) why: &'static str,
}

pub(super) const SKIPS: &[Skip] = &[
    Skip { ports: &["*"], binary: "cerial::ui", test: "*", why: COMPILES },
    Skip { ports: &["s390x", "arm"], binary: "cerial::it", test: "depth::deep_*", why: DEEP },
    Skip { ports: &["musl", "wine"], binary: "processing::ui", test: "*", why: COMPILES },
    Skip {
        ports: &["musl"],
        binary: TESTS,
        test: "process::surroundings::a_limit_under_which_nothing_runs_is_a_failed_start",
        why: SMALL,
    },
    Skip {
        ports: &["musl"],
        binary: TESTS,
        test: "process::scarce::every_shortage_of_memory_is_a_first_start_or_an_error",
        why: NO_STOCK,
    },
    Skip { ports: &["musl"], binary: TESTS, test: "process::watched::processes_work_under_valgrind", why: VALGRIND },
    Skip {
        ports: &["musl"],
        binary: TESTS,
        test: "process::watched::processes_and_their_children_work_under_valgrind",
        why: VALGRIND,
    },
    Skip {
        ports: &["wine"],
        binary: "rounds::bin/rounds",
        test: "tests::a_few_hundred_rounds_leave_the_parent_as_it_was",
        why: ROUNDS,
    },
    Skip {
        ports: &["wine"],
        binary: "chaos::bin/chaos",
        test: "pool::tests::each_task_is_accounted_for_whatever_is_killed",
        why: APPENDS,
    },
    Skip { ports: &["*"], binary: "sktime::ui", test: "*", why: COMPILES },
];

const DEEP: &str = "values of a million levels take minutes under qemu, and nothing in them depends on the processor";
const SMALL: &str = "a static program with musl gets through its start in the memory that it has from the first";
const NO_STOCK: &str = "musl keeps next to no memory in stock, so the first value that finds none ends the program, in std, whoever made it";
const VALGRIND: &str = "what valgrind puts into a program needs glibc";
const APPENDS: &str = "its tasks note themselves in a file to which all append, and Wine loses some of such writes";
const ROUNDS: &str =
    "two thousand starts take minutes, and Wine's own part of the memory grows by a megabyte now and then";
const TESTS: &str = "suite-tests::it";
const COMPILES: &str = "it calls the compiler, whose words are the same for every system";

/// The lines that speak of a port's binary.
pub(super) fn of<'a>(skips: &'a [Skip], port: &Port, binary: &str) -> Vec<&'a Skip> {
    let fits = |skip: &&Skip| skip.binary == binary && skip.ports.iter().any(|name| *name == "*" || *name == port.name);
    skips.iter().filter(fits).collect()
}

impl Skip {
    pub(super) fn is_of(&self, test: &str) -> bool {
        match self.test.strip_suffix('*') {
            Some(start) => test.starts_with(start),
            None => self.test == test,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::PORTS;

    #[test]
    fn ports_in_the_list_exist() {
        for name in SKIPS.iter().flat_map(|skip| skip.ports) {
            assert!(*name == "*" || PORTS.iter().any(|port| port.name == *name), "{name}");
        }
    }
}
