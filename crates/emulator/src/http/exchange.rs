//! A request that asks something of a call, from its arrival to its answer: faults, access,
//! execution, and the note of it. What each endpoint asks, and how it answers, is in its own file.

use core::time::Duration;
use std::sync::Arc;

use axum::{http::StatusCode, response::Response};

use super::{
    answer::Unanswered,
    dialect::Refusal,
    fault,
    media::{self, MediaAct, Told},
    meeting::Meeting,
};
use crate::{
    call::{Call, CallRefusal, CommandNote, Execution},
    command::{Command, FieldError},
    faults::{Fault, Hold},
    tenant::Tenant,
    tokens::AccessRefusal,
};

/// A request that asks something of a call.
pub(super) struct Exchange {
    pub(super) meeting: Meeting,
    /// The id of the call as it came, or an empty one.
    pub(super) call: String,
    /// None: the request names its call in a way that it must not, or names none.
    pub(super) named: Result<(), Refusal>,
    pub(super) token: Option<String>,
    pub(super) scopes: &'static [&'static str],
    /// The idempotency key, where the tenant looks at it.
    pub(super) key: Option<String>,
    pub(super) act: Act,
}

/// What is asked of the call.
pub(super) enum Act {
    /// To play digits; the answer is made from the command.
    Inject {
        command: Result<Command, Refusal>,
        answer: fn(&str, &Command) -> Response,
    },
    /// To do something else, of this name.
    Interact {
        name: &'static str,
        act: fn(&mut Call, Duration) -> Result<(), CallRefusal>,
        answer: fn() -> Response,
    },
    /// To play, to collect, or to tell how it is.
    Media(Result<MediaAct, Refusal>),
}

/// What was done in the call.
struct Done {
    told: Told,
    executed: Execution,
    overlaps: bool,
}

/// What came of it in the call.
struct Outcome {
    answer: Result<Told, Refusal>,
    executed: Execution,
    overlaps: bool,
    /// When, in the call's own time.
    at: Duration,
}

impl Exchange {
    /// The answer, once the request was executed or refused.
    pub(super) async fn answer(mut self) -> Response {
        let Some(fault) = self.meeting.at_once() else {
            return self.go_on().await;
        };
        match (fault.hold(), &fault) {
            (Hold::Instead | Hold::Then, _) => self.fail(&fault).await,
            (Hold::First, Fault::SlowRead { delay_ms }) => {
                tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
                self.go_on().await
            }
            (Hold::First, Fault::Late { delay_ms }) => self.go_on_late(*delay_ms).await,
            (Hold::First, _) => {
                self.befall(&fault);
                self.go_on().await
            }
        }
    }

    /// Goes on in a task of its own, which a client that leaves does not end.
    async fn go_on_late(self, delay_ms: u64) -> Response {
        let closing = self.meeting.tenant.closing.clone();
        let late = tokio::spawn(async move {
            tokio::select! {
                () = closing.cancelled() => Response::default(),
                () = tokio::time::sleep(Duration::from_millis(delay_ms)) => self.go_on().await,
            }
        });
        late.await.unwrap_or_default()
    }

    /// Judges the request, executes it, and meets the fault that comes after that.
    async fn go_on(mut self) -> Response {
        let dialect = self.meeting.dialect;
        let Outcome {
            answer,
            executed,
            overlaps,
            at,
        } = self.outcome();
        self.meeting.note_execution(executed == Execution::Executed);
        let own = match answer {
            Err(refusal) => refusal.answer(dialect),
            Ok(told) => {
                let tenant = Arc::clone(&self.meeting.tenant);
                let own = own(&tenant, self.call.clone(), told).await;
                match self.meeting.executed() {
                    Some(fault) => {
                        self.befall(&fault);
                        fault::answer(&fault, dialect, own).await
                    }
                    None => own,
                }
            }
        };
        self.note(&own, executed, overlaps, at);
        own
    }

    /// Fails in place of the execution.
    async fn fail(self, fault: &Fault) -> Response {
        if let (Fault::Unauthorized {}, Some(token)) = (fault, &self.token) {
            self.meeting.tenant.revoke(token);
        }
        self.meeting.note_execution(false);
        let response = fault::answer(fault, self.meeting.dialect, Response::default()).await;
        let at = self.with_call(|call, now| call.length(now));
        self.note(&response, Execution::Refused, false, at.unwrap_or_default());
        response
    }

    /// Lets happen what the fault does to the call or the token.
    fn befall(&self, fault: &Fault) {
        match fault {
            Fault::HangUp { after_ms, .. } => {
                let later = Duration::from_millis(*after_ms);
                self.with_call(|call, now| call.hang_up(now, later));
            }
            Fault::ExpireToken { .. } => {
                if let Some(token) = &self.token {
                    self.meeting.tenant.revoke(token);
                }
            }
            Fault::Line { line } => {
                self.with_call(|call, now| {
                    // It was checked when it was ordered; a call that is full stays as it is.
                    if let Ok(line) = line.settings(call.line_seed()) {
                        call.change_line(now, line).ok();
                    }
                });
            }
            _ => {}
        }
    }

    fn outcome(&self) -> Outcome {
        let judged = self.judged();
        let outcome = self.with_call(|call, now| {
            let done = judged.clone().and_then(|()| self.execute(call, now));
            let at = call.length(now);
            match done {
                Ok(done) => Outcome {
                    answer: Ok(done.told),
                    executed: done.executed,
                    overlaps: done.overlaps,
                    at,
                },
                Err(refusal) => Outcome {
                    answer: Err(refusal),
                    executed: Execution::Refused,
                    overlaps: false,
                    at,
                },
            }
        });
        outcome.unwrap_or_else(|| Outcome {
            answer: Err(judged.err().unwrap_or_else(unknown_call)),
            executed: Execution::Refused,
            overlaps: false,
            at: Duration::ZERO,
        })
    }

    /// All that is judged before the call is looked at.
    fn judged(&self) -> Result<(), Refusal> {
        check_access(&self.meeting.tenant, self.token.as_deref(), self.scopes)?;
        self.named.clone()?;
        match &self.act {
            Act::Inject { command, .. } => command.as_ref().map(|_| ()).map_err(Clone::clone),
            Act::Interact { .. } => Ok(()),
            Act::Media(act) => act.as_ref().map(|_| ()).map_err(Clone::clone),
        }
    }

    fn execute(&self, call: &mut Call, now: Duration) -> Result<Done, Refusal> {
        let done = |told, executed, overlaps| Done {
            told,
            executed,
            overlaps,
        };
        match &self.act {
            Act::Interact { act, answer, .. } => {
                act(call, now).map_err(refused)?;
                Ok(done(Told::Now(answer()), Execution::Executed, false))
            }
            Act::Media(act) => {
                let act = act.as_ref().map_err(Clone::clone)?;
                let told = act.execute(&self.call, call, now)?;
                Ok(done(told, Execution::Executed, false))
            }
            Act::Inject { command, answer } => {
                let command = command.as_ref().map_err(Clone::clone)?;
                let own = Told::Now(answer(&self.call, command));
                if self.key.as_deref().is_some_and(|key| call.has_key(key)) {
                    return Ok(done(own, Execution::Repeated, false));
                }
                let injected = call.inject(now, command).map_err(refused)?;
                if let Some(key) = &self.key {
                    call.keep_key(key);
                }
                tracing::debug!(
                    signalling = command.signalling.as_str(),
                    count = command.digits.len(),
                    overlaps = injected.overlaps,
                    "digits play"
                );
                Ok(done(own, Execution::Executed, injected.overlaps))
            }
        }
    }

    fn note(&self, response: &Response, outcome: Execution, overlaps: bool, at: Duration) {
        let (name, command) = match &self.act {
            Act::Inject { command, .. } => ("dtmf", command.as_ref().ok()),
            Act::Interact { name, .. } => (*name, None),
            Act::Media(act) => match act.as_ref().map_or(Some("media"), MediaAct::name) {
                Some(name) => (name, None),
                None => return,
            },
        };
        let unanswered = response.extensions().get::<Unanswered>();
        let note = CommandNote {
            command: name,
            signalling: command.map(|command| command.signalling),
            count: command.map(|command| command.digits.len()),
            digits: command.map(|command| command.digits.len()),
            at: at.as_secs_f64(),
            outcome,
            status: unanswered.is_none().then(|| response.status().as_u16()),
            fault: self.meeting.name(),
            overlaps,
        };
        self.with_call(|call, _| call.note(note));
    }

    fn with_call<T>(&self, act: impl FnOnce(&mut Call, Duration) -> T) -> Option<T> {
        self.meeting.tenant.with_call(&self.call, act)
    }
}

/// The answer without a fault, once it is there.
async fn own(tenant: &Tenant, call: String, told: Told) -> Response {
    match told {
        Told::Now(own) => own,
        Told::Later(number) => media::entry(tenant, &call, number).await,
    }
}

/// Whether a token opens what needs all of `scopes`.
fn check_access(tenant: &Tenant, token: Option<&str>, scopes: &[&str]) -> Result<(), Refusal> {
    let Some(token) = token else {
        return Err(Refusal::unauthorized("a bearer token is needed"));
    };
    tenant
        .check_token(token, scopes)
        .map_err(|refusal| match refusal {
            AccessRefusal::InvalidToken => {
                Refusal::unauthorized("the token is not known or has expired")
            }
            AccessRefusal::InsufficientScope => Refusal::new(
                StatusCode::FORBIDDEN,
                "insufficientScope",
                "the token lacks a scope that this endpoint needs",
            ),
        })
}

/// A body that is not what the endpoint takes.
pub(super) fn wrong_body(fields: Vec<FieldError>) -> Refusal {
    Refusal {
        fields,
        ..Refusal::new(
            StatusCode::BAD_REQUEST,
            "badRequest",
            "the injection is not what the endpoint takes",
        )
    }
}

fn unknown_call() -> Refusal {
    Refusal::not_found("unknownCall", "the line has no such call")
}

fn refused(refusal: CallRefusal) -> Refusal {
    let conflict = |message| Refusal::new(StatusCode::CONFLICT, "conflict", message);
    match refusal {
        CallRefusal::NotActive => Refusal::new(
            StatusCode::BAD_REQUEST,
            "callNotActive",
            "the call rings or has ended",
        ),
        CallRefusal::Held => conflict("the call is on hold"),
        CallRefusal::TooManyPlaying => conflict("too many injections play in the call"),
        CallRefusal::MediaBusy => conflict("another media command is under way"),
        CallRefusal::Full => conflict("too much has happened in the call; place another"),
        CallRefusal::Gateway(error) => Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "gatewayFailed",
            error.message(),
        ),
    }
}
