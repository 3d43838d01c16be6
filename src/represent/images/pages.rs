//! Room for large arrays.

/// Room for `count` more numbers, which the system is asked to give in large pages.
///
/// A page costs several microseconds when it is first written to, in a virtual machine above all; 2 MiB at a time cost a
/// fraction of that. Only advice: where it is not taken, or on other systems than Linux, nothing changes.
pub(super) fn reserve<T>(values: &mut Vec<T>, count: usize) {
    values.reserve_exact(count);
    advise(values);
}

#[cfg(target_os = "linux")]
fn advise<T>(values: &mut Vec<T>) {
    const LARGE: usize = 2 << 20;
    let begin = values.as_mut_ptr() as usize;
    let end = begin + values.capacity() * size_of::<T>();
    // Whole large pages inside the array: nothing else lies in them.
    let (begin, end) = (begin.next_multiple_of(LARGE), end / LARGE * LARGE);
    if begin < end {
        // SAFETY: the range belongs to the array, and the advice changes neither its content nor who may use it.
        unsafe { libc::madvise(begin as *mut libc::c_void, end - begin, libc::MADV_HUGEPAGE) };
    }
}

#[cfg(not(target_os = "linux"))]
fn advise<T>(_: &mut Vec<T>) {}

#[cfg(test)]
mod tests {
    #[test]
    fn the_room_is_there_and_what_was_there_stays() {
        for count in [0, 10, 5 << 20] {
            let mut values = vec![1u16, 2, 3];
            super::reserve(&mut values, count);
            assert!(values.capacity() >= count + 3);
            values.extend((0..count).map(|k| k as u16));
            assert_eq!((values.len(), &values[..3]), (count + 3, &[1, 2, 3][..]));
            values.shrink_to_fit();
            assert_eq!(values.last(), Some(&if count == 0 { 3 } else { (count - 1) as u16 }));
        }
    }
}
