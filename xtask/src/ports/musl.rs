//! What a static program with musl is linked with and Debian has no package of: an unwinder under the name that std asks
//! for. GCC's own serves, with what it asks of glibc beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::shell;

pub(super) const COMPILER: &str = "/usr/bin/musl-gcc";

const SOURCE: &str = include_str!("unwind.c");

/// Makes the library in a folder, where the linker is to look for it.
pub(super) fn unwinder(folder: &Path) -> Result<(), String> {
    let (source, object, library) = (folder.join("unwind.c"), folder.join("unwind.o"), folder.join("libunwind.a"));
    let write = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("{} can't be written: {error}", path.display()))
    };
    write(&source, SOURCE)?;
    shell::must(Command::new(COMPILER).args(["-O1", "-fPIC", "-c", "-o"]).arg(&object).arg(&source))?;
    // To the linker a text is a library too, if it names some.
    write(&library, &format!("GROUP ( \"{}\" -lgcc_eh )\n", object.display()))
}
