//! The spans of an injection: which there are, what each is within, and what they tell. It is the
//! only test of its program: who traces is remembered for each place in the code, and tests beside
//! it that trace nothing would have a part in that.

use core::{
    fmt::Debug,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use cxtone_cxone::{
    BoxFuture, Client, RetryPolicy, Token, TokenError, TokenSource, Transport, TransportError,
};
use cxtone_dialect::{Address, BaseUrl, Body, CallAddress, Request, Response};
use cxtone_payload::{CallId, Limits, Raw, RawValue, validate};
use cxtone_runner::{AudioTap, Injection, Injector, Mark, Overheard, TapError};
use tokio_util::sync::CancellationToken;
use tracing::{
    Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

/// Digits that no id or time contains by chance.
const DIGITS: &str = "1234#";

const TOKEN: &str = "canary-token-7f3a";

/// A far end that refuses the first request for its rate, and takes every further one.
#[derive(Default)]
struct FarEnd(AtomicBool);

impl Transport for FarEnd {
    fn send(
        &self,
        _request: Request,
        _timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        let refused = !self.0.swap(true, Ordering::Relaxed);
        let mut answer = Response::new(Body::from(format!("{DIGITS} {TOKEN}")));
        if refused {
            *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
        }
        Box::pin(async { Ok(answer) })
    }
}

struct Tokens;

impl TokenSource for Tokens {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(async { Ok(Token::new(TOKEN.into(), 1)) })
    }

    fn invalidate(&self, _generation: u64) {}
}

/// A tap that hears nothing: what is heard is not what is looked at here.
struct Deaf;

impl AudioTap for Deaf {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async { Ok(Mark::new(0)) })
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        _mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        Box::pin(async { Err(TapError::Cancelled) })
    }
}

fn injection() -> Injection {
    let raw = Raw {
        digits: RawValue::from(DIGITS),
        dtmf_type: RawValue::from("RFC2833"),
        pause_ms: RawValue::from(200_u32),
    };
    Injection {
        address: Address::from(CallAddress {
            provider: "provider-1".parse().expect("a plain id"),
            line: "line-1".parse().expect("a plain id"),
            call: "call-1".parse().expect("a plain id"),
        }),
        payload: validate(&raw, &Limits::CXONE_V2).expect("valid"),
        verify: true,
    }
}

/// The spans by their paths, each with the last value of its fields.
type Spans = BTreeMap<String, BTreeMap<&'static str, String>>;

#[derive(Clone, Default)]
struct Noting(Arc<Mutex<Spans>>);

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Noting {
    fn note(&self, path: String, visit: impl FnOnce(&mut Fields<'_>)) {
        let mut spans = self.0.lock().expect("no holder panics");
        visit(&mut Fields(spans.entry(path).or_default()));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Noting {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        self.note(path(id, &context), |fields| attributes.record(fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        self.note(path(id, &context), |fields| values.record(fields));
    }
}

fn path<S: Subscriber + for<'a> LookupSpan<'a>>(id: &Id, context: &Context<'_, S>) -> String {
    let spans = context.span_scope(id).expect("it is there").from_root();
    let names: Vec<_> = spans.map(|span| span.name()).collect();
    names.join(" > ")
}

#[tokio::test(start_paused = true)]
async fn each_stage_has_a_span_within_its_injection_and_none_shows_digits_or_token() {
    let noting = Noting::default();
    let subscriber = tracing_subscriber::registry().with(noting.clone());
    let _tracing = tracing::subscriber::set_default(subscriber);
    let url = BaseUrl::parse("https://api.example.com").expect("a URL");
    let policy = RetryPolicy::default();
    let client = Client::new(Arc::new(FarEnd::default()), Arc::new(Tokens), url, policy);
    let injector = Injector::builder(client).tap(Deaf).build();
    let call = injection().address.recorded_as();
    let report = injector
        .inject(injection(), &CancellationToken::new())
        .await;
    report.expect("delivered");
    // The call is free once its tones have played out.
    drop(injector.locks().acquire(&call).await);
    let spans = noting.0.lock().expect("no holder panics").clone();
    let paths: Vec<_> = spans.keys().map(String::as_str).collect();
    let expected = [
        "injection",
        "injection > attempt",
        "injection > lock",
        "injection > play_out",
        "injection > quota",
        "injection > token",
        "injection > verification",
    ];
    assert_eq!(paths, expected);
    let told = &spans["injection"];
    assert_eq!(told["call_id"], "\"call-1\"");
    assert_eq!(told["outcome"], "\"delivered\"");
    assert_eq!(told["attempts"], "2");
    assert_eq!(spans["injection > attempt"]["attempt"], "2");
    let shown = format!("{spans:?}");
    assert!(!shown.contains(DIGITS) && !shown.contains(TOKEN), "{shown}");
}
