//! The systems whose tests run here: with which compiler, under what, and how much of the suite.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::wine::Prefix;
use crate::debian::{MINGW, Tool};

/// One system.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) name: &'static str,
    pub(crate) triple: &'static str,
    /// What must be installed besides Debian's compiler.
    pub(crate) tools: &'static [Tool],
    /// The C compiler, which also links.
    pub(crate) linker: &'static str,
    pub(crate) rustflags: &'static str,
    pub(crate) runner: Runner,
    /// The packages whose tests run, with all of their features.
    pub(crate) packages: &'static [&'static str],
}

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

/// What stands on no other system but std's. Macros are not among it: they run in the compiler, on this machine.
const VALUES: &[&str] = &["cerial", "sktime", "alone-cerial-test", "alone-sktime-test"];

/// 32 bit, little endian; this machine's processor runs it, and static programs need no libraries.
pub(crate) const X86: Port = Port {
    name: "x86",
    triple: "i686-unknown-linux-gnu",
    tools: &[Tool { place: "/usr/bin/i686-linux-gnu-gcc", package: "gcc-i686-linux-gnu" }],
    linker: "/usr/bin/i686-linux-gnu-gcc",
    rustflags: "-Ctarget-feature=+crt-static",
    runner: Runner::Native,
    packages: VALUES,
};

/// 64 bit, big endian.
pub(crate) const S390X: Port = Port {
    name: "s390x",
    triple: "s390x-unknown-linux-gnu",
    tools: &[
        Tool { place: "/usr/bin/s390x-linux-gnu-gcc", package: "gcc-s390x-linux-gnu" },
        Tool { place: "/usr/bin/qemu-s390x", package: "qemu-user" },
    ],
    linker: "/usr/bin/s390x-linux-gnu-gcc",
    rustflags: "",
    runner: Runner::Qemu { program: "/usr/bin/qemu-s390x", libraries: "/usr/s390x-linux-gnu" },
    packages: VALUES,
};

/// Linux on the other common processor.
pub(crate) const ARM: Port = Port {
    name: "arm",
    triple: "aarch64-unknown-linux-gnu",
    tools: &[
        Tool { place: "/usr/bin/aarch64-linux-gnu-gcc", package: "gcc-aarch64-linux-gnu" },
        Tool { place: "/usr/bin/qemu-aarch64", package: "qemu-user" },
    ],
    linker: "/usr/bin/aarch64-linux-gnu-gcc",
    rustflags: "",
    runner: Runner::Qemu { program: "/usr/bin/qemu-aarch64", libraries: "/usr/aarch64-linux-gnu" },
    packages: VALUES,
};

/// Linux with another C library, in static programs.
pub(crate) const MUSL: Port = Port {
    name: "musl",
    triple: "x86_64-unknown-linux-musl",
    tools: &[Tool { place: "/usr/bin/musl-gcc", package: "musl-tools" }],
    linker: "/usr/bin/musl-gcc",
    // The compiler's own start-up objects come with no Debian package; the C compiler knows musl's.
    rustflags: "-Clink-self-contained=no",
    runner: Runner::Native,
    packages: VALUES,
};

/// Windows, as far as Wine is like it.
pub(crate) const WINE: Port = Port {
    name: "wine",
    triple: "x86_64-pc-windows-gnu",
    tools: &[
        MINGW,
        Tool { place: "/usr/lib/wine/wine64", package: "wine64" },
        Tool { place: "/usr/bin/wine", package: "wine" },
    ],
    linker: MINGW.place,
    rustflags: "",
    runner: Runner::Wine,
    packages: VALUES,
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
                command.env("QEMU_LD_PREFIX", OsString::from(libraries)).arg(program);
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
        for package in PORTS.iter().flat_map(|port| port.packages) {
            assert!(members.iter().any(|member| member.name == *package), "{package}");
        }
    }
}
