//! How a flow sends digits: as injections into the call that it holds.
//! The injections themselves are the injector's.

use cxtone_audit::Observed;
use cxtone_dialect::Address;
use cxtone_dtmf::Digits;
use cxtone_payload::{CallId, DtmfType, Findings, Payload, Raw, RawValue, validate};
use tokio_util::sync::CancellationToken;

use super::CommandFailure;
use crate::{CallLocks, Failure, Injection, Injector, LostDigits};

/// The pause after each digit that a flow sends, in ms: the Node source's own.
const PAUSE_MS: u32 = 200;

/// Sends digits to one address.
#[derive(Clone)]
pub(super) struct Sender {
    injector: Injector,
    address: Address,
    dtmf_type: DtmfType,
    /// Locked while digits play. The call's own lock is the flow's, all the time.
    playing: CallLocks,
}

impl Sender {
    pub(super) fn new(injector: Injector, address: Address, dtmf_type: DtmfType) -> Self {
        Self {
            injector,
            address,
            dtmf_type,
            playing: CallLocks::new(),
        }
    }

    /// The call that the digits would go into, where that is told and is another than this.
    pub(super) fn leads_elsewhere(&self, call: &CallId) -> Option<&CallId> {
        match &self.address {
            Address::Call(address) if address.call != *call => Some(&address.call),
            _ => None,
        }
    }

    /// The injector's locks.
    pub(super) fn locks(&self) -> &CallLocks {
        self.injector.locks()
    }

    /// What an injection into the same call waits for.
    pub(super) fn lock_key(&self) -> CallId {
        self.injector.lock_key(&self.address)
    }

    /// The digits as they are sent.
    pub(super) fn payload(&self, digits: &Digits) -> Result<Payload, Findings> {
        let raw = Raw {
            digits: RawValue::Text(digits.chars().collect()),
            dtmf_type: RawValue::from(self.dtmf_type.as_str()),
            pause_ms: RawValue::from(PAUSE_MS),
        };
        validate(&raw, &self.injector.limits())
    }

    /// Sends them once, and waits until their tones have played out or the flow is to end; with
    /// `verify` what was heard is measured.
    pub(super) async fn send(
        &self,
        digits: &Digits,
        verify: bool,
        cancellation: &CancellationToken,
    ) -> Result<(), CommandFailure> {
        let payload = self
            .payload(digits)
            .map_err(|_| CommandFailure::Impossible)?;
        let injection = Injection {
            address: self.address.clone(),
            payload,
            verify,
        };
        let failed = |failure: Failure| CommandFailure::Digits(Box::new(failure));
        self.injector
            .inject_under(&self.playing, injection, cancellation)
            .await
            .map_err(failed)?;
        tokio::select! {
            biased;
            () = cancellation.cancelled() => {}
            () = self.played_out() => {}
        }
        Ok(())
    }

    /// Whether the calls are listened to.
    pub(super) fn listens(&self) -> bool {
        self.injector.listens()
    }

    /// Listens for digits that another one was about to send to the same address.
    pub(super) async fn observe_lost(
        &self,
        lost: &LostDigits,
        cancellation: &CancellationToken,
    ) -> Result<Observed, CommandFailure> {
        let payload = self
            .payload(lost.digits.digits())
            .map_err(|_| CommandFailure::Impossible)?;
        self.injector
            .observe_lost(&self.address, &payload, lost, cancellation)
            .await
            .map_err(CommandFailure::NotLogged)
    }

    /// Whether digits play that were sent.
    pub(super) fn is_playing(&self) -> bool {
        self.playing.locked_calls() > 0
    }

    /// Waits until they have played out.
    pub(super) async fn played_out(&self) {
        // Where so many wait, others wait for the same.
        let _turn = self.playing.acquire(&self.lock_key()).await;
    }
}
