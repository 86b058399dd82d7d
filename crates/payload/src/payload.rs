//! A request that may be sent, and how long it takes to play out.
//! It comes into being in `validate` alone.

use cxtone_dtmf::Digits;

use crate::DtmfType;

/// A validated injection. There is no other way to one than [`validate`](crate::validate()).
///
/// `Debug` shows the digits only by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    digits: Digits,
    dtmf_type: DtmfType,
    pause_ms: u32,
    tone_ms: u32,
}

impl Payload {
    pub(crate) const fn new(
        digits: Digits,
        dtmf_type: DtmfType,
        pause_ms: u32,
        tone_ms: u32,
    ) -> Self {
        Self {
            digits,
            dtmf_type,
            pause_ms,
            tone_ms,
        }
    }

    /// The digits, in upper case; at least one.
    #[must_use]
    pub const fn digits(&self) -> &Digits {
        &self.digits
    }

    /// How they are carried.
    #[must_use]
    pub const fn dtmf_type(&self) -> DtmfType {
        self.dtmf_type
    }

    /// The pause after each digit, in milliseconds.
    #[must_use]
    pub const fn pause_ms(&self) -> u32 {
        self.pause_ms
    }

    /// The length of each tone, in milliseconds.
    #[must_use]
    pub const fn tone_ms(&self) -> u32 {
        self.tone_ms
    }

    /// How long the whole sequence takes, in milliseconds: Σ (tone + pause), with the pause after
    /// the last digit too, so that the next sequence is set apart from this one.
    #[must_use]
    pub fn play_out_ms(&self) -> u64 {
        let digit_ms = u64::from(self.tone_ms) + u64::from(self.pause_ms);
        self.digits.iter().map(|_| digit_ms).sum()
    }
}
