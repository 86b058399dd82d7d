//! The network between client and emulator, which delays, refuses and loses, and the notes of what
//! the client got to see.
//! What is lost when is drawn; what the far end does with a request is its own business.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cxtone_cxone::{BoxFuture, Transport, TransportError, TransportErrorKind};
use cxtone_dialect::{Request, Response};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::drawn::{Dice, fault, token_fault};
use crate::in_process::Wire;

/// How long nothing of the call's recording comes through, once that begins.
const OUTAGE: Duration = Duration::from_secs(30);

/// Carries requests to the emulator, in process.
#[derive(Clone)]
pub(super) struct Network {
    wire: Wire,
    notes: Arc<Mutex<Notes>>,
}

/// What happened on the network.
pub(super) struct Notes {
    dice: Dice,
    /// Until when recordings are not to be had.
    outage_until: Option<Instant>,
    /// Whether the far end may execute a request after the client stopped waiting.
    pub(super) may_be_late: bool,
    /// When a recording was asked for in vain.
    pub(super) unheard: Vec<Instant>,
    /// Injection requests that the client began, in their order.
    pub(super) posted: Vec<Posted>,
}

/// An injection request that the client began.
#[derive(Clone)]
pub(super) struct Posted {
    pub(super) digits: String,
    pub(super) fault: String,
    /// Whether it got to the far end.
    pub(super) arrived: bool,
    pub(super) saw: Saw,
}

/// What the client got to see of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saw {
    /// Nothing: it stopped waiting, or the connection was lost.
    Nothing,
    /// That there was no connection.
    Refused,
    /// A status.
    Status(u16),
}

impl Network {
    pub(super) fn new(wire: Wire, seed: u64, call: u64) -> Self {
        let notes = Notes {
            dice: Dice::new(seed, call, 2),
            outage_until: None,
            may_be_late: false,
            unheard: Vec::new(),
            posted: Vec::new(),
        };
        Self {
            wire,
            notes: Arc::new(Mutex::new(notes)),
        }
    }

    pub(super) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request to the test API, which no network is between.
    pub(super) async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        self.wire.ask(method, path, body).await
    }

    async fn order(&self, fault: Option<Value>) {
        self.ask("DELETE", "/emulator/faults", "").await;
        if let Some(fault) = fault {
            self.ask("POST", "/emulator/faults", &fault.to_string())
                .await;
        }
    }

    async fn inject(&self, request: Request) -> Result<Response, TransportError> {
        let (refused, fault, there, back, lost) = {
            let notes = &mut *self.notes();
            let dice = &mut notes.dice;
            let fault = fault(dice, notes.may_be_late);
            (
                dice.percent(5),
                fault,
                dice.ms(300),
                dice.ms(300),
                dice.percent(3),
            )
        };
        let name = fault.as_ref().map_or_else(String::new, Value::to_string);
        let place = self.depart(&request, name);
        sleep(there).await;
        if refused {
            self.notes().posted[place].saw = Saw::Refused;
            return Err(TransportError::not_sent(TransportErrorKind::Connect));
        }
        self.order(fault).await;
        self.notes().posted[place].arrived = true;
        let answer = self.wire.carry(request).await;
        sleep(back).await;
        let answer = answer.and_then(|answer| {
            if lost {
                Err(connection_lost())
            } else {
                Ok(answer)
            }
        });
        if let Ok(answer) = &answer {
            self.notes().posted[place].saw = Saw::Status(answer.status().as_u16());
        }
        answer
    }

    fn depart(&self, request: &Request, fault: String) -> usize {
        let body: Value = serde_json::from_slice(request.body().as_bytes()).expect("JSON");
        let mut notes = self.notes();
        if notes.dice.percent(8) {
            notes.outage_until = Some(Instant::now() + OUTAGE);
        }
        notes.posted.push(Posted {
            digits: body["dtmf"].as_str().expect("digits").to_owned(),
            fault,
            arrived: false,
            saw: Saw::Nothing,
        });
        notes.posted.len() - 1
    }

    async fn grant(&self, request: Request) -> Result<Response, TransportError> {
        let (fault, there) = {
            let dice = &mut self.notes().dice;
            (token_fault(dice), dice.ms(200))
        };
        sleep(there).await;
        // The faults of injections wait in a queue of their own, so they are left alone.
        if let Some(fault) = fault {
            // Whoever listens needs the token too, and a malformed answer is not asked for again.
            if fault["kind"] == "brokenJson" {
                self.notes().unheard.push(Instant::now());
            }
            self.ask("POST", "/emulator/faults", &fault.to_string())
                .await;
        }
        self.wire.carry(request).await
    }

    async fn record(&self, request: Request) -> Result<Response, TransportError> {
        let there = self.notes().dice.ms(200);
        sleep(there).await;
        {
            let mut notes = self.notes();
            if notes
                .outage_until
                .is_some_and(|until| Instant::now() < until)
            {
                notes.unheard.push(Instant::now());
                return Err(connection_lost());
            }
        }
        self.wire.carry(request).await
    }
}

impl Transport for Network {
    fn send(
        &self,
        request: Request,
        patience: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let path = request.uri().path();
            let is = |end: &str| path.ends_with(end);
            let (injects, records) = (is("/dtmf"), is(".wav"));
            let carried = async {
                if injects {
                    self.inject(request).await
                } else if records {
                    self.record(request).await
                } else {
                    self.grant(request).await
                }
            };
            timeout(patience, carried)
                .await
                .unwrap_or_else(|_| Err(TransportError::maybe_sent(TransportErrorKind::TimedOut)))
        })
    }
}

fn connection_lost() -> TransportError {
    TransportError::maybe_sent(TransportErrorKind::ConnectionLost)
}
