//! One thread for all children: it reads the links that nobody waits on, keeps the deadlines, reaps.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::{Channel, Sink};
use crate::clock;
use crate::sys::{self, Interest, Poller, Ready};

/// The process's reactor.
pub(super) struct Reactor {
    poller: Poller,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    entries: HashMap<usize, Entry>,
    /// Until when the thread sleeps; `None` while it doesn't, or sleeps without end.
    sleeps_until: Option<Instant>,
    sleeps: bool,
}

struct Entry {
    channel: Arc<Channel>,
    sink: Arc<dyn Sink>,
    deadline: Option<Instant>,
    /// [`Channel::leads`] when the reactor last looked.
    leads: u64,
    /// Until when others are left to read the link.
    aside: Option<Instant>,
    /// Whether the child was asked to end, since the program does.
    stopping: bool,
}

/// For so long a link is left to those who lead …
const MOMENT: Duration = Duration::from_millis(1);
/// … and for so long where they say when they go.
const ATTENDED_MOMENT: Duration = Duration::from_millis(16);

static REACTOR: OnceLock<Reactor> = OnceLock::new();
/// Held while the reactor is made, so that only one is.
static MAKING: Mutex<()> = Mutex::new(());

impl Reactor {
    /// The reactor, made when it is first asked for.
    pub(super) fn get() -> io::Result<&'static Reactor> {
        if let Some(reactor) = REACTOR.get() {
            return Ok(reactor);
        }
        let _turn = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reactor) = REACTOR.get() {
            return Ok(reactor);
        }
        // From now on deaths for want of memory are counted.
        let _counted_before = sys::was_out_of_memory();
        let made = Reactor { poller: Poller::new()?, table: Mutex::default() };
        // The thread waits for the static, which is set as soon as the thread is known to run.
        sys::start_thread(sys::small_thread("suitkaise-reactor"), || REACTOR.wait().run())?;
        Ok(REACTOR.get_or_init(|| made))
    }

    /// The reactor, if somebody has asked for it.
    pub(super) fn running() -> Option<&'static Reactor> {
        REACTOR.get()
    }

    fn all(&self) -> Vec<(Arc<Channel>, Arc<dyn Sink>)> {
        self.table().entries.values().map(Entry::parts).collect()
    }

    /// Asks all children to end that can be asked.
    pub(super) fn stop_all(&self) {
        for (channel, sink) in self.all() {
            if sink.stop(&channel)
                && let Some(entry) = self.table().entries.get_mut(&channel.key())
            {
                entry.stopping = true;
            }
        }
    }

    /// Whether one of those that were asked is still there.
    pub(super) fn is_stopping(&self) -> bool {
        self.table().entries.values().any(|entry| entry.stopping)
    }

    pub(super) fn kill_all(&self) {
        self.all().iter().for_each(|(channel, _)| channel.kill());
    }

    pub(super) fn next_key() -> usize {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        KEYS.fetch_add(1, Ordering::Relaxed)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves a channel until its child has exited.
    pub(super) fn enter(&self, channel: &Arc<Channel>, sink: Arc<dyn Sink>) -> io::Result<()> {
        let key = channel.key();
        let entry = Entry {
            channel: Arc::clone(channel),
            sink,
            deadline: None,
            leads: channel.leads(),
            aside: None,
            stopping: false,
        };
        self.table().entries.insert(key, entry);
        let entered = self.poller.add(key, channel.end(), channel.watch());
        if entered.is_err() {
            self.table().entries.remove(&key);
        }
        entered
    }

    /// Forgets a channel, whose child has exited.
    pub(super) fn leave(channel: &Channel) {
        let Some(reactor) = REACTOR.get() else { return };
        // It may have been left before, or never entered: then there is nothing to forget.
        drop(reactor.poller.remove(channel.key(), channel.end(), channel.watch()));
        let entry = reactor.table().entries.remove(&channel.key());
        // Dropped without the table's lock: the sink may be the last owner of anything.
        drop(entry);
    }

    /// Looks for that at a link, once.
    pub(super) fn arm(channel: &Channel, interest: Interest) {
        if let Some(reactor) = REACTOR.get() {
            // A channel that was left has nothing to be looked for.
            drop(reactor.poller.arm_link(channel.key(), channel.end(), interest));
        }
    }

    /// Looks for an exit once more.
    pub(super) fn arm_exit(channel: &Channel) {
        if let Some(reactor) = REACTOR.get() {
            // As above.
            drop(reactor.poller.arm_exit(channel.key(), channel.watch()));
        }
    }

    pub(super) fn set_deadline(&self, key: usize, deadline: Option<Instant>) {
        let mut table = self.table();
        let Some(entry) = table.entries.get_mut(&key) else { return };
        entry.deadline = deadline;
        let sooner = deadline.is_some_and(|deadline| table.sleeps_until.is_none_or(|until| deadline < until));
        if table.sleeps && sooner {
            table.sleeps = false;
            // If it fails the deadline is kept late, at the next event: nothing better is left to do.
            drop(self.poller.wake());
        }
    }

    fn run(&self) {
        let mut ready: Vec<(usize, Ready)> = Vec::new();
        loop {
            let timeout = {
                let mut table = self.table();
                let next = table.entries.values().flat_map(|entry| [entry.deadline, entry.aside]).flatten().min();
                table.sleeps_until = next;
                table.sleeps = true;
                next.map(clock::until)
            };
            ready.clear();
            if self.poller.wait(timeout, &mut ready).is_err() {
                // Out of memory, at worst: children still end by themselves, and a later wait may succeed.
                std::thread::yield_now();
            }
            self.table().sleeps = false;
            for (key, ready) in &ready {
                let found = self.table().entries.get(key).map(|entry| (entry.parts(), entry.leads));
                let Some(((channel, sink), leads)) = found else { continue };
                if channel.serve(*ready, leads, &*sink)
                    && let Some(entry) = self.table().entries.get_mut(key)
                {
                    entry.step_aside();
                }
            }
            self.come_back();
            self.serve_deadlines();
        }
    }

    /// Looks at the links again that nobody has led for a moment.
    fn come_back(&self) {
        let now = clock::now();
        let mut back = Vec::new();
        for entry in self.table().entries.values_mut() {
            if entry.aside.is_some_and(|until| until <= now) {
                if entry.leads == entry.channel.leads() {
                    entry.aside = None;
                    back.push(Arc::clone(&entry.channel));
                } else {
                    entry.step_aside();
                }
            }
        }
        back.iter().for_each(|channel| channel.come_back());
    }

    fn serve_deadlines(&self) {
        let now = clock::now();
        let mut due = Vec::new();
        for entry in self.table().entries.values_mut() {
            if entry.deadline.is_some_and(|deadline| deadline <= now) {
                entry.deadline = None;
                due.push(entry.parts());
            }
        }
        for (channel, sink) in due {
            sink.deadline(&channel);
        }
    }
}

impl Entry {
    fn step_aside(&mut self) {
        self.leads = self.channel.leads();
        self.aside = clock::after(if self.sink.is_attended() { ATTENDED_MOMENT } else { MOMENT });
    }

    fn parts(&self) -> (Arc<Channel>, Arc<dyn Sink>) {
        (Arc::clone(&self.channel), Arc::clone(&self.sink))
    }
}
