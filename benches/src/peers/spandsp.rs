//! spandsp's DTMF receiver and generator (Debian's `libspandsp-dev`), called as a C library.
//! The only file with `unsafe` code: each call is wrapped in a type that owns what C allocated.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{NonNull, null, null_mut};

use crate::audio::Frame;
use crate::contender::{Ear, InProcess};

/// Digits fetched at once; spandsp holds no more (`MAX_DTMF_DIGITS`).
const FETCHED_MAX: usize = 128;

/// Frames between two looks at what was heard: a second, in which fewer digits come than it holds.
const FRAMES_TO_FETCH: usize = 50;

#[link(name = "spandsp")]
unsafe extern "C" {
    fn dtmf_rx_init(state: *mut c_void, callback: *const c_void, user: *mut c_void) -> *mut c_void;
    fn dtmf_rx(state: *mut c_void, samples: *const i16, count: c_int) -> c_int;
    fn dtmf_rx_get(state: *mut c_void, digits: *mut c_char, max: c_int) -> usize;
    fn dtmf_rx_free(state: *mut c_void) -> c_int;
    fn dtmf_tx_init(state: *mut c_void) -> *mut c_void;
    fn dtmf_tx_set_timing(state: *mut c_void, on_ms: c_int, off_ms: c_int);
    fn dtmf_tx_put(state: *mut c_void, digits: *const c_char, count: c_int) -> c_int;
    fn dtmf_tx(state: *mut c_void, samples: *mut i16, max: c_int) -> c_int;
    fn dtmf_tx_free(state: *mut c_void) -> c_int;
}

/// The receiver, as it is without settings.
#[derive(Debug)]
pub struct Receiver {
    state: NonNull<c_void>,
    frames: usize,
    heard: Vec<char>,
}

/// The generator, at its own default level.
#[derive(Debug)]
pub struct Generator(NonNull<c_void>);

/// The receiver as a contender.
pub fn spandsp() -> InProcess<Receiver> {
    InProcess::new("spandsp", Receiver::new)
}

impl Receiver {
    /// A receiver at the start of a stream.
    ///
    /// # Panics
    ///
    /// spandsp is out of memory.
    pub fn new() -> Self {
        // SAFETY: null for the state asks for an allocation, null for the callback for the buffer
        // of digits that `dtmf_rx_get` reads.
        let state = unsafe { dtmf_rx_init(null_mut(), null(), null_mut()) };
        Self {
            state: NonNull::new(state).expect("spandsp has memory for a receiver"),
            frames: 0,
            heard: Vec::new(),
        }
    }

    fn fetch(&mut self) {
        let mut digits = [0_u8; FETCHED_MAX + 1];
        let max = count(FETCHED_MAX);
        // SAFETY: the state is live; spandsp writes at most `max` digits and a zero after them.
        let fetched = unsafe { dtmf_rx_get(self.state.as_ptr(), digits.as_mut_ptr().cast(), max) };
        let fetched = digits[..fetched].iter();
        self.heard.extend(fetched.map(|&byte| char::from(byte)));
    }
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Ear for Receiver {
    fn feed(&mut self, frame: Frame<'_>) {
        let samples = frame.integer;
        // SAFETY: the state is live, and the pointer is good for as many samples as the slice has.
        unsafe { dtmf_rx(self.state.as_ptr(), samples.as_ptr(), count(samples.len())) };
        self.frames += 1;
        if self.frames.is_multiple_of(FRAMES_TO_FETCH) {
            self.fetch();
        }
    }

    fn digits(&mut self) -> Vec<char> {
        self.fetch();
        core::mem::take(&mut self.heard)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // SAFETY: spandsp allocated the state, and nothing uses it after this.
        unsafe { dtmf_rx_free(self.state.as_ptr()) };
    }
}

impl Generator {
    /// A generator of digits of this timing.
    ///
    /// # Panics
    ///
    /// spandsp is out of memory.
    pub fn new(tone_ms: u32, gap_ms: u32) -> Self {
        // SAFETY: null for the state asks for an allocation.
        let state = unsafe { dtmf_tx_init(null_mut()) };
        let state = NonNull::new(state).expect("spandsp has memory for a generator");
        let ms = |ms: u32| c_int::try_from(ms).unwrap_or(c_int::MAX);
        // SAFETY: the state is live.
        unsafe { dtmf_tx_set_timing(state.as_ptr(), ms(tone_ms), ms(gap_ms)) };
        Self(state)
    }

    /// Queues digits, at most 128 at a time.
    pub fn put(&mut self, digits: &str) {
        // SAFETY: the state is live, and the pointer is good for as many bytes as the text has.
        unsafe { dtmf_tx_put(self.0.as_ptr(), digits.as_ptr().cast(), count(digits.len())) };
    }

    /// Writes the next samples and tells how many.
    pub fn fill(&mut self, out: &mut [i16]) -> usize {
        // SAFETY: the state is live, and the pointer is good for as many samples as the slice has.
        let filled = unsafe { dtmf_tx(self.0.as_ptr(), out.as_mut_ptr(), count(out.len())) };
        usize::try_from(filled).unwrap_or_default()
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        // SAFETY: spandsp allocated the state, and nothing uses it after this.
        unsafe { dtmf_tx_free(self.0.as_ptr()) };
    }
}

fn count(length: usize) -> c_int {
    c_int::try_from(length).expect("frames and sequences are short")
}
