//! How a flow sends digits: as injections into the same call.
//! The injections themselves are the injector's.

use cxtone_dialect::Address;
use cxtone_dtmf::Digits;
use cxtone_payload::{DtmfType, Findings, Payload, Raw, RawValue, validate};
use tokio_util::sync::CancellationToken;

use super::CommandFailure;
use crate::{Failure, Injection, Injector};

/// The pause after each digit that a flow sends, in ms: the Node source's own.
const PAUSE_MS: u32 = 200;

/// Sends digits to one address.
#[derive(Clone)]
pub(super) struct Sender {
    injector: Injector,
    address: Address,
    dtmf_type: DtmfType,
}

impl Sender {
    pub(super) const fn new(injector: Injector, address: Address, dtmf_type: DtmfType) -> Self {
        Self {
            injector,
            address,
            dtmf_type,
        }
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

    /// Sends them once, and waits until their tones have played out.
    pub(super) async fn send(
        &self,
        digits: &Digits,
        cancellation: &CancellationToken,
    ) -> Result<(), CommandFailure> {
        let payload = self
            .payload(digits)
            .map_err(|_| CommandFailure::Impossible)?;
        let injection = Injection {
            address: self.address.clone(),
            payload,
            verify: false,
        };
        let failed = |failure| CommandFailure::Digits(Box::new(failure));
        self.injector
            .inject(injection, cancellation)
            .await
            .map_err(failed)?;
        let turn = self.injector.turn(&self.address, cancellation).await;
        match turn {
            Ok(_) | Err(Failure::Cancelled) => Ok(()),
            Err(failure) => Err(failed(failure)),
        }
    }
}
