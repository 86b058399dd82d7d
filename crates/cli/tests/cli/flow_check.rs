//! `flow check`, `flow graph` and `flow schema`: findings with places, pictures, and the schema.

use std::{fs, path::Path};

use crate::{audio::folder, program::cxtone};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/flows");

/// An unknown step, and an alternative that no entry can be.
const WRONG: &str = "\
start: code
prompts: { ask: https://prompts.example/ask.wav }
steps:
  code:
    collect:
      into: code
      prompt: ask
      digits-max: 3
      form: { pattern: '100|86753' }
      no-input: { maximum: 1, next: bye }
      no-match: { maximum: 1, next: bye }
      next: buy
  bye: { play: { prompt: ask } }
";

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

fn fixture(name: &str) -> String {
    format!("{FIXTURES}/{name}.yaml")
}

#[test]
fn the_fixtures_are_clean_and_what_a_dialect_lacks_is_told() {
    let names = [
        "account-number",
        "date-of-birth",
        "main-menu",
        "outbound-code",
    ];
    let all: Vec<_> = names.iter().map(|name| fixture(name)).collect();
    let mut arguments = vec!["flow", "check", "--strict"];
    arguments.extend(all.iter().map(String::as_str));
    let ran = cxtone(arguments).exits(0);
    assert_eq!(
        ran.stdout.matches(": ok\n").count(),
        names.len(),
        "{}",
        ran.stdout
    );
    let on_v2 = |name: &str, more: &[&str]| {
        let path = fixture(name);
        let arguments = ["flow", "check", "--dialect", "cxone-v2", path.as_str()];
        cxtone([&arguments[..], more].concat())
    };
    on_v2("outbound-code", &["--strict"]).exits(0);
    let masked = on_v2("account-number", &[]).exits(0);
    assert!(
        masked.stdout.contains("warning[flow::dialect-mask]"),
        "{}",
        masked.stdout
    );
    on_v2("account-number", &["--strict"]).exits(1);
    // Beside an agent's session it is only that keys pressed ahead count.
    let masked = on_v2("account-number", &["--agent"]).exits(0).stdout;
    assert_eq!(masked.matches("warning[").count(), 1, "{masked}");
    assert!(masked.contains("[flow::dialect-type-ahead]"), "{masked}");
    let ran = on_v2("main-menu", &[]).exits(1);
    assert_eq!(
        ran.stdout.matches("error[flow::dialect-step]").count(),
        3,
        "{}",
        ran.stdout
    );
}

#[test]
fn all_findings_are_told_with_line_and_column() {
    let folder = folder();
    let path = written(folder.path(), "wrong.yaml", WRONG);
    let ran = cxtone(["flow", "check", &path]).exits(1).hides("86753");
    for line in [
        ":9:15: warning[flow::impossible-alternative]: ",
        ":12:13: error[flow::unknown-step]: there is no step `buy`\n  help: did you mean `bye`?",
        "wrong.yaml: 1 error, 1 warning",
    ] {
        assert!(ran.stdout.contains(line), "no {line:?} in {}", ran.stdout);
    }
    let ran = cxtone(["flow", "check", &path, "--json"])
        .exits(1)
        .hides("86753");
    let checked = &ran.json()[0];
    assert_eq!(
        (&checked["errors"], &checked["warnings"]),
        (&1.into(), &1.into())
    );
    let finding = &checked["findings"][1];
    assert_eq!(finding["code"], "flow::unknown-step");
    assert_eq!(finding["severity"], "error");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&12.into(), &13.into())
    );
    cxtone(["flow", "check", &path, "no-such.yaml"])
        .exits(1)
        .complains("no-such.yaml");
}

#[test]
fn in_colour_findings_are_drawn_in_the_text_without_its_digits() {
    let folder = folder();
    let path = written(folder.path(), "wrong.yaml", WRONG);
    let ran = cxtone(["--color", "always", "flow", "check", &path])
        .exits(1)
        .hides("86753");
    for part in [
        "\u{1b}[",
        "╭",
        "pattern",
        "???|?????",
        "flow::unknown-step",
        "did you mean",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in {}", ran.stdout);
    }
    let path = written(folder.path(), "torn.yaml", "start: [86753");
    let ran = cxtone(["--color", "always", "flow", "check", &path])
        .exits(1)
        .hides("86753");
    assert!(ran.stdout.contains("flow::unreadable"), "{}", ran.stdout);
}

#[test]
fn a_flow_is_drawn_as_svg_or_dot() {
    let folder = folder();
    let flow = fixture("main-menu");
    for (name, begins) in [("menu.svg", "<svg "), ("menu.dot", "digraph flow {")] {
        let picture = folder.path().join(name);
        let path = picture.to_str().expect("UTF-8");
        cxtone(["flow", "graph", &flow, "-o", path]).exits(0);
        let text = fs::read_to_string(&picture).expect("written");
        assert!(
            text.starts_with(begins) && text.contains("to-queue"),
            "{text}"
        );
    }
    cxtone(["flow", "graph", &flow, "-o", "menu.gif"])
        .exits(2)
        .complains(".svg or .dot");
    let path = written(folder.path(), "wrong.yaml", WRONG);
    cxtone(["flow", "graph", &path, "-o", "/no/such/x.svg"])
        .exits(1)
        .complains("`buy`");
}

#[test]
fn the_schemas_are_printed() {
    for (arguments, title) in [
        (&["flow", "schema"][..], "cxtone flow"),
        (&["flow", "schema", "--caller"], "cxtone caller"),
    ] {
        let ran = cxtone(arguments).exits(0);
        let schema: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(schema["title"], title);
    }
}
