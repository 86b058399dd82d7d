//! The way to the network that the options ask for.
//! What it may do is decided in `cxone`.

use std::sync::Arc;

use cxtone_cxone::{HttpOptions, HttpTransport, Transport};
use napi::Result;

use crate::refused::refused;

/// A transport with these certificates besides the system's, and over this proxy.
pub(crate) fn transport(ca: Option<String>, proxy: Option<String>) -> Result<Arc<dyn Transport>> {
    let options = HttpOptions {
        proxy,
        ca_certificates_pem: ca,
        ..HttpOptions::default()
    };
    let transport = HttpTransport::new(options).map_err(refused)?;
    Ok(Arc::new(transport))
}
