//! Sends digits into a live call and tells what became of them.
//!
//! The tenant stands in `CXONE_API_URL`, `CXONE_CLIENT_ID`, `CXONE_CLIENT_SECRET`,
//! `CXONE_PROVIDER_ID` and `CXONE_LINE_ID`, the call in `CXONE_CALL_ID`. The digits are read from
//! stdin, since arguments stand in the process list.

use core::error::Error;
use std::{env, io::stdin, sync::Arc};

use cxtone::{
    CancellationToken,
    cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache},
    dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2},
    payload::{Limits, Raw, validate},
    runner::{Failure, Injection, Injector, Report},
};

/// Where the digits go, and as whom.
pub(crate) struct Tenant {
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) provider: String,
    pub(crate) line: String,
    pub(crate) call: String,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let tenant = Tenant {
        url: env::var("CXONE_API_URL")?,
        client_id: env::var("CXONE_CLIENT_ID")?,
        client_secret: env::var("CXONE_CLIENT_SECRET")?,
        provider: env::var("CXONE_PROVIDER_ID")?,
        line: env::var("CXONE_LINE_ID")?,
        call: env::var("CXONE_CALL_ID")?,
    };
    let mut digits = String::new();
    stdin().read_line(&mut digits)?;
    match inject(&tenant, digits.trim_end()).await? {
        Ok(report) => println!("delivered after {} attempts", report.attempts),
        // It may have reached the call: look there before sending the digits again.
        Err(failure) if failure.is_ambiguous() => println!("perhaps delivered: {failure}"),
        Err(failure) => println!("not delivered: {failure}"),
    }
    Ok(())
}

/// Sends the digits, and returns when their tones have played out: the call's lock ends with this
/// program, and the next one must not garble them. What is wrong before anything is sent is the
/// outer error.
pub(crate) async fn inject(
    tenant: &Tenant,
    digits: &str,
) -> Result<Result<Report, Failure>, Box<dyn Error>> {
    let raw = Raw {
        digits: digits.into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 100_u32.into(),
    };
    let injection = Injection {
        address: Address::from(CallAddress {
            provider: tenant.provider.parse()?,
            line: tenant.line.parse()?,
            call: tenant.call.parse()?,
        }),
        payload: validate(&raw, &Limits::CXONE_V2)?,
        verify: false,
    };
    let injector = Injector::builder(client(tenant)?).build();
    let cancellation = CancellationToken::new();
    let call = injection.address.recorded_as();
    let result = injector.inject(injection, &cancellation).await;
    let _played_out = injector.locks().acquire(&call).await?;
    Ok(result)
}

fn client(tenant: &Tenant) -> Result<Client, Box<dyn Error>> {
    let url = BaseUrl::parse(&tenant.url)?;
    let transport = Arc::new(HttpTransport::new(HttpOptions::default())?);
    let credentials = Credentials::new(&tenant.client_id, &*tenant.client_secret);
    let scopes = &cxone_v2::SCOPES;
    let tokens = TokenCache::new(transport.clone(), url.clone(), credentials, scopes);
    let policy = RetryPolicy::default();
    Ok(Client::new(transport, Arc::new(tokens), url, policy))
}
