//! What runs in the processes that are measured.

use processing::prelude::*;

use crate::cores;

/// Does nothing, once.
#[derive(Cerial)]
pub(crate) struct Empty;

impl Skprocess for Empty {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }
}

/// Tells back what it hears.
#[derive(Cerial)]
pub(crate) struct Echo {
    /// Where it runs, if that matters.
    pub(crate) core: Option<usize>,
}

impl Skprocess for Echo {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cores::pin(self.core);
        loop {
            let bytes: Vec<u8> = cx.listen()?;
            cx.tell(bytes)?;
        }
    }
}

/// Tells as many bytes, whenever it is asked.
#[derive(Cerial)]
pub(crate) struct Bulk {
    pub(crate) bytes: usize,
}

impl Skprocess for Bulk {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let bytes = vec![5_u8; self.bytes];
        loop {
            cx.listen::<()>()?;
            cx.tell_blocking(&bytes)?;
        }
    }
}
