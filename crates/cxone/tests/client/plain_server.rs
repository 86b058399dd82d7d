//! A plain HTTP/1.1 server on a loopback port: raw bytes in, scripted bytes out.
//! It is written from RFC 9112 and shares no code with the client.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// Longer than any test waits for something that comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// No request in these tests is longer.
const REQUEST_BYTES_MAX: usize = 64 * 1024;

/// What is done with one connection or one request on it.
pub(crate) enum Act {
    /// Closes without reading anything.
    CloseUnread,
    /// Reads the request, then closes.
    CloseAfterReading,
    /// Reads the request, then resets the connection.
    Reset,
    /// Reads the request and sends these bytes.
    Answer(Vec<u8>),
    /// The same, after a while.
    AnswerAfter(Duration, Vec<u8>),
    /// The same, then closes.
    AnswerAndClose(Vec<u8>),
    /// Reads the request, sends these bytes, then zeros until the client leaves.
    AnswerForever(Vec<u8>),
    /// Reads the request and stays silent until the client leaves.
    Silence,
}

/// The server: its address and what it saw.
pub(crate) struct PlainServer {
    pub(crate) url: String,
    seen: Arc<Mutex<Seen>>,
}

/// What arrived.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// Requests for tokens, raw.
    pub(crate) token_requests: Vec<String>,
    /// All other requests, raw.
    pub(crate) requests: Vec<String>,
    /// When they had arrived.
    pub(crate) arrivals: Vec<Instant>,
    /// A token that is answered with 401 from now on.
    pub(crate) revoked: Option<String>,
    /// Connections that the client has closed.
    pub(crate) left: usize,
    acts: VecDeque<Act>,
    grants: VecDeque<Vec<u8>>,
}

impl PlainServer {
    /// Grants tokens, and treats everything else by the script; at its end with 200.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::granting([], acts).await
    }

    /// The same with a script for the token requests too; at its end they get their token.
    pub(crate) async fn granting(
        grants: impl IntoIterator<Item = Vec<u8>>,
        acts: impl IntoIterator<Item = Act>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let server = Self::on(listener);
        server.seen().grants.extend(grants);
        server.seen().acts.extend(acts);
        server
    }

    /// Grants tokens and answers 200.
    pub(crate) fn on(listener: TcpListener) -> Self {
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("it listens");
                lock(&shared).connections += 1;
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }

    /// Waits for a condition on what was seen.
    pub(crate) async fn until(&self, condition: impl Fn(&Seen) -> bool) {
        let held = async {
            while !condition(&self.seen()) {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, held).await.expect("it comes about");
    }
}

/// An answer with its length.
pub(crate) fn http(status_line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status_line}\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("no test panics while it holds this")
}

async fn serve(mut stream: TcpStream, seen: Arc<Mutex<Seen>>) {
    if take_close_unread(&seen) {
        return;
    }
    while let Some(request) = read_request(&mut stream).await {
        if !act(&mut stream, request, &seen).await {
            return;
        }
    }
    lock(&seen).left += 1;
}

fn take_close_unread(seen: &Mutex<Seen>) -> bool {
    let acts = &mut lock(seen).acts;
    let closes = matches!(acts.front(), Some(Act::CloseUnread));
    if closes {
        acts.pop_front();
    }
    closes
}

/// Whether the connection stays open.
async fn act(stream: &mut TcpStream, request: String, seen: &Mutex<Seen>) -> bool {
    if request.starts_with("POST /oauth/token ") {
        let answer = {
            let mut seen = lock(seen);
            seen.token_requests.push(request);
            let number = seen.token_requests.len();
            seen.grants.pop_front().unwrap_or_else(|| grant(number))
        };
        return stream.write_all(&answer).await.is_ok();
    }
    let next = {
        let mut seen = lock(seen);
        let revoked = seen.revoked.as_ref();
        let is_refused = revoked.is_some_and(|token| request.contains(token));
        seen.requests.push(request);
        seen.arrivals.push(Instant::now());
        if is_refused {
            Some(Act::Answer(http("401 Unauthorized", "", b"{}")))
        } else {
            seen.acts.pop_front()
        }
    };
    match next.unwrap_or_else(|| Act::Answer(http("200 OK", "", b"{}"))) {
        Act::CloseUnread | Act::CloseAfterReading => false,
        Act::Reset => {
            stream.set_zero_linger().expect("it is open");
            false
        }
        Act::AnswerAfter(wait, bytes) => {
            sleep(wait).await;
            stream.write_all(&bytes).await.is_ok()
        }
        Act::Answer(bytes) => stream.write_all(&bytes).await.is_ok(),
        Act::AnswerAndClose(bytes) => stream.write_all(&bytes).await.is_err(),
        Act::AnswerForever(bytes) => {
            let mut sent = stream.write_all(&bytes).await;
            while sent.is_ok() {
                sent = stream.write_all(&[0; 4096]).await;
            }
            lock(seen).left += 1;
            false
        }
        Act::Silence => true,
    }
}

fn grant(number: usize) -> Vec<u8> {
    let token = crate::canary::TOKEN;
    let body = format!(
        r#"{{"access_token":"{token}-{number}","token_type":"Bearer","expires_in":3600,"scope":"telephony:call:control telephony:line:readwrite"}}"#
    );
    http(
        "200 OK",
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

/// One request with its body; `None` when the client has left.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while bytes.len() < REQUEST_BYTES_MAX {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= content_length(head)
        {
            return Some(text);
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

fn content_length(head: &str) -> usize {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim())
    });
    value.map_or(0, |value| value.parse().expect("a length"))
}
