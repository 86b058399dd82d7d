//! An injection as the far end reads it from JSON, judged on its own: the client's rules are not used.
//! Whether the call can take it is decided in `call`.

use cxtone_dtmf::{Digit, Digits};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most digits in one command (Node source: sixteen-character telephony engine limit).
const DIGITS_MAX: usize = 16;

/// The shortest and longest pause between digits, in ms (Node source).
const PAUSE_MS: core::ops::RangeInclusive<u64> = 50..=1_000;

/// How long each tone lasts, in ms; the sources let nobody ask for another length.
const TONE_MS: u32 = 100;

/// An injection that the far end takes. It has no `Debug`: it holds digits.
#[derive(Clone, Copy)]
pub(crate) struct Command {
    pub(crate) digits: Digits,
    pub(crate) signalling: Signalling,
    /// How long each tone lasts.
    pub(crate) tone_ms: u32,
    /// The silence after each tone.
    pub(crate) pause_ms: u32,
}

/// How the digits travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Signalling {
    /// RTP telephone-event packets.
    Rfc2833,
    /// One SIP INFO body a digit.
    SipInfo,
    /// Tones in the audio.
    Inband,
}

/// What is wrong with one field; it never shows what the field held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    pub(crate) field: &'static str,
    pub(crate) message: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    dtmf: Option<Value>,
    dtmf_type: Option<Value>,
    inter_digit_pause: Option<Value>,
}

impl Command {
    /// Reads the body of an injection request.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Vec<FieldError>> {
        // serde's own message may quote the body, so it is left out.
        let body: Body = serde_json::from_slice(body).map_err(|_| {
            vec![FieldError {
                field: "",
                message: "the body must be one JSON object of dtmf, dtmfType and interDigitPause",
            }]
        })?;
        let digits = digits(body.dtmf.as_ref());
        let signalling = signalling(body.dtmf_type.as_ref());
        let pause_ms = pause_ms(body.inter_digit_pause.as_ref());
        match (digits, signalling, pause_ms) {
            (Ok(digits), Ok(signalling), Ok(pause_ms)) => Ok(Self {
                digits,
                signalling,
                tone_ms: TONE_MS,
                pause_ms,
            }),
            (digits, signalling, pause_ms) => Err([
                digits.err().map(|message| ("dtmf", message)),
                signalling.err().map(|message| ("dtmfType", message)),
                pause_ms.err().map(|message| ("interDigitPause", message)),
            ]
            .into_iter()
            .flatten()
            .map(|(field, message)| FieldError { field, message })
            .collect()),
        }
    }

    /// How long the digits take to play, each with the gap after it, in ms.
    pub(crate) fn play_out_ms(&self) -> u64 {
        self.digits.len() as u64 * u64::from(self.tone_ms + self.pause_ms)
    }
}

impl Signalling {
    /// As the sources spell it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc2833 => "RFC2833",
            Self::SipInfo => "SIPINFO",
            Self::Inband => "INBAND",
        }
    }
}

fn digits(value: Option<&Value>) -> Result<Digits, &'static str> {
    let text = value
        .and_then(Value::as_str)
        .ok_or("must be a string of digits")?;
    if !(1..=DIGITS_MAX).contains(&text.chars().count()) {
        return Err("must hold 1 to 16 digits");
    }
    let upper_only = "must hold only 0-9, *, #, A-D in upper case";
    let mut digits = Digits::new();
    for character in text.chars() {
        let digit = Digit::from_char(character)
            .filter(|digit| digit.as_char() == character)
            .ok_or(upper_only)?;
        digits.push(digit).map_err(|_| "must hold 1 to 16 digits")?;
    }
    Ok(digits)
}

fn signalling(value: Option<&Value>) -> Result<Signalling, &'static str> {
    [Signalling::Rfc2833, Signalling::SipInfo, Signalling::Inband]
        .into_iter()
        .find(|signalling| value.and_then(Value::as_str) == Some(signalling.as_str()))
        .ok_or("must be RFC2833, SIPINFO or INBAND")
}

fn pause_ms(value: Option<&Value>) -> Result<u32, &'static str> {
    value
        .and_then(Value::as_u64)
        .filter(|pause| PAUSE_MS.contains(pause))
        .and_then(|pause| u32::try_from(pause).ok())
        .ok_or("must be an integer of 50 to 1000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected_fields: &[&str]) {
        let fields: Vec<_> = Command::parse(body.as_bytes())
            .err()
            .unwrap_or_default()
            .iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(fields, expected_fields, "{body}");
    }

    fn check_field(field: &str, value: &str, fits: bool) {
        let part = |name: &str, usual: &str| {
            let value = if name == field { value } else { usual };
            format!("\"{name}\":{value}")
        };
        let body = format!(
            "{{{},{},{}}}",
            part("dtmf", "\"1\""),
            part("dtmfType", "\"INBAND\""),
            part("interDigitPause", "50")
        );
        let wrong: &[&str] = if fits { &[] } else { &[field] };
        check(&body, wrong);
    }

    #[test]
    fn each_field_is_held_to_its_limits() {
        for (field, value, fits) in [
            ("dtmf", "\"1234567890*#ABCD\"", true),
            ("dtmf", "\"12345678901234567\"", false),
            ("dtmf", "\"\"", false),
            ("dtmf", "\"a\"", false),
            ("dtmf", "\"1w2\"", false),
            ("dtmf", "12", false),
            ("dtmf", "null", false),
            ("dtmfType", "\"RFC2833\"", true),
            ("dtmfType", "\"SIPINFO\"", true),
            ("dtmfType", "\"inband\"", false),
            ("dtmfType", "[\"INBAND\"]", false),
            ("interDigitPause", "1000", true),
            ("interDigitPause", "49", false),
            ("interDigitPause", "1001", false),
            ("interDigitPause", "200.0", false),
            ("interDigitPause", "\"200\"", false),
            ("interDigitPause", "[100]", false),
            ("interDigitPause", "-100", false),
        ] {
            check_field(field, value, fits);
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        check("{}", &["dtmf", "dtmfType", "interDigitPause"]);
    }

    #[test]
    fn what_is_no_such_object_is_refused_whole() {
        for body in [
            "",
            "[]",
            "{",
            "nonsense",
            r#"{"dtmf":"1","dtmfType":"INBAND","interDigitPause":50,"extra":1}"#,
            r#"{"dtmf":"1","dtmf":"1","dtmfType":"INBAND","interDigitPause":50}"#,
        ] {
            check(body, &[""]);
        }
    }

    #[test]
    fn play_out_is_every_tone_with_its_gap() {
        let body = br#"{"dtmf":"1234#","dtmfType":"RFC2833","interDigitPause":200}"#;
        let command = Command::parse(body).unwrap_or_else(|_| panic!("the body is right"));
        assert_eq!(command.play_out_ms(), 1_500);
    }
}
