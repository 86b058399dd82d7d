//! What the answer to a collection says was entered.
//! Whether that is what was asked for is judged by the flow.

use cxtone_dtmf::{Digit, Digits};
use serde_json::Value;

use super::{object, text};
use crate::{Collected, Collecting, EntryEnd, Response, Unreadable};

/// Reads the fields `digits`, `timeout` and `reason`; each may be missing, but not all: an entry of
/// which nothing is told is lost, and not one in which nothing was pressed.
///
/// The first terminator in the digits ends them and is told apart: the source asks for `#` and
/// compares what comes with `100`, and does not say whether the `#` is in it.
pub(super) fn collected(
    response: &Response,
    collecting: &Collecting,
) -> Result<Collected, Unreadable> {
    let answer = object(response)?;
    if !["digits", "timeout", "reason"]
        .iter()
        .any(|field| answer.contains_key(*field))
    {
        return Err(Unreadable {
            what: "it tells neither digits nor what ended the entry",
        });
    }
    let pressed = pressed(answer.get("digits"))?;
    let (digits, terminator) = split(&pressed, collecting);
    let timed_out = answer.get("timeout") == Some(&Value::Bool(true));
    let ended = match told(&text(&answer, "reason").unwrap_or_default()) {
        EntryEnd::HungUp => EntryEnd::HungUp,
        _ if timed_out => EntryEnd::Timeout,
        EntryEnd::Untold if terminator.is_some() => EntryEnd::Terminator,
        EntryEnd::Untold if digits.len() >= collecting.digits_max() => EntryEnd::Full,
        told => told,
    };
    Ok(Collected {
        digits,
        terminator,
        ended,
    })
}

fn pressed(value: Option<&Value>) -> Result<Digits, Unreadable> {
    match value {
        None | Some(Value::Null) => Ok(Digits::new()),
        Some(Value::String(digits)) => digits.parse().map_err(|_| Unreadable {
            what: "the digits are none, or too many",
        }),
        Some(_) => Err(Unreadable {
            what: "the digits are no text",
        }),
    }
}

fn split(pressed: &Digits, collecting: &Collecting) -> (Digits, Option<Digit>) {
    let mut digits = Digits::new();
    for key in pressed.iter() {
        if collecting.ends_with(key) {
            return (digits, Some(key));
        }
        // They all came out of one such value.
        let _ = digits.push(key);
    }
    (digits, None)
}

/// What a reason says. The source reads none and lists none.
fn told(reason: &str) -> EntryEnd {
    match reason {
        "maxdigits" | "full" => EntryEnd::Full,
        "terminatingdigit" | "terminator" => EntryEnd::Terminator,
        "timeout" => EntryEnd::Timeout,
        "hangup" | "hungup" | "disconnected" | "callended" => EntryEnd::HungUp,
        "stopped" | "cancelled" | "canceled" => EntryEnd::Stopped,
        _ => EntryEnd::Untold,
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    fn asked() -> Collecting {
        let keys = ['#', '*'].into_iter().filter_map(Digit::from_char);
        let asked = Collecting::new(3, Duration::from_secs(15)).expect("within the limits");
        asked.ended_by(keys)
    }

    fn check(body: &str, digits: &str, terminator: Option<char>, ended: EntryEnd) {
        let read = collected(&Response::new(body.into()), &asked()).expect("readable");
        let told: String = read.digits.chars().collect();
        assert_eq!(told, digits, "{body}");
        assert_eq!(read.terminator.map(Digit::as_char), terminator, "{body}");
        assert_eq!(read.ended, ended, "{body}");
    }

    #[test]
    fn g13_a_terminator_is_never_among_the_digits() {
        check(r#"{"digits":"100"}"#, "100", None, EntryEnd::Full);
        check(
            r##"{"digits":"10#"}"##,
            "10",
            Some('#'),
            EntryEnd::Terminator,
        );
        check(r##"{"digits":"#"}"##, "", Some('#'), EntryEnd::Terminator);
        check(r#"{"digits":"1*2"}"#, "1", Some('*'), EntryEnd::Terminator);
        check(
            r#"{"digits":"10","reason":"terminatingDigit"}"#,
            "10",
            None,
            EntryEnd::Terminator,
        );
    }

    #[test]
    fn g13_digits_of_an_entry_that_was_not_completed_are_kept() {
        check(
            r#"{"digits":"10","timeout":true}"#,
            "10",
            None,
            EntryEnd::Timeout,
        );
        check(
            r#"{"digits":"1","reason":"hangup"}"#,
            "1",
            None,
            EntryEnd::HungUp,
        );
        check(
            r#"{"digits":"1","timeout":true,"reason":"hung-up"}"#,
            "1",
            None,
            EntryEnd::HungUp,
        );
        check(
            r#"{"digits":"1","reason":"stopped"}"#,
            "1",
            None,
            EntryEnd::Stopped,
        );
    }

    #[test]
    fn g8_an_answer_without_digits_is_an_entry_of_nothing() {
        check(r#"{"timeout":true}"#, "", None, EntryEnd::Timeout);
        check(
            r#"{"digits":null,"reason":"x"}"#,
            "",
            None,
            EntryEnd::Untold,
        );
        check(
            r#"{"digits":"12","reason":7}"#,
            "12",
            None,
            EntryEnd::Untold,
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_without_its_digits() {
        for body in [
            "",
            "{}",
            r#"{"status":"completed"}"#,
            "[]",
            "12",
            "null",
            r#"{"digits":12}"#,
            r#"{"digits":"9021x"}"#,
        ] {
            let refused = collected(&Response::new(body.into()), &asked());
            let shown = refused.expect_err("unreadable").to_string();
            assert!(!shown.contains("9021"), "{shown}");
        }
    }
}
