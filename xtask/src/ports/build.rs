//! The test binaries of a port, built by Debian's cargo, which tells where they lie.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::table::Port;
use crate::debian;
use crate::shell;
use crate::workspace::Workspace;

/// One test binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binary {
    /// The package, and the target where it isn't the library: `cerial`, `cerial::it`.
    pub(super) name: String,
    pub(super) file: PathBuf,
    /// Where its tests run: the package's folder.
    pub(super) folder: PathBuf,
}

/// Builds them all, in the order of their names. Examples are built too: tests run them. What the port's programs are
/// linked with is made in the folder.
pub(super) fn tests(port: &Port, workspace: &Workspace, folder: &Path) -> Result<Vec<Binary>, String> {
    let mut flags: Vec<String> = port.rustflags.iter().map(|flag| (*flag).to_owned()).collect();
    if let Some(make) = port.library {
        make(folder)?;
        flags.push(format!("-Lnative={}", folder.display()));
    }
    let text = build(port, workspace, &flags, port.packages, &[])?;
    if !port.benches.is_empty() {
        build(port, workspace, &flags, port.benches, &["--benches"])?;
    }
    let mut binaries: Vec<Binary> = text.lines().filter_map(binary).collect();
    binaries.sort_by(|a, b| a.name.cmp(&b.name));
    match binaries.is_empty() {
        true => Err("cargo built no test binary".into()),
        false => Ok(binaries),
    }
}

/// Builds the tests of some packages; what cargo tells programs about it.
fn build(
    port: &Port,
    workspace: &Workspace,
    flags: &[String],
    packages: &[&str],
    more: &[&str],
) -> Result<String, String> {
    let mut words = vec!["test", "--no-run", "--all-features", "--message-format=json-render-diagnostics"];
    words.extend(packages.iter().flat_map(|package| ["-p", package]));
    words.extend(more);
    let mut command = debian::cargo(workspace, port.triple, &words);
    let upper = port.triple.to_uppercase().replace('-', "_");
    command
        .env(format!("CARGO_TARGET_{upper}_LINKER"), port.linker)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env(format!("CC_{}", port.triple.replace('-', "_")), port.linker);
    shell::must(&mut command).map_err(|why| readable(&why))
}

/// What cargo said, without its messages for programs.
fn readable(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("{\"")).collect::<Vec<_>>().join("\n")
}

/// The test binary that a line of cargo's tells of, where it does.
fn binary(line: &str) -> Option<Binary> {
    let value: Value = serde_json::from_str(line).ok()?;
    if value["reason"] != "compiler-artifact" || value["profile"]["test"] != true {
        return None;
    }
    let file = PathBuf::from(value["executable"].as_str()?);
    let folder = Path::new(value["manifest_path"].as_str()?).parent()?.to_path_buf();
    let package = package(value["package_id"].as_str()?);
    let target = value["target"]["name"].as_str()?;
    let name = match value["target"]["kind"][0].as_str()? {
        "test" => format!("{package}::{target}"),
        kind @ ("bin" | "example") => format!("{package}::{kind}/{target}"),
        _ => package.to_owned(),
    };
    Some(Binary { name, file, folder })
}

/// The package's name in its id: behind the `#`, or the folder's where that has the same.
fn package(id: &str) -> &str {
    let (place, tail) = id.rsplit_once('#').unwrap_or((id, ""));
    match tail.split_once('@') {
        Some((name, _)) => name,
        None => place.rsplit('/').next().unwrap_or(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/crates/cerial#0.1.0","manifest_path":"/w/crates/cerial/Cargo.toml","target":{"kind":["test"],"name":"it"},"profile":{"test":true},"executable":"/t/it-1.exe"}"#;

    #[test]
    fn test_binaries_are_found_among_the_messages() {
        let found = binary(LINE).unwrap();
        assert_eq!(found.name, "cerial::it");
        assert_eq!((found.file, found.folder), (PathBuf::from("/t/it-1.exe"), PathBuf::from("/w/crates/cerial")));
        assert_eq!(binary(&LINE.replace("\"test\":true", "\"test\":false")), None);
        assert_eq!(binary("   Compiling cerial v0.1.0"), None);
    }

    #[test]
    fn libraries_go_by_their_package() {
        let lib = LINE.replace("[\"test\"]", "[\"lib\"]").replace("#0.1.0", "#alone-cerial@0.0.0");
        assert_eq!(binary(&lib).unwrap().name, "alone-cerial");
        let bin = LINE.replace("[\"test\"]", "[\"bin\"]");
        assert_eq!(binary(&bin).unwrap().name, "cerial::bin/it");
    }

    #[test]
    fn errors_are_shown_without_messages_for_programs() {
        assert_eq!(readable(&format!("error: no linker\n{LINE}\nhelp: get one")), "error: no linker\nhelp: get one");
    }
}
