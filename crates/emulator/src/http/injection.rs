//! The injection endpoint (Node source): who may ask, for which call, for what; then the digits play.
//! What a command may hold is judged in `command`, what a call takes in `call`.

use core::time::Duration;
use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::{
    answer::{self, Unanswered, off_the_async_threads, problem},
    fault,
    trace::bearer,
};
use crate::{
    SCOPES,
    call::{Call, CommandNote, InjectionRefusal},
    command::{Command, FieldError},
    faults::{Endpoint, Fault},
    lock::lock,
    tenant::{Tenant, is_id},
    tokens::AccessRefusal,
};

type Ids = (String, String, String);

pub(super) async fn inject(
    State(tenant): State<Arc<Tenant>>,
    ids: Result<Path<Ids>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let ids = ids.map_or_else(|_| Ids::default(), |Path(ids)| ids);
    let request = Request {
        token: bearer(&headers).map(str::to_owned),
        is_json: is_json(&headers),
        command: Command::parse(&body),
        tenant,
        ids,
    };
    off_the_async_threads(move || request.handle()).await
}

/// An injection request as it came.
struct Request {
    tenant: Arc<Tenant>,
    ids: Ids,
    token: Option<String>,
    is_json: bool,
    command: Result<Command, Vec<FieldError>>,
}

/// Why a request is not executed.
struct Refusal<'a> {
    status: StatusCode,
    error: &'static str,
    message: &'static str,
    fields: &'a [FieldError],
}

/// What came of a request.
struct Outcome {
    response: Response,
    executed: bool,
    overlaps: bool,
    fault: Option<&'static str>,
}

impl Request {
    fn handle(&self) -> Response {
        let met = lock(&self.tenant.faults).before(Endpoint::Dtmf);
        let handled = self.tenant.with_call(&self.ids.2, |call, now| {
            let outcome = self.outcome(met.as_ref(), Some((call, now)));
            call.note(self.note(call.length(now), &outcome));
            outcome
        });
        handled
            .unwrap_or_else(|| self.outcome(met.as_ref(), None))
            .response
    }

    fn outcome(&self, met: Option<&Fault>, call: Option<(&mut Call, Duration)>) -> Outcome {
        if let Some(met) = met {
            return self.failed(met, false, false);
        }
        let executed = self.judged().and_then(|command| execute(command, call));
        match executed {
            Err(refusal) => Outcome {
                response: refusal.answer(),
                executed: false,
                overlaps: false,
                fault: None,
            },
            Ok((command, overlaps)) => {
                let met = lock(&self.tenant.faults).after(Endpoint::Dtmf);
                match met {
                    Some(met) => self.failed(&met, true, overlaps),
                    None => Outcome {
                        response: self.accepted(&command),
                        executed: true,
                        overlaps,
                        fault: None,
                    },
                }
            }
        }
    }

    fn failed(&self, met: &Fault, executed: bool, overlaps: bool) -> Outcome {
        if let (Fault::Unauthorized, Some(token)) = (met, &self.token) {
            self.tenant.revoke(token);
        }
        Outcome {
            response: fault::answer(met),
            executed,
            overlaps,
            fault: Some(met.name()),
        }
    }

    /// All that is judged before the call is looked at.
    fn judged(&self) -> Result<Command, Refusal<'_>> {
        self.check_access()?;
        self.check_ids()?;
        if !self.is_json {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupportedMediaType",
                "the body must be application/json",
            ));
        }
        self.command.as_ref().copied().map_err(|fields| Refusal {
            fields,
            ..Refusal::new(
                StatusCode::BAD_REQUEST,
                "badRequest",
                "the injection is not what the endpoint takes",
            )
        })
    }

    fn check_access(&self) -> Result<(), Refusal<'static>> {
        let Some(token) = &self.token else {
            return Err(Refusal::unauthorized("a bearer token is needed"));
        };
        self.tenant
            .check_token(token, &SCOPES)
            .map_err(|refusal| match refusal {
                AccessRefusal::InvalidToken => {
                    Refusal::unauthorized("the token is not known or has expired")
                }
                AccessRefusal::InsufficientScope => Refusal::new(
                    StatusCode::FORBIDDEN,
                    "insufficientScope",
                    "the token lacks telephony:call:control or telephony:line:readwrite",
                ),
            })
    }

    fn check_ids(&self) -> Result<(), Refusal<'static>> {
        let (provider, line, call) = &self.ids;
        if ![provider, line, call].into_iter().all(|id| is_id(id)) {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "malformedId",
                "ids are 1 to 128 of A-Z, a-z, 0-9, _ and -",
            ));
        }
        if *provider != self.tenant.provider_id {
            return Err(Refusal::not_found(
                "unknownProvider",
                "there is no such provider",
            ));
        }
        if *line != self.tenant.line_id {
            return Err(Refusal::not_found(
                "unknownLine",
                "the provider has no such line",
            ));
        }
        Ok(())
    }

    fn accepted(&self, command: &Command) -> Response {
        let body = json!({
            "status": "accepted",
            "callId": self.ids.2,
            "dtmfType": command.signalling,
            "digitCount": command.digits.len(),
            "playOutMs": command.play_out_ms(),
        });
        answer::json(StatusCode::OK, &body)
    }

    fn note(&self, at: Duration, outcome: &Outcome) -> CommandNote {
        let command = self.command.as_ref().ok();
        let unanswered = outcome.response.extensions().get::<Unanswered>();
        CommandNote {
            signalling: command.map(|command| command.signalling),
            count: command.map(|command| command.digits.len()),
            digits: command.map(|command| command.digits.to_string()),
            at: at.as_secs_f64(),
            outcome: if outcome.executed {
                "executed"
            } else {
                "refused"
            },
            status: unanswered
                .is_none()
                .then(|| outcome.response.status().as_u16()),
            fault: outcome.fault,
            overlaps: outcome.overlaps,
        }
    }
}

impl Refusal<'_> {
    const fn new(status: StatusCode, error: &'static str, message: &'static str) -> Self {
        Self {
            status,
            error,
            message,
            fields: &[],
        }
    }

    const fn unauthorized(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, fault::INVALID_TOKEN, message)
    }

    const fn not_found(error: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, error, message)
    }

    fn answer(&self) -> Response {
        if self.status == StatusCode::UNAUTHORIZED {
            return fault::unauthorized(self.message);
        }
        if self.fields.is_empty() {
            return problem(self.status, self.error, self.message);
        }
        let body = json!({ "error": self.error, "message": self.message, "errors": self.fields });
        answer::json(self.status, &body)
    }
}

fn execute(
    command: Command,
    call: Option<(&mut Call, Duration)>,
) -> Result<(Command, bool), Refusal<'static>> {
    let Some((call, now)) = call else {
        return Err(Refusal::not_found(
            "unknownCall",
            "the line has no such call",
        ));
    };
    let injected = call.inject(now, &command).map_err(refused)?;
    tracing::debug!(
        signalling = command.signalling.as_str(),
        count = command.digits.len(),
        overlaps = injected.overlaps,
        "digits play"
    );
    Ok((command, injected.overlaps))
}

fn refused(refusal: InjectionRefusal) -> Refusal<'static> {
    match refusal {
        InjectionRefusal::NotActive => Refusal::new(
            StatusCode::BAD_REQUEST,
            "callNotActive",
            "the call rings or has ended",
        ),
        InjectionRefusal::TooManyPlaying => Refusal::new(
            StatusCode::CONFLICT,
            "conflict",
            "too many injections play in the call",
        ),
        InjectionRefusal::Gateway(error) => Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "gatewayFailed",
            error.message(),
        ),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok()?.split(';').next());
    media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json"))
}
