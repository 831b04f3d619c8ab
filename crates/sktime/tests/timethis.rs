//! `#[timethis]` on functions of all kinds.
#![cfg(feature = "macros")]

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use sktime::{Timer, timethis};

/// Polls until it is done.
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Is pending once.
#[derive(Default)]
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn count(name: &str) -> usize {
    sktime::timer(name).map_or(0, |timer| timer.count())
}

mod plain {
    use super::*;

    #[timethis]
    fn early(number: u8) -> Result<u8, &'static str> {
        if number == 0 {
            return Err("zero");
        }
        let parsed = "7".parse::<u8>().map_err(|_| "text")?;
        Ok(parsed.checked_add(number).expect("a small sum"))
    }

    #[test]
    fn every_way_out_is_a_record_but_a_panic() {
        assert!(sktime::timer("plain::early").is_none(), "listed before its first call");
        assert_eq!(early(1), Ok(8));
        assert_eq!(early(0), Err("zero"));
        assert!(std::panic::catch_unwind(|| early(255)).is_err());
        assert_eq!(count("timethis::plain::early"), 2);
    }

    #[timethis()]
    fn factorial(n: u64) -> u64 {
        if n == 0 { 1 } else { n * factorial(n - 1) }
    }

    #[test]
    fn a_recursive_call_is_a_record_of_its_own_within_the_outer_one() {
        assert_eq!(factorial(5), 120);
        let times = sktime::timer("plain::factorial").unwrap().times();
        assert_eq!(times.len(), 6);
        assert!(times.is_sorted(), "the innermost ends first and is the shortest: {times:?}");
    }

    /// Documentation and other attributes stay.
    #[timethis]
    #[must_use]
    #[inline(never)]
    pub(super) extern "C" fn foreign(mut number: u32) -> u32 {
        number += 1;
        number
    }

    #[test]
    fn qualifiers_and_attributes_stay() {
        let pointer: extern "C" fn(u32) -> u32 = foreign;
        assert_eq!(pointer(1), 2);
        assert_eq!(count("plain::foreign"), 1);
    }
}

mod generic {
    use super::*;

    #[timethis]
    fn longest<'a, T, const N: usize>(texts: [&'a T; N]) -> &'a str
    where
        T: AsRef<str> + ?Sized,
    {
        texts.into_iter().map(AsRef::as_ref).max_by_key(|text| text.len()).unwrap_or_default()
    }

    #[timethis]
    fn numbers(up_to: u32) -> impl Iterator<Item = u32> {
        0..up_to
    }

    #[test]
    fn a_generic_function_has_one_timer_for_all_its_types() {
        assert_eq!(longest(["a", "bb"]), "bb");
        assert_eq!(longest([&String::from("ccc")]), "ccc");
        assert_eq!(count("generic::longest"), 2);
        assert_eq!(numbers(4).sum::<u32>(), 6);
        assert_eq!(count("generic::numbers"), 1);
    }
}

mod methods {
    use super::*;

    #[derive(Default)]
    struct Shop {
        sold: Vec<String>,
        timer: Timer,
    }

    trait Sell {
        fn sell(&mut self, what: &str) -> usize;

        #[timethis]
        fn twice(&mut self) -> usize {
            self.sell("one") + self.sell("other")
        }
    }

    impl Shop {
        #[timethis]
        fn new() -> Self {
            Self::default()
        }

        #[timethis(timer = self.timer)]
        fn sold(&mut self, what: String) -> &str {
            self.sold.push(what);
            self.sold.last().unwrap()
        }

        #[timethis(timer = self.timer)]
        fn close(self) -> Vec<String> {
            drop(self.timer);
            self.sold
        }
    }

    impl Sell for Shop {
        #[timethis]
        fn sell(&mut self, what: &str) -> usize {
            self.sold.push(what.to_owned());
            self.sold.len()
        }
    }

    #[test]
    fn methods_have_timers_of_their_own_and_may_use_fields() {
        let mut shop = Shop::new();
        let timer = shop.timer.clone();
        assert_eq!(shop.twice(), 1 + 2);
        assert_eq!(shop.sold("third".into()), "third");
        assert_eq!(shop.close().len(), 3);
        assert_eq!(timer.count(), 2);
        let named = sktime::timers();
        let counts = |part: &str| -> Vec<usize> {
            named.iter().filter(|(name, _)| name.contains(part)).map(|(_, timer)| timer.count()).collect()
        };
        assert_eq!(counts("Shop>::new").len() + counts("Shop::new").len(), 1, "{named:?}");
        assert_eq!(counts("sell"), [2], "{named:?}");
        assert_eq!(counts("Sell::twice"), [1], "{named:?}");
    }

    struct Left;
    struct Right;
    trait Turn {
        fn turn(&self);
    }
    impl Turn for Left {
        #[timethis]
        fn turn(&self) {}
    }
    impl Turn for Right {
        #[timethis]
        fn turn(&self) {}
    }

    #[test]
    fn methods_of_one_name_are_listed_apart() {
        Left.turn();
        Left.turn();
        Right.turn();
        let turns = sktime::timers().into_iter().filter(|(name, _)| name.contains("turn"));
        let mut counts: Vec<usize> = turns.map(|(_, timer)| timer.count()).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2]);
    }
}

mod asynchronous {
    use super::*;

    static DROPPED: Timer = Timer::new();
    static TURNS: Timer = Timer::new();

    #[timethis]
    async fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
        Once::default().await;
        let number = text.parse::<u8>()?;
        if number == 1 {
            return Ok(number);
        }
        Ok(number * 2)
    }

    #[timethis(timer = DROPPED)]
    async fn never() {
        std::future::pending().await
    }

    #[timethis(timer = &TURNS)]
    async fn depth(mut n: u32) -> impl PartialEq<u32> {
        if n > 0 {
            n -= 1;
            Box::pin(async move {
                let _ = depth_boxed(n).await;
            })
            .await;
        }
        n
    }

    fn depth_boxed(n: u32) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            let _ = depth(n).await;
        })
    }

    struct Reader(Vec<u8>);

    impl Reader {
        #[timethis]
        async fn read(&mut self, byte: u8) -> &[u8] {
            Once::default().await;
            self.0.push(byte);
            &self.0
        }
    }

    fn is_send<T: Send>(value: T) -> T {
        value
    }

    #[test]
    fn an_async_call_is_a_record_when_it_has_come_to_its_end() {
        drop(["1", "2", "x"].map(parse));
        assert_eq!(count("asynchronous::parse"), 0);
        let results: Vec<_> = ["1", "2", "x"].map(|text| finish(is_send(parse(text)))).into();
        assert_eq!(results[..2], [Ok(1), Ok(4)]);
        assert!(results[2].is_err());
        assert_eq!(count("asynchronous::parse"), 3);
        assert_eq!(finish(Reader(vec![1]).read(2)), [1, 2]);
        assert_eq!(count("read"), 1);
    }

    #[test]
    fn a_future_that_is_dropped_is_no_record() {
        let mut call = Box::pin(never());
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        assert_eq!(DROPPED.count(), 0);
    }

    #[test]
    fn async_recursion_nests_like_any_other() {
        assert!(finish(depth(3)) == 2);
        assert_eq!(TURNS.count(), 4);
    }
}

mod arguments {
    use super::*;

    static SHARED: Timer = Timer::new();
    static SLOW: Timer = Timer::new();
    const NEVER: Duration = Duration::from_secs(3600);

    #[timethis(timer = SHARED)]
    fn one() {}

    #[timethis(timer = &SHARED)]
    fn other(timer: &str) -> usize {
        // What is called like the macro's own names is the user's.
        let (threshold, timed) = (1, 2);
        timer.len() + threshold + timed
    }

    #[timethis(threshold = NEVER, timer = SLOW)]
    fn quick() {}

    #[timethis(threshold = if always { Duration::ZERO } else { NEVER }, timer = given)]
    async fn sometimes(always: bool, given: Timer) {
        drop(given);
        Once::default().await;
    }

    #[timethis]
    #[timethis(timer = SHARED)]
    fn both() {}

    #[test]
    fn a_timer_may_be_shared_by_functions() {
        let before = SHARED.count();
        one();
        assert_eq!(other("four"), 7);
        assert_eq!(SHARED.count() - before, 2);
        both();
        assert_eq!((SHARED.count() - before, count("arguments::both")), (3, 1));
    }

    #[test]
    fn what_is_below_the_threshold_is_no_record() {
        quick();
        assert_eq!(SLOW.count(), 0);
        let timer = Timer::new();
        finish(sometimes(false, timer.clone()));
        assert_eq!(timer.count(), 0);
        finish(sometimes(true, timer.clone()));
        assert_eq!(timer.count(), 1);
    }
}

#[test]
fn functions_stand_in_the_report() {
    #[timethis]
    fn listed() {
        std::thread::sleep(Duration::from_millis(1));
    }
    listed();
    let report = sktime::report();
    assert!(report.rows().iter().any(|(name, stats)| name.ends_with("listed") && stats.count() == 1), "{report}");
    assert!(report.to_string().contains("timethis::functions_stand_in_the_report::listed"), "{report}");
}
