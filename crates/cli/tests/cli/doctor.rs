//! `doctor`: each check, what it says, and how to mend it.

use serde_json::Value;

use crate::{
    emulator::Emulator,
    program::{Ran, command, run},
};

fn state_of(ran: &Ran, name: &str) -> Value {
    let verdict = ran.json().remove(0);
    let checks = verdict["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["name"] == name);
    check.unwrap_or_else(|| panic!("no check {name}: {verdict}"))["state"].clone()
}

#[test]
fn all_is_well_between_here_and_an_emulator() {
    let emulator = Emulator::start(&[]);
    let ran = run(&mut emulator.client(&["doctor", "--json"]), b"")
        .exits(0)
        .hides(emulator.field("clientSecret"));
    assert_eq!(ran.json()[0]["healthy"], true);
    for name in [
        "api url",
        "api reachable",
        "auth reachable",
        "token",
        "scopes",
        "call control",
    ] {
        assert_eq!(state_of(&ran, name), "passed", "{name}");
    }
}

#[test]
fn a_wrong_secret_is_told_as_such_and_not_shown() {
    let emulator = Emulator::start(&[]);
    let mut doctor = emulator.client(&["doctor", "--json"]);
    let ran = run(doctor.env("CXONE_CLIENT_SECRET", "not-the-secret"), b"")
        .exits(1)
        .hides("not-the-secret");
    assert_eq!(state_of(&ran, "token"), "failed");
    assert_eq!(state_of(&ran, "scopes"), "skipped");
    assert_eq!(state_of(&ran, "call control"), "skipped");
    assert!(ran.stdout.contains("CXONE_CLIENT_SECRET"), "{}", ran.stdout);
}

#[test]
fn n19_an_auth_url_with_oauth_serves_both_logins() {
    let emulator = Emulator::start(&[]);
    let mut doctor = emulator.client(&["doctor", "--json"]);
    let auth_url = format!("{}/oauth", emulator.field("url"));
    let ran = run(doctor.env("CXONE_AUTH_URL", auth_url), b"").exits(0);
    assert_eq!(state_of(&ran, "token"), "passed");
    assert_eq!(state_of(&ran, "call control"), "passed");
}

#[test]
fn a_secret_may_come_from_a_file_and_has_no_flag() {
    let emulator = Emulator::start(&[]);
    let folder = crate::audio::folder();
    let path = folder.path().join("secret");
    std::fs::write(&path, format!("{}\n", emulator.field("clientSecret"))).expect("writes");
    let path = path.to_str().expect("UTF-8");
    let mut doctor = emulator.client(&["doctor", "--secret-file", path]);
    run(doctor.env_remove("CXONE_CLIENT_SECRET"), b"").exits(0);
    for flag in ["--client-secret", "--secret"] {
        run(&mut command(["doctor", flag, "hunter2"]), b"")
            .exits(2)
            .hides("hunter2");
    }
}

#[test]
fn what_is_missing_is_named_with_its_flag_and_variable() {
    let ran = run(&mut command(["doctor"]), b"").exits(1);
    for name in [
        "--api-url",
        "CXONE_API_URL",
        "CXONE_CLIENT_ID",
        "CXONE_CLIENT_SECRET",
        "CXONE_PROVIDER_ID",
        "CXONE_LINE_ID",
    ] {
        assert!(ran.stdout.contains(name), "{name}: {}", ran.stdout);
    }
}

#[test]
fn an_unreachable_host_is_told_and_nothing_else_is_asked_of_it() {
    // A port that was free a moment ago, and that nobody listens on.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let mut doctor = command(["doctor", "--json", "--api-url", &url, "--client-id", "c"]);
    let ran = run(doctor.env("CXONE_CLIENT_SECRET", "s"), b"").exits(1);
    assert_eq!(state_of(&ran, "api reachable"), "failed");
    assert_eq!(state_of(&ran, "token"), "skipped");
}

#[test]
fn a_url_with_credentials_is_refused_and_not_shown() {
    let url = "https://alice:hunter2@api.example.com";
    run(&mut command(["doctor", "--api-url", url]), b"")
        .exits(1)
        .hides("hunter2")
        .hides("alice");
}

#[test]
fn help_shows_no_value_of_the_environment() {
    let mut help = command(["doctor", "--help"]);
    run(
        help.env("CXONE_CLIENT_SECRET", "hunter2")
            .env("CXONE_CLIENT_ID", "client-7"),
        b"",
    )
    .exits(0)
    .hides("hunter2")
    .hides("client-7");
}
