//! Debian's compiler, which builds a std for any system from Debian's sources: nothing need be downloaded.
//!
//! It is a second toolchain, so it has a target folder of its own. All its builds share that one, so that each std is
//! built once.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;
use crate::workspace::{self, Workspace};

/// A file that must be there, and the package of Debian's that brings it.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) place: &'static str,
    pub(crate) package: &'static str,
}

/// What every build needs.
const COMPILER: &[Tool] = &[
    Tool { place: "/usr/bin/cargo", package: "cargo-web" },
    Tool { place: "/usr/bin/rustc", package: "rustc-web" },
    Tool { place: "/usr/lib/rustlib/src/rust/library/std/Cargo.toml", package: "rust-web-src" },
];

/// The C compiler for Windows.
pub(crate) const MINGW: Tool = Tool { place: "/usr/bin/x86_64-w64-mingw32-gcc", package: "gcc-mingw-w64-x86-64" };

/// Which tools are missing and how to get them, where some are.
pub(crate) fn missing(others: &[Tool]) -> Option<String> {
    let (mut places, mut packages) = (Vec::new(), Vec::new());
    for tool in COMPILER.iter().chain(others).filter(|tool| !Path::new(tool.place).exists()) {
        places.push(tool.place);
        packages.push(tool.package);
    }
    packages.dedup();
    (!places.is_empty())
        .then(|| format!("missing {}; on Debian: apt-get install {}", places.join(", "), packages.join(" ")))
}

/// Where its builds go.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("cross")
}

/// Its cargo with these arguments, for one target.
pub(crate) fn cargo(workspace: &Workspace, triple: &str, words: &[&str]) -> Command {
    let mut command = Command::new(COMPILER[0].place);
    command
        .args(words)
        .args(["--target", triple, "-Zbuild-std=std,panic_unwind,test", "--target-dir"])
        .arg(folder(workspace))
        .current_dir(workspace::root());
    // It must find its own compiler, whatever toolchain runs this program.
    command.env("PATH", "/usr/bin:/bin").env("RUSTC_BOOTSTRAP", "1");
    for name in
        ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "LD_LIBRARY_PATH"]
    {
        command.env_remove(name);
    }
    // Nobody debugs what runs there, and nobody changes it: half the time and a third of the room.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    shell::forget_outer_cargo(&mut command);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_its_package() {
        let why = missing(&[Tool { place: "/no/such/tool", package: "some-package" }]).unwrap();
        assert!(why.contains("/no/such/tool") && why.ends_with(" some-package"), "{why}");
    }

    #[test]
    fn builds_name_their_target_and_their_folder() {
        let workspace = Workspace { packages: Vec::new(), target: PathBuf::from("/t") };
        let command = cargo(&workspace, "riscv64gc-unknown-linux-gnu", &["check"]);
        let words: Vec<_> = command.get_args().map(|word| word.to_str().unwrap()).collect();
        assert_eq!(words[..3], ["check", "--target", "riscv64gc-unknown-linux-gnu"]);
        assert!(words.ends_with(&["--target-dir", Path::new("/t").join("cross").to_str().unwrap()]));
    }
}
