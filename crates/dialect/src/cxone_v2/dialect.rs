//! `cxone-v2` as a dialect: its capability table, and its parts put together.
//! The parts themselves stand beside it.

use cxtone_payload::{DtmfType, PauseForm};

use super::{FORBIDDEN_HELP, injection_request};
use crate::{
    Address, AddressKind, CallControl, Capabilities, Dialect, Injecting, Request, Setting,
    WrongAddress,
};

/// What the Node source says of `cxone-v2`. It gives no tone length: 100 ms is assumed. Nothing
/// but playing digits is known of it in this dialect.
pub const CAPABILITIES: Capabilities = Capabilities {
    name: "cxone-v2",
    addressed_by: AddressKind::Call,
    digits_max: 16,
    types: &DtmfType::ALL,
    tone: Setting::Assumed { ms: 100 },
    gap: Setting::Carried {
        ms_min: 50,
        ms: 200,
        ms_max: 1000,
    },
    pauses: PauseForm::Split,
    deduplicates: false,
    features: &[],
};

/// The dialect of the Node source.
#[derive(Clone, Copy, Debug, Default)]
pub struct CxoneV2;

impl Dialect for CxoneV2 {
    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    fn injection_request(&self, injecting: &Injecting<'_>) -> Result<Request, WrongAddress> {
        let Address::Call(address) = injecting.address else {
            return Err(WrongAddress::new(&CAPABILITIES, injecting.address));
        };
        Ok(injection_request(
            injecting.api_url,
            address,
            injecting.payload,
            injecting.token,
        ))
    }

    fn call_control(&self) -> Option<&dyn CallControl> {
        Some(self)
    }

    fn forbidden_help(&self) -> &'static str {
        FORBIDDEN_HELP
    }
}
