//! Starts a child: link, page, invitation, the executable once more.

use std::io;
use std::process::Command;
use std::sync::Arc;

use super::{Channel, Taps, refuse_in_stray_child, start_errors};
use crate::config::Surroundings;
use crate::error::{ErrorKind, ProcessError};
use crate::image;
use crate::invitation::{self, Invitation, MAX_DEPTH, NAME};
use crate::link::Page;
use crate::sys;

/// Starts a child that waits for its first frame.
pub(crate) fn launch(surroundings: &Surroundings, taps: &Taps) -> Result<Arc<Channel>, ProcessError> {
    refuse_in_stray_child()?;
    let depth = invitation::depth_of_children();
    if depth > MAX_DEPTH {
        let text = format!("children may start children only {MAX_DEPTH} levels deep: does one start itself?");
        return Err(ProcessError::with_text(ErrorKind::Start, text));
    }
    let image = image::identity().map_err(start_errors("the executable's file can't be identified"))?;
    let (end, theirs) = sys::link_pair().map_err(start_errors("no link to the child could be made"))?;
    let (page, file) = Page::create().map_err(start_errors("no page to share with the child could be made"))?;
    let handed_over = sys::hand_over(&end, &file, !surroundings.null_stdin);
    let address = handed_over.map_err(start_errors("the link takes nothing"))?;
    let executable = sys::executable().map_err(start_errors("the executable's path is not known"))?;
    let invitation = Invitation { mode: invitation::mode_of_children(), depth, image, address };
    let mut arguments = std::env::args_os();
    let mut command = Command::new(executable);
    if let Some(name) = arguments.next() {
        sys::name_child(&mut command, &name);
    }
    for (name, value) in &surroundings.env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(directory) = &surroundings.current_dir {
        // The system's refusal doesn't say whether it was the executable or this that is missing.
        let found = std::fs::metadata(directory).and_then(|found| match found.is_dir() {
            true => Ok(()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        });
        found.map_err(|error| {
            let text = format!("the child's directory {} can't be entered", directory.display());
            ProcessError::caused(ErrorKind::Start, &text, error)
        })?;
        command.current_dir(directory);
    }
    command.args(arguments).env(NAME, invitation.to_string());
    command.stdin(sys::stdin_of_child(theirs, surroundings.null_stdin));
    let ([stdout, stderr], pipes) =
        taps.connect(surroundings).map_err(start_errors("no pipe for the child's output could be made"))?;
    command.stdout(stdout).stderr(stderr);
    let child = command.spawn().map_err(start_errors("the system started no further process"))?;
    // The command still holds the child's end of the link, whose closing must be the child's alone.
    drop(command);
    Channel::open(child, end, page, pipes)
}
