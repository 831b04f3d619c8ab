//! The invitation: a few words in the environment that make a process a child, and what follows from it for the
//! children of this one.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::image::Identity;

/// The variable's name.
pub(crate) const NAME: &str = "SUITKAISE_INVITATION";

/// How deep children may start children. A loop of them ends here, before it ends the machine.
pub(crate) const MAX_DEPTH: u32 = 16;

/// When a child's session starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Before `main`.
    Hook,
    /// In `main`, at `init()`.
    Main,
}

/// What a child must know before it can read the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) mode: Mode,
    /// 1 for the child of a process that is none.
    pub(crate) depth: u32,
    /// Which executable file the parent runs.
    pub(crate) image: Identity,
    /// Where the child finds its link, in the system's own words; empty where it comes in a place that is known.
    pub(crate) address: String,
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = match self.mode {
            Mode::Hook => "hook",
            Mode::Main => "main",
        };
        let (device, inode) = self.image;
        write!(f, "1 {mode} {} {device:x} {inode:x}", self.depth)?;
        match self.address.is_empty() {
            true => Ok(()),
            false => write!(f, " {}", self.address),
        }
    }
}

impl FromStr for Invitation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or(());
        if word()? != "1" {
            return Err(());
        }
        let mode = match word()? {
            "hook" => Mode::Hook,
            "main" => Mode::Main,
            _ => return Err(()),
        };
        let depth = word()?.parse().map_err(drop)?;
        let device = u64::from_str_radix(word()?, 16).map_err(drop)?;
        let inode = u64::from_str_radix(word()?, 16).map_err(drop)?;
        let address = words.next().unwrap_or_default().to_owned();
        match words.next() {
            None => Ok(Invitation { mode, depth, image: (device, inode), address }),
            Some(_) => Err(()),
        }
    }
}

/// How deep below the first process this one is; 0 for a process that is no child.
static DEPTH: AtomicU32 = AtomicU32::new(0);

/// Whether this process asked for children in main mode.
static MAIN_MODE: AtomicBool = AtomicBool::new(false);

/// Whether this process is a child that waits for `init()` to take it over.
static WAITS: AtomicBool = AtomicBool::new(false);

/// How deep the children of this process are.
pub(crate) fn depth_of_children() -> u32 {
    DEPTH.load(Ordering::Relaxed) + 1
}

/// In which mode this process starts children.
pub(crate) fn mode_of_children() -> Mode {
    if MAIN_MODE.load(Ordering::Relaxed) { Mode::Main } else { Mode::Hook }
}

/// Whether this process is a child that nothing has taken over: it must not start children of its own.
pub(crate) fn is_stray_child() -> bool {
    WAITS.load(Ordering::Acquire) || std::env::var_os(NAME).is_some()
}

/// Notes that this process is a child of that depth.
pub(crate) fn note_depth(depth: u32) {
    DEPTH.store(depth, Ordering::Relaxed);
}

/// Notes whether this process waits to be taken over.
pub(crate) fn note_waiting(waits: bool) {
    WAITS.store(waits, Ordering::Release);
}

/// From now on children start in main mode.
pub(crate) fn choose_main_mode() {
    MAIN_MODE.store(true, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_comes_back_from_its_text() {
        for (mode, address) in [(Mode::Hook, ""), (Mode::Main, "4:1c:20")] {
            let invitation = Invitation { mode, depth: 3, image: (u64::MAX, 0x12ab), address: address.into() };
            assert_eq!(invitation.to_string().parse(), Ok(invitation));
        }
    }

    #[test]
    fn anything_else_is_no_invitation() {
        for text in ["", "1", "2 hook 1 0 0", "1 hook 1 0", "1 hook 1 0 0 a b", "1 park 1 0 0", "1 hook -1 0 0"] {
            assert_eq!(text.parse::<Invitation>(), Err(()), "{text:?}");
        }
    }
}
