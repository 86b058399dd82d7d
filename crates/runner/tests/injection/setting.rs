//! What every scenario needs: a client of the scripted far end, injections, a log in memory.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use cxtone_audit::Record;
use cxtone_cxone::{BoxFuture, Client, RetryPolicy, TokenSource};
use cxtone_dialect::{Address, BaseUrl, CallAddress};
use cxtone_payload::{Limits, Payload, Raw, RawValue, validate};
use cxtone_runner::{EffectLog, Failure, Injection, Injector, InjectorBuilder, LogError, Report};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::far_end::{FarEnd, Tokens};

/// Digits that no id, time or code contains by chance.
pub(crate) const DIGITS: &str = "1234#";

/// Σ (tone + pause) of [`DIGITS`]: five times 100 ms and 200 ms.
pub(crate) const PLAY_OUT: Duration = Duration::from_millis(1500);

pub(crate) const SEED: u64 = 0x5eed;

pub(crate) fn client(far_end: &Arc<FarEnd>) -> Client {
    client_with(far_end, Tokens::default())
}

pub(crate) fn client_with(far_end: &Arc<FarEnd>, tokens: impl TokenSource + 'static) -> Client {
    let policy = RetryPolicy {
        jitter_seed: Some(SEED),
        ..RetryPolicy::default()
    };
    let api_url = BaseUrl::parse("https://api.example.com").expect("a URL");
    Client::new(far_end.clone(), Arc::new(tokens), api_url, policy)
}

pub(crate) fn injector(far_end: &Arc<FarEnd>) -> InjectorBuilder {
    Injector::builder(client(far_end))
}

pub(crate) fn payload(digits: &str) -> Payload {
    let raw = Raw {
        digits: RawValue::Text(digits.to_owned()),
        dtmf_type: RawValue::Text("RFC2833".to_owned()),
        pause_ms: RawValue::Number(200.0),
    };
    validate(&raw, &Limits::CXONE_V2).expect("valid")
}

pub(crate) fn injection(call: &str) -> Injection {
    Injection {
        address: Address::from(CallAddress {
            provider: "provider-1".parse().expect("a plain id"),
            line: "line-1".parse().expect("a plain id"),
            call: call.parse().expect("a plain id"),
        }),
        payload: payload(DIGITS),
        verify: false,
    }
}

pub(crate) fn verified_injection(call: &str) -> Injection {
    Injection {
        verify: true,
        ..injection(call)
    }
}

/// Injects, with a cancellation that never comes.
pub(crate) async fn inject(injector: &Injector, injection: Injection) -> Result<Report, Failure> {
    injector.inject(injection, &CancellationToken::new()).await
}

/// Injects in a task of its own.
pub(crate) fn spawn(
    injector: &Injector,
    injection: Injection,
) -> tokio::task::JoinHandle<Result<Report, Failure>> {
    let injector = injector.clone();
    tokio::spawn(async move { inject(&injector, injection).await })
}

/// A log that keeps records, and fails where it is told to.
#[derive(Clone, Default)]
pub(crate) struct MemoryLog {
    records: Arc<Mutex<Vec<Record>>>,
    fails_from: Option<usize>,
}

impl MemoryLog {
    /// Takes so many records and refuses all further ones.
    pub(crate) fn failing_from(records: usize) -> Self {
        Self {
            fails_from: Some(records),
            ..Self::default()
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.records.lock().expect("no holder panics").len()
    }

    /// The records as their JSON.
    pub(crate) fn entries(&self) -> Vec<Value> {
        let records = self.records.lock().expect("no holder panics");
        let entry = |record| serde_json::to_value(record).expect("plain data");
        records.iter().map(entry).collect()
    }
}

impl EffectLog for MemoryLog {
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        Box::pin(async move {
            let mut records = self.records.lock().expect("no holder panics");
            if self.fails_from == Some(records.len()) {
                return Err(LogError::Write(std::io::ErrorKind::StorageFull));
            }
            records.push(record);
            Ok(())
        })
    }
}
