//! The one place in which values lie on their way in and out.
//! How values stand there as bytes is told in `given` and `told`.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use core::cell::RefCell;

use crate::{given::Given, told::Told};

thread_local! {
    /// A module has one thread.
    static EXCHANGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for so many bytes and tells where; what is written there is given to the next call.
#[unsafe(no_mangle)]
pub extern "C" fn room(len: usize) -> *mut u8 {
    EXCHANGE.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(len, 0);
        bytes.as_mut_ptr()
    })
}

/// Answers what lies in the room: the answer, or why there is none, takes its place. Tells where that is; its first
/// four bytes tell how many follow them.
pub(crate) fn answered(
    answer: impl FnOnce(&mut Given<'_>, &mut Told) -> Result<(), String>,
) -> *const u8 {
    EXCHANGE.with_borrow_mut(|bytes| {
        let mut told = Told::new();
        let answered = answer(&mut Given::new(bytes), &mut told);
        if let Err(why) = answered {
            told = Told::new();
            told.refused(&why);
        }
        *bytes = told.into_bytes();
        bytes.as_ptr()
    })
}

/// Takes the bytes that lie in the room.
#[cfg(feature = "dsp")]
pub(crate) fn room_bytes() -> Vec<u8> {
    EXCHANGE.with_borrow_mut(core::mem::take)
}
