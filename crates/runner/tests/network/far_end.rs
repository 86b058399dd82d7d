//! A plain HTTP/1.1 server on a loopback port, one answer a connection: it grants tokens, answers
//! injections by its script and keeps when what arrived. It shares no code with the client.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// The token that is granted.
pub(crate) const TOKEN: &str = "canary-token-51c7";

/// How long each injection is worked on before it is answered.
pub(crate) const WORK: Duration = Duration::from_millis(60);

/// No request in these tests is longer.
const REQUEST_BYTES_MAX: usize = 16 * 1024;

/// What is answered to an injection.
#[derive(Clone)]
pub(crate) enum Answer {
    /// A status line and further header lines; with a body, but after 204.
    Status(&'static str, &'static str),
    /// Nothing: the connection is reset after reading.
    Reset,
}

/// An injection as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// When it had been read.
    pub(crate) at: Instant,
    /// When its answer was written.
    pub(crate) answered_at: Option<Instant>,
    /// Method, path and version.
    pub(crate) line: String,
    pub(crate) body: String,
}

#[derive(Default)]
struct Seen {
    script: VecDeque<Answer>,
    token_requests: usize,
    arrivals: Vec<Arrival>,
}

/// The server.
pub(crate) struct FarEnd {
    pub(crate) url: String,
    seen: Arc<Mutex<Seen>>,
}

impl FarEnd {
    /// Answers in this order, then always with 200.
    pub(crate) async fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::new(Mutex::new(Seen {
            script: script.into_iter().collect(),
            ..Seen::default()
        }));
        let shared = seen.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("it listens");
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, seen }
    }

    pub(crate) fn token_requests(&self) -> usize {
        lock(&self.seen).token_requests
    }

    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        lock(&self.seen).arrivals.clone()
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("no holder panics")
}

async fn serve(mut stream: TcpStream, seen: Arc<Mutex<Seen>>) {
    let Some((head, body)) = read(&mut stream).await else {
        return;
    };
    let line = head.lines().next().expect("a first line").to_owned();
    if line.starts_with("POST /oauth/token ") {
        lock(&seen).token_requests += 1;
        let grant = format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":3600}}");
        return write(&mut stream, "200 OK", "", &grant).await;
    }
    let (number, answer) = {
        let mut seen = lock(&seen);
        seen.arrivals.push(Arrival {
            at: Instant::now(),
            answered_at: None,
            line,
            body,
        });
        let answer = seen.script.pop_front();
        (seen.arrivals.len() - 1, answer)
    };
    sleep(WORK).await;
    lock(&seen).arrivals[number].answered_at = Some(Instant::now());
    match answer.unwrap_or(Answer::Status("200 OK", "")) {
        Answer::Status(status_line, headers) => {
            let body = if status_line.starts_with("204") {
                ""
            } else {
                "{}"
            };
            write(&mut stream, status_line, headers, body).await;
        }
        Answer::Reset => stream.set_zero_linger().expect("it is open"),
    }
}

/// Head and body of one request; `None` when the client leaves before its end.
async fn read(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    while bytes.len() < REQUEST_BYTES_MAX {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= length(head)
        {
            return Some((head.to_owned(), body.to_owned()));
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

fn length(head: &str) -> usize {
    let lower = head.to_ascii_lowercase();
    let value = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    value.map_or(0, |value| value.trim().parse().expect("a length"))
}

async fn write(stream: &mut TcpStream, status_line: &str, headers: &str, body: &str) {
    let answer = format!(
        "HTTP/1.1 {status_line}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    );
    // The client may have left: that is for the test to notice.
    let _written = stream.write_all(answer.as_bytes()).await;
}
