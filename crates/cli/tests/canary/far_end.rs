//! A far end that gives everything back: digits, tokens and secrets in reason phrases, headers
//! and bodies. A plain TCP server that knows nothing of our crates.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
};

use crate::values::{DIGITS, SECRET, TOKEN};

/// The most headers of a request, and the longest body that is read of one.
const HEADERS_MAX: usize = 64;
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What is done with a request.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// A token is granted.
    Grant,
    /// An answer with this status and these headers that gives back all that came.
    Echo(u16, &'static str),
    /// 200 with this body.
    Body(&'static str),
    /// These bytes, which need not be HTTP.
    Bytes(&'static str),
    /// A head that announces more than comes.
    Cut,
    /// The connection closes without a byte.
    Drop,
}

/// What is done with each kind of request.
#[derive(Clone, Copy)]
pub(crate) struct Manners {
    pub(crate) token: Reply,
    pub(crate) injection: Reply,
    /// Anything else, such as a recording.
    pub(crate) rest: Reply,
}

/// A server that runs until the test ends.
pub(crate) struct FarEnd {
    pub(crate) url: String,
}

impl FarEnd {
    /// Listens on a free port.
    pub(crate) fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let manners = Arc::new(manners);
        // Both threads end with the process; a client that goes away ends its own.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let manners = Arc::clone(&manners);
                std::thread::spawn(move || serve(stream, &manners));
            }
        });
        Self { url }
    }
}

/// A request as it came.
struct Asked {
    head: String,
    body: String,
}

fn serve(stream: TcpStream, manners: &Manners) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream;
    let asked = read(&mut reader)?;
    let reply = if asked.head.contains("/oauth/token") {
        manners.token
    } else if asked.head.contains("/dtmf") {
        manners.injection
    } else {
        manners.rest
    };
    stream.write_all(&answer(reply, &asked)).ok()
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let (mut head, mut length) = (String::new(), 0);
    for _ in 0..HEADERS_MAX {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length.min(BODY_BYTES_MAX)];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Asked { head, body })
}

fn answer(reply: Reply, asked: &Asked) -> Vec<u8> {
    let text = match reply {
        Reply::Grant => {
            let body = format!(
                "{{\"access_token\":\"{TOKEN}\",\"token_type\":\"Bearer\",\"expires_in\":3600}}"
            );
            whole("200 OK", "", &body)
        }
        Reply::Echo(status, headers) => {
            let reason = format!("{status} {DIGITS} {TOKEN} {SECRET}");
            let body = format!(
                "{DIGITS}\n{TOKEN}\n{SECRET}\n{}\n{}",
                asked.head, asked.body
            );
            whole(&reason, &format!("{headers}{}", echoing_headers()), &body)
        }
        Reply::Body(body) => whole("200 OK", &echoing_headers(), &filled(body)),
        Reply::Bytes(bytes) => filled(bytes),
        Reply::Cut => {
            let headers = echoing_headers();
            format!("HTTP/1.1 200 {DIGITS}\r\n{headers}content-length: 999\r\n\r\n{DIGITS}{TOKEN}")
        }
        Reply::Drop => String::new(),
    };
    text.into_bytes()
}

fn whole(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn echoing_headers() -> String {
    format!(
        "x-correlation-id: {DIGITS}/{TOKEN}\r\nx-request-id: {DIGITS}\r\nx-trace-id: {TOKEN}\r\n\
         www-authenticate: Bearer error=\"{DIGITS} {TOKEN} {SECRET}\"\r\n\
         location: https://{SECRET}:{TOKEN}@{SECRET}.example.com/{TOKEN}?x={DIGITS}\r\n\
         set-cookie: {SECRET}={TOKEN}\r\nserver: {DIGITS}\r\n"
    )
}

/// The text with the canaries put in place of their names.
fn filled(text: &str) -> String {
    text.replace("DIGITS", DIGITS)
        .replace("TOKEN", TOKEN)
        .replace("SECRET", SECRET)
}
