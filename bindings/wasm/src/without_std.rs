//! What a panic does where there is no standard library.

use core::panic::PanicInfo;

/// Traps. Nobody would read a message, and to put one together is code.
#[panic_handler]
fn panicked(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
