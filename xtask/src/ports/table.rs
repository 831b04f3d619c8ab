//! The systems whose tests run here: with which compiler, under what, and how much of the suite.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::musl;
use super::wine::Prefix;
use crate::debian::{MINGW, Tool};

/// One system.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) name: &'static str,
    /// What holds when its tests have passed, in one line.
    pub(crate) about: &'static str,
    pub(crate) triple: &'static str,
    /// What must be installed besides Debian's compiler.
    pub(crate) tools: &'static [Tool],
    /// The C compiler, which also links.
    pub(crate) linker: &'static str,
    pub(crate) rustflags: &'static [&'static str],
    /// Makes a library in a folder that the linker wants and no package has.
    pub(crate) library: Option<Make>,
    pub(crate) runner: Runner,
    /// The packages whose tests run, with all of their features.
    pub(crate) packages: &'static [&'static str],
    /// The packages whose benches are built, which no test runs.
    pub(crate) benches: &'static [&'static str],
    /// Why a test that fails may do so by the system's fault, where it may: then it is tried once more, which is told.
    pub(crate) second_try: Option<&'static str>,
}

/// Makes something in a folder.
type Make = fn(&Path) -> Result<(), String>;

/// What runs the port's programs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Runner {
    /// This machine, as they are.
    Native,
    /// An emulator of the processor, and the place of the libraries.
    Qemu {
        program: &'static str,
        libraries: &'static str,
    },
    Wine,
}

/// A runner that is ready.
#[derive(Debug)]
pub(super) enum System {
    Native,
    Qemu { program: &'static str, libraries: &'static str },
    Wine(Prefix),
}

/// Every port: the quick ones first.
pub(crate) const PORTS: &[&Port] = &[&X86, &S390X, &ARM, &MUSL, &WINE];

/// What asks nothing of a system but what std does. Macros are not among it: they run in the compiler, on this machine.
const VALUES: &[&str] = &["cerial", "sktime", "alone-cerial-test", "alone-sktime-test"];

/// All that has tests, but for macros, chores, pages and models of threads, which are this machine's.
const WHOLE: &[&str] = &[
    "cerial",
    "sktime",
    "processing",
    "suitkaise",
    "suite-tests",
    "alone-cerial-test",
    "alone-sktime-test",
    "umbrella-test",
    "live-test",
    "chaos",
    "rounds",
    "fuzz-bodies",
];

/// What is measured, where that takes no peers.
const BENCHES: &[&str] = &["process-bench", "sktime-bench"];

/// 32 bit, little endian; this machine's processor runs it, and static programs need no libraries.
pub(crate) const X86: Port = Port {
    name: "x86",
    about: "the tests of cerial and sktime pass where addresses have 32 bits",
    triple: "i686-unknown-linux-gnu",
    tools: &[Tool { place: "/usr/bin/i686-linux-gnu-gcc", package: "gcc-i686-linux-gnu" }],
    linker: "/usr/bin/i686-linux-gnu-gcc",
    rustflags: &["-Ctarget-feature=+crt-static"],
    library: None,
    runner: Runner::Native,
    packages: VALUES,
    benches: &[],
    second_try: None,
};

/// 64 bit, big endian.
pub(crate) const S390X: Port = Port {
    name: "s390x",
    about: "the tests of cerial and sktime pass where the first byte is the largest",
    triple: "s390x-unknown-linux-gnu",
    tools: &[
        Tool { place: "/usr/bin/s390x-linux-gnu-gcc", package: "gcc-s390x-linux-gnu" },
        Tool { place: "/usr/bin/qemu-s390x", package: "qemu-user" },
    ],
    linker: "/usr/bin/s390x-linux-gnu-gcc",
    rustflags: &[],
    library: None,
    runner: Runner::Qemu { program: "/usr/bin/qemu-s390x", libraries: "/usr/s390x-linux-gnu" },
    packages: VALUES,
    benches: &[],
    second_try: None,
};

/// Linux on the other common processor.
pub(crate) const ARM: Port = Port {
    name: "arm",
    about: "the tests of cerial and sktime pass on ARM",
    triple: "aarch64-unknown-linux-gnu",
    tools: &[
        Tool { place: "/usr/bin/aarch64-linux-gnu-gcc", package: "gcc-aarch64-linux-gnu" },
        Tool { place: "/usr/bin/qemu-aarch64", package: "qemu-user" },
    ],
    linker: "/usr/bin/aarch64-linux-gnu-gcc",
    rustflags: &[],
    library: None,
    runner: Runner::Qemu { program: "/usr/bin/qemu-aarch64", libraries: "/usr/aarch64-linux-gnu" },
    packages: VALUES,
    benches: &[],
    second_try: None,
};

/// Linux with another C library, in static programs.
pub(crate) const MUSL: Port = Port {
    name: "musl",
    about: "all tests and examples pass as static programs with musl",
    triple: "x86_64-unknown-linux-musl",
    tools: &[Tool { place: musl::COMPILER, package: "musl-tools" }],
    linker: musl::COMPILER,
    // The compiler's own start-up objects come with no Debian package; the C compiler knows musl's.
    rustflags: &["-Clink-self-contained=no"],
    library: Some(musl::unwinder),
    runner: Runner::Native,
    packages: WHOLE,
    benches: &[],
    second_try: None,
};

/// Windows, as far as Wine is like it.
pub(crate) const WINE: Port = Port {
    name: "wine",
    about: "all tests and examples pass on Windows, as far as Wine is like it",
    triple: "x86_64-pc-windows-gnu",
    tools: &[
        MINGW,
        Tool { place: "/usr/lib/wine/wine64", package: "wine64" },
        Tool { place: "/usr/bin/wine", package: "wine" },
        Tool { place: "/usr/bin/setarch", package: "util-linux" },
    ],
    linker: MINGW.place,
    // What lies in a file as it lies in memory is mapped, and all processes of the file share it; Wine copies the rest
    // into each one, symbols of debuggers too.
    rustflags: &["-Cstrip=debuginfo", "-Clink-arg=-Wl,--file-alignment=4096"],
    library: None,
    runner: Runner::Wine,
    packages: WHOLE,
    benches: BENCHES,
    second_try: Some("Wine itself fails the start of a program now and then"),
};

impl Runner {
    /// Makes it ready, in a folder of its own.
    pub(super) fn start(self, folder: &Path) -> Result<System, String> {
        Ok(match self {
            Runner::Native => System::Native,
            Runner::Qemu { program, libraries } => System::Qemu { program, libraries },
            Runner::Wine => System::Wine(Prefix::ready(&folder.join("prefix"))?),
        })
    }
}

impl System {
    /// The command that runs one of its programs.
    pub(super) fn command(&self, program: &Path) -> Command {
        match self {
            System::Native => Command::new(program),
            System::Qemu { program: qemu, libraries } => {
                let mut command = Command::new(qemu);
                // Each instruction takes ten, so fewer random values are tried.
                command.env("QEMU_LD_PREFIX", OsString::from(libraries)).env("PROPTEST_CASES", "32").arg(program);
                command
            }
            System::Wine(prefix) => prefix.command(program),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn names_are_unique_and_packages_exist() {
        let mut names: Vec<&str> = PORTS.iter().map(|port| port.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PORTS.len());
        let members = workspace::read().unwrap().packages;
        for package in PORTS.iter().flat_map(|port| port.packages.iter().chain(port.benches)) {
            assert!(members.iter().any(|member| member.name == *package), "{package}");
        }
    }
}
