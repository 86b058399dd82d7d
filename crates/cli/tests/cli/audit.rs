//! Logs in segments, `audit verify` over a folder, `audit show`, and codes of digits where they
//! are asked for. What `audit verify` finds in one file is in `inject`.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::{
    audio::folder,
    emulator::Emulator,
    program::{Ran, command, run},
};

/// Digits that stand nowhere else in the outputs.
const CANARY: &str = "7193";

/// What keeps an injection short, and its requests few.
const SHORT: [&str; 4] = ["--pause", "50", "--attempts", "1"];

/// A folder for the log, its key, and the emulator whose calls are in it.
struct Scene {
    emulator: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Self {
            emulator: Emulator::start(&[]),
            folder: folder(),
        };
        fs::write(scene.folder.path().join("audit.key"), "5e".repeat(32)).expect("writes");
        scene
    }

    fn path(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        path.to_str().expect("UTF-8").to_owned()
    }

    fn inject(&self, call: &str, digits: &str, options: &[&str]) -> Ran {
        let (log, key) = (self.path("log"), self.path("audit.key"));
        let inject = ["inject", "--call", call, "-"];
        let logged = ["--audit", &log, "--key-file", &key];
        let arguments = [&inject[..], &SHORT, &logged, options].concat();
        run(&mut self.emulator.client(&arguments), digits.as_bytes())
    }

    fn call(&self) -> &str {
        self.emulator.hello["calls"][0].as_str().expect("a call")
    }

    fn audit(&self, action: &str, options: &[&str]) -> Ran {
        let (log, key) = (self.path("log"), self.path("audit.key"));
        let arguments = ["audit", action, &log, "--key-file", &key];
        run(
            &mut command([&arguments[..], options].concat()),
            CANARY.as_bytes(),
        )
    }

    fn shown(&self, options: &[&str]) -> Vec<Value> {
        let ran = self.audit("show", &[options, &["--json"]].concat());
        ran.exits(0).hides(CANARY).json()
    }

    fn segment(&self, number: u32) -> PathBuf {
        PathBuf::from(self.path("log")).join(format!("audit-{number:06}.jsonl"))
    }
}

#[test]
fn a_log_in_segments_is_verified_as_one_and_a_missing_segment_is_found() {
    let scene = Scene::new();
    // Each injection's two records have some 1,200 bytes.
    let rotating = ["--audit-segment-bytes", "4096", "--audit-daily"];
    scene.inject(scene.call(), CANARY, &rotating).exits(0);
    for _ in 0..4 {
        scene.inject("no-such-call", CANARY, &[]).exits(1);
    }
    scene.inject(scene.call(), CANARY, &rotating).exits(0);
    let told = scene.audit("verify", &[]).exits(0).stdout;
    assert!(told.contains("12 records"), "{told}");
    let verdict = scene.audit("verify", &["--json"]).exits(0).json().remove(0);
    assert!(verdict["segments"].as_u64() >= Some(1), "{verdict}");
    for _ in 0..4 {
        scene.inject("no-such-call", CANARY, &rotating).exits(1);
    }
    let verdict = scene.audit("verify", &["--json"]).exits(0).json().remove(0);
    assert!(verdict["segments"].as_u64() > Some(2), "{verdict}");
    assert_eq!(scene.shown(&[]).len(), 10);

    let stray = PathBuf::from(scene.path("log")).join("notes.txt");
    fs::write(&stray, "x").expect("writes");
    let told = scene.audit("verify", &[]).exits(0).stdout;
    assert!(told.contains("not part of the log: notes.txt"), "{told}");

    let first = fs::read(scene.segment(1)).expect("is there");
    fs::remove_file(scene.segment(1)).expect("removes");
    for action in ["verify", "show"] {
        let missing = scene.audit(action, &[]).exits(1);
        missing
            .complains("segment 2 stands where segment 1 belongs")
            .complains("--from-segment 2");
        scene.audit(action, &["--from-segment", "2"]).exits(0);
    }
    fs::write(scene.segment(1), first).expect("writes");
    fs::remove_file(scene.segment(2)).expect("removes");
    scene
        .audit("verify", &[])
        .exits(1)
        .complains("segment 3 stands where segment 2");
    scene
        .audit("show", &["--json"])
        .exits(1)
        .hides("injectionId");
}

#[test]
fn a_log_shows_its_injections_by_call_time_and_outcome() {
    let scene = Scene::new();
    scene.inject(scene.call(), CANARY, &[]).exits(0);
    scene.inject("no-such-call", CANARY, &[]).exits(1);
    scene.emulator.order(r#"{"on":"dtmf","kind":"dropAfter"}"#);
    scene.inject(scene.call(), CANARY, &[]).exits(3);
    let all = scene.shown(&[]);
    let statuses: Vec<&str> = all.iter().filter_map(|it| it["status"].as_str()).collect();
    assert_eq!(statuses, ["success", "error", "ambiguous"]);
    assert_eq!(all[0]["dtmfString"], "[4 digits]");
    let third = all[2]["intendedAt"].as_str().expect("a time");
    for (options, expected) in [
        (&["--call", scene.call()][..], &[0, 2][..]),
        (&["--call", "no-such-call"], &[1]),
        (&["--call", "another"], &[]),
        (&["--outcome", "success,error"], &[0, 1]),
        (&["--outcome", "pending"], &[]),
        (&["--since", third], &[2]),
        (&["--until", third], &[0, 1]),
        (&["--since", "2000-01-01", "--until", "2000-01-02"], &[]),
    ] {
        let shown = scene.shown(options);
        let expected: Vec<&Value> = expected.iter().map(|index| &all[*index]).collect();
        assert_eq!(shown.iter().collect::<Vec<_>>(), expected, "{options:?}");
    }
    let table = scene.audit("show", &[]).exits(0).hides(CANARY).stdout;
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(
        table.contains("ambiguous (") && table.contains("[4 digits]"),
        "{table}"
    );
    scene
        .audit("show", &["--since", "soon"])
        .exits(2)
        .complains("--since");
    scene
        .audit("show", &["--digits", "-"])
        .exits(2)
        .complains("--digits-key");
}

#[test]
fn digits_are_recognised_only_where_a_code_of_them_was_asked_for_and_with_its_key() {
    let scene = Scene::new();
    let key = scene.path("digits.key");
    let asked = ["--audit-digits-key", &key];
    scene
        .inject(scene.call(), CANARY, &asked)
        .exits(1)
        .complains("openssl rand -hex 32");
    fs::write(&key, "d1".repeat(32)).expect("writes");
    scene.inject(scene.call(), CANARY, &[]).exits(0);
    scene.inject(scene.call(), "4862", &asked).exits(0);
    scene.inject(scene.call(), CANARY, &asked).exits(0);
    scene.inject(scene.call(), CANARY, &asked).exits(0);
    let all = scene.shown(&[]);
    assert!(all[0].get("dtmfMac").is_none(), "{all:?}");
    assert_ne!(
        all[2]["dtmfMac"], all[3]["dtmfMac"],
        "the same digits, unseen"
    );
    let log = fs::read_to_string(scene.path("log")).expect("is there");
    assert!(!log.contains(CANARY), "{log}");
    let found = scene.shown(&["--digits", "-", "--digits-key", &key]);
    assert_eq!(found, all[2..]);
    let other = scene.path("audit.key");
    assert!(
        scene
            .shown(&["--digits", "-", "--digits-key", &other])
            .is_empty()
    );
}
