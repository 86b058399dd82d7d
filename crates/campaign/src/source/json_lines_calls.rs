//! Calls from JSON Lines: an object a line, as a feed that goes on brings them.
//! What makes an object a call is decided in `source`.

use std::{
    collections::BTreeMap,
    io::{BufRead, Read as _},
};

use serde_json::{Map, Value};

use super::{BadRow, CALL_ID, NewCall, PRIORITY, PRIORITY_MAX};

/// The most bytes of a line.
const LINE_BYTES_MAX: usize = 128 * 1024;

/// The calls of a feed, one after the other; never more than one is in memory.
///
/// Each line is an object with `callId`, perhaps with `priority`; all its other fields, which may
/// be text, numbers or truth values, are variables. Empty lines do not count.
pub struct JsonLinesCalls<R> {
    source: R,
    line: u64,
    ended: bool,
}

impl<R: BufRead> JsonLinesCalls<R> {
    /// Reads from a source.
    pub const fn new(source: R) -> Self {
        Self {
            source,
            line: 0,
            ended: false,
        }
    }

    /// The next line; `None` at the end.
    fn read(&mut self) -> Result<Option<String>, String> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.source).take(LINE_BYTES_MAX as u64);
        let read = limited.read_until(b'\n', &mut bytes);
        let read = read.map_err(|error| {
            self.ended = true;
            format!("it cannot be read: {error}")
        })?;
        if read == 0 {
            return Ok(None);
        }
        if read == LINE_BYTES_MAX && bytes.last() != Some(&b'\n') {
            self.ended = true;
            return Err(format!(
                "it has more than {LINE_BYTES_MAX} bytes, and nothing after it is read"
            ));
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        Ok(Some(text))
    }
}

impl<R: BufRead> Iterator for JsonLinesCalls<R> {
    type Item = Result<(u64, NewCall), BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            let line = self.line;
            let call = match self.read() {
                Ok(None) => return None,
                Ok(Some(text)) if text.trim().is_empty() => continue,
                Ok(Some(text)) => call(&text),
                Err(why) => Err(why),
            };
            return Some(
                call.map(|call| (line, call))
                    .map_err(|why| BadRow { line, why }),
            );
        }
        None
    }
}

fn call(text: &str) -> Result<NewCall, String> {
    let fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| "it is no JSON object".to_owned())?;
    let mut variables = BTreeMap::new();
    let (mut call, mut rank) = (String::new(), 0);
    for (name, value) in fields {
        match (name.as_str(), value) {
            (CALL_ID, Value::String(id)) => call = id,
            (CALL_ID, _) => return Err(format!("`{CALL_ID}` is no text")),
            (PRIORITY, value) => rank = whole(&value)?,
            (_, Value::String(text)) => {
                variables.insert(name, text);
            }
            (_, value @ (Value::Number(_) | Value::Bool(_))) => {
                variables.insert(name, value.to_string());
            }
            (_, Value::Null) => {}
            _ => return Err("a field is a list or an object; variables are text".to_owned()),
        }
    }
    NewCall::new(&call, rank, variables)
}

fn whole(value: &Value) -> Result<i32, String> {
    value
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| {
            format!(
                "`{PRIORITY}` is no whole number of {} to {PRIORITY_MAX}",
                -PRIORITY_MAX
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Result<&str, (u64, &str)>]) {
        let calls: Vec<_> = JsonLinesCalls::new(text.as_bytes()).collect();
        assert_eq!(calls.len(), expected.len(), "{calls:?}");
        for (call, expected) in calls.iter().zip(expected) {
            match (call, expected) {
                (Ok((_, call)), Ok(id)) => assert_eq!(call.call().as_str(), *id),
                (Err(bad), Err((line, part))) => {
                    assert_eq!(bad.line, *line, "{bad}");
                    assert!(bad.why.contains(part), "{bad}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn each_line_is_a_call_or_is_told_with_its_number() {
        check(
            "{\"callId\":\"call-1\"}\n\n{\"callId\":7}\nnonsense\n{\"callId\":\"call-2\",\"priority\":3,\"a\":1,\"b\":true}",
            &[
                Ok("call-1"),
                Err((3, "no text")),
                Err((4, "no JSON object")),
                Ok("call-2"),
            ],
        );
    }

    #[test]
    fn a_line_that_never_ends_ends_the_feed() {
        let text = "x".repeat(LINE_BYTES_MAX + 1);
        check(&text, &[Err((1, "more than"))]);
    }
}
