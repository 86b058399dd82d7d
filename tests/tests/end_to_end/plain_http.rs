//! One HTTP/1.1 request over a connection of its own, written and read as text: it knows nothing
//! of our client.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Sends a request and reads the whole answer.
pub(crate) async fn ask(
    url: &str,
    request_line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let host = url.trim_start_matches("http://");
    let length = body.len();
    let mut request = format!(
        "{request_line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n"
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    let mut connection = TcpStream::connect(host).await.expect("it listens");
    let written = connection.write_all(request.as_bytes()).await;
    written.expect("the request is written");
    let mut answer = Vec::new();
    connection
        .read_to_end(&mut answer)
        .await
        .expect("an answer");
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Answer {
        status: status.expect("a status"),
        body: body.to_owned(),
    }
}
