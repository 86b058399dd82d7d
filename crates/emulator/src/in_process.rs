//! A tenant without a network: requests go in and answers come out as values, in one process.
//! What is answered is the same as over a connection; only how fast bytes travel is not.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{Request, Response},
};
use std::sync::Arc;
use tower_service::Service as _;

use crate::{
    config::EmulatorConfig,
    emulator::{BindError, Hello},
    http::{self, Connection},
    tenant::Tenant,
};

/// The largest answer that is given, in bytes: the longest recording with room to spare.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The base of the URLs that [`Hello`] names; nothing is reached under it.
const URL: &str = "http://127.0.0.1:1";

/// A CXone tenant that is called, not connected to.
///
/// It is for tests of many injections, in paused time and without ports. Dropping the future of a
/// request is what a client does that closes its connection.
pub struct InProcess {
    router: Router,
    tenant: Arc<Tenant>,
    hello: Hello,
}

/// The connection was lost before a whole answer came.
#[derive(Debug)]
pub struct Lost {
    /// Status and headers, where these came.
    pub head: Option<Response<()>>,
}

impl InProcess {
    /// A tenant of its own.
    ///
    /// # Errors
    ///
    /// [`BindError`] when the configuration is out of its ranges, or when the system has no random
    /// bits.
    pub fn new(config: &EmulatorConfig) -> Result<Self, BindError> {
        config.check()?;
        let tenant = Tenant::new(config, URL.to_owned()).map_err(|_| BindError::NoRandomness)?;
        let hello = Hello::of(&tenant, config)?;
        let tenant = Arc::new(tenant);
        Ok(Self {
            router: http::router(Arc::clone(&tenant)),
            tenant,
            hello,
        })
    }

    /// What a client needs to know. Its URL is only a base for paths.
    #[must_use]
    pub const fn hello(&self) -> &Hello {
        &self.hello
    }

    /// Answers one request.
    ///
    /// # Errors
    ///
    /// [`Lost`] where a fault closes the connection.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, Lost> {
        let connection = Connection::of(self.tenant.closing.child_token());
        let mut request = request.map(Body::from);
        request
            .extensions_mut()
            .insert(ConnectInfo(connection.clone()));
        let response = match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if connection.is_cut() {
            return Err(Lost { head: None });
        }
        let (head, body) = response.into_parts();
        match to_bytes(body, ANSWER_BYTES_MAX).await {
            Ok(body) => Ok(Response::from_parts(head, body)),
            Err(_) => Err(Lost {
                head: Some(Response::from_parts(head, ())),
            }),
        }
    }
}

impl core::fmt::Debug for InProcess {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("InProcess")
            .field("hello", &self.hello)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, path: &str, body: &str) -> Request<Vec<u8>> {
        Request::builder()
            .method(method)
            .uri(format!("{URL}{path}"))
            .header("content-type", "application/json")
            .body(body.as_bytes().to_vec())
            .expect("a sound request")
    }

    #[tokio::test]
    async fn it_answers_as_over_a_connection_and_loses_what_a_fault_drops() {
        let config = EmulatorConfig {
            seed: Some(7),
            ..EmulatorConfig::default()
        };
        let tenant = InProcess::new(&config).expect("a sound configuration");
        let call = format!("/emulator/calls/{}", tenant.hello().calls[0]);
        let shown = tenant.answer(request("GET", &call, "")).await;
        assert_eq!(shown.expect("an answer").status(), 200);
        let fault = r#"{"on":"token","kind":"dropBefore"}"#;
        let ordered = tenant.answer(request("POST", "/emulator/faults", fault));
        assert_eq!(ordered.await.expect("an answer").status(), 201);
        let lost = tenant.answer(request("POST", "/oauth/token", "")).await;
        assert!(lost.is_err_and(|lost| lost.head.is_none()));
        let refused = tenant.answer(request("POST", "/oauth/token", "")).await;
        assert_eq!(refused.expect("an answer").status(), 400);
    }
}
