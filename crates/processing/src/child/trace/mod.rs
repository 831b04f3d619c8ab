//! What this child traces goes to its parent's subscriber.
//!
//! A subscriber of ours, the global default of this process, makes plain data of events and spans; the
//! [outflow](outflow::Outflow) lays it where the parent takes it, and never lets anybody wait. There is none where nobody
//! listens in the parent, or where the program has set its own above `init()`.

mod fields;
mod forwarder;
mod outflow;
mod spans;

use std::sync::{Arc, OnceLock};

use tracing_core::{LevelFilter, dispatcher};

use self::fields::short;
use self::forwarder::Forwarder;
use self::outflow::Outflow;
use crate::error::Panic;
use crate::protocol::{Moment, Site, Trace, Value, level_of_number};
use crate::session::Session;

/// Where it goes, once there is a subscriber of ours.
static OUTFLOW: OnceLock<Outflow> = OnceLock::new();

/// From now on the parent hears what this process traces, up to its level.
pub(super) fn install(session: &Arc<Session>, level: u8) {
    let level = level_of_number(level);
    if level == LevelFilter::OFF {
        return;
    }
    let outflow = Outflow::new(Arc::clone(session));
    // A subscriber that the program has set above `init()` stays, and hears it all itself.
    let forwarder = Forwarder::new(level);
    if dispatcher::set_global_default(forwarder.into()).is_ok() {
        OUTFLOW.get_or_init(|| outflow);
        #[cfg(feature = "log")]
        hear_log(level);
    }
}

/// Has the records of the `log` crate traced too.
#[cfg(feature = "log")]
fn hear_log(level: LevelFilter) {
    use tracing_log::AsLog;

    // As above: a logger that is there stays.
    let _ = tracing_log::LogTracer::builder().with_max_level(level.as_log()).init();
}

/// Tells of a panic whose thread's end nobody else tells the parent, as an event.
pub(super) fn panicked(panic: &Panic) {
    let Some(outflow) = OUTFLOW.get() else { return };
    let Panic { message, location, thread, backtrace } = panic;
    let site = Site {
        is_span: false,
        level: 1,
        name: "panic".into(),
        target: "processing::panic".into(),
        module: None,
        file: None,
        line: None,
        fields: ["message", "location", "thread", "backtrace"].map(String::from).into(),
    };
    let text = |place, text: Option<&str>| text.map(|text| (place, Value::Text(short(format_args!("{text}")))));
    let message = (0, Value::Debug(short(format_args!("{message}"))));
    let (location, thread) = (text(1, location.as_deref()), text(2, thread.as_deref()));
    let values = [Some(message), location, thread, text(3, backtrace.as_deref())];
    outflow.tell(&Trace::Event(Moment {
        site: 0,
        described: Some(Box::new(site)),
        run: outflow.run(),
        parent: None,
        values: values.into_iter().flatten().collect(),
    }));
}
