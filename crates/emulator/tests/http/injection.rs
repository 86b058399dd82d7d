//! The injection endpoint: what it takes, what it refuses, and what it says.

use crate::client::{Answer, Ask, Far, digits, seeded};

const CARD: &str = "4929";

async fn check(body: &str, status: u16, error: &str, fields: &[&str]) {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let answer = far.inject(&token, &far.hello.calls[0], body).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (status, error),
        "{body}"
    );
    let named: Vec<_> = answer.json()["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| error["field"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(named, fields, "{body}");
}

#[tokio::test(start_paused = true)]
async fn a_body_is_judged_field_by_field() {
    check(&digits("1", "INBAND", 50), 200, "", &[]).await;
    check(&digits("123456789012345D", "SIPINFO", 1_000), 200, "", &[]).await;
    check(&digits("ab", "RFC2833", 100), 400, "badRequest", &["dtmf"]).await;
    check(&digits("", "RFC2833", 100), 400, "badRequest", &["dtmf"]).await;
    check(&digits("1", "RTP", 100), 400, "badRequest", &["dtmfType"]).await;
    check(
        &digits("1", "RFC2833", 49),
        400,
        "badRequest",
        &["interDigitPause"],
    )
    .await;
    check(
        "{}",
        400,
        "badRequest",
        &["dtmf", "dtmfType", "interDigitPause"],
    )
    .await;
    check("nonsense", 400, "badRequest", &[""]).await;
    check(
        r#"{"dtmf":"1","dtmfType":"INBAND","interDigitPause":50,"toneMs":9}"#,
        400,
        "badRequest",
        &[""],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_is_answered_with_its_play_out() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    let answer = far
        .inject(&token, call, &digits("1234#", "RFC2833", 200))
        .await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["status"], "accepted");
    assert_eq!(body["callId"], call.as_str());
    assert_eq!(body["dtmfType"], "RFC2833");
    assert_eq!(body["digitCount"], 5);
    assert_eq!(body["playOutMs"], 1_500);
}

async fn post_to(far: &Far, path: &str, media_type: &str) -> Answer {
    let token = far.token().await;
    far.ask(Ask {
        method: "POST",
        path,
        headers: &[
            ("authorization", &format!("Bearer {token}")),
            ("content-type", media_type),
        ],
        body: &digits("1", "INBAND", 50),
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn provider_line_and_call_must_be_known() {
    let far = Far::start(seeded()).await;
    let right = far.injection_path(&far.hello.calls[0]);
    for (from, to, status, error) in [
        ("", "", 200, ""),
        (
            far.hello.provider_id.as_str(),
            "other",
            404,
            "unknownProvider",
        ),
        (far.hello.line_id.as_str(), "other", 404, "unknownLine"),
        (far.hello.calls[0].as_str(), "other", 404, "unknownCall"),
        (
            far.hello.calls[0].as_str(),
            "..%2F..%2Fadmin",
            400,
            "malformedId",
        ),
        (far.hello.calls[0].as_str(), "%FF", 400, "malformedId"),
        ("/dtmf", "/tones", 404, "unknownPath"),
    ] {
        let path = if from.is_empty() {
            right.clone()
        } else {
            right.replace(from, to)
        };
        let answer = post_to(&far, &path, "application/json").await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (status, error),
            "{to}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn only_json_is_taken() {
    let far = Far::start(seeded()).await;
    let path = far.injection_path(&far.hello.calls[0]);
    for (media_type, status) in [
        ("application/json; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ] {
        assert_eq!(
            post_to(&far, &path, media_type).await.status,
            status,
            "{media_type}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_digits_only_while_it_is_active() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = far.place(r#"{"status":"ringing"}"#).await;
    let body = digits("1", "INBAND", 50);
    let inject = || far.inject(&token, &call, &body);
    let ringing = inject().await;
    assert_eq!(
        (ringing.status, ringing.error().as_str()),
        (400, "callNotActive")
    );
    far.post(&format!("/emulator/calls/{call}/answer"), "")
        .await;
    assert_eq!(inject().await.status, 200);
    far.post(&format!("/emulator/calls/{call}/hangup"), "")
        .await;
    let ended = inject().await;
    assert_eq!(
        (ended.status, ended.error().as_str()),
        (400, "callNotActive")
    );
}

#[tokio::test(start_paused = true)]
async fn too_many_at_once_are_a_conflict() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let body = digits("1", "INBAND", 1_000);
    let mut statuses = Vec::new();
    for _ in 0..9 {
        statuses.push(far.inject(&token, &far.hello.calls[0], &body).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 200, 409]);
}

#[tokio::test(start_paused = true)]
async fn a_body_above_the_limit_is_refused() {
    let far = Far::start(seeded()).await;
    let large = " ".repeat(cxtone_emulator::BODY_BYTES_MAX + 1);
    let answer = far.post("/emulator/faults", &large).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (413, "bodyTooLarge")
    );
}

#[tokio::test(start_paused = true)]
async fn commands_and_requests_show_neither_digits_nor_secrets() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    far.inject(&token, call, &digits(CARD, "SIPINFO", 50)).await;
    far.inject(&token, call, &digits(&CARD.repeat(9), "SIPINFO", 50))
        .await;
    far.get(&format!("/api?dtmf={CARD}&token={token}")).await;
    let report = far.report(call).await;
    let commands = &report["commands"];
    assert_eq!(commands[0]["type"], "SIPINFO");
    assert_eq!(commands[0]["count"], 4);
    assert_eq!(commands[0]["digits"], "[4 digits]");
    assert_eq!(commands[0]["outcome"], "executed");
    assert_eq!(commands[1]["outcome"], "refused");
    assert_eq!(commands[1]["status"], 400);
    let requests = far.requests().await;
    assert_eq!(requests["total"], 4);
    assert_eq!(requests["requests"][1]["status"], 200);
    assert_eq!(requests["requests"][1]["tokenNumber"], 1);
    let shown = format!("{commands}{requests}");
    for hidden in [CARD, &token, &far.hello.client_secret] {
        assert!(!shown.contains(hidden));
    }
}
