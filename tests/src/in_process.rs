//! The emulator in this very process: what a client sends to it travels as values.
//! What is asked of it, and what goes wrong on the way, is left to the tests.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{BoxFuture, Transport, TransportError, TransportErrorKind};
use cxtone_dialect::{Body, Request, Response};
use cxtone_emulator::{EmulatorConfig, Hello, InProcess};
use serde_json::Value;
use tokio::time::timeout;

/// An emulator, and the way to it. Clones share it.
#[derive(Clone)]
pub struct Wire {
    tenant: Arc<InProcess>,
}

impl Wire {
    /// The way to a new emulator.
    ///
    /// # Panics
    ///
    /// The configuration is unsound.
    #[must_use]
    pub fn to(config: &EmulatorConfig) -> Self {
        let tenant = InProcess::new(config).expect("a sound configuration");
        Self {
            tenant: Arc::new(tenant),
        }
    }

    /// What a client needs to know.
    #[must_use]
    pub fn hello(&self) -> &Hello {
        self.tenant.hello()
    }

    /// A request to the test API.
    ///
    /// # Panics
    ///
    /// It is refused.
    pub async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .body(body.as_bytes().to_vec())
            .expect("a path of the test API");
        let answer = self.tenant.answer(request).await.expect("it is not lost");
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
        serde_json::from_slice(answer.body()).unwrap_or(Value::Null)
    }

    /// Carries a client's request there and the answer back.
    ///
    /// # Errors
    ///
    /// [`TransportError`] where the emulator closes the connection.
    pub async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let request = request.map(Body::into_bytes);
        match self.tenant.answer(request).await {
            Ok(answer) => Ok(answer.map(|bytes| bytes.to_vec().into())),
            Err(lost) => {
                let error = TransportError::maybe_sent(TransportErrorKind::ConnectionLost);
                Err(match lost.head {
                    Some(head) => error.after_head(head.map(|()| Body::default())),
                    None => error,
                })
            }
        }
    }
}

impl Transport for Wire {
    fn send(
        &self,
        request: Request,
        patience: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            timeout(patience, self.carry(request))
                .await
                .unwrap_or_else(|_| Err(TransportError::maybe_sent(TransportErrorKind::TimedOut)))
        })
    }
}
