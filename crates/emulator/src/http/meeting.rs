//! The faults that one request meets, noted in the request log.
//! How they look on the wire is in `fault`, which there are in `faults`.

use core::time::Duration;
use std::sync::Arc;

use axum::response::Response;

use super::{dialect::Dialect, fault};
use crate::{
    faults::{Endpoint, Fault, Met},
    lock::lock,
    request_log::Place,
    tenant::Tenant,
};

/// One request and its faults.
pub(super) struct Meeting {
    pub(super) tenant: Arc<Tenant>,
    pub(super) dialect: Dialect,
    on: Endpoint,
    place: Option<Place>,
    met: Met,
    name: Option<&'static str>,
    /// What the endpoint's own 401 looks like, where that is another than that of a token.
    pub(super) refusal: Option<Response>,
}

impl Meeting {
    /// A request has arrived; `call` is empty where there is no such call.
    pub(super) fn arrive(
        tenant: Arc<Tenant>,
        dialect: Dialect,
        (on, call): (Endpoint, &str),
        place: Option<Place>,
    ) -> Self {
        let met = lock(&tenant.faults).arrive(on, call);
        Self {
            tenant,
            dialect,
            on,
            place,
            met,
            name: None,
            refusal: None,
        }
    }

    /// The fault that takes hold at once, if it was not asked for before.
    pub(super) fn at_once(&mut self) -> Option<Fault> {
        let fault = self.met.at_once.take();
        self.note(fault.as_ref());
        fault
    }

    /// The fault that takes hold now that the request was executed.
    pub(super) fn executed(&mut self) -> Option<Fault> {
        let met = core::mem::take(&mut self.met);
        let fault = lock(&self.tenant.faults).executed(self.on, met);
        self.note(fault.as_ref());
        fault
    }

    /// The name of the fault that was met last.
    pub(super) const fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// Notes whether what the request asked of a call was done.
    pub(super) fn note_execution(&self, executed: bool) {
        if let Some(place) = self.place {
            lock(&self.tenant.requests).executed(place, executed);
        }
    }

    /// Answers a request that asks nothing of a call: `own` is what it gets without a fault. A
    /// request that is refused was not executed.
    pub(super) async fn answer(mut self, own: impl FnOnce(&Tenant) -> Response) -> Response {
        match self.at_once() {
            None => {}
            Some(Fault::SlowRead { delay_ms } | Fault::Late { delay_ms }) => {
                tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            }
            Some(Fault::Unauthorized {}) if let Some(own) = self.refusal => return own,
            Some(fault) => return fault::answer(&fault, self.dialect, Response::default()).await,
        }
        let own = own(&self.tenant);
        if !own.status().is_success() {
            return own;
        }
        match self.executed() {
            Some(fault) => fault::answer(&fault, self.dialect, own).await,
            None => own,
        }
    }

    fn note(&mut self, fault: Option<&Fault>) {
        let Some(fault) = fault else { return };
        self.name = Some(fault.name());
        if let Some(place) = self.place {
            lock(&self.tenant.requests).met(place, fault.name());
        }
    }
}
