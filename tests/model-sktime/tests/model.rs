//! The models, one a test.

use model_sktime_test::models;

macro_rules! models {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[test]
        fn $name() {
            models::$name();
        }
    )*};
}

models! {
    a_slot_is_made_once
    living_threads_differ_in_their_slots
    readers_see_whole_beginnings
    open_intervals_are_not_inherited
    a_window_holds_whenever_it_is_set
    a_reset_forgets_no_later_record
    merging_both_ways_at_once_ends
    #[cfg(feature = "hdrhistogram")]
    becoming_a_histogram_loses_nothing
}
