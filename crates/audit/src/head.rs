//! The sealed head beside a log: how many records it has and the code of the last one.
//! Comparing it with the lines is left to `walk`.
//!
//! ```text
//! {"records":2,"lastMac":"…","mac":"…"}
//! ```

use crate::{
    broken::Why,
    line,
    seal::{Code, SealKey},
};

/// The longest head that is read, in bytes; one that we write has at most 190.
pub const HEAD_BYTES_MAX: usize = 512;

/// Keeps a head's code from serving as a line's.
const PURPOSE: &[u8] = b"cxtone audit head 1\n";

const RECORDS: &str = "{\"records\":";
const LAST: &str = ",\"lastMac\":\"";

/// Where the chain stood when it was last sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) records: u64,
    pub(crate) last: Code,
}

impl Head {
    /// The text of the head file, with its line feed.
    pub(crate) fn seal(&self, key: &SealKey) -> String {
        let mut text = format!("{RECORDS}{}{LAST}{}\"", self.records, self.last);
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
        let (records, last) = text.strip_prefix(RECORDS)?.split_once(LAST)?;
        Some(Self {
            records: records.parse().ok()?,
            last: Code::from_hex(last.strip_suffix('"')?.as_bytes())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn head() -> Head {
        Head {
            records: u64::MAX,
            last: Code::GENESIS,
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
