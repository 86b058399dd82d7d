//! The native half of `DTMFInjector`: a client and an injector, brought together from options.
//! Sending, locking, writing down and listening are `cxone`'s and `runner`'s.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{Client, ClientBuilder, RetryPolicy, TokenSource};
use cxtone_dialect::BaseUrl;
use cxtone_runner::{
    CallGuard, Injection, Injector, InjectorBuilder, RecordingFileTap, RecordingUrlTap,
};
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::{
    audible::types,
    auth::NativeAuth,
    begun::begun,
    cancellation::NativeCancellation,
    dialect::DialectChoice,
    failure::FailureFacts,
    ground::{NativeGround, NativeGuard},
    outcome::Outcome,
    refused::{missing, refused},
    request::InjectRequest,
    retry_note::{Noted, RetryNotes},
    rtp_ear::NativeRtpEar,
    token_port::{Ask, TokenPort},
    transport::transport,
};

/// What an injector is made of.
#[napi(object, object_to_js = false)]
pub struct InjectorOptions {
    /// Base URL of the API.
    pub api_url: Option<String>,
    /// `cxone-v2` unless told otherwise.
    pub dialect: Option<String>,
    /// For `cxone-agent`: the version in the paths of the services.
    pub services_version: Option<String>,
    /// For `cxone-agent`: whether the digits stand in the query.
    pub digits_in_query: bool,
    /// Certificates in PEM that are trusted besides the system's.
    pub ca: Option<String>,
    /// The URL of a proxy for https.
    pub proxy: Option<String>,
    /// Time for one request with its answer, in ms.
    pub request_timeout_ms: Option<u32>,
    /// Where calls are recorded: a URL or a path with `{callId}` in it.
    pub recording: Option<String>,
    /// The types whose digits are tones in the recording, besides INBAND.
    pub recording_renders: Option<Vec<String>>,
    /// How many times as fast time passes in an emulator's calls.
    pub speed: Option<f64>,
}

/// An injector.
#[napi]
pub struct NativeInjector {
    injector: Injector,
    policy: RetryPolicy,
    dialect: Option<String>,
}

#[napi]
impl NativeInjector {
    /// An injector that has not sent anything yet. Tokens come from `auth` or from `ask`; retries
    /// are told to `noted`.
    ///
    /// # Errors
    ///
    /// An option is missing or cannot be used.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        options: InjectorOptions,
        ground: &NativeGround,
        auth: Option<&NativeAuth>,
        ask: Option<Ask<'_>>,
        noted: Option<Noted<'_>>,
    ) -> Result<Self> {
        let tokens: Arc<dyn TokenSource> = match (auth, ask) {
            (_, Some(ask)) => Arc::new(TokenPort::new(&ask)?),
            (Some(auth), None) => Arc::new(auth.cache.clone()),
            (None, None) => return Err(missing("authClient")),
        };
        let client = options.client(auth, tokens)?;
        let client = match noted {
            Some(noted) => client.retry_watch(RetryNotes::new(&noted)?),
            None => client,
        };
        let client = client.build();
        let mut builder = Injector::builder(client.clone())
            .locks(ground.locks.clone())
            .metrics(ground.metrics.clone())
            .speed(options.speed.unwrap_or(1.0));
        if let Some(log) = &ground.log {
            builder = builder.log(log.clone());
        }
        let builder = options.tapped(builder, &client)?;
        Ok(Self {
            injector: builder.build(),
            policy: client.policy().clone(),
            dialect: options.dialect,
        })
    }

    /// Injects when the call's turn has come, or at once with a guard of it. It is listened to by
    /// the ear, where there is one.
    ///
    /// # Errors
    ///
    /// The promise cannot be made. How the injection ends is no error here.
    #[napi(catch_unwind)]
    pub fn inject<'env>(
        &self,
        env: &'env Env,
        request: InjectRequest,
        cancellation: Option<&NativeCancellation>,
        guard: Option<&mut NativeGuard>,
        ear: Option<&NativeRtpEar>,
    ) -> Result<PromiseRaw<'env, Outcome>> {
        let injector = self.injector.with_policy(request.policy(&self.policy));
        let injecting = Injecting {
            injector: match ear.and_then(NativeRtpEar::tap) {
                Some(tap) => injector.with_tap(tap),
                None => injector,
            },
            injection: request.injection(self.dialect.as_deref()),
            cancellation: cancellation.map(|it| it.token.clone()).unwrap_or_default(),
            guard: guard.and_then(|it| it.guard.take()),
        };
        env.spawn_future(begun(injecting.run()))
    }
}

/// One injection, away from JavaScript's thread.
struct Injecting {
    injector: Injector,
    injection: core::result::Result<Injection, Box<FailureFacts>>,
    cancellation: CancellationToken,
    guard: Option<CallGuard>,
}

impl Injecting {
    async fn run(self) -> Result<Outcome> {
        let injection = match self.injection {
            Ok(injection) => injection,
            Err(failure) => return Ok(Outcome::refused(*failure)),
        };
        let (injector, cancellation) = (&self.injector, &self.cancellation);
        Ok(Outcome::of(match self.guard {
            Some(guard) => {
                injector
                    .inject_holding(guard, injection, cancellation)
                    .await
            }
            None => injector.inject(injection, cancellation).await,
        }))
    }
}

impl InjectorOptions {
    fn client(
        &self,
        auth: Option<&NativeAuth>,
        tokens: Arc<dyn TokenSource>,
    ) -> Result<ClientBuilder> {
        let url = self.api_url.as_deref().ok_or_else(|| missing("apiUrl"))?;
        let url = BaseUrl::parse(url).map_err(refused)?;
        let own = self.ca.is_some() || self.proxy.is_some();
        let transport = match auth {
            Some(auth) if !own => auth.transport.clone(),
            _ => transport(self.ca.clone(), self.proxy.clone())?,
        };
        let mut policy = RetryPolicy::default();
        if let Some(timeout_ms) = self.request_timeout_ms {
            policy.attempt_timeout = Duration::from_millis(u64::from(timeout_ms));
        }
        Ok(Client::builder(transport, tokens, url)
            .policy(policy)
            .dialect(self.dialect().dialect()?))
    }

    fn dialect(&self) -> DialectChoice<'_> {
        DialectChoice {
            name: self.dialect.as_deref(),
            services_version: self.services_version.as_deref(),
            digits_in_query: self.digits_in_query,
        }
    }

    fn tapped(&self, builder: InjectorBuilder, client: &Client) -> Result<InjectorBuilder> {
        let renders = types("recordingRenders", self.recording_renders.as_deref())?;
        let Some(place) = self.recording.as_deref() else {
            return Ok(builder);
        };
        if place.contains("://") {
            let tap = RecordingUrlTap::new(client.clone(), place).map_err(refused)?;
            return Ok(builder.tap(tap.rendering(&renders)));
        }
        let tap = RecordingFileTap::new(place).map_err(refused)?;
        Ok(builder.tap(tap.rendering(&renders)))
    }
}
