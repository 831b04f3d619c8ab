//! Wine, with a Windows of its own under the target folder, which is made once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::watch::{Ending, Watched, watched};
use crate::debian::MINGW;
use crate::shell;

/// Starts a program at the addresses where it always starts. Debian's Wine has no preloader, which would keep the places
/// free that Windows programs want: with random addresses one start in a thousand or two fails ("Internal error").
const FIXED: &str = "/usr/bin/setarch";
const LOADER: &str = "/usr/lib/wine/wine64";
const SERVER: &str = "/usr/lib/wine/wineserver64";

/// The server's exit code where another one serves the same folder.
const RUNS_ALREADY: i32 = 2;

/// What Wine lacks and every Rust program wants.
const RANDOM: &str = include_str!("bcryptprimitives.c");

/// A folder that is a Windows to the programs in it. Whatever still runs there is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Prefix {
    folder: PathBuf,
}

impl Prefix {
    /// Makes it where it isn't there yet.
    pub(super) fn ready(folder: &Path) -> Result<Self, String> {
        let prefix = Prefix { folder: folder.to_path_buf() };
        let system = folder.join("drive_c/windows/system32");
        let library = system.join("bcryptprimitives.dll");
        if !library.exists() {
            fs::create_dir_all(folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
            prefix.must(prefix.wine().arg("wineboot").arg("--init"))?;
            let source = folder.join("bcryptprimitives.c");
            fs::write(&source, RANDOM).map_err(|error| format!("{} can't be written: {error}", source.display()))?;
            let mut compiler = Command::new(MINGW.place);
            shell::must(compiler.args(["-shared", "-O1", "-o"]).arg(&library).arg(&source).arg("-ladvapi32"))?;
        }
        prefix.serve()?;
        Ok(prefix)
    }

    /// Starts the server, which then outlives the programs: that takes longer than most tests.
    fn serve(&self) -> Result<(), String> {
        let said = self.run(self.server().arg("-p"))?;
        match said.ending {
            // The one that the set-up has started, or an earlier run left, is there still.
            Ending::Failure(status) if status.code() == Some(RUNS_ALREADY) => Ok(()),
            _ => succeeded(&said),
        }
    }

    /// The command that runs a program for Windows.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = self.wine();
        command.arg(program);
        command
    }

    fn must(&self, command: &mut Command) -> Result<(), String> {
        succeeded(&self.run(command)?)
    }

    /// Runs a program of Wine's. Its words go to a file: its services keep the output open, so a pipe would not end.
    fn run(&self, command: &mut Command) -> Result<Watched, String> {
        watched(command, &self.folder.join("said.txt"))
    }

    fn wine(&self) -> Command {
        let mut command = Command::new(FIXED);
        command.args(["-R", LOADER]);
        self.with_environment(command)
    }

    fn server(&self) -> Command {
        self.with_environment(Command::new(SERVER))
    }

    fn with_environment(&self, mut command: Command) -> Command {
        command
            .env("WINEPREFIX", &self.folder)
            .env("WINELOADER", LOADER)
            .env("WINESERVER", SERVER)
            .env("WINEDEBUG", "-all")
            // Names of files are Unicode.
            .env("LC_ALL", "C.UTF-8")
            // Neither .NET nor a browser, which it would offer to install; no window of its own.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=d")
            .env_remove("DISPLAY");
        command
    }
}

fn succeeded(said: &Watched) -> Result<(), String> {
    match said.ending {
        Ending::Success => Ok(()),
        ending => Err(format!("wine can't be set up ({ending:?}): {}", said.text().trim_end())),
    }
}

impl Drop for Prefix {
    fn drop(&mut self) {
        if let Err(why) = self.must(self.server().arg("-k")) {
            println!("    note: {why}");
        }
    }
}
