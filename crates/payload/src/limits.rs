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
    /// How long each tone is played, in milliseconds. The request of `cxone-v2` does not carry
    /// it; it only serves to reckon when a sequence has played out.
    pub tone_ms: u32,
    /// The types that may be asked for.
    pub types: &'static [DtmfType],
}

impl Limits {
    /// The Node source's limits: 16 digits, a pause of 50 to 1000 ms, all three types. The
    /// source gives no tone length: 100 ms is assumed.
    pub const CXONE_V2: Self = Self {
        digits_max: 16,
        pause_ms_min: 50,
        pause_ms_max: 1000,
        tone_ms: 100,
        types: &DtmfType::ALL,
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
