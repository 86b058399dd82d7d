//! A call listened to by RTP, for JavaScript.
//! Listening is `runner`'s.

use core::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use cxtone_line::rtp::PayloadType;
use cxtone_payload::CallId;
use cxtone_runner::RtpTap;
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;

use crate::{audible::types, begun::begun, refused::wrong};

/// Where a call's RTP arrives.
#[napi(object, object_to_js = false)]
pub struct RtpOptions {
    /// The call's id.
    pub call_id: String,
    /// An address of this machine.
    pub host: String,
    /// Its port; any that is free where it is 0.
    pub port: u16,
    /// The payload type of telephone-events; 101 unless told otherwise.
    pub payload_type: Option<u8>,
    /// The types whose digits are known to be heard there.
    pub renders: Option<Vec<String>>,
}

/// The ear of one call, until it is stopped and no injection listens to it any more.
#[napi]
pub struct NativeRtpEar {
    tap: Option<Arc<RtpTap>>,
    address: SocketAddr,
}

/// Listens from now on.
///
/// # Errors
///
/// An option cannot be used; it rejects where the port is taken.
#[napi(catch_unwind)]
pub fn listen_rtp<'env>(
    env: &'env Env,
    options: RtpOptions,
) -> Result<PromiseRaw<'env, NativeRtpEar>> {
    let call = CallId::new(&options.call_id).map_err(|error| wrong("callId", &error))?;
    let host: IpAddr = options
        .host
        .parse()
        .map_err(|error| wrong("host", &error))?;
    let address = SocketAddr::new(host, options.port);
    let renders = types("renders", options.renders.as_deref())?;
    let telephone_event = match options.payload_type {
        Some(payload_type) => PayloadType::new(payload_type)
            .filter(|one| one.is_dynamic())
            .ok_or_else(|| wrong("payloadType", &"give a number from 96 to 127"))?,
        None => PayloadType::TELEPHONE_EVENT,
    };
    env.spawn_future(begun(async move {
        let tap = RtpTap::bind_with(address, call, telephone_event).await;
        let tap = tap.map_err(|error| wrong("port", &error))?;
        let tap = tap.rendering(&renders);
        Ok(NativeRtpEar {
            address: tap.address(),
            tap: Some(Arc::new(tap)),
        })
    }))
}

#[napi]
impl NativeRtpEar {
    /// The port where it listens.
    #[napi(catch_unwind)]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Listens no longer; a second time does nothing.
    #[napi(catch_unwind)]
    pub fn stop(&mut self) {
        self.tap = None;
    }
}

impl NativeRtpEar {
    pub(crate) fn tap(&self) -> Option<Arc<RtpTap>> {
        self.tap.clone()
    }
}
