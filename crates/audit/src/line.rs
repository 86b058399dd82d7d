//! One line of the log: a record between its place in the chain and its code.
//! Whether the place is the right one is left to `walk`.
//!
//! ```text
//! {"sequence":1,"previousMac":"…","kind":"intended",…,"mac":"…"}
//! ```
//!
//! The code covers every byte before `,"mac":`, so nothing depends on how JSON is normalised.

use crate::{
    Record,
    seal::{Code, SealKey},
};

/// Keeps a line's code from serving as a head's.
const PURPOSE: &[u8] = b"cxtone audit line 1\n";

const SEQUENCE: &str = "{\"sequence\":";
const PREVIOUS: &str = ",\"previousMac\":\"";
const AFTER_PREVIOUS: &str = "\",";
const MAC: &str = ",\"mac\":\"";
const END: &str = "\"}";

/// A line read back, its code not yet checked.
pub(crate) struct Line<'a> {
    pub(crate) sequence: u64,
    pub(crate) previous: Code,
    pub(crate) code: Code,
    sealed: &'a [u8],
}

impl<'a> Line<'a> {
    /// Takes a line, without its line feed, apart; `None` where it has another form.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let (sealed, code) = split_code(text)?;
        let rest = sealed.strip_prefix(SEQUENCE.as_bytes())?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (sequence, rest) = rest.split_at(digits);
        let sequence = core::str::from_utf8(sequence).ok()?.parse().ok()?;
        let rest = rest.strip_prefix(PREVIOUS.as_bytes())?;
        let (previous, rest) = rest.split_at_checked(Code::HEX_CHARS)?;
        rest.strip_prefix(AFTER_PREVIOUS.as_bytes())?;
        Some(Self {
            sequence,
            previous: Code::from_hex(previous)?,
            code,
            sealed,
        })
    }

    /// Whether the code belongs to the line.
    pub(crate) fn is_authentic(&self, key: &SealKey) -> bool {
        key.confirms(&[PURPOSE, self.sealed], &self.code)
    }
}

/// A record as the line that follows `previous`, without a line feed, and its code.
pub(crate) fn seal(
    record: &Record,
    sequence: u64,
    previous: &Code,
    key: &SealKey,
) -> (String, Code) {
    let json = serde_json::to_string(record).expect("a record is plain data with text keys");
    let fields = json
        .strip_prefix('{')
        .and_then(|fields| fields.strip_suffix('}'))
        .expect("a record is written as an object");
    let mut text = opening(sequence, previous);
    text.push_str(fields);
    let code = key.code(&[PURPOSE, text.as_bytes()]);
    text.push_str(&closing(&code));
    (text, code)
}

/// How the line at a place in the chain must begin.
pub(crate) fn opening(sequence: u64, previous: &Code) -> String {
    format!("{SEQUENCE}{sequence}{PREVIOUS}{previous}{AFTER_PREVIOUS}")
}

/// Splits `…,"mac":"<code>"}` into what the code covers and the code.
pub(crate) fn split_code(text: &[u8]) -> Option<(&[u8], Code)> {
    let text = text.strip_suffix(END.as_bytes())?;
    let (text, code) = text.split_at_checked(text.len().checked_sub(Code::HEX_CHARS)?)?;
    Some((text.strip_suffix(MAC.as_bytes())?, Code::from_hex(code)?))
}

/// What follows the text that a code covers.
pub(crate) fn closing(code: &Code) -> String {
    format!("{MAC}{code}{END}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_line_is_one_json_object_that_stands_for_itself() {
        let (text, code) = seal(&sample::intended("a-1"), 7, &Code::GENESIS, &sample::key());
        let object: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(object["sequence"], 7);
        assert_eq!(object["previousMac"], "0".repeat(64));
        assert_eq!(object["mac"], code.to_string());
        assert_eq!(object["callId"], "call-1");
        assert!(!text.contains('\n'));
    }

    #[test]
    fn a_line_is_read_back_and_is_authentic_under_its_key_alone() {
        let (text, code) = seal(&sample::failed("a-1"), 7, &Code::GENESIS, &sample::key());
        let line = Line::parse(text.as_bytes()).expect("our own form");
        assert_eq!(
            (line.sequence, line.previous, line.code),
            (7, Code::GENESIS, code)
        );
        assert!(line.is_authentic(&sample::key()));
        assert!(!line.is_authentic(&sample::other_key()));
    }

    #[test]
    fn what_is_no_line_is_none() {
        for text in [
            "",
            "{}",
            "\"}",
            "{\"sequence\":1}",
            "mac",
            "{\"sequence\":,\"mac\":\"\"}",
        ] {
            assert!(Line::parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
