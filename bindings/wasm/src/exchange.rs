//! The one place in which values lie on their way in and out.
//! How values stand there as bytes is told in `given` and `told`.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use alloc::{string::String, vec::Vec};

use spin::Mutex;

use crate::{given::Given, told::Told};

/// A module has one thread, so that nobody ever waits.
static EXCHANGE: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for so many bytes and tells where; what is written there is given to the next call.
#[unsafe(no_mangle)]
pub extern "C" fn room(len: usize) -> *mut u8 {
    let mut bytes = EXCHANGE.lock();
    bytes.clear();
    bytes.resize(len, 0);
    bytes.as_mut_ptr()
}

/// Answers what lies in the room: the answer, or why there is none, takes its place. Tells where that is; its first
/// four bytes tell how many follow them.
pub(crate) fn answered(
    answer: impl FnOnce(&mut Given<'_>, &mut Told) -> Result<(), String>,
) -> *const u8 {
    let mut bytes = EXCHANGE.lock();
    let mut told = Told::new();
    if let Err(why) = answer(&mut Given::new(&bytes), &mut told) {
        told = Told::new();
        told.refused(&why);
    }
    *bytes = told.into_bytes();
    bytes.as_ptr()
}

/// Takes the bytes that lie in the room.
#[cfg(feature = "dsp")]
pub(crate) fn room_bytes() -> Vec<u8> {
    core::mem::take(&mut EXCHANGE.lock())
}
