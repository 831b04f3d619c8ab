//! What the workspace consists of, as `cargo metadata` tells it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::shell;

/// The members of the workspace and where its builds go.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Package>,
    pub(crate) target: PathBuf,
}

/// One member.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) features: Vec<String>,
    pub(crate) benches: Vec<String>,
    pub(crate) has_lib: bool,
    /// Whether it may be published: the crates of the suite are, the chores and tests aren't.
    pub(crate) public: bool,
}

/// The folder of the workspace's manifest.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let own =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
    })
}

/// Asks cargo for the members.
pub(crate) fn read() -> Result<Workspace, String> {
    read_manifest(&root().join("Cargo.toml"))
}

/// Asks cargo for the members of the workspace that a manifest belongs to.
pub(crate) fn read_manifest(manifest: &Path) -> Result<Workspace, String> {
    let mut command = shell::cargo(["metadata", "--format-version", "1", "--no-deps", "--manifest-path"]);
    command.arg(manifest);
    let output = command.output().map_err(|error| format!("cargo metadata can't be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo metadata failed:\n{}", said.trim_end()));
    }
    let value: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata gave no JSON: {error}"))?;
    parse(&value).ok_or_else(|| "cargo metadata has another shape than this program knows".into())
}

fn parse(value: &Value) -> Option<Workspace> {
    let packages = value["packages"].as_array()?.iter().map(parse_package).collect::<Option<_>>()?;
    Some(Workspace { packages, target: PathBuf::from(value["target_directory"].as_str()?) })
}

fn parse_package(value: &Value) -> Option<Package> {
    let targets = value["targets"].as_array()?;
    let is = |target: &Value, kinds: &[&str]| {
        target["kind"].as_array().is_some_and(|has| has.iter().any(|kind| kinds.contains(&kind.as_str().unwrap_or(""))))
    };
    let benches = targets.iter().filter(|target| is(target, &["bench"]));
    Some(Package {
        name: value["name"].as_str()?.to_owned(),
        features: value["features"].as_object()?.keys().cloned().collect(),
        benches: benches.filter_map(|target| Some(target["name"].as_str()?.to_owned())).collect(),
        has_lib: targets.iter().any(|target| is(target, &["lib", "proc-macro"])),
        // `publish = false` is an empty list of registries.
        public: value["publish"].as_array().is_none_or(|registries| !registries.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_knows_this_member() {
        let workspace = read().unwrap();
        let own = workspace.packages.iter().find(|package| package.name == "xtask").unwrap();
        assert!(!own.public && !own.has_lib);
        assert!(root().join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn another_shape_is_told_and_no_panic() {
        assert!(parse(&Value::Null).is_none());
    }
}
