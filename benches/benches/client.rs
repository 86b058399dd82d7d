//! What an injection costs this machine beside a bare reqwest loop that sends the same requests:
//! CPU time of the thread that sends, over loopback, in turns within one run; through the client
//! alone, and through the injector with its lock of the call and its play-out.

use core::{net::SocketAddr, time::Duration};
use std::{
    sync::{Arc, mpsc},
    thread,
};

use cpu_time::ThreadTime;
use cxtone_cxone::{
    BoxFuture, Client, HttpOptions, HttpTransport, RetryPolicy, Token, TokenError, TokenSource,
};
use cxtone_dialect::{Address, BaseUrl, CallAddress, cxone_v2};
use cxtone_payload::{CallId, Limits, Payload, Raw, validate};
use cxtone_runner::{Injection, Injector};
use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
};
use tokio_util::sync::CancellationToken;

/// Requests of one turn.
const REQUESTS: u32 = 2_000;

/// Turns of each side; the middle one counts.
const TURNS: usize = 9;

/// The most that an injection is to cost, in bare requests.
const RATIO_GOAL: f64 = 1.3;

const TOKEN: &str = "token-of-a-usual-length-0123456789abcdef0123456789abcdef";
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// A token that is always at hand: what is measured is the injection.
struct AtHand(Token);

impl TokenSource for AtHand {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(core::future::ready(Ok(self.0.clone())))
    }

    fn invalidate(&self, _generation: u64) {}
}

fn main() {
    let turns = if std::env::args().any(|argument| argument == "--test") {
        1
    } else {
        TURNS
    };
    let url = BaseUrl::parse(&format!("http://{}", serve())).expect("a base URL");
    let runtime = runtime();
    let (client, bare) = runtime.block_on(async { (client(&url), bare()) });
    let injector = Injector::builder(client.clone()).build();
    let mut costs = [const { Vec::new() }; 3];
    for _ in 0..turns {
        costs[0].push(cost(&runtime, send(&bare, &url)));
        costs[1].push(cost(&runtime, send_by_client(&client)));
        costs[2].push(cost(&runtime, inject(&injector)));
    }
    let [bare, client, injector] = &costs;
    println!("a bare request: {:.1} us of CPU", middle(bare));
    tell("by the client", client, bare);
    tell("by the injector", injector, bare);
}

/// Tells what a contender costs, in bare requests too.
fn tell(name: &str, costs_us: &[f64], bare_us: &[f64]) {
    let pairs = costs_us.iter().zip(bare_us);
    let ratios: Vec<f64> = pairs.map(|(cost, bare)| cost / bare).collect();
    let ratio = middle(&ratios);
    println!(
        "an injection {name}: {:.1} us of CPU, {ratio:.2} x (goal: {RATIO_GOAL} x)",
        middle(costs_us)
    );
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// CPU time of this thread for one request, in microseconds.
fn cost(runtime: &Runtime, turn: impl Future<Output = u32>) -> f64 {
    let started = ThreadTime::now();
    assert_eq!(runtime.block_on(turn), REQUESTS);
    started.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS)
}

async fn send_by_client(client: &Client) -> u32 {
    let payload = payload();
    let never = CancellationToken::new();
    let mut delivered = 0;
    for call in calls() {
        let sent = client.inject(&address(call), &payload, &never).await;
        delivered += u32::from(sent.outcome.is_ok());
    }
    delivered
}

/// Each into a call of its own: into one call, each would wait until the one before has played out.
async fn inject(injector: &Injector) -> u32 {
    let payload = payload();
    let never = CancellationToken::new();
    let mut delivered = 0;
    for call in calls() {
        let injection = Injection {
            address: address(call),
            payload: payload.clone(),
            verify: false,
        };
        let report = injector.inject(injection, &never).await;
        delivered += u32::from(report.is_ok());
    }
    delivered
}

fn calls() -> impl Iterator<Item = CallId> {
    (0..REQUESTS).map(|number| format!("call-{number}").parse().expect("an id"))
}

async fn send(bare: &reqwest::Client, url: &BaseUrl) -> u32 {
    let mut answered = 0;
    for call in calls() {
        let answer = bare
            .post(format!(
                "{url}/api/v2/telephony/providers/p/lines/l/calls/{call}/dtmf"
            ))
            .timeout(Duration::from_secs(10))
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(r##"{"dtmf":"1234#","dtmfType":"RFC2833","interDigitPause":200}"##)
            .send()
            .await
            .expect("the server answers");
        let is_success = answer.status().is_success();
        let body = answer.bytes().await.expect("a body");
        answered += u32::from(is_success && body.len() == 2);
    }
    answered
}

fn client(url: &BaseUrl) -> Client {
    let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
    let token = Token::new(SecretString::from(TOKEN), 1);
    Client::new(
        Arc::new(transport),
        Arc::new(AtHand(token)),
        url.clone(),
        RetryPolicy::default(),
    )
}

/// The TLS provider is the one that the client has installed.
fn bare() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent(concat!("cxtone/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .no_proxy()
        .build()
        .expect("a client")
}

fn address(call: CallId) -> Address {
    Address::from(CallAddress {
        provider: "p".parse().expect("an id"),
        line: "l".parse().expect("an id"),
        call,
    })
}

fn payload() -> Payload {
    let raw = Raw {
        digits: "1234#".into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 200_u32.into(),
    };
    let limits: Limits = cxone_v2::CAPABILITIES.limits();
    validate(&raw, &limits).expect("a valid payload")
}

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A server on a thread of its own, whose time is nobody's: it answers every request alike.
fn serve() -> SocketAddr {
    let (told, address) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("an address");
            told.send(address).expect("the bench waits");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_all(stream));
            }
        });
    });
    address.recv().expect("the server starts")
}

/// Both sides' requests end with the brace of their body and hold no other.
async fn answer_all(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let ends = buffer[..read].ends_with(b"}");
        if ends && stream.write_all(ANSWER).await.is_err() {
            return;
        }
    }
}
