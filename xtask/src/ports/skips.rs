//! What a port can't show, and why. A line that fits no test fails the port, so that none outlives its reason.

use super::table::Port;

/// Tests of a binary that don't run on some ports.
#[derive(Debug)]
pub(super) struct Skip {
    /// Names of ports; `*` is each of them.
    pub(super) ports: &'static [&'static str],
    pub(super) binary: &'static str,
    /// A whole name; `*` is each test of the binary.
    pub(super) test: &'static str,
    pub(super) why: &'static str,
}

pub(super) const SKIPS: &[Skip] = &[
    Skip { ports: &["*"], binary: "cerial::ui", test: "*", why: COMPILES },
    Skip { ports: &["*"], binary: "sktime::ui", test: "*", why: COMPILES },
];

const COMPILES: &str = "it calls the compiler, whose words are the same for every system";

/// The lines that speak of a port's binary.
pub(super) fn of<'a>(skips: &'a [Skip], port: &Port, binary: &str) -> Vec<&'a Skip> {
    let fits = |skip: &&Skip| skip.binary == binary && skip.ports.iter().any(|name| *name == "*" || *name == port.name);
    skips.iter().filter(fits).collect()
}

impl Skip {
    pub(super) fn is_of(&self, test: &str) -> bool {
        self.test == "*" || self.test == test
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
