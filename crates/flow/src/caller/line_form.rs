//! The one-line form of what a caller does: `ends 2, wait 400, press 100, hang-up`.
//! Everything else of a caller is as in a script that does not say.

use core::str::FromStr;

use super::{Act, Caller, CallerError, Press};
use crate::{Keys, PromptNumber, TimerMs, limits::CALLER_BYTES_MAX};

/// Reads the one-line form: acts as in the script, separated by commas.
///
/// ```
/// use cxtone_flow::Caller;
///
/// let caller: Caller = "ends 2, wait 400, press 100, hang-up".parse()?;
/// assert_eq!(caller.acts.len(), 4);
/// assert!("press 12x".parse::<Caller>().is_err());
/// # Ok::<(), cxtone_flow::CallerError>(())
/// ```
impl FromStr for Caller {
    type Err = CallerError;

    fn from_str(text: &str) -> Result<Self, CallerError> {
        let found = text.len();
        if found > CALLER_BYTES_MAX {
            return Err(CallerError::TooLarge { found });
        }
        let words = text.split(',').map(str::trim);
        let words = words.filter(|words| !words.is_empty()).enumerate();
        let acts = words.map(|(index, words)| {
            let place = index + 1;
            act(words).ok_or(CallerError::NoAct { place })
        });
        let acts = acts.collect::<Result<_, _>>()?;
        Self {
            acts,
            ..Self::default()
        }
        .within_limits()
    }
}

fn act(words: &str) -> Option<Act> {
    let (verb, object) = words.split_once(' ').unwrap_or((words, ""));
    let object = object.trim();
    match verb {
        "begins" => number(object).map(Act::Begins),
        "ends" => number(object).map(Act::Ends),
        "wait" => {
            let ms: u32 = object.parse().ok()?;
            TimerMs::try_from(ms).ok().map(Act::Wait)
        }
        "press" => {
            let keys = Keys::try_from(object.to_owned()).ok()?;
            Some(Act::Press(Press(keys)))
        }
        "hang-up" if object.is_empty() => Some(Act::HangUp),
        _ => None,
    }
}

fn number(object: &str) -> Option<PromptNumber> {
    let number: u32 = object.parse().ok()?;
    PromptNumber::try_from(number).ok()
}
