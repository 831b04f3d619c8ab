//! Messages both ways.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Census, Script, Watchdog, alone, at};

const LIMIT: Duration = Duration::from_secs(60);

#[derive(Cerial)]
struct Echo;

impl Skprocess for Echo {
    type Output = u64;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let bytes: Vec<u8> = cx.listen()?;
        cx.tell(bytes)?;
        Ok(())
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
        Ok(cx.run())
    }
}

#[test]
fn messages_come_in_order_both_ways() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Echo.start()?;
    for number in 0..1000_u32 {
        process.tell(number.to_le_bytes().to_vec())?;
    }
    for number in 0..1000_u32 {
        assert_eq!(process.listen::<Vec<u8>>()?, number.to_le_bytes());
    }
    process.stop();
    process.result().map(drop)
}

#[test]
fn a_large_message_passes_both_ways() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Echo.start()?;
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|n| (n % 251) as u8).collect();
    process.tell(&bytes)?;
    assert!(process.listen::<Vec<u8>>()? == bytes);
    Ok(())
}

#[test]
fn another_type_is_an_error_and_the_message_stays() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::Run, Act::Tell(7)), at(Section::Run, Act::Stop)]).start()?;
    let error = process.listen::<String>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongMessage);
    let text = error.to_string();
    assert!(text.contains("u64") && text.contains("String"), "{text}");
    assert_eq!(process.listen::<u64>()?, 7);
    process.result().map(drop)
}

#[test]
fn references_and_boxes_count_as_what_they_hold() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Echo.start()?;
    process.tell(&[1_u8, 2][..])?;
    assert_eq!(process.listen::<Box<[u8]>>()?[..], [1, 2]);
    process.tell(Cow::Borrowed(&[3_u8][..]))?;
    assert_eq!(process.listen::<Vec<u8>>()?, [3]);
    drop(process);

    let process = Script::new([at(Section::Run, Act::Echo)]).start()?;
    process.tell("text")?;
    assert_eq!(&*process.listen::<Box<str>>()?, "text");
    let error = process.tell(Path::new("p")).and_then(|()| process.listen::<PathBuf>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ended, "the child's listen fails, so it ends: {error}");
    let error = process.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Run);
    Ok(())
}

#[test]
fn what_was_told_before_the_death_is_still_heard() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = (0..100).map(|n| at(Section::Run, Act::Tell(n))).chain([at(Section::Run, Act::Abort)]);
    let process = Script::new(lines).start()?;
    process.wait();
    for number in 0..100 {
        assert_eq!(process.listen::<u64>()?, number);
    }
    assert_eq!(process.listen::<u64>().unwrap_err().kind(), ErrorKind::Ended);
    assert_eq!(process.tell(1).unwrap_err().kind(), ErrorKind::Ended);
    Ok(())
}

#[test]
fn waiting_for_a_message_that_does_not_come_gives_none() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Echo.start()?;
    assert_eq!(process.try_listen::<Vec<u8>>()?, None);
    assert_eq!(process.listen_timeout::<Vec<u8>>(Duration::from_millis(20))?, None);
    process.tell(vec![1_u8])?;
    assert_eq!(process.listen_timeout::<Vec<u8>>(LIMIT)?, Some(vec![1]));
    Ok(())
}

/// Listens to nothing until it is told to, by the end of a sleep.
#[derive(Cerial)]
struct Deaf;

impl Skprocess for Deaf {
    type Output = u64;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cx.tell("deaf")?;
        while !cx.is_stopping() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
        let mut bytes = 0;
        while let Some(message) = cx.try_listen::<Vec<u8>>()? {
            bytes += message.len() as u64;
        }
        Ok(bytes)
    }
}

#[test]
fn a_child_that_does_not_listen_fills_its_buffer_and_no_more() {
    fn scenario() {
        Script::new([]).start_with(ProcessConfig::new().runs(1)).unwrap().result().unwrap();
        let before = Census::take();
        let process = Deaf.start().unwrap();
        process.listen::<String>().unwrap();
        let message = vec![0_u8; 1 << 20];
        let mut told = 0;
        let error = loop {
            match process.tell(&message) {
                Ok(()) => told += 1,
                Err(error) => break error,
            }
            assert!(told <= 64, "64 MiB may wait");
        };
        assert_eq!((told, error.kind()), (63, ErrorKind::Full), "each message has a head of some bytes");
        assert!(error.to_string().contains("tell_blocking"), "{error}");
        process.stop();
        assert_eq!(process.result().unwrap(), 63 << 20);

        // One that never listens is ended as any other.
        let process = Deaf.start().unwrap();
        while process.tell(&message).is_ok() {}
        process.kill();
        assert_eq!(process.result().unwrap_err().kind(), ErrorKind::Killed);
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(scenario);
}

#[test]
fn a_parent_that_does_not_listen_stops_no_child_for_good() -> Result<(), ProcessError> {
    #[derive(Cerial)]
    struct Flood {
        waits: bool,
    }
    impl Skprocess for Flood {
        type Output = u64;
        fn run(&mut self, cx: &ProcessContext) -> processing::Result {
            cx.stop();
            Ok(())
        }
        fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
            let message = vec![1_u8; 8 << 20];
            for told in 0..20 {
                let told_it = if self.waits { cx.tell_blocking(&message) } else { cx.tell(&message) };
                match told_it {
                    Ok(()) => {}
                    Err(error) if matches!(error.kind(), ErrorKind::Full | ErrorKind::Stopped) => return Ok(told),
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(20)
        }
    }
    let _watchdog = Watchdog::new(LIMIT);
    for waits in [false, true] {
        let process = Flood { waits }.start()?;
        assert!(process.wait_timeout(LIMIT));
        for _ in 0..7 {
            assert_eq!(process.listen::<Vec<u8>>()?.len(), 8 << 20);
        }
        assert_eq!(process.result()?, 7);
    }
    Ok(())
}

#[test]
fn whoever_waits_for_room_goes_on_when_the_other_side_listens() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    // The echo comes back as fast as it is told, and both directions fill.
    let process = Echo.start()?;
    let message = vec![3_u8; 3 << 20];
    std::thread::scope(|scope| {
        scope.spawn(|| (0..60).for_each(|_| process.tell_blocking(&message).unwrap()));
        for _ in 0..60 {
            assert_eq!(process.listen::<Vec<u8>>().unwrap().len(), message.len());
        }
    });
    Ok(())
}

/// What a child has not read when it exits resets its link, and its exit must be told all the same.
#[test]
fn an_exit_while_messages_are_on_their_way_is_an_exit() {
    let _watchdog = Watchdog::new(Duration::from_secs(60));
    let message = vec![7_u8; 8 << 20];
    for _ in 0..5 {
        let process = Script::new([at(Section::Run, Act::Exit(0))]).start_with(ProcessConfig::new().runs(1)).unwrap();
        // Until the buffer is full, or the child has gone.
        while process.tell(&message).is_ok() {}
        let error = process.result().unwrap_err();
        assert_eq!(
            (error.kind(), error.exit().and_then(|exit| exit.code())),
            (ErrorKind::Exited, Some(0)),
            "{error:?}"
        );
    }
}
