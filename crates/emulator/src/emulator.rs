//! An emulator as its owner sees it: bind it, greet it, run it.
//! What it does while it runs is in `http` and below.

use core::{future::Future, net::SocketAddr};
use std::{io, sync::Arc};

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{
    config::{ConfigOutOfRange, EmulatorConfig, SHUTDOWN_GRACE},
    http::{
        self, Connection, Door,
        ids::{contact_of, session_of},
    },
    tenant::{Order, PlacementRefusal, Tenant},
};

/// A CXone tenant on a loopback address.
///
/// It listens from [`bind`](Self::bind) on and answers while [`run`](Self::run) runs.
pub struct Emulator {
    listener: TcpListener,
    tenant: Arc<Tenant>,
    hello: Hello,
}

/// What a client needs to know to use an emulator. As JSON its fields are in camel case.
///
/// `Debug` hides the secret; JSON shows it, which is what it is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// Base of the API and of the login, such as `http://127.0.0.1:40123`.
    pub url: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret. It opens nothing but this emulator.
    pub client_secret: String,
    /// The telephony provider's id.
    pub provider_id: String,
    /// The line's id.
    pub line_id: String,
    /// Ids of the calls that there are at the start: active ones, or ringing ones where callers
    /// were given.
    pub calls: Vec<String>,
    /// How many seconds of the calls pass in one second: whoever waits for digits to play out
    /// waits for their length divided by this.
    pub speed: u32,
    /// What a client of the dialect `cxone-agent` needs besides.
    pub agent: AgentHello,
}

/// What a client of the dialect `cxone-agent` needs to know. It logs in with the client's id and
/// secret, and with this access key.
///
/// `Debug` hides the secret; JSON shows it, which is what it is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentHello {
    /// The tenant's id, by which its API is discovered.
    pub tenant_id: String,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret. It opens nothing but this emulator.
    pub access_key_secret: String,
    /// The agent's session in each of the calls that are active from the start.
    pub sessions: Vec<String>,
    /// The contact that each of these calls is.
    pub contacts: Vec<String>,
}

/// Why an emulator could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The address can be reached from other machines.
    #[error(
        "{address} is no loopback address; an emulator has no security, so give 127.0.0.1 or [::1]"
    )]
    NotLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// A field of the configuration is out of its range.
    #[error("the configuration cannot be used: {0}")]
    Config(#[from] ConfigOutOfRange),
    /// An id of [`EmulatorConfig::call_ids`] is none, or stands there twice.
    #[error("{id:?} {problem}")]
    CallId {
        /// The id.
        id: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The port is taken, by another emulator perhaps.
    #[error("{address} is in use; give another port, or 0 for any that is free")]
    InUse {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system has no random bits for credentials.
    #[error("the system has no random bits; give a seed")]
    NoRandomness,
}

/// Why an emulator stopped though it was not told to.
#[derive(Debug, thiserror::Error)]
#[error("the emulator stopped")]
pub struct RunError(#[source] io::Error);

impl Emulator {
    /// Listens on a loopback address; port 0 takes any that is free.
    ///
    /// # Errors
    ///
    /// [`BindError`] when the address is no loopback address or cannot be listened on, when the
    /// configuration is out of its ranges, or when the system has no random bits.
    pub async fn bind(address: SocketAddr, config: EmulatorConfig) -> Result<Self, BindError> {
        if !address.ip().to_canonical().is_loopback() {
            return Err(BindError::NotLoopback { address });
        }
        config.check()?;
        let listening = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => BindError::InUse { address },
            _ => BindError::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        let bound = listener.local_addr().map_err(listening)?;
        let tenant =
            Tenant::new(&config, format!("http://{bound}")).map_err(|_| BindError::NoRandomness)?;
        let hello = Hello::of(&tenant, &config)?;
        Ok(Self {
            listener,
            tenant: Arc::new(tenant),
            hello,
        })
    }

    /// What a client needs to know.
    #[must_use]
    pub const fn hello(&self) -> &Hello {
        &self.hello
    }

    /// Answers requests until `shutdown` completes; requests that are open then have
    /// [`SHUTDOWN_GRACE`] to end before their connections are closed.
    ///
    /// # Errors
    ///
    /// [`RunError`] when it can no longer listen.
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), RunError> {
        let closing = self.tenant.closing.clone();
        // Whichever way this ends, even by being dropped, no connection stays open.
        let _close = closing.clone().drop_guard();
        let stopping = tokio_util::sync::CancellationToken::new();
        let told = stopping.clone();
        let door = Door::new(self.listener, closing.clone());
        let service = http::router(self.tenant).into_make_service_with_connect_info::<Connection>();
        let served = axum::serve(door, service).with_graceful_shutdown(async move {
            shutdown.await;
            told.cancel();
        });
        let grace_is_over = async {
            stopping.cancelled().await;
            tokio::time::sleep(SHUTDOWN_GRACE).await;
        };
        tokio::select! {
            ended = served.into_future() => ended.map_err(RunError),
            () = grace_is_over => Ok(()),
        }
    }
}

impl BindError {
    /// The line and the count were checked, and made-up ids are not taken.
    fn not_placed(call_id: Option<String>, refusal: &PlacementRefusal) -> Self {
        let problem = match refusal {
            PlacementRefusal::Taken => "is the id of two calls; give each its own",
            PlacementRefusal::MalformedId => {
                "is no call's id: it has 1 to 128 of A-Z, a-z, 0-9, _ and -"
            }
            _ => return Self::NoRandomness,
        };
        let id = call_id.unwrap_or_default();
        Self::CallId { id, problem }
    }
}

impl core::fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("hello", &self.hello)
            .finish_non_exhaustive()
    }
}

impl Hello {
    pub(crate) fn of(tenant: &Tenant, config: &EmulatorConfig) -> Result<Self, BindError> {
        let (client_id, client_secret) = tenant.credentials();
        let ids = config.call_ids.iter().cloned().map(Some);
        let ids = ids.chain((0..config.calls).map(|_| None));
        let calls = ids.enumerate().map(|(index, call_id)| {
            let placed = tenant.place_call(Order {
                call_id: call_id.clone(),
                caller: config.callers.get(index).cloned(),
                ..Order::default()
            });
            placed
                .map(|placed| placed.id)
                .map_err(|refusal| BindError::not_placed(call_id, &refusal))
        });
        let calls = calls.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            url: tenant.url.clone(),
            client_id,
            client_secret,
            provider_id: tenant.provider_id.clone(),
            line_id: tenant.line_id.clone(),
            speed: tenant.clock.speed(),
            agent: AgentHello::of(tenant, &calls),
            calls,
        })
    }
}

impl core::fmt::Debug for Hello {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Hello")
            .field("url", &self.url)
            .field("client_id", &self.client_id)
            .field("client_secret", &"[secret]")
            .field("provider_id", &self.provider_id)
            .field("line_id", &self.line_id)
            .field("calls", &self.calls)
            .field("speed", &self.speed)
            .field("agent", &self.agent)
            .finish()
    }
}

impl AgentHello {
    fn of(tenant: &Tenant, calls: &[String]) -> Self {
        let (access_key_id, access_key_secret) = tenant.access_key();
        Self {
            tenant_id: tenant.tenant_id.clone(),
            access_key_id,
            access_key_secret,
            sessions: calls.iter().map(|call| session_of(call)).collect(),
            contacts: calls.iter().map(|call| contact_of(call)).collect(),
        }
    }
}

impl core::fmt::Debug for AgentHello {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("AgentHello")
            .field("tenant_id", &self.tenant_id)
            .field("access_key_id", &self.access_key_id)
            .field("access_key_secret", &"[secret]")
            .field("sessions", &self.sessions)
            .field("contacts", &self.contacts)
            .finish()
    }
}
