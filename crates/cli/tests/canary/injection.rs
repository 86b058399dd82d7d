//! `inject` against a far end that gives everything back, in every way it can answer.

use std::thread;

use crate::{
    far_end::{FarEnd, Manners, Reply},
    run::{Run, folder, key_in, path_in, search_files},
    values::{CANARY, DIGITS, FEW_DIGITS, SECRET, TOKEN},
};

/// What the far end is like unless a row says otherwise.
const KIND: Manners = Manners {
    token: Reply::Grant,
    injection: Reply::Echo(200, ""),
    rest: Reply::Echo(404, ""),
};

fn inject(url: &str, options: &[&str]) -> Run {
    let arguments = [
        "inject",
        "--call",
        "call-1",
        "--verbose",
        "-",
        "--pause",
        "50",
    ];
    Run::new(arguments.iter().chain(options))
        .env("CXONE_API_URL", url)
        .env("CXONE_CLIENT_ID", "client-1")
        .env("CXONE_PROVIDER_ID", "provider-1")
        .env("CXONE_LINE_ID", "line-1")
        .fed(FEW_DIGITS)
}

/// Injects with a log; searches the log and its head, and what `audit verify` says of them.
fn check(manners: Manners, options: &[&str], code: i32) {
    let far_end = FarEnd::start(manners);
    let folder = folder();
    let (log, key) = (path_in(&folder, "calls.audit"), key_in(&folder));
    let logged = ["--audit", &log, "--key-file", &key, "--attempts", "2"];
    let events = path_in(&folder, "events.jsonl");
    let hook = format!("{}/hook/{TOKEN}?{SECRET}", far_end.url);
    let hook_key = path_in(&folder, "hook.key");
    let watched = ["--events", &events, "--monitor-url", &hook];
    let watched = [&watched[..], &["--monitor-key-file", &hook_key]].concat();
    inject(&far_end.url, &[&logged[..], &watched, options].concat()).exits(code);
    let searched = search_files(&CANARY, folder.path(), &[".key"]);
    assert_eq!(searched, 3, "the log, its head and the events");
    let content = std::fs::read_to_string(&log).expect("a log");
    assert!(content.contains("[6 digits]"), "{content}");
    Run::new(["audit", "verify", &log, "--key-file", &key]).exits(0);
    Run::new(["audit", "verify", &log, "--key-file", &key, "--json"]).exits(0);
}

/// Checks many far ends at once, each as text and as JSON: most of the time is play-out.
fn check_all(rows: impl IntoIterator<Item = Manners>, options: &[&str], code: i32) {
    let json = [options, &["--json"]].concat();
    thread::scope(|scope| {
        for manners in rows {
            scope.spawn(move || check(manners, options, code));
            let json = &json;
            scope.spawn(move || check(manners, json, code));
        }
    });
}

fn answered(injections: &[Reply], code: i32) {
    let rows = injections
        .iter()
        .map(|&injection| Manners { injection, ..KIND });
    check_all(rows, &[], code);
}

fn refused_a_token(tokens: &[Reply]) {
    let rows = tokens.iter().map(|&token| Manners { token, ..KIND });
    check_all(rows, &[], 1);
}

fn echoes(statuses: &[u16]) -> Vec<Reply> {
    let echo = |status: &u16| Reply::Echo(*status, "");
    statuses.iter().map(echo).collect()
}

#[test]
fn a_success_that_gives_everything_back_shows_nothing() {
    answered(&echoes(&[200, 201, 202]), 0);
    let no_content = "HTTP/1.1 204 DIGITS\r\nx-request-id: DIGITS\r\n\r\n";
    answered(
        &[
            Reply::Bytes(no_content),
            Reply::Body("{\"dtmf\":\"DIGITS\",\"token\":\"TOKEN"),
            Reply::Cut,
        ],
        0,
    );
}

#[test]
fn a_refusal_that_gives_everything_back_shows_nothing() {
    answered(&echoes(&[400, 401, 403, 404, 409, 413, 418, 422, 499]), 1);
    answered(&echoes(&[301, 302, 307, 308]), 1);
}

#[test]
fn a_rate_limit_that_gives_everything_back_shows_nothing() {
    answered(
        &[
            Reply::Echo(429, "retry-after: 7391486205\r\n"),
            Reply::Echo(429, "retry-after: 0\r\n"),
            Reply::Echo(429, "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n"),
            Reply::Echo(429, "retry-after: 7#39*1A#\r\n"),
        ],
        1,
    );
}

#[test]
fn an_ambiguous_answer_that_gives_everything_back_shows_nothing() {
    answered(&echoes(&[303, 500, 502, 503, 599, 600, 999]), 3);
    answered(
        &[
            Reply::Drop,
            Reply::Bytes("DIGITS TOKEN SECRET\r\n\r\n"),
            Reply::Bytes("HTTP/1.1 DIGITS\r\n\r\n"),
            Reply::Bytes("HTTP/1.1 200 OK\r\nDIGITS: \0TOKEN"),
            Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: DIGITS\r\n\r\n"),
        ],
        3,
    );
}

#[test]
fn a_token_refusal_that_gives_everything_back_shows_nothing() {
    refused_a_token(&echoes(&[301, 400, 401, 403, 404]));
    refused_a_token(&[Reply::Bytes(
        "HTTP/1.1 400 SECRET\r\ncontent-length: 65\r\n\r\n\
         {\"error\":\"invalid_client\",\"error_description\":\"SECRET\"}",
    )]);
    let bodies = [
        "",
        "SECRET",
        "{\"access_token\":\"TOKEN",
        "{\"access_token\":\"TOKEN\\u0007\",\"expires_in\":60}",
        "{\"access_token\":\"TOKEN\",\"expires_in\":\"SECRET\"}",
        "{\"access_token\":\"TOKEN\",\"expires_in\":-1}",
        "{\"access_token\":\"TOKEN\",\"token_type\":\"SECRET\",\"expires_in\":60}",
        "{\"access_token\":\"TOKEN\",\"expires_in\":60,\"scope\":\"SECRET DIGITS\"}",
        "{\"access_token\":[\"TOKEN\"],\"TOKEN\":\"SECRET\"}",
    ];
    refused_a_token(&bodies.map(Reply::Body));
}

#[test]
fn a_login_that_fails_for_a_while_shows_nothing() {
    refused_a_token(&[
        Reply::Echo(500, ""),
        Reply::Echo(429, "retry-after: 7391486205\r\n"),
        Reply::Drop,
        Reply::Cut,
        Reply::Bytes("SECRET TOKEN\r\n\r\n"),
    ]);
}

#[test]
fn a_recording_that_is_none_shows_nothing() {
    let rests = [
        Reply::Echo(401, ""),
        Reply::Echo(404, ""),
        Reply::Echo(302, ""),
        Reply::Body("DIGITS TOKEN SECRET: a long text that is no recording at all"),
        Reply::Bytes("DIGITS TOKEN"),
    ];
    let rows = rests.map(|rest| Manners { rest, ..KIND });
    check_all(rows, &["--verify"], 0);
    let far_end = FarEnd::start(KIND);
    let address = format!("http://user:{TOKEN}@127.0.0.1:9/{{callId}}.wav?token={TOKEN}");
    inject(&far_end.url, &["--verify", "--recording", &address]).exits(0);
    let folder = folder();
    let file = path_in(&folder, "{callId}.wav");
    inject(&far_end.url, &["--verify", "--recording", &file]).exits(0);
}

#[test]
fn a_dry_run_shows_nothing_in_either_form_or_case() {
    for digits in [DIGITS.to_owned(), DIGITS.to_lowercase()] {
        for dtmf_type in ["RFC2833", "SIPINFO", "INBAND"] {
            let options = ["--dry-run", "--type", dtmf_type];
            let url = "https://api.example.com/base";
            let ran = inject(url, &options).fed(&digits).exits(0);
            assert!(ran.stdout.contains("[16 digits]"), "{}", ran.stdout);
            let json = [&options[..], &["--json"]].concat();
            inject(url, &json).fed(&digits).exits(0);
        }
    }
}

#[test]
fn a_far_end_that_is_not_there_shows_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    for url in [&*nobody, "https://canary.invalid"] {
        inject(url, &["--attempts", "1"]).exits(1);
        inject(url, &["--attempts", "1", "--json"]).exits(1);
    }
    let far_end = FarEnd::start(KIND);
    inject(
        &far_end.url.replace("http:", "https:"),
        &["--attempts", "1"],
    )
    .exits(1);
}

#[test]
fn an_answer_that_never_comes_shows_nothing() {
    // Connections are taken by the system, and nobody reads them.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    let silent = format!("http://{}", listener.local_addr().expect("an address"));
    let far_end = FarEnd::start(KIND);
    let login = ["--auth-url", &far_end.url, "--timeout", "0.3"];
    inject(&silent, &login).exits(3);
    inject(&silent, &[&login[..], &["--json"]].concat()).exits(3);
}

#[test]
fn a_log_that_cannot_be_written_shows_nothing() {
    let far_end = FarEnd::start(KIND);
    let folder = folder();
    let key = key_in(&folder);
    let missing = path_in(&folder, "none/calls.audit");
    inject(&far_end.url, &["--audit", &missing, "--key-file", &key]).exits(1);
    let foreign = path_in(&folder, "foreign.audit");
    std::fs::write(&foreign, format!("{DIGITS} {TOKEN}\n")).expect("writes");
    inject(&far_end.url, &["--audit", &foreign, "--key-file", &key]).exits(1);
    inject(&far_end.url, &["--audit", &missing, "--key-file", &foreign]).exits(1);
}
