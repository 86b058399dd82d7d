//! An injection of `cxone-agent` as the far end reads it, from a JSON body or from the query.
//! What NICE has not published (digits, lengths, ranges) is assumed; the README says what.

use cxtone_dtmf::{Digit, Digits};
use serde::Deserialize;
use serde_json::Value;

use crate::command::{Command, FieldError, Signalling};

/// The most digits in one command; assumed.
const DIGITS_MAX: usize = 32;

/// The shortest and longest tone and space, in ms; assumed.
const TIMING_MS: core::ops::RangeInclusive<u64> = 40..=5_000;

/// The space after a tone where none is asked for, in ms; assumed.
const SPACING_MS: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "dtmfSequence")]
    sequence: Option<Value>,
    #[serde(rename = "toneDurationMS")]
    duration_ms: Option<Value>,
    #[serde(rename = "toneSpacingMS")]
    spacing_ms: Option<Value>,
}

/// Reads the body, or the query where there is no body.
pub(crate) fn parse(body: &[u8], query: &[(String, String)]) -> Result<Command, Vec<FieldError>> {
    let body = if body.is_empty() {
        from_query(query)?
    } else {
        // serde's own message may quote the body, so it is left out.
        serde_json::from_slice(body).map_err(|_| not_an_object())?
    };
    let digits = digits(body.sequence.as_ref());
    let tone_ms = timing_ms(body.duration_ms.as_ref(), None);
    let pause_ms = timing_ms(body.spacing_ms.as_ref(), Some(SPACING_MS));
    match (digits, tone_ms, pause_ms) {
        (Ok(digits), Ok(tone_ms), Ok(pause_ms)) => Ok(Command {
            digits,
            signalling: Signalling::Rfc2833,
            tone_ms,
            pause_ms,
        }),
        (digits, tone_ms, pause_ms) => Err([
            digits.err().map(|message| ("dtmfSequence", message)),
            tone_ms.err().map(|message| ("toneDurationMS", message)),
            pause_ms.err().map(|message| ("toneSpacingMS", message)),
        ]
        .into_iter()
        .flatten()
        .map(|(field, message)| FieldError { field, message })
        .collect()),
    }
}

/// The query as the body that it stands for: numbers are numbers there.
fn from_query(query: &[(String, String)]) -> Result<Body, Vec<FieldError>> {
    let value = |name: &str, text: &str| match name {
        "dtmfSequence" => Value::from(text),
        _ => text
            .parse::<u64>()
            .map_or_else(|_| Value::from(text), Value::from),
    };
    let fields = query
        .iter()
        .map(|(name, text)| (name.clone(), value(name, text)))
        .collect::<serde_json::Map<_, _>>();
    if fields.len() < query.len() {
        return Err(not_an_object());
    }
    serde_json::from_value(Value::Object(fields)).map_err(|_| not_an_object())
}

fn not_an_object() -> Vec<FieldError> {
    vec![FieldError {
        field: "",
        message: "give dtmfSequence, toneDurationMS and toneSpacingMS once, and nothing else",
    }]
}

fn digits(value: Option<&Value>) -> Result<Digits, &'static str> {
    let wrong = "must be 1 to 32 of 0-9, *, #, A-D in upper case";
    let text = value.and_then(Value::as_str).ok_or(wrong)?;
    if !(1..=DIGITS_MAX).contains(&text.chars().count()) {
        return Err(wrong);
    }
    let mut digits = Digits::new();
    for character in text.chars() {
        let digit = Digit::from_char(character)
            .filter(|digit| digit.as_char() == character)
            .ok_or(wrong)?;
        digits.push(digit).map_err(|_| wrong)?;
    }
    Ok(digits)
}

fn timing_ms(value: Option<&Value>, usual: Option<u32>) -> Result<u32, &'static str> {
    if let (None | Some(Value::Null), Some(usual)) = (value, usual) {
        return Ok(usual);
    }
    value
        .and_then(Value::as_u64)
        .filter(|ms| TIMING_MS.contains(ms))
        .and_then(|ms| u32::try_from(ms).ok())
        .ok_or("must be an integer of 40 to 5000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, query: &[(&str, &str)], expected: Result<(usize, u32, u32), &[&str]>) {
        let query: Vec<_> = query
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let read = parse(body.as_bytes(), &query);
        let read = read
            .map(|command| (command.digits.len(), command.tone_ms, command.pause_ms))
            .map_err(|errors| errors.iter().map(|error| error.field).collect::<Vec<_>>());
        assert_eq!(read, expected.map_err(<[_]>::to_vec), "{body} {query:?}");
    }

    #[test]
    fn body_and_query_say_the_same() {
        let all = r#"{"dtmfSequence":"12#","toneDurationMS":80,"toneSpacingMS":60}"#;
        check(all, &[], Ok((3, 80, 60)));
        let query = [
            ("dtmfSequence", "12#"),
            ("toneDurationMS", "80"),
            ("toneSpacingMS", "60"),
        ];
        check("", &query, Ok((3, 80, 60)));
        check("", &query[..2], Ok((3, 80, 100)));
    }

    #[test]
    fn each_field_is_held_to_its_limits() {
        let body = |digits: &str, tone: &str| {
            format!(r#"{{"dtmfSequence":{digits},"toneDurationMS":{tone}}}"#)
        };
        check(&body("\"1\"", "39"), &[], Err(&["toneDurationMS"]));
        check(&body("\"1w2\"", "40"), &[], Err(&["dtmfSequence"]));
        check(
            &body("12", "\"40\""),
            &[],
            Err(&["dtmfSequence", "toneDurationMS"]),
        );
        check("{}", &[], Err(&["dtmfSequence", "toneDurationMS"]));
        check("", &[], Err(&["dtmfSequence", "toneDurationMS"]));
        check("[1]", &[], Err(&[""]));
        check(r#"{"dtmf":"1"}"#, &[], Err(&[""]));
        check(
            "",
            &[("dtmfSequence", "1"), ("dtmfSequence", "2")],
            Err(&[""]),
        );
    }
}
