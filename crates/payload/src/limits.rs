//! What a far end allows: lengths, ranges and types.
//! Checking a request against it is done in `validate`.

use crate::DtmfType;

/// The longest text that is looked into, in bytes; of a longer one only the length is reported.
pub const TEXT_BYTES_MAX: usize = 1024;

/// The most wrong characters that get a finding of their own; the last one tells how many more
/// there are.
pub const CHARACTERS_LISTED_MAX: usize = 16;

/// The limits of one dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most digits in one request; more than [`cxtone_dtmf::DIGITS_MAX`] never fit.
    pub digits_max: usize,
    /// The shortest pause between digits, in milliseconds, inclusive.
    pub pause_ms_min: u32,
    /// The longest pause between digits, in milliseconds, inclusive.
    pub pause_ms_max: u32,
    /// How long each tone is played where nobody asks for another length, in milliseconds. The
    /// request of `cxone-v2` does not carry it; it only serves to reckon when a sequence has
    /// played out.
    pub tone_ms: u32,
    /// The shortest tone that may be asked for, in milliseconds, inclusive; equal to the longest
    /// where the request carries none.
    pub tone_ms_min: u32,
    /// The longest tone that may be asked for, in milliseconds, inclusive.
    pub tone_ms_max: u32,
    /// The types that may be asked for.
    pub types: &'static [DtmfType],
    /// What becomes of pauses within the digits.
    pub pauses: PauseForm,
}

/// What becomes of the pauses `w`, `W` and `,` within a sequence of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseForm {
    /// They are refused: the far end would drop or misread them.
    Refused,
    /// The far end cannot be sent them; a [`Plan`](crate::Plan) of several requests keeps them.
    Split,
    /// The far end plays them: they stand within the digits of one request.
    Inline,
}

impl Limits {
    /// The Node source's limits: 16 digits, a pause of 50 to 1000 ms, all three types. The
    /// source gives no tone length: 100 ms is assumed. It gives no pauses within the digits either,
    /// so they become several requests.
    pub const CXONE_V2: Self = Self {
        digits_max: 16,
        pause_ms_min: 50,
        pause_ms_max: 1000,
        tone_ms: 100,
        tone_ms_min: 100,
        tone_ms_max: 100,
        types: &DtmfType::ALL,
        pauses: PauseForm::Split,
    };

    /// The limits of `cxone-agent`, as its dialect tells them: a type for however the platform plays digits, a
    /// tone of 40 to 1000 ms.
    pub const CXONE_AGENT: Self = Self {
        tone_ms_min: 40,
        tone_ms_max: 1000,
        types: &[DtmfType::Rfc2833],
        ..Self::CXONE_V2
    };

    /// The most digits that can really be sent.
    pub(crate) const fn digits_possible(&self) -> usize {
        if self.digits_max < cxtone_dtmf::DIGITS_MAX {
            self.digits_max
        } else {
            cxtone_dtmf::DIGITS_MAX
        }
    }
}
