//! The crate `dtmf`: blocks of 200 samples, two of which must agree.
//! It reports tones that end as well; only those that begin are counted here.

use core::cell::RefCell;
use std::rc::Rc;

use dtmf::decoder::Decoder;
use dtmf::enums::{State, Tone};

use crate::audio::{Frame, RATE_HZ};
use crate::contender::{Ear, InProcess};

/// The decoder, and where it notes what it hears.
pub struct DtmfCrate {
    decoder: Decoder<Box<dyn FnMut(Tone, State)>>,
    heard: Rc<RefCell<Vec<char>>>,
}

/// The decoder as a contender.
pub fn dtmf_crate() -> InProcess<DtmfCrate> {
    InProcess::new("crate dtmf", DtmfCrate::new)
}

impl DtmfCrate {
    /// A decoder at the start of a stream.
    ///
    /// # Panics
    ///
    /// Never: the rate is one of 32 bits.
    pub fn new() -> Self {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let notes = Rc::clone(&heard);
        let note = move |tone: Tone, state| {
            if state == State::On {
                notes.borrow_mut().push(tone.as_char());
            }
        };
        let rate_hz = u32::try_from(RATE_HZ).expect("a rate of 32 bits");
        Self {
            decoder: Decoder::new(rate_hz, Box::new(note)),
            heard,
        }
    }
}

impl Default for DtmfCrate {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for DtmfCrate {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("DtmfCrate")
    }
}

impl Ear for DtmfCrate {
    fn feed(&mut self, frame: Frame<'_>) {
        self.decoder.process(frame.float);
    }

    fn digits(&mut self) -> Vec<char> {
        core::mem::take(&mut self.heard.borrow_mut())
    }
}
