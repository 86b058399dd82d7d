//! The page at `/`: its policy, what it loads, and the routes that it uses.

use serde_json::Value;

use crate::client::{Far, seeded};

async fn page() -> (String, String) {
    let far = Far::start(seeded()).await;
    let answer = far.get("/").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
    let policy = answer.headers["content-security-policy"].clone();
    let text = String::from_utf8(answer.body).expect("text");
    (policy, text)
}

#[tokio::test(start_paused = true)]
async fn the_page_may_run_its_own_script_and_ask_its_own_emulator_alone() {
    let (policy, text) = page().await;
    let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
    let (nonce, _) = rest.split_once('\'').expect("its end");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
             connect-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        )
    );
    assert_eq!(text.matches(&format!("nonce=\"{nonce}\"")).count(), 2);
    assert!(!text.contains("{{"));
    assert_ne!(page().await.0, policy, "each page has a nonce of its own");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_loaded_from_elsewhere_and_nothing_is_written_as_markup() {
    let (_, text) = page().await;
    for never in [
        "://",
        "src=",
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "style=",
        "onclick=\"",
        "<link",
    ] {
        assert!(!text.contains(never), "{never}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_routes_that_the_page_uses_are_documented() {
    let (_, text) = page().await;
    let document: Value = serde_json::from_str(cxtone_emulator::OPENAPI_JSON).expect("it is JSON");
    for (method, path, used) in [
        ("get", "/emulator/calls", "\"/emulator/calls\""),
        ("post", "/emulator/calls", "ask(\"POST\", calls"),
        ("get", "/emulator/calls/{call}", "ask(\"GET\", callPath())"),
        (
            "get",
            "/emulator/calls/{call}/audio.wav",
            "${callPath()}/audio.wav",
        ),
        (
            "post",
            "/emulator/calls/{call}/hangup",
            "${callPath()}/hangup",
        ),
        ("post", "/emulator/calls/{call}/line", "${callPath()}/line"),
        (
            "get",
            "/emulator/faults",
            "ask(\"GET\", \"/emulator/faults\")",
        ),
        (
            "post",
            "/emulator/faults",
            "ask(\"POST\", \"/emulator/faults\"",
        ),
        (
            "delete",
            "/emulator/faults",
            "ask(\"DELETE\", \"/emulator/faults\")",
        ),
    ] {
        assert!(text.contains(used), "{used}");
        assert!(
            document["paths"][path][method].is_object(),
            "{method} {path}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_fault_on_the_page_can_be_ordered() {
    let (_, text) = page().await;
    let options = |name: &str| {
        let (_, rest) = text
            .split_once(&format!("name=\"{name}\""))
            .expect("a list");
        let (list, _) = rest.split_once("</select>").expect("its end");
        let parts = list.split("<option>").skip(1);
        parts
            .filter_map(|part| part.split('<').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let far = Far::start(seeded()).await;
    let kinds = options("kind");
    assert!(kinds.len() >= 12);
    for kind in kinds {
        far.order_fault(&format!(r#"{{"on":"collect","kind":"{kind}"}}"#))
            .await;
    }
    let quick: Vec<_> = text.split("data-on=\"").skip(1).collect();
    assert!(quick.len() >= 5);
    for fault in quick {
        let words: Vec<_> = fault.split('"').collect();
        let (on, kind) = (words[0], words[2]);
        far.order_fault(&format!(r#"{{"on":"{on}","kind":"{kind}"}}"#))
            .await;
    }
    for on in options("on") {
        far.order_fault(&format!(r#"{{"on":"{on}","kind":"serverError"}}"#))
            .await;
    }
}
