//! The sealed head beside a segment of a log: where the segment begins, how many records there are
//! up to its end and the code of the last one. Comparing it with the lines is left to `walk`.
//!
//! ```text
//! {"segment":1,"recordsBefore":0,"macBefore":"…","records":2,"lastMac":"…","closed":false,"mac":"…"}
//! ```

use crate::{
    broken::Why,
    line,
    seal::{Code, SealKey},
};

/// The longest head that is read, in bytes; one that we write has at most 350.
pub const HEAD_BYTES_MAX: usize = 512;

/// Keeps a head's code from serving as a line's.
const PURPOSE: &[u8] = b"cxtone audit head 1\n";

const SEGMENT: &str = "{\"segment\":";
const RECORDS_BEFORE: &str = ",\"recordsBefore\":";
const MAC_BEFORE: &str = ",\"macBefore\":\"";
const RECORDS: &str = "\",\"records\":";
const LAST: &str = ",\"lastMac\":\"";
const CLOSED: &str = "\",\"closed\":";

/// A place between two records: how many stand before it, and the code of the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) records: u64,
    pub(crate) last: Code,
}

/// Where the chain stood when it was last sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Counted from one.
    pub(crate) segment: u64,
    pub(crate) before: Place,
    /// Counted from the first record of the first segment.
    pub(crate) end: Place,
    /// Another segment follows.
    pub(crate) closed: bool,
}

impl Place {
    /// Before the first record.
    pub(crate) const START: Self = Self {
        records: 0,
        last: Code::GENESIS,
    };
}

impl Head {
    /// The head of a segment that has no records yet.
    pub(crate) const fn opening(segment: u64, before: Place) -> Self {
        Self {
            segment,
            before,
            end: before,
            closed: false,
        }
    }

    /// The text of the head file, with its line feed.
    pub(crate) fn seal(&self, key: &SealKey) -> String {
        let Self {
            segment,
            before,
            end,
            closed,
        } = self;
        let mut text = format!(
            "{SEGMENT}{segment}{RECORDS_BEFORE}{}{MAC_BEFORE}{}{RECORDS}{}{LAST}{}{CLOSED}{closed}",
            before.records, before.last, end.records, end.last
        );
        let code = key.code(&[PURPOSE, text.as_bytes()]);
        text.push_str(&line::closing(&code));
        text.push('\n');
        text
    }

    /// Reads and authenticates the text of a head file.
    pub(crate) fn open(text: &str, key: &SealKey) -> Result<Self, Why> {
        if text.trim().is_empty() {
            return Err(Why::HeadMissing);
        }
        if text.len() > HEAD_BYTES_MAX {
            return Err(Why::HeadMalformed);
        }
        let text = text.strip_suffix('\n').unwrap_or(text).as_bytes();
        let (sealed, code) = line::split_code(text).ok_or(Why::HeadMalformed)?;
        if !key.confirms(&[PURPOSE, sealed], &code) {
            return Err(Why::HeadForged);
        }
        Self::parse(sealed).ok_or(Why::HeadMalformed)
    }

    fn parse(sealed: &[u8]) -> Option<Self> {
        let text = core::str::from_utf8(sealed).ok()?;
        let (segment, rest) = text.strip_prefix(SEGMENT)?.split_once(RECORDS_BEFORE)?;
        let (records_before, rest) = rest.split_once(MAC_BEFORE)?;
        let (mac_before, rest) = rest.split_once(RECORDS)?;
        let (records, rest) = rest.split_once(LAST)?;
        let (last, closed) = rest.split_once(CLOSED)?;
        Some(Self {
            segment: segment.parse().ok()?,
            before: place(records_before, mac_before)?,
            end: place(records, last)?,
            closed: closed.parse().ok()?,
        })
    }
}

fn place(records: &str, last: &str) -> Option<Place> {
    Some(Place {
        records: records.parse().ok()?,
        last: Code::from_hex(last.as_bytes())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn head() -> Head {
        let end = Place {
            records: u64::MAX,
            last: Code::GENESIS,
        };
        Head {
            closed: true,
            ..Head::opening(u64::MAX, end)
        }
    }

    #[test]
    fn a_head_is_json_within_its_limit_and_is_read_back() {
        let text = head().seal(&sample::key());
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        assert!(text.len() <= HEAD_BYTES_MAX);
        assert_eq!(Head::open(&text, &sample::key()), Ok(head()));
        assert_eq!(Head::open(text.trim_end(), &sample::key()), Ok(head()));
    }

    #[test]
    fn a_head_that_is_not_sealed_with_the_key_is_refused() {
        let text = head().seal(&sample::key());
        let long = " ".repeat(HEAD_BYTES_MAX) + &text;
        for (text, why) in [
            ("", Why::HeadMissing),
            ("\n", Why::HeadMissing),
            ("{}", Why::HeadMalformed),
            (long.as_str(), Why::HeadMalformed),
            (&text.replace("1844", "1843"), Why::HeadForged),
        ] {
            assert_eq!(Head::open(text, &sample::key()), Err(why));
        }
        let other = Head::open(&text, &sample::other_key());
        assert_eq!(other, Err(Why::HeadForged));
    }
}
