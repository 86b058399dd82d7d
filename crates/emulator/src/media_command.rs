//! A media command as the far end reads it from JSON, judged on its own: the client's rules are not used.
//! Whether the call can take it is decided in `call`.

use cxtone_dtmf::{Digit, Digits};
use cxtone_flow::{Collection, DigitCount, Keys, PromptName, TimerMs, Timers, Value as Address};
use serde::Deserialize;
use serde_json::Value;

use crate::command::FieldError;

/// The longest media URL, in bytes.
const MEDIA_URL_BYTES_MAX: usize = 2_048;

/// The most digits of one entry.
const DIGITS_MAX: u64 = 32;

/// The longest wait for an entry, in ms.
const TIMEOUT_MS_MAX: u64 = 600_000;

/// The most terminators: one for each digit there is.
const TERMINATORS_MAX: usize = 16;

/// A prompt that is to be played.
#[derive(Clone)]
pub(crate) struct PlayCommand {
    pub(crate) media_url: String,
    pub(crate) repeated: bool,
    pub(crate) interruptible: bool,
}

/// An entry that is to be collected.
#[derive(Clone)]
pub(crate) struct CollectCommand {
    pub(crate) collection: Box<Collection>,
    pub(crate) prompt: Option<PlayCommand>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlayBody {
    media_url: String,
    #[serde(default, rename = "loop")]
    repeated: bool,
    #[serde(default)]
    interruptible: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CollectBody {
    max_digits: Value,
    timeout: Value,
    terminating_digits: Value,
    #[serde(default)]
    play_prompt: Option<PlayBody>,
}

type Wrong = Vec<FieldError>;

impl PlayCommand {
    /// Reads the body of a play request.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Wrong> {
        let body: PlayBody = serde_json::from_slice(body).map_err(|_| {
            vec![FieldError {
                field: "",
                message: "the body must be one JSON object of mediaUrl, loop and interruptible",
            }]
        })?;
        Self::judged(body, "mediaUrl").map_err(|wrong| vec![wrong])
    }

    fn judged(body: PlayBody, field: &'static str) -> Result<Self, FieldError> {
        let PlayBody {
            media_url,
            repeated,
            interruptible,
        } = body;
        let is_web = media_url.starts_with("https://") || media_url.starts_with("http://");
        let plain = media_url.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_web || !plain || media_url.len() > MEDIA_URL_BYTES_MAX {
            return Err(FieldError {
                field,
                message: "must be an http or https URL of at most 2048 bytes",
            });
        }
        Ok(Self {
            media_url,
            repeated,
            interruptible,
        })
    }
}

impl CollectCommand {
    /// Reads the body of a collect request.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Wrong> {
        // serde's own message may quote the body, so it is left out.
        let body: CollectBody = serde_json::from_slice(body).map_err(|_| {
            vec![FieldError {
                field: "",
                message: "the body must be one JSON object of maxDigits, timeout, terminatingDigits and playPrompt",
            }]
        })?;
        let prompt = body.play_prompt;
        let prompt = prompt.map(|prompt| PlayCommand::judged(prompt, "playPrompt"));
        let prompt = prompt.transpose();
        let digits_max = whole(&body.max_digits, DIGITS_MAX).ok_or(FieldError {
            field: "maxDigits",
            message: "must be 1 to 32",
        });
        let timeout_ms = whole(&body.timeout, TIMEOUT_MS_MAX).ok_or(FieldError {
            field: "timeout",
            message: "must be 1 to 600000 ms",
        });
        let terminators = terminators(&body.terminating_digits).ok_or(FieldError {
            field: "terminatingDigits",
            message: "must be a list of single digits, each of 0-9, *, # and A-D",
        });
        match (prompt, digits_max, timeout_ms, terminators) {
            (Ok(prompt), Ok(digits_max), Ok(timeout_ms), Ok(terminators)) => {
                collection(digits_max, timeout_ms, terminators, prompt.as_ref())
                    .map(|collection| Self { collection, prompt })
            }
            (prompt, digits_max, timeout_ms, terminators) => Err([
                prompt.err(),
                digits_max.err(),
                timeout_ms.err(),
                terminators.err(),
            ]
            .into_iter()
            .flatten()
            .collect()),
        }
    }
}

/// The far end has one timer, for the entry as a whole; it waits for no terminator after the last
/// digit, and counts keys that were pressed ahead.
fn collection(
    digits_max: DigitCount,
    timeout_ms: TimerMs,
    terminators: Keys,
    prompt: Option<&PlayCommand>,
) -> Result<Box<Collection>, Wrong> {
    let prompt = prompt.map(named).transpose()?;
    Ok(Box::new(Collection {
        prompt,
        digits_max,
        terminators,
        timers: Timers {
            first_digit_ms: timeout_ms,
            inter_digit_ms: timeout_ms,
            total_ms: timeout_ms,
            terminator_ms: TimerMs::default(),
        },
        type_ahead: true,
    }))
}

/// The prompt as a collection has it; its sound is found by its URL.
fn named(prompt: &PlayCommand) -> Result<cxtone_flow::Prompt, Wrong> {
    let wrong = |_| {
        vec![FieldError {
            field: "playPrompt",
            message: "must name a prompt",
        }]
    };
    let name = PromptName::try_from("prompt".to_owned()).map_err(|_| wrong(()))?;
    let address = Address::try_from(prompt.media_url.clone()).map_err(|_| wrong(()))?;
    Ok(cxtone_flow::Prompt {
        name,
        address,
        interruptible: prompt.interruptible,
    })
}

fn whole<T: TryFrom<u32>>(value: &Value, most: u64) -> Option<T> {
    let number = value
        .as_u64()
        .filter(|number| (1..=most).contains(number))?;
    T::try_from(u32::try_from(number).ok()?).ok()
}

fn terminators(value: &Value) -> Option<Keys> {
    let texts = value.as_array()?;
    if texts.len() > TERMINATORS_MAX {
        return None;
    }
    let mut keys = Digits::new();
    for text in texts {
        let mut characters = text.as_str()?.chars();
        let key = Digit::from_char(characters.next()?)?;
        if characters.next().is_some() {
            return None;
        }
        if !keys.iter().any(|one| one == key) {
            keys.push(key).ok()?;
        }
    }
    Keys::try_from(keys.chars().collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Result<usize, &[&str]>) {
        let read = CollectCommand::parse(body.as_bytes());
        let told = read.as_ref().map(|read| {
            let digits = read.collection.digits_max.value();
            usize::from(digits)
        });
        let wrong: Vec<_> = read.as_ref().err().map_or_else(Vec::new, |wrong| {
            wrong.iter().map(|wrong| wrong.field).collect()
        });
        match expected {
            Ok(digits) => assert_eq!(told.ok(), Some(digits), "{body}: {wrong:?}"),
            Err(fields) => assert_eq!(wrong, fields, "{body}"),
        }
    }

    #[test]
    fn a_collection_is_read_as_the_source_writes_it() {
        check(
            r##"{"maxDigits":3,"timeout":15000,"terminatingDigits":["#","*"],
                "playPrompt":{"mediaUrl":"https://storage.cxone.com/prompts/enter_code.wav","interruptible":true}}"##,
            Ok(3),
        );
        check(
            r#"{"maxDigits":1,"timeout":1,"terminatingDigits":[]}"#,
            Ok(1),
        );
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        check("[]", Err(&[""]));
        check(r#"{"maxDigits":1,"timeout":1}"#, Err(&[""]));
        check(
            r#"{"maxDigits":1,"timeout":1,"terminatingDigits":[],"max":1}"#,
            Err(&[""]),
        );
        check(
            r##"{"maxDigits":33,"timeout":"1","terminatingDigits":["#*"],"playPrompt":{"mediaUrl":"x"}}"##,
            Err(&["playPrompt", "maxDigits", "timeout", "terminatingDigits"]),
        );
        check(
            r#"{"maxDigits":0,"timeout":600001,"terminatingDigits":"1"}"#,
            Err(&["maxDigits", "timeout", "terminatingDigits"]),
        );
    }

    #[test]
    fn a_prompt_is_neither_repeated_nor_interruptible_unless_that_is_said() {
        let read = |body: &str| PlayCommand::parse(body.as_bytes()).expect("a prompt");
        let plain = read(r#"{"mediaUrl":"https://a.example/a.wav"}"#);
        assert!(!plain.repeated && !plain.interruptible);
        let all =
            read(r#"{"mediaUrl":"https://a.example/a.wav","loop":true,"interruptible":true}"#);
        assert!(all.repeated && all.interruptible);
        assert!(PlayCommand::parse(br#"{"mediaUrl":"greeting.wav"}"#).is_err());
        assert!(PlayCommand::parse(br#"{"mediaURL":"https://a.example/a.wav"}"#).is_err());
    }
}
