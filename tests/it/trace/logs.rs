//! Records of the `log` crate.

use tracing::Level;
use tracing::level_filters::LevelFilter;

use super::capture::Capture;
use super::scenario;

#[test]
fn log_records_are_events_of_their_target_in_their_span() {
    fn child() -> bool {
        let _span = tracing::info_span!("around").entered();
        log::warn!(target: "old::style", "spoken {}", 7);
        log::debug!("not for anybody");
        log::max_level() == log::LevelFilter::Info
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        assert!(processing::spawn(child, ()).unwrap().get().unwrap(), "records below the level are not even made");
        let [event] = &capture.events()[..] else { panic!("{:?}", capture.events()) };
        assert_eq!((event.level, &*event.target, event.message()), (Level::WARN, "old::style", "spoken 7"));
        assert!(event.place.0.as_ref().is_some_and(|file| file.ends_with("logs.rs")), "{event:?}");
        assert_eq!(event.spans[0].0, "around");
        assert!(!event.fields.get("process").is_empty());
        assert_eq!(event.fields.typed("log.target"), None);
    });
}
