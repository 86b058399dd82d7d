//! An allocator that is smaller than the standard library's.
//! A flow's many small values are left to that one, as here a list of free places is searched for each.

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// The list is short: detectors and files have few values, and large ones.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());
