//! What comes of a plan when nobody disturbs it.

use processing::ErrorKind;

use crate::plan::{Death, Deed, Plan};

/// What the parent is told in the end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Count(u64),
    Failed { kind: ErrorKind, run: u64, life: u32 },
}

/// What comes of a plan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Course {
    pub(crate) end: End,
    pub(crate) told: Vec<u64>,
}

impl Course {
    pub(crate) fn of(plan: &Plan) -> Self {
        let (mut count, mut life, mut told) = (0, 0, Vec::new());
        for (run, deeds) in plan.runs.iter().enumerate() {
            // What another child would begin this run with.
            let before = count;
            while let Some((kind, dies)) = play(deeds, life, &mut count, &mut told) {
                if life + 1 >= plan.lives {
                    return Course { end: End::Failed { kind, run: run as u64, life }, told };
                }
                life += 1;
                if dies {
                    count = before;
                }
            }
        }
        Course { end: End::Count(count), told }
    }
}

/// One try of a run: how it fails, if it does, and whether the child dies of it.
fn play(deeds: &[Deed], life: u32, count: &mut u64, told: &mut Vec<u64>) -> Option<(ErrorKind, bool)> {
    for deed in deeds {
        match deed {
            Deed::Count => *count += 1,
            Deed::Tell(number) => told.push(*number),
            Deed::Fail(when) | Deed::Panic(when) if *when == life => return Some((ErrorKind::Run, false)),
            Deed::Die(when, death) if *when == life => {
                let kind = match death {
                    Death::Abort | Death::NullWrite => ErrorKind::Crashed,
                    Death::Exit(_) => ErrorKind::Exited,
                    Death::Kill => ErrorKind::Killed,
                    Death::Hang => ErrorKind::Timeout,
                };
                return Some((kind, true));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(runs: &[&[Deed]], lives: u32) -> Course {
        Course::of(&Plan { runs: runs.iter().map(|deeds| deeds.to_vec()).collect(), lives, actions: Vec::new() })
    }

    #[test]
    fn a_plain_failure_keeps_the_state_and_a_death_goes_back() {
        let failing = [Deed::Count, Deed::Fail(0)];
        assert_eq!(course(&[&failing], 2).end, End::Count(2));
        let dying = [Deed::Count, Deed::Tell(1), Deed::Die(0, Death::Abort)];
        assert_eq!(course(&[&dying], 2), Course { end: End::Count(1), told: vec![1, 1] });
    }

    #[test]
    fn without_a_life_left_the_last_failure_is_told() {
        let both = [Deed::Panic(0), Deed::Die(1, Death::Exit(3))];
        let end = End::Failed { kind: ErrorKind::Exited, run: 1, life: 1 };
        assert_eq!(course(&[&[], &both], 2).end, end);
    }
}
