//! What the standard library would bring, smaller: an allocator, and what a panic does.
//! Modules that need the standard library otherwise have its own.

use core::panic::PanicInfo;

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// A list of free places is searched for each one, which is quick as long as there are few.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

/// Traps. Nobody would read a message, and to put one together is code.
#[panic_handler]
fn panicked(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
