//! Call control (Go source): play, collect and status, which call they name, how they are answered.
//! What a command may hold is judged in `media_command`, how it is executed in `exchange`.

use core::time::Duration;
use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use cxtone_flow::{Collected, Ended};
use serde_json::{Value, json};

use super::{
    answer,
    dialect::{Dialect, Refusal},
    exchange::{Act, Exchange, wrong_body},
    injection::{is_json, malformed_id, not_json},
    meeting::Meeting,
    trace::{Whole, bearer},
};
use crate::{
    CALL_CONTROL_SCOPES,
    call::{Call, CallRefusal, Entry, Status},
    command::FieldError,
    faults::Endpoint,
    media_command::{CollectCommand, PlayCommand},
    prompts::{Prompt, name_of},
    request_log::Place,
    tenant::{Tenant, is_id},
};

/// The longest time after which it is looked again whether an entry is over.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The shortest.
const LOOK_AGAIN_MIN: Duration = Duration::from_millis(1);

type CallPath = Result<Path<String>, PathRejection>;

/// A media command of a call.
pub(super) enum MediaAct {
    Play {
        media_url: String,
        prompt: Box<dyn Fn() -> Prompt + Send + Sync>,
    },
    Collect {
        command: CollectCommand,
        prompt: Option<Box<dyn Fn() -> Prompt + Send + Sync>>,
    },
    Status,
}

/// What a media command is answered with.
pub(super) enum Told {
    Now(Response),
    /// Once the collection of this number is over.
    Later(u64),
}

pub(super) async fn play(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    path: CallPath,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let act = match judged(&headers, &body, PlayCommand::parse) {
        Ok(command) => Ok(MediaAct::Play {
            media_url: command.media_url.clone(),
            prompt: sound(&tenant, command).await,
        }),
        Err(refusal) => Err(refusal),
    };
    exchange(tenant, place, path, &headers, (Endpoint::Play, act))
        .answer()
        .await
}

pub(super) async fn collect(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    path: CallPath,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let act = match judged(&headers, &body, CollectCommand::parse) {
        Ok(command) => {
            let prompt = match command.prompt.clone() {
                Some(prompt) => Some(sound(&tenant, prompt).await),
                None => None,
            };
            Ok(MediaAct::Collect { command, prompt })
        }
        Err(refusal) => Err(refusal),
    };
    exchange(tenant, place, path, &headers, (Endpoint::Collect, act))
        .answer()
        .await
}

pub(super) async fn status(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    path: CallPath,
    headers: HeaderMap,
) -> Response {
    let act = (Endpoint::Status, Ok(MediaAct::Status));
    exchange(tenant, place, path, &headers, act).answer().await
}

impl MediaAct {
    /// As the notes of a call name it; how a call is may be asked without a note.
    pub(super) const fn name(&self) -> Option<&'static str> {
        match self {
            Self::Play { .. } => Some("play"),
            Self::Collect { .. } => Some("collect"),
            Self::Status => None,
        }
    }

    /// Has it done in the call.
    pub(super) fn execute(
        &self,
        id: &str,
        call: &mut Call,
        now: Duration,
    ) -> Result<Told, Refusal> {
        match self {
            Self::Play { media_url, prompt } => {
                call.play(now, prompt()).map_err(refused)?;
                let body = json!({ "status": "playing", "mediaUrl": media_url });
                Ok(Told::Now(answer::json(StatusCode::OK, &body)))
            }
            Self::Collect { command, prompt } => {
                let prompt = prompt.as_ref().map(|prompt| prompt());
                let number = call.collect(now, command.collection.clone(), prompt);
                number.map(Told::Later).map_err(refused)
            }
            Self::Status => Ok(Told::Now(state(id, call, now))),
        }
    }
}

/// The answer to a collection, once it is over. Whoever stops waiting has given it up.
pub(super) async fn entry(tenant: &Tenant, id: &str, number: u64) -> Response {
    let mut waiting = Waiting {
        tenant,
        id,
        number: Some(number),
    };
    // The call ends at its longest, and with it the collection.
    loop {
        let looked = tenant.with_call(id, |call, _| call.entry(number));
        match looked.unwrap_or(Entry::Unknown) {
            Entry::Over(collected) => {
                waiting.number = None;
                return answer::json(StatusCode::OK, &told(&collected));
            }
            Entry::Unknown => {
                waiting.number = None;
                return Refusal::not_found("unknownCall", "the call was deleted")
                    .answer(Dialect::CxoneV2);
            }
            Entry::Awaited(time) => {
                let wait = tenant.clock.wait_for(time);
                tokio::time::sleep(wait.clamp(LOOK_AGAIN_MIN, LOOK_AGAIN)).await;
            }
        }
    }
}

/// Gives up a collection when it is dropped.
struct Waiting<'a> {
    tenant: &'a Tenant,
    id: &'a str,
    number: Option<u64>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.tenant
                .with_call(self.id, |call, _| call.stop_collecting(number));
        }
    }
}

fn exchange(
    tenant: Arc<Tenant>,
    place: Option<Extension<Place>>,
    path: CallPath,
    headers: &HeaderMap,
    (endpoint, act): (Endpoint, Result<MediaAct, Refusal>),
) -> Exchange {
    let call = path.map_or_else(|_| String::new(), |Path(call)| call);
    Exchange {
        named: if is_id(&call) {
            Ok(())
        } else {
            Err(malformed_id())
        },
        token: bearer(headers).map(str::to_owned),
        scopes: scopes(endpoint),
        key: None,
        act: Act::Media(act),
        meeting: Meeting::arrive(
            Arc::clone(&tenant),
            Dialect::CxoneV2,
            (endpoint, tenant.known(&call)),
            place.map(|Extension(place)| place),
        ),
        call,
    }
}

/// The Go source: `callcontrol:calls:write` "is required for all mutations", and `collect` needs
/// both.
fn scopes(endpoint: Endpoint) -> &'static [&'static str] {
    let [read, write, _] = &CALL_CONTROL_SCOPES;
    match endpoint {
        Endpoint::Status => core::slice::from_ref(read),
        Endpoint::Play => core::slice::from_ref(write),
        _ => &CALL_CONTROL_SCOPES[..2],
    }
}

fn judged<T>(
    headers: &HeaderMap,
    body: &[u8],
    parse: fn(&[u8]) -> Result<T, Vec<FieldError>>,
) -> Result<T, Refusal> {
    if !is_json(headers) {
        return Err(not_json());
    }
    parse(body).map_err(wrong_body)
}

/// The prompt with its sound, which may have to be read from a file.
async fn sound(
    tenant: &Arc<Tenant>,
    command: PlayCommand,
) -> Box<dyn Fn() -> Prompt + Send + Sync> {
    let name: Arc<str> = name_of(&command.media_url).into();
    let worker = Arc::clone(tenant);
    let url = command.media_url;
    let read = tokio::task::spawn_blocking(move || worker.prompts.sound(&url));
    let sound = read.await.unwrap_or_default();
    Box::new(move || Prompt {
        name: Arc::clone(&name),
        sound: sound.clone(),
        interruptible: command.interruptible,
        repeated: command.repeated,
    })
}

fn state(id: &str, call: &Call, now: Duration) -> Response {
    let status = match call.status(now) {
        Status::Ringing => "ringing",
        Status::Active => "active",
        Status::Ended if call.is_answered() => "completed",
        Status::Ended => "failed",
    };
    let mut body = json!({ "callId": id, "status": status, "media": call.media() });
    if let Some(reason) = call.reason() {
        body["reason"] = json!(reason);
    }
    answer::json(StatusCode::OK, &body)
}

fn told(collected: &Collected) -> Value {
    let reason = match collected.ended {
        Ended::Full => "maxDigits",
        Ended::Terminator => "terminatingDigit",
        Ended::Timeout => "timeout",
        Ended::HungUp => "hangup",
        Ended::Stopped => "stopped",
    };
    json!({
        "status": "completed",
        "digits": collected.digits.chars().collect::<String>(),
        "timeout": collected.ended == Ended::Timeout,
        "reason": reason,
    })
}

fn refused(refusal: CallRefusal) -> Refusal {
    match refusal {
        CallRefusal::MediaBusy => Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "mediaBusy",
            "the media server is processing a prior action",
        ),
        CallRefusal::Full => Refusal::new(
            StatusCode::CONFLICT,
            "conflict",
            "too much has happened in the call; place another",
        ),
        _ => Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "callNotActive",
            "the call is over",
        ),
    }
}
