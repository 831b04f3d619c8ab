//! Waiting for links, exits and pipes: one queue for all of them, or one wait for some children.
//!
//! A wait takes 64 objects at most, so the queue leaves its waits to the system's pool of threads, each of which takes some
//! of them, and is told by them.
#![expect(unsafe_code, reason = "waits of the system's pool of threads are C interfaces")]

use std::collections::HashMap;
use std::ffi::c_void;
use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use windows_sys::Win32::Foundation::{HANDLE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::System::Threading::{
    INFINITE, RegisterWaitForSingleObject, UnregisterWaitEx, WT_EXECUTEINWAITTHREAD, WT_EXECUTEONLYONCE,
};

use super::event::{checked, wait};
use super::{Alarm, Endpoint, ExitWatch, OutputPipe};
use crate::sys::{Interest, Ready, Watched};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code of the user runs under these locks; a panic of ours leaves state that is still consistent.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A readiness queue. Each interest fires once and must then be armed again; any thread may arm.
#[derive(Debug)]
pub(crate) struct Poller {
    news: Arc<News>,
    waits: Mutex<HashMap<(usize, What), Wait>>,
}

/// What is waited for under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Input,
    Room,
    Exit,
}

/// What has happened and was not told yet.
#[derive(Debug, Default)]
struct News {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    ready: Vec<(usize, What)>,
    woken: bool,
}

/// One wait of the system's pool.
#[derive(Debug)]
struct Wait {
    handle: HANDLE,
    told: *mut Told,
}

// SAFETY: both pointers mean the same on each thread; `told` is shared with the pool's thread as a reference to what may be
// shared.
unsafe impl Send for Wait {}

/// What the pool's thread gets.
#[derive(Debug)]
struct Told {
    news: Arc<News>,
    key: usize,
    what: What,
    has_fired: AtomicBool,
}

unsafe extern "system" fn fired(told: *mut c_void, _timed_out: bool) {
    // SAFETY: `Wait` keeps it until the pool has done with the wait.
    let told = unsafe { &*told.cast::<Told>() };
    told.has_fired.store(true, Ordering::Release);
    lock(&told.news.state).ready.push((told.key, told.what));
    told.news.changed.notify_all();
}

impl Wait {
    fn new(news: &Arc<News>, key: usize, what: What, object: BorrowedHandle<'_>) -> io::Result<Self> {
        let told = Told { news: Arc::clone(news), key, what, has_fired: AtomicBool::new(false) };
        let mut wait = Wait { handle: ptr::null_mut(), told: Box::into_raw(Box::new(told)) };
        // SAFETY: the object is open, and by the queue's contract stays so until the wait has ended; `told` lives as long
        // as the wait.
        checked(unsafe {
            RegisterWaitForSingleObject(
                &raw mut wait.handle,
                object.as_raw_handle(),
                Some(fired),
                wait.told.cast(),
                INFINITE,
                WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD,
            )
        })?;
        Ok(wait)
    }

    fn has_fired(&self) -> bool {
        // SAFETY: it lives as long as the wait, and is only ever shared.
        unsafe { &*self.told }.has_fired.load(Ordering::Acquire)
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        // SAFETY: the wait is ended once. The call returns when `fired` does not run and will not; so nobody uses `told`
        // any more, which came from a box.
        unsafe {
            if !self.handle.is_null() {
                UnregisterWaitEx(self.handle, INVALID_HANDLE_VALUE);
            }
            drop(Box::from_raw(self.told));
        }
    }
}

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Poller { news: Arc::default(), waits: Mutex::default() })
    }

    /// Enters a link and an exit under a key. [`Poller::remove`] must be called before either is closed.
    pub(crate) fn add(&self, key: usize, end: &Endpoint, watch: &ExitWatch) -> io::Result<()> {
        self.arm(key, What::Exit, watch.as_handle())?;
        self.arm(key, What::Input, end.readable().as_handle()).inspect_err(|_| self.disarm(key, What::Exit))
    }

    pub(crate) fn arm_link(&self, key: usize, end: &Endpoint, interest: Interest) -> io::Result<()> {
        match interest.read {
            true => self.arm(key, What::Input, end.readable().as_handle())?,
            false => self.disarm(key, What::Input),
        }
        match interest.write {
            true => self.arm(key, What::Room, end.writable().as_handle())?,
            false => self.disarm(key, What::Room),
        }
        Ok(())
    }

    pub(crate) fn arm_exit(&self, key: usize, watch: &ExitWatch) -> io::Result<()> {
        self.arm(key, What::Exit, watch.as_handle())
    }

    pub(crate) fn remove(&self, key: usize, _end: &Endpoint, _watch: &ExitWatch) -> io::Result<()> {
        [What::Input, What::Room, What::Exit].into_iter().for_each(|what| self.disarm(key, what));
        Ok(())
    }

    /// Enters a child's output. [`Poller::remove_pipe`] must be called before it is closed.
    pub(crate) fn add_pipe(&self, key: usize, pipe: &OutputPipe) -> io::Result<()> {
        self.arm_pipe(key, pipe)
    }

    pub(crate) fn arm_pipe(&self, key: usize, pipe: &OutputPipe) -> io::Result<()> {
        self.arm(key, What::Input, pipe.arrived())
    }

    pub(crate) fn remove_pipe(&self, key: usize, _pipe: &OutputPipe) -> io::Result<()> {
        self.disarm(key, What::Input);
        Ok(())
    }

    /// Waits for an object once. One that is waited for still is left alone.
    fn arm(&self, key: usize, what: What, object: BorrowedHandle<'_>) -> io::Result<()> {
        let mut waits = lock(&self.waits);
        if waits.get(&(key, what)).is_some_and(|wait| !wait.has_fired()) {
            return Ok(());
        }
        waits.insert((key, what), Wait::new(&self.news, key, what, object)?);
        Ok(())
    }

    fn disarm(&self, key: usize, what: What) {
        let wait = lock(&self.waits).remove(&(key, what));
        // Its drop waits for the pool's thread, which never asks for the lock of the waits.
        drop(wait);
    }

    /// Waits and reports each key with what is ready there.
    pub(crate) fn wait(&self, timeout: Option<Duration>, ready: &mut Vec<(usize, Ready)>) -> io::Result<()> {
        let is_quiet = |state: &mut State| state.ready.is_empty() && !state.woken;
        let state = lock(&self.news.state);
        let mut state = match timeout {
            None => self.news.changed.wait_while(state, is_quiet).unwrap_or_else(PoisonError::into_inner),
            Some(time) => {
                let waited = self.news.changed.wait_timeout_while(state, time, is_quiet);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.woken = false;
        ready.extend(state.ready.drain(..).map(|(key, what)| {
            let [readable, writable, exited] = [What::Input, What::Room, What::Exit].map(|other| other == what);
            (key, Ready { readable, writable, exited })
        }));
        Ok(())
    }

    /// Ends a wait of another thread.
    pub(crate) fn wake(&self) -> io::Result<()> {
        lock(&self.news.state).woken = true;
        self.news.changed.notify_all();
        Ok(())
    }
}

/// Waits for some children, each with its link and its exit, and for an alarm. Tells of each what is ready.
pub(crate) fn wait_any(
    watched: &[Watched<'_>],
    alarm: Option<&Alarm>,
    timeout: Option<Duration>,
    ready: &mut [Ready],
) -> io::Result<()> {
    let mut objects = Vec::with_capacity(3 * watched.len() + 1);
    let mut places = Vec::with_capacity(watched.len());
    for Watched { end, interest, exit } in watched {
        if interest.read {
            end.settle();
            objects.push(end.readable().as_handle());
        }
        if interest.write {
            objects.push(end.writable().as_handle());
        }
        // Its exit, and right before that its room, if it is waited for.
        places.push(objects.len());
        objects.push(exit.as_handle());
    }
    objects.extend(alarm.map(Alarm::bell));
    let woken = wait(&objects, timeout)?;
    // One object is told of. Links are looked at; of exits only that one is known, and others are found by the next wait.
    for ((Watched { end, interest, .. }, exit), ready) in watched.iter().zip(places).zip(ready) {
        *ready = Ready {
            readable: interest.read && end.has_input(),
            // If that was in vain, the attempt to send lowers it.
            writable: interest.write && (end.has_room() || woken.map(|place| place + 1) == Some(exit)),
            exited: woken == Some(exit),
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::event::Event;
    use super::super::lane::Flag;
    use super::*;

    #[test]
    fn more_objects_than_one_wait_takes_fire_once_each_time_they_are_armed() {
        let poller = Poller::new().unwrap();
        let events: Vec<Event> = (0..200).map(|_| Event::new().unwrap()).collect();
        for (key, event) in events.iter().enumerate() {
            poller.arm(key, What::Input, event.as_handle()).unwrap();
        }
        for round in 0..3 {
            events.iter().for_each(Flag::raise);
            let mut ready = Vec::new();
            while ready.len() < events.len() {
                poller.wait(None, &mut ready).unwrap();
            }
            let mut keys: Vec<usize> = ready.iter().map(|(key, _)| *key).collect();
            keys.sort_unstable();
            assert!(keys.into_iter().eq(0..200), "round {round}");
            poller.wait(Some(Duration::from_millis(20)), &mut ready).unwrap();
            assert_eq!(ready.len(), 200, "what has fired is silent until it is armed");
            events.iter().for_each(Flag::lower);
            for (key, event) in events.iter().enumerate() {
                poller.arm(key, What::Input, event.as_handle()).unwrap();
            }
        }
        (0..200).for_each(|key| poller.disarm(key, What::Input));
        events.iter().for_each(Flag::raise);
        let mut ready = Vec::new();
        poller.wait(Some(Duration::from_millis(20)), &mut ready).unwrap();
        assert!(ready.is_empty(), "what is not waited for does not fire");
    }

    #[test]
    fn a_wait_ends_when_it_is_woken() {
        let poller = Poller::new().unwrap();
        poller.wake().unwrap();
        poller.wait(None, &mut Vec::new()).unwrap();
    }
}
