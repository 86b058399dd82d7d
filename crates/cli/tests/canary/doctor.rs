//! `doctor` against a far end that gives everything back.

use crate::{
    far_end::{FarEnd, Manners, Reply},
    run::Run,
};

fn check(token: Reply, rest: Reply, code: i32) {
    let far_end = FarEnd::start(Manners {
        token,
        injection: Reply::Drop,
        rest,
    });
    for form in [&["--verbose"][..], &["--json"]] {
        Run::new([&["doctor"], form].concat())
            .env("CXONE_API_URL", &far_end.url)
            .env("CXONE_CLIENT_ID", "client-1")
            .env("CXONE_PROVIDER_ID", "provider-1")
            .env("CXONE_LINE_ID", "line-1")
            .exits(code);
    }
}

#[test]
fn what_the_login_gives_back_is_not_shown() {
    let echo = Reply::Echo(404, "");
    check(Reply::Grant, echo, 0);
    for status in [301, 400, 401, 403] {
        check(Reply::Echo(status, ""), echo, 1);
    }
    for body in [
        "SECRET",
        "{\"access_token\":\"TOKEN\",\"expires_in\":\"SECRET\"}",
        "{\"access_token\":\"TOKEN\",\"expires_in\":60,\"scope\":\"SECRET\"}",
    ] {
        check(Reply::Body(body), echo, 1);
    }
}

#[test]
fn what_the_host_gives_back_is_not_shown() {
    check(Reply::Grant, Reply::Echo(200, "date: DIGITS\r\n"), 0);
    check(Reply::Grant, Reply::Echo(503, ""), 0);
    check(Reply::Grant, Reply::Echo(302, ""), 0);
    check(Reply::Grant, Reply::Drop, 1);
    check(Reply::Grant, Reply::Bytes("TOKEN DIGITS\r\n\r\n"), 1);
    let stale = "date: Fri, 31 Dec 1999 23:59:59 GMT\r\n";
    check(Reply::Grant, Reply::Echo(200, stale), 1);
}
