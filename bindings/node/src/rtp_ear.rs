//! A call listened to by RTP, for JavaScript.
//! Listening is `runner`'s.

use core::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use cxtone_payload::CallId;
use cxtone_runner::RtpTap;
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;

use crate::{begun::begun, refused::wrong};

/// Where a call's RTP arrives.
#[napi(object, object_to_js = false)]
pub struct RtpOptions {
    /// The call's id.
    pub call_id: String,
    /// An address of this machine.
    pub host: String,
    /// Its port; any that is free where it is 0.
    pub port: u16,
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
    env.spawn_future(begun(async move {
        let tap = RtpTap::bind(address, call).await;
        let tap = tap.map_err(|error| wrong("port", &error))?;
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
