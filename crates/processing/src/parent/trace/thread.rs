//! The thread that plays what all children trace.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use super::player::Player;
use super::stream::Stream;
use crate::clock;
use crate::sys;

struct Thread {
    work: Sender<Arc<Stream>>,
    id: ThreadId,
}

static THREAD: OnceLock<Thread> = OnceLock::new();
/// Held while the thread is started, so that only one is.
static STARTING: Mutex<()> = Mutex::new(());

/// Starts it, if it doesn't run; whether it does.
pub(super) fn start() -> bool {
    started().is_some()
}

/// Has it play what has come.
pub(super) fn play(stream: &Arc<Stream>) {
    if let Some(thread) = THREAD.get() {
        // It never ends.
        drop(thread.work.send(Arc::clone(stream)));
    }
}

/// Whether this is it.
pub(super) fn is_here() -> bool {
    THREAD.get().is_some_and(|thread| thread.id == std::thread::current().id())
}

fn started() -> Option<&'static Thread> {
    if let Some(thread) = THREAD.get() {
        return Some(thread);
    }
    let _turn = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(thread) = THREAD.get() {
        return Some(thread);
    }
    let (work, orders) = mpsc::channel();
    // Subscribers run on it, so its stack is as large as others'.
    let named = std::thread::Builder::new().name("suitkaise-trace".into());
    let id = sys::start_thread(named, move || run(&orders)).ok()?.thread().id();
    Some(THREAD.get_or_init(|| Thread { work, id }))
}

fn run(orders: &Receiver<Arc<Stream>>) {
    let mut players: HashMap<u64, Player> = HashMap::new();
    loop {
        let late = players.values().filter_map(Player::tells_at).min();
        let order = match late {
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(late) => orders.recv_timeout(clock::until(late)),
        };
        match order {
            Ok(stream) => {
                let player = players.entry(stream.key).or_insert_with(|| Player::new(&stream));
                let items = stream.items();
                let count = items.len();
                if player.play(items) {
                    players.remove(&stream.key);
                }
                stream.note_played(count);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if late.is_some() {
            players.values_mut().for_each(Player::tell_late);
        }
    }
}
