//! Room for large values: in huge pages where the system has them, since the first touch of small ones costs twice the
//! copy that fills them.
#![cfg_attr(
    all(feature = "huge-pages", target_os = "linux"),
    expect(unsafe_code, reason = "the system is told what a range of memory is for")
)]

/// Fewer bytes than these have too few huge pages in them.
pub(crate) const LARGE: usize = 4 << 20;

/// What is left behind many bytes for the few that mostly follow them. Without it those double the vector, and the system
/// can't move memory of which only a part has the advice: all of it would be copied, into small pages.
const TAIL: usize = 64 << 10;

/// Makes room for so many more bytes; for many in huge pages, and for what may follow them.
pub(crate) fn make_room(bytes: &mut Vec<u8>, more: usize) {
    if more < LARGE {
        return bytes.reserve(more);
    }
    // It was asked for when that room was made.
    if bytes.capacity() - bytes.len() >= more {
        return;
    }
    bytes.reserve(more.saturating_add(TAIL));
    advise_room(bytes);
}

/// Asks for huge pages for what a vector has room for behind its values, if that is much.
pub fn advise_room<T>(values: &mut Vec<T>) {
    let room = values.spare_capacity_mut();
    if size_of_val(room) >= LARGE {
        advise(room.as_mut_ptr().cast(), size_of_val(room));
    }
}

/// Asks for huge pages for these bytes. It is no error if there are none.
#[cfg(all(feature = "huge-pages", target_os = "linux"))]
fn advise(start: *mut std::ffi::c_void, size: usize) {
    use rustix::mm::{Advice, madvise};

    let inside = start.cast::<u8>().align_offset(rustix::param::page_size());
    if let Some(size) = size.checked_sub(inside) {
        // SAFETY: the bytes are those of the room of one vector, which its caller holds mutably, and `inside` of them
        // are left out before the first whole page. This advice changes no contents, whoever else has memory in the
        // last page: it only says in which size of pages the system may keep them.
        let _ = unsafe { madvise(start.byte_add(inside), size, Advice::LinuxHugepage) };
    }
}

#[cfg(not(all(feature = "huge-pages", target_os = "linux")))]
fn advise(_start: *mut std::ffi::c_void, _size: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_as_good_with_the_advice_as_without() {
        for len in [0, 1, LARGE / 8 - 1, LARGE / 8 + 1, LARGE] {
            let mut values = vec![7_u64];
            values.reserve_exact(len);
            advise_room(&mut values);
            values.resize(len + 1, 9);
            assert_eq!(values.iter().sum::<u64>(), 7 + 9 * len as u64);
        }
    }

    #[test]
    fn few_bytes_behind_many_make_the_vector_no_larger() {
        let mut bytes = vec![1; 10];
        make_room(&mut bytes, LARGE);
        bytes.resize(10 + LARGE, 2);
        let room = bytes.capacity();
        bytes.extend_from_slice(&[3; TAIL]);
        assert_eq!(bytes.capacity(), room);
    }

    #[test]
    fn room_for_nothings_is_no_memory() {
        let mut nothings = vec![(); 3];
        advise_room(&mut nothings);
        assert_eq!(nothings.len(), 3);
    }
}
