//! The call-control half of `cxone-v2`, as in the Go source: play, collect and status.
//! Its login is `call_control_login`; sending and waiting are left to `cxone`.

mod entry;
mod login;
mod wire;

use serde::Serialize;
use serde_json::{Map, Value};

use self::wire::{CollectBody, PlayBody};
use super::CxoneV2;
use crate::{
    CallControl, CallControlCapabilities, CallState, CallStatus, Collected, Collecting, Media,
    Play, Request, Response, Unreached, Unreadable,
    call_control::{COLLECT_DIGITS_MAX, COLLECT_TIMEOUT_MAX, Command},
    request,
};

pub use login::{CALL_CONTROL_TOKEN_PATH, CallControlCredentials};

/// The scopes that the Go source asks for, set apart by spaces in its token request.
pub const CALL_CONTROL_SCOPES: [&str; 3] = [
    "callcontrol:calls:read",
    "callcontrol:calls:write",
    "callcontrol:media:read",
];

/// What to do about a 403 on a media command.
pub const CALL_CONTROL_FORBIDDEN_HELP: &str = "assign the scopes callcontrol:calls:read, \
    callcontrol:calls:write and callcontrol:media:read and the Call Control API role to the OAuth \
    client, and check that the call is the tenant's";

/// What the Go source says of call control. It has one timer for the entry as a whole; it can
/// neither stop, transfer, hang up nor mask.
pub const CALL_CONTROL: CallControlCapabilities = CallControlCapabilities {
    name: "cxone-v2",
    digits_max: COLLECT_DIGITS_MAX,
    timeout_max: COLLECT_TIMEOUT_MAX,
    first_digit_timer: false,
    inter_digit_timer: false,
    type_ahead: true,
    drops_ahead: false,
    interruptible: true,
    repeats: true,
    stops: false,
    features: &[],
};

impl CallControl for CxoneV2 {
    fn capabilities(&self) -> &CallControlCapabilities {
        &CALL_CONTROL
    }

    fn play_request(&self, command: &Command<'_>, play: &Play) -> Request {
        post(command, "/play", &PlayBody::from(play))
    }

    fn collect_request(&self, command: &Command<'_>, collecting: &Collecting) -> Request {
        post(command, "/collect", &CollectBody::from(collecting))
    }

    fn status_request(&self, command: &Command<'_>) -> Request {
        let uri = command.api_url.uri(&path(command, ""));
        request::authorized(request::get(uri), command.token)
    }

    fn collected(
        &self,
        response: &Response,
        collecting: &Collecting,
    ) -> Result<Collected, Unreadable> {
        entry::collected(response, collecting)
    }

    fn status(&self, response: &Response) -> Result<CallStatus, Unreadable> {
        let answer = object(response)?;
        let state = text(&answer, "status").ok_or(Unreadable {
            what: "it has no status",
        })?;
        Ok(CallStatus {
            state: state_of(&state),
            media: text(&answer, "media").map(|media| media_of(&media)),
            unreached: text(&answer, "reason").and_then(|reason| unreached_by(&reason)),
        })
    }

    fn forbidden_help(&self) -> &'static str {
        CALL_CONTROL_FORBIDDEN_HELP
    }
}

fn post(command: &Command<'_>, verb: &str, body: &impl Serialize) -> Request {
    let uri = command.api_url.uri(&path(command, verb));
    let body = serde_json::to_string(body).expect("texts, numbers and truths always make JSON");
    request::authorized(request::json(uri, body), command.token)
}

fn path(command: &Command<'_>, verb: &str) -> String {
    let (base, call) = (command.api_url.path(), command.call);
    format!("{base}/api/v2/callcontrol/calls/{call}{verb}")
}

/// A map, not a derived struct: serde would also read such a struct out of an array.
fn object(response: &Response) -> Result<Map<String, Value>, Unreadable> {
    serde_json::from_slice(response.body().as_bytes()).map_err(|_| Unreadable {
        what: "the body is not a JSON object",
    })
}

/// A text field in its plain form: letters alone, in lower case, so that `hang-up` and `hangUp`
/// are one word.
fn text(answer: &Map<String, Value>, field: &str) -> Option<String> {
    let text = answer.get(field)?.as_str()?;
    let letters = text.chars().filter(char::is_ascii_alphabetic);
    Some(letters.map(|letter| letter.to_ascii_lowercase()).collect())
}

fn state_of(word: &str) -> CallState {
    match word {
        "ringing" => CallState::Ringing,
        "active" => CallState::Active,
        "completed" => CallState::Completed,
        "failed" => CallState::Failed,
        _ => CallState::Other,
    }
}

fn unreached_by(word: &str) -> Option<Unreached> {
    match word {
        "busy" => Some(Unreached::Busy),
        "noanswer" => Some(Unreached::NoAnswer),
        _ => None,
    }
}

fn media_of(word: &str) -> Media {
    match word {
        "idle" => Media::Idle,
        "playing" => Media::Playing,
        "collecting" => Media::Collecting,
        _ => Media::Other,
    }
}
