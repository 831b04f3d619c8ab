//! Places for values that are being made: behind those of a vector, and behind pointers.
#![expect(
    unsafe_code,
    reason = "`push` makes room when the value is there already, and has to hold it in a place of its own meanwhile, from \
              which it is copied: for small structs that takes longer than all the rest"
)]

use std::mem::MaybeUninit;
use std::rc::Rc;
use std::sync::Arc;

use crate::error::Error;

/// Room for one value behind those of a vector: it is there before the value is made.
pub(super) struct Place<'v, T>(&'v mut Vec<T>);

impl<'v, T> Place<'v, T> {
    /// Makes the room, where there is none.
    #[inline]
    pub(super) fn behind(values: &'v mut Vec<T>) -> Self {
        if values.len() == values.capacity() {
            values.reserve(1);
        }
        Self(values)
    }

    /// Puts the value in.
    #[inline]
    pub(super) fn put(self, value: T) {
        let Self(values) = self;
        let len = values.len();
        // SAFETY: there is room for one value more: it was made with this place, which has borrowed the vector since. The
        // place behind the last value is in the vector's allocation, aligned for a `T`, and holds no value that would have
        // to be dropped; when it is written, so many values are initialized as the new length says.
        unsafe {
            values.as_mut_ptr().add(len).write(value);
            values.set_len(len + 1);
        }
    }
}

/// Puts values into the room that a vector has, up to the first that can't be made.
///
/// # Panics
/// When there is not enough room.
#[inline]
pub(super) fn fill<T, E>(values: &mut Vec<T>, mut made: impl Iterator<Item = Result<T, E>>) -> Result<(), E> {
    let mut filled = Filled { len: values.len(), values };
    made.try_for_each(|value| value.map(|value| filled.put(value)))
}

/// A vector to which values are added. Its length is held apart, where the compiler sees that nobody else changes it.
struct Filled<'v, T> {
    values: &'v mut Vec<T>,
    /// So many values are initialized.
    len: usize,
}

impl<T> Filled<'_, T> {
    /// # Panics
    /// When there is no room.
    #[inline]
    fn put(&mut self, value: T) {
        assert!(self.len < self.values.capacity(), "a value has no room");
        // SAFETY: there is room for it behind the values that there are, aligned for a `T`, and nothing in it that would
        // have to be dropped.
        unsafe { self.values.as_mut_ptr().add(self.len).write(value) };
        self.len += 1;
    }
}

impl<T> Drop for Filled<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: so many values are initialized: those that were there, and one more for each `put`; `put` has seen that
        // there is room for them.
        unsafe { self.values.set_len(self.len) };
    }
}

macro_rules! made {
    ($($made:ident $Pointer:ident;)*) => {$(
        /// A pointer to a value that was just decoded.
        ///
        /// The allocation is made first, and then the value is moved, once: what was just written in small pieces can't be
        /// read in larger ones before it is in the cache, and while there is memory to be found it gets there.
        #[inline]
        pub(super) fn $made<T>(value: Result<T, Error>) -> Result<$Pointer<T>, Error> {
            if value.is_ok() {
                let mut place = $Pointer::new(MaybeUninit::uninit());
                if let Some(room) = $Pointer::get_mut(&mut place) {
                    room.write(value?);
                    // SAFETY: the value has just been put in.
                    return Ok(unsafe { place.assume_init() });
                }
            }
            value.map($Pointer::new)
        }
    )*};
}

made! {
    made_rc Rc;
    made_arc Arc;
}

/// A box around a value that was just decoded; as for a shared pointer, the allocation is made first.
#[inline]
pub(crate) fn made_box<T>(value: Result<T, Error>) -> Result<Box<T>, Error> {
    if value.is_ok() {
        let place = Box::new_uninit();
        return Ok(Box::write(place, value?));
    }
    value.map(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_order_and_a_place_that_is_left_adds_none() {
        let mut values = Vec::new();
        for number in 0..100 {
            let place = Place::behind(&mut values);
            if number % 3 != 0 {
                place.put(number.to_string());
            }
        }
        let expected: Vec<String> =
            (0..100).filter(|number| number % 3 != 0).map(|number| number.to_string()).collect();
        assert_eq!(values, expected);
        let mut nothings = vec![()];
        Place::behind(&mut nothings).put(());
        assert_eq!(nothings.len(), 2);
    }

    #[test]
    fn room_is_filled_up_to_a_value_that_cannot_be_made() {
        let text = |number: u8| if number == 7 { Err(number) } else { Ok(number.to_string()) };
        let mut values = vec!["first".to_owned()];
        values.reserve(100);
        assert_eq!(fill(&mut values, (0..100).map(text)), Err(7));
        assert_eq!(values, ["first", "0", "1", "2", "3", "4", "5", "6"]);
    }

    #[test]
    #[should_panic(expected = "a value has no room")]
    fn no_value_is_put_where_there_is_no_room() {
        let mut values = Vec::with_capacity(2);
        let more = values.capacity() + 1;
        assert_eq!(fill(&mut values, (0..more).map(Ok::<_, ()>)), Ok(()));
    }

    #[test]
    fn what_was_put_in_is_dropped_when_making_panics() {
        let counted = Rc::new(());
        let mut values = Vec::with_capacity(10);
        let made = (0..10).map(|number| {
            assert!(number < 3, "on purpose");
            Ok::<_, ()>(Rc::clone(&counted))
        });
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fill(&mut values, made)));
        assert!(caught.is_err());
        assert_eq!((values.len(), Rc::strong_count(&counted)), (3, 4));
        drop(values);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn each_value_is_dropped_once() {
        let counted = Rc::new(());
        let mut values = vec![Rc::clone(&counted)];
        for _ in 0..10 {
            Place::behind(&mut values).put(Rc::clone(&counted));
        }
        assert_eq!(Rc::strong_count(&counted), 12);
        drop(values);
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}
