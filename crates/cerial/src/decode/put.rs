//! Places behind the values of a vector.
#![expect(
    unsafe_code,
    reason = "`push` makes room when the value is there already, and has to hold it in a place of its own meanwhile, from \
              which it is copied: for small structs that takes longer than all the rest"
)]

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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

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
