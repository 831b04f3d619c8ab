//! Who reads the link of a child: whoever waits for a message, else the session's own thread.
//!
//! A thread that waits *leads*: it reads the link itself, so that a message wakes one thread and not two. The session's
//! thread, which the same input wakes, finds that somebody leads and steps aside for a moment, and for another one as
//! long as somebody led in the last. So a dialogue costs it a look now and then, and nobody tells anybody when the
//! reading changes hands.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::Session;
use super::inbox::Mail;
use crate::clock;
use crate::link::Reading;
use crate::protocol::{Frame, Kind, Message};
use crate::sys::Alarm;

/// For so long the session's thread leaves the link to those who lead.
const MOMENT: Duration = Duration::from_millis(1);

/// Why a link isn't read any more.
#[derive(Debug)]
pub(crate) enum Lost {
    /// The parent has closed it, or has gone.
    Ended,
    /// The parent says what no parent says.
    Misunderstood(String),
}

/// Whose turn it is to read.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// How often somebody has led.
    leads: AtomicU64,
    /// Whether somebody leads now, and may have to be woken.
    led: AtomicBool,
    /// Wakes the one who leads. `None` if there can't be one: then nobody leads.
    alarm: OnceLock<Option<Alarm>>,
    /// Whether the session's thread is to look at once.
    urgent: Mutex<bool>,
    urged: Condvar,
}

impl Turns {
    /// Has whoever leads look again.
    pub(super) fn wake(&self) {
        if self.led.load(Ordering::SeqCst)
            && let Some(Some(alarm)) = self.alarm.get()
        {
            alarm.ring();
        }
    }

    /// Has the session's thread look at once.
    fn urge(&self) {
        *self.urgent.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.urged.notify_one();
    }

    /// Waits while others lead; at least a moment, if `busy` says that somebody leads right now.
    fn step_aside(&self, seen: &mut u64, mut busy: bool) {
        let mut urgent = self.urgent.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let leads = self.leads.load(Ordering::Relaxed);
            if *urgent || (leads == *seen && !busy) {
                *seen = leads;
                *urgent = false;
                return;
            }
            *seen = leads;
            busy = false;
            urgent = self.urged.wait_timeout(urgent, MOMENT).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Session {
    /// Takes what came along with earlier frames. From then on nothing that has come waits unread behind the link's
    /// input, so that a wait for input misses nothing.
    pub(crate) fn take_arrived(&self) -> Result<(), Lost> {
        let mut reading = self.link.reading().expect("nobody leads before the user's code runs");
        self.read(&mut reading).map(drop)
    }

    /// Reads the link whenever nobody leads, until it is lost. The session's own thread does this.
    pub(crate) fn attend(&self) -> Lost {
        let mut seen = 0;
        let mut busy = false;
        loop {
            if self.link.wait_input(None, None).is_err() {
                return Lost::Ended;
            }
            self.turns.step_aside(&mut seen, busy);
            match self.link.reading() {
                Some(mut reading) => match self.read(&mut reading) {
                    Ok(_) => busy = false,
                    Err(lost) => return lost,
                },
                None => busy = true,
            }
        }
    }

    /// Takes what has come; whether anything has.
    fn read(&self, reading: &mut Reading<'_>) -> Result<bool, Lost> {
        let (mut misunderstood, mut came) = (None, false);
        let goes_on = reading.read(|frame| {
            came = true;
            if let Err(what) = self.take(frame) {
                misunderstood.get_or_insert(what);
            }
        });
        match (misunderstood, goes_on) {
            (Some(what), _) => Err(Lost::Misunderstood(what)),
            (None, Ok(true)) => Ok(came),
            (None, Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(Lost::Misunderstood(error.to_string()))
            }
            (None, Ok(false) | Err(_)) => Err(Lost::Ended),
        }
    }

    fn take(&self, frame: Frame) -> Result<(), String> {
        if self.is_worker() {
            return self.take_in_task(frame);
        }
        match frame.kind {
            Kind::Tell => {
                let message = Message::of(frame).ok_or("a broken message")?;
                self.inbox.change(|mail| mail.messages.push_back(message));
            }
            Kind::Stop => self.note_stop(),
            // Whoever waits for room looks again.
            Kind::Room => self.inbox.change(|_| ()),
            other => return Err(format!("{other:?}")),
        }
        Ok(())
    }

    /// Waits until `ready` gives something, at most until the deadline.
    pub(super) fn wait_for<T>(
        &self,
        deadline: Option<Instant>,
        mut ready: impl FnMut(&mut Mail) -> Option<T>,
    ) -> Option<T> {
        let over = || deadline.is_some_and(|deadline| clock::until(deadline).is_zero());
        // In a worker nobody reads while nobody waits, so even who doesn't wait must read once.
        let mut looked = !self.is_worker();
        loop {
            let mut mail = self.inbox.mail();
            if let Some(found) = ready(&mut mail) {
                return Some(found);
            }
            if over() && looked {
                return None;
            }
            drop(mail);
            looked = true;
            let Some(mut lead) = self.lead() else {
                let mut mail = self.inbox.mail();
                // What came meanwhile must not be waited for.
                if let Some(found) = ready(&mut mail) {
                    return Some(found);
                }
                drop(self.inbox.wait(mail, deadline));
                continue;
            };
            loop {
                // As above.
                if let Some(found) = ready(&mut self.inbox.mail()) {
                    return Some(found);
                }
                if over() {
                    return None;
                }
                if !lead.turn(deadline) {
                    break;
                }
            }
        }
    }

    /// Becomes the one who reads, if nobody else is and the link is not lost.
    fn lead(&self) -> Option<Lead<'_>> {
        let alarm = self.turns.alarm.get_or_init(|| Alarm::new().ok()).as_ref();
        if alarm.is_none() && !self.is_worker() {
            return None; // the session's own thread reads
        }
        let reading = self.link.reading()?;
        self.turns.leads.fetch_add(1, Ordering::Relaxed);
        // Before the one who leads looks at what others may change: see `Turns::wake`.
        self.turns.led.store(true, Ordering::SeqCst);
        let mut lead = Lead { session: self, alarm, reading: Some(reading) };
        if self.is_worker() {
            // What came along with the batch waits behind the link's input, where a wait for input misses it. If the
            // link is lost, the first wait finds that too.
            drop(lead.read());
        }
        Some(lead)
    }
}

/// The right to read the link, until it is dropped.
struct Lead<'a> {
    session: &'a Session,
    alarm: Option<&'a Alarm>,
    /// There until it is dropped.
    reading: Option<Reading<'a>>,
}

impl Lead<'_> {
    /// Waits for something to happen, until the deadline at most, and takes what has come. `false` when the link is
    /// lost: the session's thread sees the same, and knows what follows.
    fn turn(&mut self, deadline: Option<Instant>) -> bool {
        let link = &self.session.link;
        match link.spin(deadline, || self.read()) {
            Ok(true) => true,
            Ok(false) => {
                let waited = link.wait_input(self.alarm, deadline.map(clock::until));
                waited.is_ok() && self.read().is_ok()
            }
            Err(_) => false,
        }
    }

    /// Takes what has come; whether anything has.
    fn read(&mut self) -> Result<bool, Lost> {
        self.reading.as_mut().map_or(Ok(false), |reading| self.session.read(reading))
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        self.session.turns.led.store(false, Ordering::SeqCst);
        // Before the others are woken: who found that somebody reads would sleep again, and nobody would read.
        self.reading = None;
        if self.session.is_worker() {
            // No thread of the session reads: one of those who wait does, or the worker's loop.
            self.session.inbox.change(|_| ());
        } else if self.session.inbox.is_awaited() {
            self.session.turns.urge();
        }
    }
}
