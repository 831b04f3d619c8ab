//! Values nobody thought of come back equal, and bytes nobody wrote do no harm.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use cerial::{Cerial, Options, decode_into, from_slice, to_vec};
use proptest::prelude::*;

#[derive(Cerial, Clone, Debug, PartialEq)]
struct Record {
    id: u64,
    name: String,
    tags: BTreeMap<String, i16>,
    parts: Vec<Part>,
    limits: (Option<f32>, [bool; 2]),
}

#[derive(Cerial, Clone, Debug, PartialEq)]
enum Part {
    None,
    Leaf(char),
    Tree(Box<Part>, Vec<Part>),
    Shared { one: Rc<Part>, many: HashMap<u8, Rc<Part>> },
}

fn part() -> impl Strategy<Value = Part> {
    let leaf = prop_oneof![Just(Part::None), any::<char>().prop_map(Part::Leaf)];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            (inner.clone(), prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(first, rest)| Part::Tree(Box::new(first), rest)),
            (inner, prop::collection::vec(any::<u8>(), 0..4)).prop_map(|(inner, keys)| {
                let one = Rc::new(inner);
                let many = keys.into_iter().map(|key| (key, Rc::clone(&one))).collect();
                Part::Shared { one, many }
            }),
        ]
    })
}

fn record() -> impl Strategy<Value = Record> {
    let tags = prop::collection::btree_map(".{0,5}", any::<i16>(), 0..4);
    let limits = (prop::option::of(-1e9_f32..1e9), any::<[bool; 2]>());
    (any::<u64>(), ".*", tags, prop::collection::vec(part(), 0..4), limits)
        .prop_map(|(id, name, tags, parts, limits)| Record { id, name, tags, parts, limits })
}

/// Whether a value in it has one handle alone.
fn has_only_handle(part: &Part) -> bool {
    match part {
        Part::None | Part::Leaf(_) => false,
        Part::Tree(first, rest) => has_only_handle(first) || rest.iter().any(has_only_handle),
        Part::Shared { one, many } => {
            let mut handles = many.values().chain([one]);
            handles.any(|handle| Rc::strong_count(handle) == 1 || has_only_handle(handle))
        }
    }
}

/// Bytes in which a code was changed, so that an object that was said to be shared has one handle alone.
#[test]
fn an_object_whose_other_handle_was_changed_away_is_the_only_handles() {
    let shared = |code| {
        let one = Rc::new(Part::Leaf(code));
        Part::Shared { one: Rc::clone(&one), many: HashMap::from([(0, one)]) }
    };
    let bytes = to_vec(&vec![shared('a'), shared('b')]).expect("it encodes");
    // From the object before, which is the last one, to the first one.
    let place = bytes.iter().rposition(|byte| *byte == 3).expect("there is a code for the object before");
    let changed = [&bytes[..place], &[4], &bytes[place + 1..]].concat();
    let back: Vec<Part> = from_slice(&changed).expect("it decodes");
    assert!(has_only_handle(&back[1]) && !has_only_handle(&back[0]));
    let again = to_vec(&back).expect("it encodes");
    assert!(again.len() < changed.len());
    assert_eq!(from_slice::<Vec<Part>>(&again).expect("it decodes"), back);
}

proptest! {
    #[test]
    fn any_record_comes_back_equal_and_as_it_was_written(record in record()) {
        let bytes = to_vec(&record).expect("it encodes");
        let back: Record = from_slice(&bytes).expect("it decodes");
        prop_assert_eq!(&back, &record);
        let again: Record = from_slice(&to_vec(&back).expect("it encodes again")).expect("it decodes again");
        prop_assert_eq!(again, record);
    }

    #[test]
    fn any_record_comes_into_the_place_of_any_other(record in record(), mut place in record()) {
        let bytes = to_vec(&record).expect("it encodes");
        decode_into(&bytes, &mut place).expect("it decodes");
        prop_assert_eq!(&place, &record);
        // What an error leaves behind is a value.
        prop_assert!(decode_into(&bytes[..bytes.len() - 1], &mut place).is_err());
        prop_assert!(to_vec(&place).is_ok());
    }

    #[test]
    fn no_cut_of_a_record_is_a_record(record in record(), cut in any::<prop::sample::Index>()) {
        let bytes = to_vec(&record).expect("it encodes");
        prop_assert!(from_slice::<Record>(&bytes[..cut.index(bytes.len())]).is_err());
    }

    #[test]
    fn changed_bytes_are_an_error_or_a_record(
        record in record(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = to_vec(&record).expect("it encodes");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(back) = from_slice::<Record>(&bytes) {
            let again = to_vec(&back).expect("it encodes");
            if back.parts.iter().any(has_only_handle) {
                // The message may have said that it is one of several.
                prop_assert!(again.len() <= bytes.len());
                let back: Record = from_slice(&again).expect("it decodes");
                prop_assert_eq!(to_vec(&back).expect("it encodes").len(), again.len());
            } else {
                // A map of changed keys may come in another order, so the length is what must be the same.
                prop_assert_eq!(again.len(), bytes.len());
            }
        }
    }

    #[test]
    fn bytes_from_anywhere_are_an_error_or_a_record(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let options = Options::new().max_memory(1 << 20);
        let mut message = vec![1];
        message.extend(bytes);
        if let Ok(back) = options.from_slice::<Vec<Part>>(&message) {
            prop_assert_eq!(to_vec(&back).expect("it encodes").len(), message.len());
        }
    }
}
