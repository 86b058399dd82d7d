//! Words that may not stand in the checkout, and where.
//! What clippy finds already, such as `unwrap` outside tests, is left to it.

use crate::checkout::File;

/// Promises instead of code, and tests that are switched off. They are written in two parts so
/// that this file passes its own check.
const BANNED: [&str; 8] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("todo", "!"),
    concat!("unimplemented", "!"),
    concat!("dbg", "!"),
    concat!("#[", "ignore"),
    concat!("#![", "allow(dead_code"),
];

/// A test that sleeps is slow when it passes and fails when the machine is.
const BANNED_IN_TESTS: [&str; 1] = [concat!("thread::", "sleep")];

/// Home folders: a path below one of them is there on one machine only.
const HOMES: [&str; 4] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];

/// Banned words in one Rust file.
pub fn code_findings(file: &File) -> Vec<String> {
    let tests_start = file.tests_start();
    let mut findings = place_findings(file);
    for (index, line) in file.text.lines().enumerate() {
        let in_tests = index >= tests_start;
        let for_tests = BANNED_IN_TESTS.iter().filter(|_| in_tests);
        let banned = BANNED.iter().chain(for_tests);
        let found = banned.filter(|word| holds(line, word));
        findings.extend(found.map(|word| finding(file, index, word)));
    }
    findings
}

/// Folders of one machine in a file of any kind.
pub fn place_findings(file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let found = HOMES.iter().filter(|home| names_home(line, home));
        findings.extend(found.map(|home| finding(file, index, home)));
    }
    findings
}

fn finding(file: &File, index: usize, word: &str) -> String {
    format!("{}:{}: `{word}` is banned", file.path, index + 1)
}

/// Whether the line holds the word, and not just as part of a longer one.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let continues =
            |next: Option<char>| next.is_some_and(|it| it.is_alphanumeric() || it == '_');
        let ends_in_letter = word.ends_with(char::is_alphanumeric);
        !(continues(before) || ends_in_letter && continues(after))
    })
}

/// Whether a path in the line begins with the folder; the folder may be part of a longer path.
fn names_home(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|it| !it.is_alphanumeric() && !"._-}".contains(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[(usize, &str)]) {
        let expected = expected
            .iter()
            .map(|(line, word)| format!("{path}:{line}: `{word}` is banned"));
        let expected: Vec<_> = expected.collect();
        assert_eq!(code_findings(&File::new(path, text)), expected);
    }

    #[test]
    fn each_banned_word_is_found_in_code_and_in_tests() {
        for word in BANNED {
            let text = format!("//! Doc.\n    {word} later\n");
            check("src/a.rs", &text, &[(2, word)]);
            check("tests/tests/a.rs", &text, &[(2, word)]);
        }
    }

    #[test]
    fn a_longer_word_is_another_word() {
        let longer = format!("{}S my{} {}_LIST\n", BANNED[0], BANNED[3], BANNED[0]);
        check("src/a.rs", &longer, &[]);
    }

    #[test]
    fn sleeping_is_found_in_tests_only() {
        let sleep = format!("    std::{}(pause);\n", BANNED_IN_TESTS[0]);
        check("src/a.rs", &sleep, &[]);
        let text = format!("{sleep}#[cfg(test)]\nmod tests {{\n{sleep}}}\n");
        check("src/a.rs", &text, &[(4, BANNED_IN_TESTS[0])]);
        check("tests/tests/a.rs", &sleep, &[(1, BANNED_IN_TESTS[0])]);
    }

    #[test]
    fn a_home_folder_is_found_in_any_file() {
        for home in HOMES {
            let text = format!("see {home}someone/notes\n");
            assert_eq!(place_findings(&File::new("README.md", &text)).len(), 1);
            check("src/a.rs", &text, &[(1, home)]);
        }
    }

    #[test]
    fn a_folder_with_such_a_name_elsewhere_is_no_home() {
        let text = format!(
            "https://example.com{}page and docs{}x\n",
            HOMES[0], HOMES[0]
        );
        check("src/a.rs", &text, &[]);
    }
}
