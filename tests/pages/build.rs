//! Writes one module for each page, with the page as its documentation.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let own = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = own.ancestors().nth(2).ok_or("the workspace's root lies two folders up")?;
    let mut pages = Vec::new();
    // Not the folder itself: cargo would look through all that is built there, and through all that links there lead to,
    // which for Wine's is the whole machine. So a page that is new there is found when one of these changes.
    println!("cargo::rerun-if-changed={}", root.join("Cargo.toml").display());
    collect(root, &mut pages, false)?;
    for folder in ["crates", "docs"] {
        if root.join(folder).is_dir() {
            collect(&root.join(folder), &mut pages, true)?;
        }
    }
    pages.sort();
    let mut modules = String::new();
    for page in &pages {
        let name = module_name(page.strip_prefix(root)?);
        writeln!(modules, "#[doc = include_str!({page:?})]\npub mod {name} {{}}")?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("pages.rs"), modules)?;
    Ok(())
}

/// Adds the pages in a folder, and in those below it where that is asked for.
fn collect(folder: &Path, pages: &mut Vec<PathBuf>, below: bool) -> Result<(), Box<dyn Error>> {
    if below {
        // A folder that cargo watches counts as changed when a page comes or goes.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            println!("cargo::rerun-if-changed={}", path.display());
            pages.push(path);
        } else if below && path.is_dir() && !path.ends_with("src") && !path.ends_with("target") {
            collect(&path, pages, true)?;
        }
    }
    Ok(())
}

/// `crates/cerial/docs/format.md` is `crates_cerial_docs_format`.
fn module_name(page: &Path) -> String {
    let text = page.with_extension("").display().to_string().to_lowercase();
    text.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}
