//! Which files there are under a path, and what there is besides.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::note::{Note, Topic};

/// The folders that hold no sources; taken in by `--all`.
const LEFT_OUT: [&str; 2] = [".git", "target"];

/// What was found under a path, in the order of names.
#[derive(Debug)]
pub(crate) struct Walk {
    pub(crate) root: PathBuf,
    /// Regular files; links are not followed, so each file is there once.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) notes: Vec<Note>,
}

/// Walks a folder, or takes the one file that the path names.
///
/// # Errors
///
/// When the path itself can't be reached.
pub(crate) fn walk(root: &Path, all: bool) -> io::Result<Walk> {
    let mut walk = Walk { root: root.to_owned(), files: Vec::new(), notes: Vec::new() };
    let kind = fs::metadata(root)?.file_type();
    if kind.is_file() {
        walk.files.push(root.to_owned());
    } else if kind.is_dir() {
        walk.folder(all);
    } else {
        walk.note(Topic::NoFile, root, "a pipe, a socket or a device");
    }
    Ok(walk)
}

/// The repository around a folder: the nearest folder upwards with `.git`, else the nearest with `Cargo.lock`.
///
/// Without one it is the folder itself.
pub(crate) fn repository(from: &Path) -> PathBuf {
    let with = |name: &str| from.ancestors().find(|folder| folder.join(name).exists());
    with(".git").or_else(|| with("Cargo.lock")).unwrap_or(from).to_owned()
}

impl Walk {
    /// A path as seen from the root; the root itself where that is a file.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        match path.strip_prefix(&self.root) {
            Ok(relative) if !relative.as_os_str().is_empty() => relative,
            _ => path,
        }
    }

    fn folder(&mut self, all: bool) {
        let mut entries = WalkDir::new(&self.root).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&self.root).to_owned();
                    let text = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.note(Topic::Failed, &path, text);
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_symlink() {
                self.note(Topic::NoFile, entry.path(), link(entry.path()));
            } else if kind.is_dir() {
                if !all && is_left_out(&entry) {
                    self.note(Topic::LeftOut, entry.path(), "");
                    entries.skip_current_dir();
                }
            } else if kind.is_file() {
                self.files.push(entry.into_path());
            } else {
                self.note(Topic::NoFile, entry.path(), "a pipe, a socket or a device");
            }
        }
    }

    fn note(&mut self, topic: Topic, path: &Path, text: impl Into<String>) {
        self.notes.push(Note { topic, path: self.relative(path).to_owned(), text: text.into() });
    }
}

fn is_left_out(folder: &DirEntry) -> bool {
    LEFT_OUT.iter().any(|name| folder.file_name() == *name)
}

/// What there is to say on a symbolic link.
fn link(path: &Path) -> String {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return "a link to nothing".into(),
        Err(error) => return format!("a link that leads nowhere: {error}"),
    };
    let around = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
    match around.is_some_and(|around| around.starts_with(&target)) {
        true => "a link to a folder that holds it: a loop".into(),
        false => "a link, not followed".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn names(paths: &[PathBuf], root: &Path) -> Vec<String> {
        let shown = |path: &PathBuf| path.strip_prefix(root).unwrap().display().to_string();
        paths.iter().map(|path| shown(path).replace(std::path::MAIN_SEPARATOR, "/")).collect()
    }

    #[test]
    fn files_come_in_the_order_of_names_without_the_folders_left_out() {
        let folder = tree(&["b/x", "a", ".git/config", "b/target/y", "target.rs"]);
        let found = walk(folder.path(), false).unwrap();
        assert_eq!(names(&found.files, folder.path()), ["a", "b/x", "target.rs"]);
        let left_out: Vec<_> = found.notes.iter().map(|note| (note.topic, note.path.to_str().unwrap())).collect();
        assert_eq!(
            left_out,
            [(Topic::LeftOut, ".git"), (Topic::LeftOut, &format!("b{}target", std::path::MAIN_SEPARATOR))]
        );
    }

    #[test]
    fn all_takes_everything_in() {
        let folder = tree(&["a", ".git/config", "target/y"]);
        let found = walk(folder.path(), true).unwrap();
        assert_eq!(names(&found.files, folder.path()), [".git/config", "a", "target/y"]);
        assert!(found.notes.is_empty());
    }

    #[test]
    fn a_folder_that_is_named_itself_is_never_left_out() {
        let folder = tree(&["target/y"]);
        let root = folder.path().join("target");
        assert_eq!(walk(&root, false).unwrap().files.len(), 1);
    }

    #[test]
    fn one_file_is_a_survey_of_one() {
        let folder = tree(&["a"]);
        let root = folder.path().join("a");
        let found = walk(&root, false).unwrap();
        assert_eq!(found.files, std::slice::from_ref(&root));
        assert_eq!(found.relative(&root), root);
    }

    #[test]
    fn a_path_that_is_not_there_is_an_error() {
        assert!(walk(Path::new("no/such/folder"), false).is_err());
    }

    #[test]
    fn the_repository_is_found_from_below() {
        let folder = tree(&["repo/.git/config", "repo/a/b/c", "plain/x/y"]);
        let (repo, plain) = (folder.path().join("repo"), folder.path().join("plain/x"));
        assert_eq!(repository(&repo.join("a/b")), repo);
        assert_eq!(repository(&plain), plain);
    }
}
