//! Handing out: the next call's tasks to the worker that has least to do, and what busy ones have not begun to
//! idle ones.

use std::time::{Duration, Instant};

use super::site::{Batch, Phase, Site};
use super::{Action, CallId, Cause, HELLO_WITHIN, LEAVES_WITHIN, Scheduler, SiteId};

/// Taking tasks from a busy worker is worth its trouble from so much work on, in nanoseconds …
const WORTH_TAKING: u64 = 50_000;
/// … or when the worker has not been heard for so long: whatever it does takes longer than expected.
const SILENT_FOR: Duration = Duration::from_millis(1);

/// A worker gets no further task of a call while it has so much to do for others, in nanoseconds. One it gets in any
/// case: a call whose tasks are long would hold up all others for good.
const OTHERS_TAKE: u64 = 400_000;

/// A call that a worker has nothing of does not wait for more of others than that, in nanoseconds: what would take longer
/// is taken back, but for [`OTHERS_TAKE`].
const WAITS_FOR: u64 = 2_000_000;

impl Scheduler {
    /// Hands out what can be handed out.
    pub(super) fn dispatch(&mut self, now: Instant) {
        if self.shut {
            return;
        }
        // Each call in turn, until a whole round has found no worker.
        let mut misses = 0;
        while misses < self.ring.len() && self.has_room() {
            let Some(id) = self.ring.pop_front() else { break };
            match self.site_for(id) {
                Some(site) => {
                    self.send(id, site, now);
                    misses = 0;
                }
                None => misses += 1,
            }
            if self.calls.get(&id).is_some_and(|call| call.queued > 0) {
                self.ring.push_back(id);
            }
        }
        self.share(now);
        if self.idle_for.is_some() {
            for site in &mut self.sites {
                let idles = site.phase == Phase::Live && site.is_idle();
                site.idle_since = idles.then(|| site.idle_since.unwrap_or(now));
            }
        }
    }

    /// Whether any worker may be given anything. With thousands of calls that wait, none of them is asked in vain.
    fn has_room(&self) -> bool {
        self.sites.iter().any(|site| match site.phase {
            Phase::Absent => true,
            Phase::Starting | Phase::Live => {
                !site.is_full() && self.tasks_a_worker.is_none_or(|most| site.given < most)
            }
            Phase::Leaving | Phase::Broken => false,
        })
    }

    /// The site for the next batch of a call: an idle worker, else a new one, else the one with least to do.
    fn site_for(&self, id: CallId) -> Option<SiteId> {
        let call = self.calls.get(&id)?;
        let shares = self.shares(id);
        let room = |&site: &SiteId| {
            let state = &self.sites[site];
            match state.phase {
                Phase::Absent => true,
                Phase::Starting | Phase::Live if call.terms.task_limit.is_some() => state.is_idle(),
                Phase::Starting | Phase::Live => {
                    let own = state.load_of(id);
                    own <= call.batch(shares).into()
                        && (own == 0 || self.others_take(state, id) < OTHERS_TAKE)
                        && !state.is_full()
                        && self.tasks_a_worker.is_none_or(|most| state.given < most)
                }
                Phase::Leaving | Phase::Broken => false,
            }
        };
        let rank = |&site: &SiteId| {
            let state = &self.sites[site];
            match (state.phase, state.is_idle()) {
                (Phase::Live, true) => (0, 0),
                (Phase::Starting, true) => (1, 0),
                (Phase::Absent, _) => (2, 0),
                _ => (3, state.load()),
            }
        };
        (0..self.sites.len()).filter(room).min_by_key(rank)
    }

    /// Whether other calls have tasks too that wait or run.
    fn shares(&self, id: CallId) -> bool {
        let other = |batch: &Batch| batch.call != id;
        self.ring.iter().any(|call| *call != id) || self.sites.iter().any(|site| site.batches.iter().any(other))
    }

    /// How long the tasks of other calls that a worker has will take, in nanoseconds.
    fn others_take(&self, state: &Site, id: CallId) -> u64 {
        let others = state.batches.iter().filter(|batch| batch.call != id);
        let takes = |batch: &Batch| {
            let expected = self.calls.get(&batch.call).and_then(|call| call.expected(u64::from(batch.left())));
            // What has not been measured may take any time.
            expected.unwrap_or(OTHERS_TAKE / 2)
        };
        others.map(takes).fold(0, u64::saturating_add)
    }

    fn send(&mut self, id: CallId, site: SiteId, now: Instant) {
        let workers = self.sites.iter().filter(|site| site.phase != Phase::Broken).count();
        let shares = self.shares(id);
        if self.sites[site].load_of(id) == 0 && self.others_take(&self.sites[site], id) > WAITS_FOR {
            self.make_way(site);
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        let mut count = call.next_batch(workers, shares);
        if let Some(most) = self.tasks_a_worker {
            count = count.min(u32::try_from(most.saturating_sub(self.sites[site].given)).unwrap_or(u32::MAX)).max(1);
        }
        let Some(parcel) = call.take(count) else { return };
        let limited = call.terms.task_limit.is_some();
        if self.sites[site].phase == Phase::Absent {
            self.start(site, now);
        }
        if self.sites[site].is_idle() {
            self.sites[site].quiet_since = Some(now);
        }
        let batch = self.sites[site].push(id, parcel.clone(), limited);
        self.actions.push_back(Action::Send { site, batch, call: id, parcel });
        self.start_clock(site, now);
        self.retire(site, now);
    }

    /// Takes back what a worker has not begun, but for what takes no longer than [`OTHERS_TAKE`], and for one task of each
    /// call: else two calls would drive each other away for ever.
    fn make_way(&mut self, site: SiteId) {
        let (mut room, mut seen) = (OTHERS_TAKE, Vec::new());
        for batch in &self.sites[site].batches {
            let Some(call) = self.calls.get(&batch.call) else { continue };
            let least = u32::from(!seen.contains(&batch.call));
            seen.push(batch.call);
            // What has not been measured is one task, and what has chunks stays as its caller wants it.
            let Some(fitting) = call.fitting(room).filter(|_| call.terms.chunk.is_none()) else { continue };
            let stays = batch.left().min(fitting.max(least));
            room = room.saturating_sub(call.expected(stays.into()).unwrap_or(0));
            if stays < batch.left() {
                self.actions.push_back(Action::TakeBack { site, batch: batch.number, keep: batch.done + stays });
            }
        }
    }

    pub(super) fn start(&mut self, site: SiteId, now: Instant) {
        self.sites[site].phase = Phase::Starting;
        self.sites[site].deadline = now.checked_add(HELLO_WITHIN).map(|at| (at, Cause::NoHello));
        self.actions.push_back(Action::Start(site));
    }

    /// Starts the clock of a task with a limit, which its worker begins now.
    pub(super) fn start_clock(&mut self, site: SiteId, now: Instant) {
        let state = &self.sites[site];
        let Some(batch) = state.batches.front().filter(|batch| batch.limited && state.phase == Phase::Live) else {
            return;
        };
        let limit = self.calls.get(&batch.call).and_then(|call| call.terms.task_limit);
        if let Some(limit) = limit
            && state.deadline.is_none()
        {
            self.sites[site].deadline = now.checked_add(limit).map(|at| (at, Cause::TaskLimit(limit)));
        }
    }

    /// Gives a worker that has had its number of tasks no more, and asks it to end when it has finished them.
    pub(super) fn retire(&mut self, site: SiteId, now: Instant) {
        let state = &self.sites[site];
        let spent = self.tasks_a_worker.is_some_and(|most| state.given >= most);
        if spent && state.phase == Phase::Live && state.is_idle() {
            self.leave(site, now);
        }
    }

    /// Asks a worker to end, which has nothing to do.
    pub(super) fn leave(&mut self, site: SiteId, now: Instant) {
        let state = &mut self.sites[site];
        state.phase = Phase::Leaving;
        state.idle_since = None;
        state.deadline = now.checked_add(LEAVES_WITHIN).map(|at| (at, Cause::Overstayed));
        self.actions.push_back(Action::Stop(site));
    }

    /// Takes back for an idle worker half of what a busy one has not begun.
    fn share(&mut self, now: Instant) {
        let idle = self.sites.iter().any(|site| site.phase == Phase::Live && site.is_idle());
        if !idle || !self.ring.is_empty() {
            return;
        }
        let spare = |site: &SiteId| {
            let state = &self.sites[*site];
            // One task is being done, unless the worker is still on its way.
            let begun = u64::from(state.phase == Phase::Live);
            if state.is_reserved() { 0 } else { state.load().saturating_sub(begun) }
        };
        let Some(busiest) = (0..self.sites.len()).filter(|site| self.sites[*site].is_at_work()).max_by_key(spare)
        else {
            return;
        };
        let spare = spare(&busiest);
        let state = &self.sites[busiest];
        let Some(last) = state.batches.back().filter(|_| spare > 0) else { return };
        if !self.is_worth_taking(busiest, last.call, spare, now) {
            self.share_again.get_or_insert(now + SILENT_FOR);
            return;
        }
        let front = u32::from(state.batches.len() == 1 && state.phase == Phase::Live);
        let most = last.left().saturating_sub(front);
        let take = u64::from(most).min(spare.div_ceil(2)) as u32;
        if take > 0 {
            let keep = last.parcel.count() - take;
            self.actions.push_back(Action::TakeBack { site: busiest, batch: last.number, keep });
        }
    }

    fn is_worth_taking(&self, site: SiteId, id: CallId, spare: u64, now: Instant) -> bool {
        let Some(call) = self.calls.get(&id) else { return false };
        let silent = self.sites[site].heard.is_none_or(|heard| heard + SILENT_FOR <= now);
        silent || call.complete || call.expected(spare).is_none_or(|nanos| nanos >= WORTH_TAKING)
    }
}
