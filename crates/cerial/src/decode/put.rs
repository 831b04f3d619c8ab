//! Values that are put behind others of a vector.
#![expect(
    unsafe_code,
    reason = "`push` makes room when the value is there already, and has to hold it in a place of its own meanwhile, from \
              which it is copied: for small structs that takes longer than all the rest"
)]

/// Puts the value that `make` gives behind the others, for which there is room before it is made.
#[inline]
pub(super) fn made<T, E>(values: &mut Vec<T>, make: impl FnOnce() -> Result<T, E>) -> Result<(), E> {
    if values.len() == values.capacity() {
        values.reserve(1);
    }
    let value = make()?;
    let len = values.len();
    // SAFETY: there is room for one value more: it was there before `make`, which can't get at the vector since that is
    // borrowed here. The place behind the last value is in the vector's allocation, aligned for a `T`, and holds no
    // value that would have to be dropped; when it is written, so many values are initialized as the new length says.
    unsafe {
        values.as_mut_ptr().add(len).write(value);
        values.set_len(len + 1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn values_stand_in_order_and_an_error_adds_none() {
        let mut values = Vec::new();
        for number in 0..100 {
            let result = made(&mut values, || if number % 3 == 0 { Err(number) } else { Ok(number.to_string()) });
            assert_eq!(result.err(), (number % 3 == 0).then_some(number));
        }
        let expected: Vec<String> =
            (0..100).filter(|number| number % 3 != 0).map(|number| number.to_string()).collect();
        assert_eq!(values, expected);
        let mut nothings = vec![()];
        assert_eq!(made(&mut nothings, || Ok::<(), ()>(())), Ok(()));
        assert_eq!(nothings.len(), 2);
    }

    #[test]
    fn each_value_is_dropped_once() {
        let counted = Rc::new(());
        let mut values = vec![Rc::clone(&counted)];
        for _ in 0..10 {
            assert_eq!(made(&mut values, || Ok::<_, ()>(Rc::clone(&counted))), Ok(()));
        }
        assert_eq!(Rc::strong_count(&counted), 12);
        drop(values);
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}
