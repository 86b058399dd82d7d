//! A request that may be sent, and how long it takes to play out.
//! It comes into being in `validate` and `plan` alone.

use alloc::format;

use cxtone_dtmf::Digits;

use crate::{DtmfType, Finding, Findings, Limits, Sequence};

/// A validated injection. There is no other way to one than [`validate`](crate::validate()) and
/// [`plan`](crate::plan()).
///
/// `Debug` shows the digits only by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    digits: Digits,
    sequence: Sequence,
    dtmf_type: DtmfType,
    pause_ms: u32,
    tone_ms: u32,
}

impl Payload {
    pub(crate) fn new(
        sequence: Sequence,
        dtmf_type: DtmfType,
        pause_ms: u32,
        tone_ms: u32,
    ) -> Self {
        Self {
            digits: sequence.digits(),
            sequence,
            dtmf_type,
            pause_ms,
            tone_ms,
        }
    }

    /// The same with another tone length.
    ///
    /// # Errors
    ///
    /// [`Findings`] with the code `tone-range` when the far end does not allow it.
    pub fn with_tone_ms(mut self, tone_ms: u32, limits: &Limits) -> Result<Self, Findings> {
        let (min, max) = (limits.tone_ms_min, limits.tone_ms_max);
        if (min..=max).contains(&tone_ms) {
            self.tone_ms = tone_ms;
            return Ok(self);
        }
        Err(Findings::from(Finding {
            code: "tone-range",
            pointer: "/toneDuration",
            message: format!("Tone duration must be between {min} and {max} milliseconds"),
            help: if min == max {
                "this dialect's request carries no tone length; leave it out".into()
            } else {
                format!("it is {tone_ms}")
            },
        }))
    }

    /// The same digits carried another way; `None` where the limits do not allow that type.
    #[must_use]
    pub fn with_type(self, dtmf_type: DtmfType, limits: &Limits) -> Option<Self> {
        limits
            .types
            .contains(&dtmf_type)
            .then_some(Self { dtmf_type, ..self })
    }

    /// The digits, in upper case; at least one.
    #[must_use]
    pub const fn digits(&self) -> &Digits {
        &self.digits
    }

    /// The digits with the pauses between them, where the far end plays pauses; else the digits
    /// in one run.
    #[must_use]
    pub const fn sequence(&self) -> &Sequence {
        &self.sequence
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
    /// the last digit too, so that the next sequence is set apart from this one, and the pauses
    /// that stand within the digits.
    #[must_use]
    pub fn play_out_ms(&self) -> u64 {
        let digit_ms = u64::from(self.tone_ms) + u64::from(self.pause_ms);
        let digits_ms: u64 = self.digits.iter().map(|_| digit_ms).sum();
        digits_ms + self.sequence.pauses_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Raw, validate};

    fn check(limits: &Limits, tone_ms: u32, expected: Option<u64>) {
        let raw = Raw {
            digits: "12".into(),
            dtmf_type: "INBAND".into(),
            pause_ms: 200_u32.into(),
        };
        let payload = validate(&raw, limits).expect("valid");
        let played = payload.with_tone_ms(tone_ms, limits);
        assert_eq!(played.as_ref().ok().map(Payload::play_out_ms), expected);
    }

    #[test]
    fn a_tone_may_be_asked_for_only_where_the_request_carries_it() {
        check(&Limits::CXONE_V2, 100, Some(600));
        check(&Limits::CXONE_V2, 120, None);
        let limits = Limits {
            tone_ms_min: 50,
            tone_ms_max: 500,
            ..Limits::CXONE_V2
        };
        check(&limits, 49, None);
        check(&limits, 50, Some(500));
        check(&limits, 500, Some(1400));
        check(&limits, 501, None);
    }
}
