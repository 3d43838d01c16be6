//! Memory while reading: at most twice the size of the arrays.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use cwola::prelude::*;

/// The system's allocator with a count of what is in use, and of its peak.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = USED.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(used, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Peak of a call above what was in use before it, bytes.
fn peak_of<T>(call: impl FnOnce() -> T) -> (T, f64) {
    let before = USED.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let value = call();
    (value, (PEAK.load(Ordering::Relaxed) - before) as f64)
}

/// One test, so that nothing else allocates meanwhile.
#[test]
fn reading_needs_at_most_twice_the_arrays() {
    let (events, peak) = peak_of(|| Events::sample("dijets").unwrap());
    let arrays = events.dijets().unwrap().bytes() as f64 + 4.0 * (events.len() * events.columns().len()) as f64;
    assert!(peak < 2.0 * arrays, "flat: {peak} bytes for arrays of {arrays}");
    println!("flat: {:.2} times the arrays of {:.0} MB", peak / arrays, arrays / 1e6);

    let folder = common::tempdir().unwrap();
    let path = folder.path().join("padded.h5").to_string_lossy().into_owned();
    let few = events.head(10_000);
    few.write_padded(&path, 300).unwrap();
    let (back, peak) = peak_of(|| Events::read(&path).unwrap());
    let flat: f64 = (0..2).map(|which| few.dijets().unwrap().flat(which).unwrap().bytes() as f64).sum();
    assert_eq!(back.dijets().unwrap().jet(9_999, 1), few.dijets().unwrap().jet(9_999, 1));
    println!("padded: {:.2} times the arrays of {:.0} MB", peak / flat, flat / 1e6);
    let padded = (few.len() * 300 * 13 * 2) as f64;
    assert!(peak < 2.0 * padded, "padded: {peak} bytes for arrays of {padded}");

    // A selection shares the constituents: only an index and the table are new.
    let (kept, peak) = peak_of(|| MassWindows::dark_valley().signal_region(&events).unwrap());
    assert!(peak < 200.0 * kept.len() as f64, "selection: {peak} bytes for {} events", kept.len());
}
