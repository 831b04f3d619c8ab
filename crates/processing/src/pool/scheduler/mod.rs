//! Which task goes to which worker: a state machine without clock, I/O or processes.
//!
//! Events come as calls of methods, with the time where it matters; what is to be done comes out of
//! [`Scheduler::actions`]. The invariant that the tests hold: each task that was fed is finished, lost or dropped
//! exactly once, whatever dies when.
//!
//! A *site* is the place of one worker. A *batch* is what one frame brings it: some tasks of one call. Tasks that a
//! worker has not started can be taken back, so it may have many.

mod call;
mod dispatch;
mod site;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use call::Call;
pub(crate) use call::Terms;
use rustc_hash::FxBuildHasher;
pub(crate) use site::Cause;
use site::{Phase, Site};

use super::parcel::Parcel;

/// A site's place among the pool's.
pub(crate) type SiteId = usize;
/// A call's number.
pub(crate) type CallId = u64;

/// A worker that has not said hello for so long is stuck.
pub(crate) const HELLO_WITHIN: Duration = Duration::from_secs(30);
/// So long a worker may live on after its link has ended.
const HUNG_UP_FOR: Duration = Duration::from_secs(1);
/// So long a worker has for its end, once it was asked for it.
const LEAVES_WITHIN: Duration = Duration::from_secs(5);
/// A worker that ends before it serves is started anew, but not when so many in a row have ended so …
const LOST_STARTS: u32 = 3;
/// … or so many, where somebody kills them.
const KILLED_STARTS: u32 = 100;

/// What the scheduler wants done, in this order.
#[derive(Debug)]
pub(crate) enum Action {
    /// Start a worker at a site, and report `started` or `start_failed`.
    Start(SiteId),
    /// Send a batch, and let the worker start all of its tasks.
    Send { site: SiteId, batch: u32, call: CallId, parcel: Parcel },
    /// Let the worker start no more than `keep` tasks of a batch, and report what came of it with `taken`.
    TakeBack { site: SiteId, batch: u32, keep: u32 },
    /// Look whether answers of a worker wait in its result area, and report them with `finished` and `glimpsed`.
    Look(SiteId),
    /// Ask a worker, who has nothing to do, to end.
    Stop(SiteId),
    /// End a worker.
    Kill(SiteId),
    /// Ask the tasks of a batch to stop.
    Ask { site: SiteId, batch: u32 },
    /// Let a worker start nothing more, report each batch with `taken`, and end it with `kill` if it is still busy
    /// with that batch.
    End { site: SiteId, batch: u32 },
    /// All tasks of a call are done with.
    Over(CallId),
    /// A call's time is over; it was closed.
    Late(CallId),
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finished {
    /// They are the answers of that item and those behind it.
    Items(CallId, u64),
    /// It was heard before.
    Known,
    /// No such task was due.
    Nonsense,
}

/// What a worker's end means.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// The tasks that it had started and not finished, and that are not tried again.
    pub(crate) lost: Vec<(CallId, u64)>,
    /// The calls that fail because no worker can be started.
    pub(crate) failed: Vec<CallId>,
    /// Why it was ended, if it was.
    pub(crate) cause: Option<Cause>,
    /// Whether it ended before it served, unasked, and is not started anew.
    pub(crate) failed_to_start: bool,
    /// Whether it had said hello.
    pub(crate) greeted: bool,
}

/// The state of a pool.
#[derive(Debug)]
pub(crate) struct Scheduler {
    sites: Vec<Site>,
    calls: HashMap<CallId, Box<Call>, FxBuildHasher>,
    /// The calls with queued tasks, the next one first.
    ring: VecDeque<CallId>,
    next_call: CallId,
    /// The calls with a deadline.
    deadlines: BTreeSet<(Instant, CallId)>,
    /// A worker is replaced after so many tasks.
    tasks_a_worker: Option<u64>,
    /// A worker that has had nothing to do for so long ends.
    idle_for: Option<Duration>,
    /// How many workers in a row have ended before they served.
    lost_starts: u32,
    /// When to look again for tasks that an idle worker could take from a busy one.
    share_again: Option<Instant>,
    shut: bool,
    actions: VecDeque<Action>,
}

impl Scheduler {
    pub(crate) fn new(workers: usize, tasks_a_worker: Option<u64>, idle_for: Option<Duration>) -> Self {
        Scheduler {
            sites: (0..workers.max(1)).map(|_| Site::new()).collect(),
            calls: HashMap::default(),
            ring: VecDeque::new(),
            next_call: 0,
            deadlines: BTreeSet::new(),
            tasks_a_worker,
            idle_for,
            lost_starts: 0,
            share_again: None,
            shut: false,
            actions: VecDeque::new(),
        }
    }

    /// What is to be done next.
    pub(crate) fn action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Scheduler::tick`].
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let sites = self.sites.iter().filter_map(Site::wakes_at);
        let call = self.deadlines.first().map(|(at, _)| *at);
        let idle = self
            .idle_for
            .and_then(|time| self.sites.iter().filter_map(|site| site.idle_since).min()?.checked_add(time));
        sites.chain(call).chain(idle).chain(self.share_again).min()
    }

    /// Whether any call has tasks that wait or run.
    pub(crate) fn is_busy(&self) -> bool {
        self.calls.values().any(|call| call.queued + call.flying > 0)
    }

    /// Whether a worker is at a site, in whatever state.
    pub(crate) fn is_inhabited(&self) -> bool {
        self.sites.iter().any(|site| !matches!(site.phase, Phase::Absent | Phase::Broken))
    }

    /// Whether workers were started and have not said hello.
    pub(crate) fn is_starting(&self) -> bool {
        self.sites.iter().any(|site| site.phase == Phase::Starting)
    }

    /// The sites whose workers have tasks of a call.
    pub(crate) fn sites_of(&self, id: CallId) -> impl Iterator<Item = SiteId> {
        let has = move |site: &SiteId| self.sites[*site].batches.iter().any(|batch| batch.call == id);
        (0..self.sites.len()).filter(has)
    }

    /// The batches that a worker has, in order.
    pub(crate) fn batches(&self, site: SiteId) -> Vec<u32> {
        self.sites[site].batches.iter().map(|batch| batch.number).collect()
    }

    // Calls.

    /// Opens a call.
    pub(crate) fn open(&mut self, terms: Terms) -> CallId {
        self.mend();
        let id = self.next_call;
        self.next_call += 1;
        self.deadlines.extend(terms.deadline.map(|at| (at, id)));
        self.calls.insert(id, Box::new(Call::new(terms)));
        id
    }

    /// Adds tasks to a call. `complete` says that it gets no more than these.
    pub(crate) fn feed(&mut self, id: CallId, parcel: Option<Parcel>, complete: bool, now: Instant) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.complete |= complete;
        if let Some(parcel) = parcel.and_then(|parcel| call.trim(parcel)) {
            if call.queued == 0 {
                self.ring.push_back(id);
            }
            call.queued += u64::from(parcel.count());
            call.queue.push_back(parcel);
        }
        self.settle(id);
        self.dispatch(now);
    }

    /// Whether all tasks of a call are done with, or the call is closed.
    pub(crate) fn is_over(&self, id: CallId) -> bool {
        self.calls.get(&id).is_none_or(|call| call.is_over())
    }

    /// How many tasks of a call are waiting or running.
    pub(crate) fn pending(&self, id: CallId) -> u64 {
        self.calls.get(&id).map_or(0, |call| call.queued + call.flying)
    }

    /// How many tasks of a call a batch has at present, where it is alone.
    pub(crate) fn batch(&self, id: CallId) -> u32 {
        self.calls.get(&id).map_or(1, |call| call.batch(false))
    }

    /// Lets no item behind that one start: it failed.
    pub(crate) fn failed(&mut self, id: CallId, item: u64) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if !call.terms.cuts || call.cut.is_some_and(|cut| cut <= item + 1) {
            return;
        }
        self.cut(id, item + 1);
    }

    /// Lets nothing more of a call start, and asks what runs to stop. What was not begun is dropped.
    pub(crate) fn halt(&mut self, id: CallId) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.complete = true;
            self.cut(id, 0);
            for (site, state) in self.sites.iter().enumerate() {
                for batch in state.batches.iter().filter(|batch| batch.call == id) {
                    self.actions.push_back(Action::Ask { site, batch: batch.number });
                }
            }
        }
    }

    /// Lets only the first `keep` items of a call start.
    fn cut(&mut self, id: CallId, keep: u64) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let waited = call.queued > 0;
        call.cut_to(keep);
        if waited && call.queued == 0 {
            self.leave_ring(id);
        }
        for (site, state) in self.sites.iter().enumerate() {
            for batch in state.batches.iter().filter(|batch| batch.call == id) {
                let keep = keep.saturating_sub(batch.parcel.first());
                if keep < u64::from(batch.parcel.count()) {
                    self.actions.push_back(Action::TakeBack { site, batch: batch.number, keep: keep as u32 });
                }
            }
        }
        self.settle(id);
    }

    /// Forgets a call: what is queued is dropped, what runs is finished and ignored.
    pub(crate) fn close(&mut self, id: CallId) {
        let Some(call) = self.calls.remove(&id) else { return };
        if let Some(deadline) = call.terms.deadline {
            self.deadlines.remove(&(deadline, id));
        }
        if call.queued > 0 {
            self.leave_ring(id);
        }
        for (site, state) in self.sites.iter().enumerate() {
            for batch in state.batches.iter().filter(|batch| batch.call == id) {
                self.actions.push_back(Action::TakeBack { site, batch: batch.number, keep: 0 });
            }
        }
    }

    /// Forgets a call, and ends the workers that run its tasks.
    pub(crate) fn abort(&mut self, id: CallId) {
        self.close(id);
        for (site, state) in self.sites.iter().enumerate() {
            if let Some(batch) = state.batches.front().filter(|batch| batch.call == id && state.phase == Phase::Live) {
                self.actions.push_back(Action::End { site, batch: batch.number });
            }
        }
    }

    // Workers.

    /// Tries sites again where no worker could be started.
    fn mend(&mut self) {
        for site in self.sites.iter_mut().filter(|site| site.phase == Phase::Broken) {
            site.phase = Phase::Absent;
            self.lost_starts = 0;
        }
    }

    /// Starts all workers.
    pub(crate) fn warm(&mut self, now: Instant) {
        self.mend();
        for site in 0..self.sites.len() {
            if self.sites[site].phase == Phase::Absent {
                self.start(site, now);
            }
        }
    }

    /// A worker has said hello, and runs what comes before its first task, for as long as that takes.
    pub(crate) fn greeted(&mut self, site: SiteId) {
        let state = &mut self.sites[site];
        if state.phase == Phase::Starting {
            state.greeted = true;
            state.deadline = None;
        }
    }

    /// A worker serves from now on.
    pub(crate) fn hello(&mut self, site: SiteId, now: Instant) {
        let state = &mut self.sites[site];
        if state.phase == Phase::Starting {
            state.phase = Phase::Live;
            state.deadline = None;
            state.hear(now);
            self.lost_starts = 0;
            self.start_clock(site, now);
            self.dispatch(now);
        }
    }

    /// No worker could be started at a site. Gives the calls that fail by it.
    pub(crate) fn start_failed(&mut self, site: SiteId, now: Instant) -> Vec<CallId> {
        for batch in self.sites[site].vacate().into_iter().rev() {
            self.give_back(batch.call, batch.parcel);
            self.settle(batch.call);
        }
        self.sites[site].phase = Phase::Broken;
        let others = self.sites.iter().any(|site| site.is_at_work());
        let failed = if others { Vec::new() } else { self.calls.keys().copied().collect() };
        for id in &failed {
            self.close(*id);
        }
        self.dispatch(now);
        failed
    }

    /// A worker has finished `count` tasks of a batch, one behind the other: the answers came over the link, or were
    /// salvaged.
    pub(crate) fn finished(&mut self, site: SiteId, number: u32, place: u32, count: u32) -> Finished {
        let state = &mut self.sites[site];
        let Some(batch) = state.batches.front_mut() else { return Finished::Known };
        if batch.number != number || place != batch.done || batch.left() < count {
            // Salvaged answers may have been heard before: those of earlier batches, or earlier ones of this.
            let earlier = number.wrapping_sub(batch.number) > u32::MAX / 2;
            let heard = earlier || (number == batch.number && place < batch.done);
            return if heard { Finished::Known } else { Finished::Nonsense };
        }
        batch.done += count;
        let (id, item) = (batch.call, batch.parcel.first() + u64::from(place));
        if batch.left() == 0 {
            state.batches.pop_front();
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.flying -= u64::from(count);
        }
        // One frame may bring the last answers of several calls.
        self.settle(id);
        Finished::Items(id, item)
    }

    /// After the answers of one frame: so many tasks of that call took so long.
    pub(crate) fn measured(&mut self, site: SiteId, id: CallId, tasks: u64, nanos: u64, now: Instant) {
        self.sites[site].hear(now);
        if self.sites[site].cause.is_none() {
            // A limit was that of a task, which is finished, or of a section in it.
            self.sites[site].deadline = None;
            self.sites[site].section = None;
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.measured(tasks, nanos);
        }
        self.settle(id);
        self.glimpsed(site, now);
    }

    /// After answers of a worker that came otherwise than in a frame.
    pub(crate) fn glimpsed(&mut self, site: SiteId, now: Instant) {
        self.start_clock(site, now);
        self.retire(site, now);
        self.dispatch(now);
    }

    /// A worker may now start no more than `keep` tasks of a batch.
    pub(crate) fn taken(&mut self, site: SiteId, number: u32, keep: u32, now: Instant) {
        let state = &mut self.sites[site];
        let Some(at) = state.batches.iter().position(|batch| batch.number == number) else { return };
        let batch = &mut state.batches[at];
        // What is finished was started, whatever the board says.
        let keep = keep.max(batch.done);
        if keep >= batch.parcel.count() {
            return;
        }
        let taken = batch.parcel.split_off(keep);
        let id = batch.call;
        if batch.left() == 0 {
            state.batches.remove(at);
        }
        state.given -= u64::from(taken.count());
        self.give_back(id, taken);
        self.settle(id);
        self.dispatch(now);
    }

    /// A section of a worker's task has begun, with a limit, or has ended.
    pub(crate) fn section(&mut self, site: SiteId, limit: Option<Duration>, now: Instant) {
        let state = &mut self.sites[site];
        if state.phase == Phase::Live && state.cause.is_none() {
            state.section = limit.and_then(|limit| now.checked_add(limit));
        }
    }

    /// A worker's link has ended; its exit is due.
    pub(crate) fn hung_up(&mut self, site: SiteId, now: Instant) {
        let state = &mut self.sites[site];
        if state.is_at_work() {
            state.deadline = now.checked_add(HUNG_UP_FOR).map(|at| (at, Cause::HungUp));
        }
    }

    /// A worker has exited, and it will be told how: nothing that it was given time for can be late any more.
    pub(crate) fn exit_seen(&mut self, site: SiteId) {
        (self.sites[site].deadline, self.sites[site].section) = (None, None);
    }

    /// Ends a worker.
    pub(crate) fn kill(&mut self, site: SiteId, cause: Cause) {
        let state = &mut self.sites[site];
        if matches!(state.phase, Phase::Absent | Phase::Broken) {
            return;
        }
        state.cause.get_or_insert(cause);
        (state.deadline, state.section) = (None, None);
        if state.phase == Phase::Live {
            state.phase = Phase::Leaving;
        }
        self.actions.push_back(Action::Kill(site));
    }

    /// A worker has exited, and its answers were told before. `killed` says whether somebody has killed it, and
    /// `started` knows how many tasks of a batch it had started, as far as that can be believed.
    pub(crate) fn exited(
        &mut self,
        site: SiteId,
        killed: bool,
        started: impl Fn(u32) -> Option<u32>,
        now: Instant,
    ) -> Ended {
        let Site { phase, cause, greeted, .. } = self.sites[site];
        let mut ended = Ended { cause, greeted, ..Ended::default() };
        for mut batch in self.sites[site].vacate().into_iter().rev() {
            let id = batch.call;
            // A board that was written over tells nothing: none of the tasks may run twice.
            let started = started(batch.number).unwrap_or(u32::MAX).clamp(batch.done, batch.parcel.count());
            let fresh = batch.parcel.split_off(started);
            let mut begun = batch.parcel.split_off(batch.done);
            self.give_back(id, fresh);
            while begun.count() > 0 {
                let rest = begun.split_off(1);
                self.lose(id, begun, &mut ended);
                begun = rest;
            }
            self.settle(id);
        }
        if phase == Phase::Starting
            && matches!(cause, None | Some(Cause::NoHello | Cause::WrongImage | Cause::Refused | Cause::NotReady))
        {
            self.lost_starts += 1;
            let most = match (killed, greeted) {
                (true, false) => KILLED_STARTS,
                (false, false) | (true, true) => LOST_STARTS,
                // It has ended itself, and would again.
                (false, true) => 1,
            };
            if cause.is_none() && self.lost_starts < most {
                self.start(site, now);
            } else {
                ended.failed_to_start = true;
                ended.failed = self.start_failed(site, now);
            }
        }
        self.dispatch(now);
        ended
    }

    /// A task whose worker died in it: it is tried again, or lost.
    fn lose(&mut self, id: CallId, task: Parcel, ended: &mut Ended) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if task.tries() < call.terms.retries {
            let task = task.tried_again();
            self.give_back(id, task);
        } else {
            call.flying -= 1;
            ended.lost.push((id, task.first()));
        }
    }

    /// Does what has become due.
    pub(crate) fn tick(&mut self, now: Instant) {
        for site in 0..self.sites.len() {
            if let Some((_, cause)) = self.sites[site].due().filter(|(at, _)| *at <= now) {
                self.kill(site, cause);
            }
        }
        while let Some((_, id)) = self.deadlines.first().copied().filter(|(at, _)| *at <= now) {
            self.abort(id);
            self.actions.push_back(Action::Late(id));
        }
        if let Some(time) = self.idle_for {
            for site in 0..self.sites.len() {
                if self.sites[site].idle_since.is_some_and(|since| now.saturating_duration_since(since) >= time) {
                    self.leave(site, now);
                }
            }
        }
        for site in 0..self.sites.len() {
            if self.sites[site].look_at().is_some_and(|at| at <= now) {
                self.sites[site].look(now);
                self.actions.push_back(Action::Look(site));
            }
        }
        if self.share_again.is_some_and(|at| at <= now) {
            self.share_again = None;
        }
        self.dispatch(now);
    }

    /// Ends the pool: gives the calls that fail by it, and asks all workers to end.
    pub(crate) fn shut(&mut self) -> Vec<CallId> {
        self.shut = true;
        let failed: Vec<CallId> = self.calls.keys().copied().collect();
        for id in &failed {
            self.close(*id);
        }
        for site in 0..self.sites.len() {
            if self.sites[site].is_at_work() {
                self.sites[site].cause.get_or_insert(Cause::Shutdown);
                self.sites[site].phase = Phase::Leaving;
                (self.sites[site].deadline, self.sites[site].section) = (None, None);
                self.actions.push_back(Action::Stop(site));
            }
        }
        failed
    }

    /// Ends the workers that did not end when they were asked.
    pub(crate) fn kill_all(&mut self) {
        for site in 0..self.sites.len() {
            self.kill(site, Cause::Shutdown);
        }
    }

    /// Takes tasks back into the queue of their call, if it is still there.
    fn give_back(&mut self, id: CallId, parcel: Parcel) {
        if parcel.count() == 0 {
            return;
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        let waited = call.queued > 0;
        call.flying -= u64::from(parcel.count());
        call.requeue(parcel);
        if !waited && call.queued > 0 {
            self.ring.push_front(id);
        }
    }

    /// Tells the end of a call, once.
    fn settle(&mut self, id: CallId) {
        if let Some(call) = self.calls.get_mut(&id)
            && call.is_over()
            && !std::mem::replace(&mut call.told, true)
        {
            self.actions.push_back(Action::Over(id));
        }
    }

    fn leave_ring(&mut self, id: CallId) {
        if let Some(at) = self.ring.iter().position(|other| *other == id) {
            self.ring.remove(at);
        }
    }
}
