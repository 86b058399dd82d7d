//! What an injection costs this machine beside a bare reqwest loop that sends the same requests:
//! CPU time of the thread that sends, over loopback, in short stretches by turns; through the client
//! alone, and through the injector with its lock of the call and its play-out.

use core::{net::SocketAddr, time::Duration};
use std::{
    collections::HashSet,
    rc::Rc,
    sync::{Arc, Mutex, mpsc},
    thread,
};

use cpu_time::ThreadTime;
use cxtone_cxone::{
    BoxFuture, CONNECT_TIMEOUT, Client, HttpOptions, HttpTransport, POOL_IDLE_MAX, RetryPolicy,
    Token, TokenError, TokenSource,
};
use cxtone_dialect::{Address, BaseUrl, CallAddress, cxone_v2};
use cxtone_payload::{Limits, Payload, Raw, validate};
use cxtone_runner::{CallLocks, Injection, Injector};
use reqwest::{redirect, retry};
use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

/// Requests of one turn, by each contender.
const REQUESTS: u32 = 2_000;

/// Requests of one contender at a stretch: so few that the machine is as fast for the next one.
const STRETCH: usize = 50;

/// Turns; the middle one counts.
const TURNS: usize = 9;

/// The most that an injection is to cost, in bare requests.
const RATIO_GOAL: f64 = 1.3;

const BODY: &str = r##"{"dtmf":"1234#","dtmfType":"RFC2833","interDigitPause":200}"##;
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

/// Sends into each of the calls, one after the other, and tells how many sends were answered.
type Sending<'a> = Box<dyn Fn(&[CallAddress]) -> usize + 'a>;

/// One way to send digits, with a runtime, a client and a connection of its own.
struct Contender<'a> {
    name: &'static str,
    send: Sending<'a>,
    /// Waits for what its sends have left behind.
    settle: Box<dyn Fn() + 'a>,
    /// What a request cost in each turn.
    costs_us: Vec<f64>,
}

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let seen = Seen::default();
    let url = BaseUrl::parse(&format!("http://{}", serve(&seen))).expect("a base URL");
    // The client brings the TLS provider that the bare one takes too.
    let (client, injector) = (by_client(&url), by_injector(&url));
    let mut contenders = [bare(&url), client, injector];
    for _ in 0..if is_test { 1 } else { TURNS } {
        turn(&mut contenders);
    }
    assert_alike(&seen);
    tell(&contenders);
}

/// All requests of all contenders, in stretches by turns, each time another one first.
fn turn(contenders: &mut [Contender<'_>]) {
    let calls: Vec<CallAddress> = (0..REQUESTS).map(call).collect();
    let mut cpu = vec![Duration::ZERO; contenders.len()];
    for (first, stretch) in calls.chunks(STRETCH).enumerate() {
        for place in 0..contenders.len() {
            let which = (first + place) % contenders.len();
            let started = ThreadTime::now();
            let answered = (contenders[which].send)(stretch);
            cpu[which] += started.elapsed();
            assert_eq!(answered, stretch.len());
        }
    }
    for (contender, mut cpu) in contenders.iter_mut().zip(cpu) {
        let started = ThreadTime::now();
        (contender.settle)();
        cpu += started.elapsed();
        let cost_us = cpu.as_secs_f64() * 1e6 / f64::from(REQUESTS);
        contender.costs_us.push(cost_us);
    }
}

/// Whether all requests were the same but for the order of their headers.
fn assert_alike(seen: &Seen) {
    let seen = seen.lock().expect("no panic in the server");
    assert_eq!(seen.len(), 1, "not all send the same: {seen:#?}");
}

/// Tells what each contender costs, also beside the first, turn by turn.
fn tell(contenders: &[Contender<'_>]) {
    let [bare, injections @ ..] = contenders else {
        return;
    };
    println!("{}: {:.1} us of CPU", bare.name, middle(&bare.costs_us));
    for Contender { name, costs_us, .. } in injections {
        let pairs = costs_us.iter().zip(&bare.costs_us);
        let ratios: Vec<f64> = pairs.map(|(cost, bare)| cost / bare).collect();
        let (cost_us, ratio) = (middle(costs_us), middle(&ratios));
        println!("{name}: {cost_us:.1} us of CPU, {ratio:.2} x (goal: {RATIO_GOAL} x)");
    }
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn bare(url: &BaseUrl) -> Contender<'_> {
    let runtime = runtime();
    let bare = runtime.block_on(async { plain() });
    Contender {
        name: "a bare request",
        send: Box::new(move |calls| runtime.block_on(send(&bare, url, calls))),
        settle: Box::new(|| ()),
        costs_us: Vec::new(),
    }
}

fn by_client(url: &BaseUrl) -> Contender<'_> {
    let runtime = runtime();
    let client = runtime.block_on(async { client(url) });
    Contender {
        name: "an injection by the client",
        send: Box::new(move |calls| runtime.block_on(send_by_client(&client, calls))),
        settle: Box::new(|| ()),
        costs_us: Vec::new(),
    }
}

fn by_injector(url: &BaseUrl) -> Contender<'_> {
    let runtime = Rc::new(runtime());
    let client = runtime.block_on(async { client(url) });
    let injector = Injector::builder(client).build();
    let (settling, locks) = (runtime.clone(), injector.locks().clone());
    Contender {
        name: "an injection by the injector",
        send: Box::new(move |calls| runtime.block_on(inject(&injector, calls))),
        settle: Box::new(move || settling.block_on(played_out(&locks))),
        costs_us: Vec::new(),
    }
}

async fn send_by_client(client: &Client, calls: &[CallAddress]) -> usize {
    let payload = payload();
    let never = CancellationToken::new();
    let mut delivered = 0;
    for call in calls {
        let address = Address::from(call.clone());
        let sent = client.inject(&address, &payload, &never).await;
        delivered += usize::from(sent.outcome.is_ok());
    }
    delivered
}

/// Each into a call of its own: into one call, each would wait until the one before has played out.
async fn inject(injector: &Injector, calls: &[CallAddress]) -> usize {
    let payload = payload();
    let never = CancellationToken::new();
    let mut delivered = 0;
    for call in calls {
        let injection = Injection {
            address: Address::from(call.clone()),
            payload: payload.clone(),
            verify: false,
        };
        let report = injector.inject(injection, &never).await;
        delivered += usize::from(report.is_ok());
    }
    delivered
}

/// All calls are free again: what is left to do for them then is part of their injections' cost.
async fn played_out(locks: &CallLocks) {
    let last = call(REQUESTS - 1).call;
    drop(locks.acquire(&last).await.expect("nobody waits for it"));
    while locks.locked_calls() > 0 {
        sleep(Duration::from_millis(1)).await;
    }
}

async fn send(bare: &reqwest::Client, url: &BaseUrl, calls: &[CallAddress]) -> usize {
    let mut answered = 0;
    for CallAddress {
        provider,
        line,
        call,
    } in calls
    {
        let answer = bare
            .post(format!(
                "{url}/api/v2/telephony/providers/{provider}/lines/{line}/calls/{call}/dtmf"
            ))
            .timeout(RetryPolicy::default().attempt_timeout)
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(BODY)
            .send()
            .await
            .expect("the server answers");
        let is_success = answer.status().is_success();
        let body = answer.bytes().await.expect("a body");
        answered += usize::from(is_success && body == "{}");
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

/// reqwest with the same settings as in the client's transport. The TLS provider is the one that
/// the client has installed.
fn plain() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent(concat!("cxtone/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE_MAX)
        .build()
        .expect("a client")
}

fn call(number: u32) -> CallAddress {
    CallAddress {
        provider: "p".parse().expect("an id"),
        line: "l".parse().expect("an id"),
        call: format!("call-{number}").parse().expect("an id"),
    }
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

/// Requests without the ids of their calls, line by line, in the order of the alphabet.
type Seen = Arc<Mutex<HashSet<Vec<String>>>>;

/// A server on a thread of its own, whose time is nobody's: it answers every request alike. It
/// keeps the first request of each connection.
fn serve(seen: &Seen) -> SocketAddr {
    let (told, address) = mpsc::channel();
    let keeping = seen.clone();
    thread::spawn(move || {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("an address");
            told.send(address).expect("the bench waits");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_all(stream, keeping.clone()));
            }
        });
    });
    address.recv().expect("the server starts")
}

/// All requests end with the brace of their body and hold no other.
async fn answer_all(mut stream: TcpStream, seen: Seen) {
    let mut buffer = [0; 4096];
    let mut first = Some(Vec::new());
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let read = &buffer[..read];
        if let Some(first) = &mut first {
            first.extend_from_slice(read);
        }
        if !read.ends_with(b"}") {
            continue;
        }
        if let Some(first) = first.take() {
            keep(&first, &seen);
        }
        if stream.write_all(ANSWER).await.is_err() {
            return;
        }
    }
}

fn keep(request: &[u8], seen: &Seen) {
    let text = str::from_utf8(request).expect("plain text");
    let (before, call) = text.split_once("/calls/").expect("the path has a call");
    let (_, after) = call.split_once('/').expect("the path goes on");
    let lines = before.lines().chain(after.lines());
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort_unstable();
    seen.lock().expect("no panic before").insert(lines);
}
