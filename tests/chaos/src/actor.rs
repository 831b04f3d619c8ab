//! The child: it does what its plan says.

use std::time::Duration;

use processing::ChildOutput;
use processing::prelude::*;
use suite_tests::crash;

use crate::plan::{Death, Deed, LIMIT, Plan};

/// An object that does what a plan says; its result is its counter.
#[derive(Cerial)]
pub(crate) struct Actor {
    runs: Vec<Vec<Deed>>,
    count: u64,
}

impl Actor {
    pub(crate) fn of(plan: &Plan) -> (Self, ProcessConfig) {
        let mut config = ProcessConfig::new().runs(plan.runs.len() as u64).lives(plan.lives);
        // What panics print takes longer than all the rest, and is of no use here.
        config = config.env("RUST_BACKTRACE", "0").stderr(ChildOutput::Null);
        if plan.hangs() {
            config = config.timeout(Section::Run, LIMIT);
        }
        (Actor { runs: plan.runs.clone(), count: 0 }, config)
    }
}

impl Skprocess for Actor {
    type Output = u64;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let Some(deeds) = usize::try_from(cx.run()).ok().and_then(|run| self.runs.get(run)).cloned() else {
            return Err(format!("there is no run {}", cx.run()).into());
        };
        for deed in deeds {
            match deed {
                Deed::Count => self.count += 1,
                Deed::Tell(number) => cx.tell(number)?,
                Deed::Work(micros) => std::thread::sleep(Duration::from_micros(micros.into())),
                Deed::Nap(micros) => cx.sleep(Duration::from_micros(micros.into()))?,
                Deed::Fail(life) if life == cx.life() => return Err("failed".into()),
                Deed::Panic(life) if life == cx.life() => panic!("panicked"),
                Deed::Die(life, death) if life == cx.life() => die(death),
                Deed::Fail(_) | Deed::Panic(_) | Deed::Die(..) => {}
            }
        }
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
        Ok(self.count)
    }
}

fn die(death: Death) {
    match death {
        Death::Abort => std::process::abort(),
        Death::NullWrite => crash::null_write(),
        Death::Exit(code) => std::process::exit(code),
        Death::Kill => {
            crash::signal(9);
            // The signal is on its way.
            park()
        }
        Death::Hang => park(),
    }
}

fn park() {
    loop {
        std::thread::park();
    }
}
