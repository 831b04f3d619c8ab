//! Sessions: nesting, pauses, misuse, threads, windows, merges.

use std::sync::Barrier;
use std::time::Duration;

use sktime::{Timer, TimerError};

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn nothing_recorded_is_none_everywhere() {
    let timer = Timer::new();
    assert_eq!(timer.count(), 0);
    assert!(timer.times().is_empty());
    for statistic in [
        timer.total(),
        timer.total_paused(),
        timer.mean(),
        timer.median(),
        timer.min(),
        timer.max(),
        timer.stdev(),
        timer.most_recent(),
        timer.percentile(50.0),
        timer.get(0),
        timer.elapsed(),
    ] {
        assert_eq!(statistic, None);
    }
    assert_eq!((timer.fastest(), timer.slowest()), (None, None));
    assert_eq!((timer.variance(), timer.stats()), (None, None));
}

#[test]
fn misuse_is_an_error_and_records_nothing() {
    let timer = Timer::new();
    assert_eq!(timer.stop(), Err(TimerError::NotStarted));
    assert_eq!(timer.lap(), Err(TimerError::NotStarted));
    assert_eq!(timer.pause(), Err(TimerError::NotStarted));
    assert_eq!(timer.resume(), Err(TimerError::NotStarted));
    assert_eq!(timer.discard(), Err(TimerError::NotStarted));
    timer.start();
    assert_eq!(timer.resume(), Err(TimerError::NotPaused));
    timer.pause().unwrap();
    assert_eq!(timer.pause(), Err(TimerError::AlreadyPaused));
    assert_eq!(timer.count(), 0);
    assert!(timer.is_running());
}

#[test]
fn errors_say_what_to_do() {
    for error in [TimerError::NotStarted, TimerError::AlreadyPaused, TimerError::NotPaused] {
        let text = error.to_string();
        assert!(text.contains("call ") && !text.ends_with('.'), "{text}");
    }
}

#[test]
fn nested_intervals_end_from_the_inside() {
    let timer = Timer::new();
    timer.start();
    timer.start();
    timer.pause().unwrap();
    let inner = timer.stop().unwrap();
    // The outer one was not paused.
    assert_eq!(timer.resume(), Err(TimerError::NotPaused));
    let outer = timer.stop().unwrap();
    assert!(inner <= outer);
    assert_eq!(timer.times(), [inner, outer]);
    assert!(!timer.is_running());
}

#[test]
fn discarding_leaves_no_record_and_no_pause() {
    let timer = Timer::new();
    timer.start();
    timer.pause().unwrap();
    std::thread::sleep(Duration::from_millis(1));
    timer.discard().unwrap();
    assert_eq!((timer.count(), timer.total_paused()), (0, None));
}

#[test]
fn paused_time_is_counted_apart() {
    let timer = Timer::new();
    timer.start();
    timer.pause().unwrap();
    std::thread::sleep(Duration::from_millis(20));
    let before = timer.elapsed().unwrap();
    std::thread::sleep(Duration::from_millis(1));
    assert_eq!(timer.elapsed().unwrap(), before);
    timer.stop().unwrap();
    assert_eq!(timer.most_recent(), Some(before));
    assert!(timer.total_paused().unwrap() >= Duration::from_millis(21));
}

#[test]
fn a_call_that_panics_is_not_recorded() {
    let timer = Timer::new();
    let caught = std::panic::catch_unwind(|| timer.time(|| panic!("as planned")));
    assert!(caught.is_err());
    assert_eq!(timer.count(), 0);
}

#[test]
fn threads_have_sessions_of_their_own() {
    let timer = Timer::new();
    timer.start();
    let other = timer.clone();
    std::thread::spawn(move || {
        assert!(!other.is_running());
        assert_eq!(other.stop(), Err(TimerError::NotStarted));
        other.start();
        // Ends with an open interval, which nobody inherits.
    })
    .join()
    .unwrap();
    for _ in 0..4 {
        let other = timer.clone();
        let stopped = std::thread::spawn(move || other.stop()).join().unwrap();
        assert_eq!(stopped, Err(TimerError::NotStarted));
    }
    timer.stop().unwrap();
    assert_eq!(timer.count(), 1);
}

#[test]
fn no_record_of_any_thread_is_lost_or_torn() {
    const THREADS: u64 = 8;
    const EACH: u64 = 20_000;
    let timer = Timer::new();
    let begin = Barrier::new(THREADS as usize + 1);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (timer, begin) = (&timer, &begin);
            scope.spawn(move || {
                begin.wait();
                for i in 0..EACH {
                    timer.add(Duration::from_nanos(thread * EACH + i));
                }
            });
        }
        begin.wait();
        // Readers see whole records, in each thread's order.
        while timer.count() < (THREADS * EACH) as usize {
            let mut next = [0; THREADS as usize];
            for time in timer.times() {
                let time = time.as_nanos() as u64;
                let thread = (time / EACH) as usize;
                assert_eq!(time % EACH, next[thread]);
                next[thread] += 1;
            }
        }
    });
    let mut all: Vec<u64> = timer.times().iter().map(|time| time.as_nanos() as u64).collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..THREADS * EACH));
}

#[test]
fn records_of_threads_stand_in_the_order_of_recording() {
    let timer = Timer::new();
    for n in 0..20 {
        let other = timer.clone();
        std::thread::spawn(move || other.add(seconds(2 * n))).join().unwrap();
        timer.add(seconds(2 * n + 1));
    }
    assert_eq!(timer.times(), (0..40).map(seconds).collect::<Vec<_>>());
    assert_eq!(timer.most_recent(), Some(seconds(39)));
}

#[test]
fn a_window_spans_threads() {
    let timer = Timer::with_max_times(3);
    for n in 0..10 {
        let other = timer.clone();
        std::thread::spawn(move || other.add(seconds(2 * n))).join().unwrap();
        timer.add(seconds(2 * n + 1));
    }
    assert_eq!(timer.times(), [17, 18, 19].map(seconds));
    assert_eq!(timer.count(), 3);
}

#[test]
fn a_narrowed_window_forgets_and_a_widened_one_fills_anew() {
    let timer = Timer::new();
    (0..10).for_each(|n| timer.add(seconds(n)));
    timer.set_max_times(3);
    timer.set_max_times(5);
    assert_eq!(timer.times(), [7, 8, 9].map(seconds));
    (10..12).for_each(|n| timer.add(seconds(n)));
    assert_eq!(timer.count(), 5);
    timer.set_max_times(0);
    (12..20).for_each(|n| timer.add(seconds(n)));
    assert_eq!((timer.count(), timer.max_times()), (13, None));
}

#[test]
fn merging_a_timer_into_itself_doubles_it() {
    let timer = Timer::new();
    timer.add(seconds(1));
    timer.merge(&timer.clone());
    assert_eq!(timer.times(), [seconds(1); 2]);
}

#[test]
fn reset_forgets_records_but_not_what_runs() {
    let timer = Timer::new();
    timer.add(seconds(1));
    timer.start();
    timer.reset();
    assert_eq!(timer.count(), 0);
    timer.stop().unwrap();
    assert_eq!(timer.count(), 1);
}

#[test]
fn clones_are_one_timer_and_new_ones_are_not() {
    let timer = Timer::new();
    let clone = timer.clone();
    clone.add(seconds(1));
    assert_eq!(timer.count(), 1);
    assert!(timer.same_as(&clone));
    assert!(!timer.same_as(&Timer::new()));
}

#[test]
fn a_timer_works_in_the_destructor_of_a_thread_local() {
    static LATE: Timer = Timer::new();
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            LATE.start();
            LATE.stop().unwrap();
        }
    }
    thread_local!(static LAST: Last = const { Last });
    std::thread::spawn(|| {
        LAST.with(|_| ());
        LATE.start();
        LATE.stop().unwrap();
    })
    .join()
    .unwrap();
    assert_eq!(LATE.count(), 2);
}

#[test]
fn timers_and_stats_can_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Timer>();
    shared::<sktime::Stats>();
    shared::<TimerError>();
}
