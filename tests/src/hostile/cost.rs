// SPDX-License-Identifier: EUPL-1.2
//! What a piece of work costs: processor time, and the most memory it held at once, both of the thread that does it alone.
//!
//! Memory is counted where it is asked for, byte by byte, so it is the same number at every run and on every machine, whatever
//! else the process does; a block that grows counts twice while it may have to move. What is judged here (`shared`) starts no
//! thread and calls no C that allocates, so nothing escapes the count. Time is the processor's and not the clock's on the wall:
//! a busy machine lengthens the one only. Beside `crash::vfs` this is the house's only unsafe code: an allocator and a clock are
//! C's.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;

/// Times one piece of work is tried to learn its least processor time.
const TRIES: usize = 4;
const MIB: usize = 1024 * 1024;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting what each thread holds. A program that judges costs names it its `#[global_allocator]`.
pub struct Counting;

// SAFETY: every call goes to the system's allocator as it came; counting touches nothing but two cells of the thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        take(size);
        let moved = unsafe { System.realloc(block, layout, size) };
        give(layout.size());
        moved
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        give(layout.size());
        unsafe { System.dealloc(block, layout) }
    }
}

/// Wraps around where a thread frees what another took: only differences are read.
fn take(bytes: usize) {
    let held = HELD.get().wrapping_add(bytes);
    HELD.set(held);
    if held.wrapping_sub(MOST.get()).cast_signed() > 0 {
        MOST.set(held);
    }
}

fn give(bytes: usize) {
    HELD.set(HELD.get().wrapping_sub(bytes));
}

/// What a piece of work cost, or the worst of several, each for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    pub processor: Duration,
    /// Bytes.
    pub memory: usize,
}

impl Cost {
    /// So much at most.
    pub const fn limit(ms: u64, mib: usize) -> Self {
        Self {
            processor: Duration::from_millis(ms),
            memory: mib * MIB,
        }
    }

    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        Self {
            processor: self.processor.max(other.processor),
            memory: self.memory.max(other.memory),
        }
    }

    pub fn ms(&self) -> f64 {
        self.processor.as_secs_f64() * 1_000.0
    }

    pub fn mib(&self) -> f64 {
        self.memory as f64 / MIB as f64
    }
}

/// Does the work and says what it cost.
///
/// # Panics
/// When this program does not count.
pub fn of<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let before = HELD.get();
    MOST.set(before);
    drop(black_box(Box::new(0_u8)));
    assert_ne!(MOST.get(), before, "this program does not count: give it `Counting`");
    let began = processor();
    let done = work();
    let cost = Cost {
        processor: processor().saturating_sub(began),
        memory: MOST.get().wrapping_sub(before),
    };
    (done, cost)
}

/// The same. Work dearer than the dearest so far is done a few times more and its least time counts: what is dear is so each
/// time, while a page that had to be fetched or a neighbour that emptied the cache is another's doing.
pub fn of_dearest<T>(so_far: Cost, work: impl Fn() -> T) -> (T, Cost) {
    let (done, mut cost) = of(&work);
    for _ in 1..TRIES {
        if cost.processor <= so_far.processor {
            break;
        }
        let (_, again) = of(&work);
        cost.processor = cost.processor.min(again.processor);
    }
    (done, cost)
}

/// Processor time of this thread so far.
fn processor() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock is one of the system's own, and the place to write to is ours.
    let answer = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(answer, 0, "a thread has a clock");
    Duration::new(
        time.tv_sec.cast_unsigned(),
        u32::try_from(time.tv_nsec).expect("less than a second"),
    )
}
