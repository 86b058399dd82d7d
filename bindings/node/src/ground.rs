//! What an injector keeps while its connections change: the locks of calls, the counts, the log.
//! Queueing and writing down are `runner`'s; promises that look like the source's are the facade's.

use std::sync::Arc;

use cxtone_audit::{Record, SealKey};
use cxtone_cxone::BoxFuture;
use cxtone_payload::CallId;
use cxtone_runner::{CallGuard, CallLocks, EffectLog, JsonLinesLog, LogError, Metrics};
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;

use crate::{begun::begun, refused::refused};

/// What one injector of JavaScript stands on.
#[napi]
pub struct NativeGround {
    pub(crate) locks: CallLocks,
    pub(crate) metrics: Metrics,
    pub(crate) log: Option<SharedLog>,
}

/// The lock of one call, until it is released, taken by an injection, or collected.
#[napi]
pub struct NativeGuard {
    pub(crate) guard: Option<CallGuard>,
}

/// A log that several injectors write to, one after the other.
#[derive(Clone)]
pub(crate) struct SharedLog(Arc<JsonLinesLog>);

/// Where the audit log is, and the key that seals it.
#[napi(object, object_to_js = false)]
pub struct LogOptions {
    /// The log's path.
    pub file: String,
    /// 64 hexadecimal digits.
    pub key: String,
}

#[napi]
impl NativeGround {
    /// No call is locked, nothing is counted.
    ///
    /// # Errors
    ///
    /// The log cannot be opened, or its key is none.
    #[napi(constructor, catch_unwind)]
    pub fn new(log: Option<LogOptions>) -> Result<Self> {
        Ok(Self {
            locks: CallLocks::new(),
            metrics: Metrics::new(),
            log: log.map(SharedLog::open).transpose()?,
        })
    }

    /// Waits for the call's turn.
    ///
    /// # Errors
    ///
    /// The id is none. It rejects where too many wait.
    #[napi(catch_unwind)]
    pub fn acquire<'env>(
        &self,
        env: &'env Env,
        call: String,
    ) -> Result<PromiseRaw<'env, NativeGuard>> {
        let call = CallId::new(&call).map_err(refused)?;
        let locks = self.locks.clone();
        env.spawn_future(begun(async move {
            let guard = locks.acquire(&call).await.map_err(refused)?;
            Ok(NativeGuard { guard: Some(guard) })
        }))
    }

    /// Whether the call is locked now.
    #[napi(catch_unwind)]
    pub fn is_locked(&self, call: String) -> bool {
        CallId::new(&call).is_ok_and(|call| self.locks.is_locked(&call))
    }

    /// The calls that are locked now.
    #[napi(catch_unwind)]
    pub fn calls(&self) -> Vec<String> {
        let calls = self.locks.calls();
        calls.iter().map(|call| call.as_str().to_owned()).collect()
    }

    /// What Prometheus reads.
    #[napi(catch_unwind)]
    pub fn metrics(&self) -> String {
        self.metrics.text()
    }
}

#[napi]
impl NativeGuard {
    /// Frees the call; a second time does nothing, nor does it once an injection has taken it.
    #[napi(catch_unwind)]
    pub fn release(&mut self) {
        self.guard = None;
    }
}

impl SharedLog {
    pub(crate) fn open(options: LogOptions) -> Result<Self> {
        let key = SealKey::from_hex(&options.key).map_err(refused)?;
        let log = JsonLinesLog::open(&options.file, key).map_err(refused)?;
        Ok(Self(Arc::new(log)))
    }
}

impl EffectLog for SharedLog {
    fn append(&self, record: Record) -> BoxFuture<'_, core::result::Result<(), LogError>> {
        self.0.append(record)
    }
}
