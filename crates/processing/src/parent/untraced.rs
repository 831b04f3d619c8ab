//! Without the feature `tracing` nobody hears what children trace: the twin of `trace`.

use std::time::Instant;

use super::Channel;

#[derive(Clone, Debug)]
pub(crate) struct Ear;

impl Ear {
    pub(crate) fn here() -> Self {
        Ear
    }

    #[expect(clippy::unused_self, reason = "its twin needs it")]
    pub(crate) fn stream(&self) -> Traces {
        Traces
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Traces;

#[expect(clippy::unused_self, reason = "its twin needs it")]
impl Traces {
    pub(crate) fn level(&self) -> u8 {
        0
    }

    pub(crate) fn look(&self, _channel: &Channel) {}

    pub(crate) fn ended(&self, _channel: &Channel) {}

    pub(crate) fn flush(&self, _deadline: Option<Instant>) {}
}
