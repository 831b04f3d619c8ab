//! How deep a value may be nested, and the stack for it.
//!
//! Levels are counted down. The first stretch of them fits on any thread's stack, so nothing but the count is looked at
//! there. Whoever allows more gets it in stretches, and before each of them the stack is looked after: with the feature
//! `stacker` it grows, without it the message has a fixed share of it.

/// The levels that nobody looks after the stack for: beyond most data, and safe on a thread's 2 MiB where a level takes
/// 16 KiB.
pub(crate) const SAFE: u32 = 128;
/// The levels of each further stretch.
const STRETCH: u32 = 16;
/// What a stretch may take: 16 KiB for a level, as in the safe levels. Where nothing is optimized, a level of objects takes
/// 5, and under the address sanitizer 9.
#[cfg(feature = "stacker")]
const RED_ZONE: usize = STRETCH as usize * (16 << 10);
/// How much the stack grows by.
#[cfg(feature = "stacker")]
const GROWTH: usize = 4 << 20;
/// What a message may take of a stack that can't grow, after its safe levels: an eighth of what a thread has by default.
#[cfg(not(feature = "stacker"))]
const SHARE: usize = 256 << 10;

/// Levels of nesting that are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Depth {
    /// In this stretch.
    left: u32,
    /// After it.
    further: u32,
    most: u32,
    /// Where the stack was after the safe levels.
    #[cfg(not(feature = "stacker"))]
    start: Option<usize>,
}

/// Why it goes no deeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooDeep {
    /// So many levels are allowed.
    Levels(u32),
    /// The stack can't hold more; so many levels are in use.
    #[cfg_attr(feature = "stacker", expect(dead_code, reason = "a stack that grows is never used up"))]
    Stack(u32),
}

impl TooDeep {
    #[cold]
    pub(crate) fn message(self) -> String {
        match self {
            Self::Levels(most) => format!("nested deeper than {most} levels; raise Options::max_depth"),
            Self::Stack(used) => format!(
                "after {used} levels of nesting the stack is used up; switch on cerial's feature `stacker`, by which \
                 it grows"
            ),
        }
    }
}

impl Depth {
    #[inline]
    pub(crate) fn new(most: u32) -> Self {
        let left = most.min(SAFE);
        Self {
            left,
            further: most - left,
            most,
            #[cfg(not(feature = "stacker"))]
            start: None,
        }
    }

    /// All levels that are allowed.
    pub(crate) fn most(&self) -> u32 {
        self.most
    }

    /// All levels that are left.
    #[inline]
    pub(crate) fn left(&self) -> u32 {
        self.left + self.further
    }

    /// Goes back to where nothing is nested.
    pub(crate) fn reset(&mut self) {
        self.left = self.most.min(SAFE);
        self.further = self.most - self.left;
    }

    /// One level deeper; false at the end of a stretch.
    #[inline]
    #[must_use]
    pub(crate) fn down(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    /// One level up.
    #[inline]
    pub(crate) fn up(&mut self) {
        self.left += 1;
    }

    /// Begins the next stretch, one level deeper: `None` if there is none.
    pub(crate) fn stretch(&mut self) -> Result<Stretch, TooDeep> {
        let levels = self.further.min(STRETCH);
        if levels == 0 {
            return Err(TooDeep::Levels(self.most));
        }
        #[cfg(not(feature = "stacker"))]
        if here().abs_diff(*self.start.get_or_insert_with(here)) > SHARE {
            return Err(TooDeep::Stack(self.most - self.further));
        }
        self.further -= levels;
        self.left = levels - 1;
        Ok(Stretch(levels))
    }

    /// Ends a stretch.
    pub(crate) fn end(&mut self, Stretch(levels): Stretch) {
        self.left = 0;
        self.further += levels;
    }
}

/// A stretch that was begun.
#[derive(Debug)]
#[must_use]
pub(crate) struct Stretch(u32);

impl Stretch {
    /// Does the work of a stretch, with room for it on the stack.
    #[inline]
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        #[cfg(feature = "stacker")]
        return stacker::maybe_grow(RED_ZONE, GROWTH, work);
        #[cfg(not(feature = "stacker"))]
        work()
    }
}

/// About where the top of the stack is.
#[cfg(not(feature = "stacker"))]
#[inline(never)]
fn here() -> usize {
    let marker = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&marker)).addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How deep it goes.
    fn levels(depth: &mut Depth) -> Result<u32, TooDeep> {
        let used = depth.most() - depth.left();
        if depth.down() {
            let deepest = levels(depth);
            depth.up();
            return deepest;
        }
        match depth.stretch() {
            Ok(stretch) => {
                let deepest = stretch.run(|| levels(depth));
                depth.end(stretch);
                deepest
            }
            Err(TooDeep::Levels(_)) => Ok(used),
            Err(why) => Err(why),
        }
    }

    #[test]
    fn exactly_the_allowed_levels_are_there_and_come_back() {
        for most in [0, 1, SAFE - 1, SAFE, SAFE + 1, SAFE + STRETCH, 1000] {
            let mut depth = Depth::new(most);
            assert_eq!(levels(&mut depth), Ok(most));
            assert_eq!(depth.left(), most);
        }
    }

    #[cfg(feature = "stacker")]
    #[test]
    fn the_stack_grows() {
        assert_eq!(levels(&mut Depth::new(1_000_000)), Ok(1_000_000));
    }

    #[cfg(not(feature = "stacker"))]
    #[test]
    fn a_stack_that_cannot_grow_is_not_used_up() {
        let mut depth = Depth::new(u32::MAX);
        assert!(matches!(levels(&mut depth), Err(TooDeep::Stack(used)) if used > SAFE));
        assert_eq!(depth.left(), u32::MAX);
    }
}
