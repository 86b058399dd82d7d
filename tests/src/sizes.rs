//! How long a file may be, what it may be called and how it must begin.
//! The length of functions is left to clippy.

use crate::checkout::File;

/// Lines of a Rust file, tests included.
pub const LINES_MAX: usize = 500;

/// Lines of a Rust file before its tests.
pub const PRODUCTION_LINES_MAX: usize = 400;

/// Lines of `ARCHITECTURE.md`: longer than this it is not read in one sitting.
pub const ARCHITECTURE_LINES_MAX: usize = 300;

/// Names that say nothing of what a file holds, so that everything ends up in it.
const CATCH_ALLS: [&str; 7] = [
    "common", "helper", "helpers", "misc", "shared", "util", "utils",
];

/// What is wrong with the shape of one Rust file.
pub fn findings(file: &File) -> Vec<String> {
    let path = &file.path;
    let lines = file.text.lines().count();
    let production_lines = file.tests_start();
    let mut findings = Vec::new();
    if lines > LINES_MAX {
        findings.push(format!("{path}: {lines} lines, over {LINES_MAX}"));
    }
    if production_lines > PRODUCTION_LINES_MAX {
        findings.push(format!(
            "{path}: {production_lines} lines before its tests, over {PRODUCTION_LINES_MAX}"
        ));
    }
    if let Some(name) = parts(path).find(|name| CATCH_ALLS.contains(name)) {
        findings.push(format!("{path}: `{name}` does not say what it holds"));
    }
    if !opens_with_doc(&file.text) {
        findings.push(format!("{path}: does not begin with its module doc"));
    }
    findings
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.trim_end_matches(".rs").split('/')
}

fn opens_with_doc(text: &str) -> bool {
    text.starts_with("//! ") || text.starts_with("#![doc = include_str!(")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(findings(&File::new(path, text)), expected);
    }

    #[test]
    fn a_file_in_good_shape_has_no_findings() {
        check("crates/a/src/b.rs", "//! Doc.\n", &[]);
        check(
            "crates/a/src/lib.rs",
            "#![doc = include_str!(\"../README.md\")]\n",
            &[],
        );
    }

    #[test]
    fn a_file_at_the_cap_passes_and_one_line_more_does_not() {
        let tests = |lines: usize| format!("//! Doc.\n{}", "fn a() {}\n".repeat(lines - 1));
        check("tests/tests/a.rs", &tests(500), &[]);
        check(
            "tests/tests/a.rs",
            &tests(501),
            &["tests/tests/a.rs: 501 lines, over 500"],
        );
    }

    #[test]
    fn the_lines_before_the_tests_have_a_cap_of_their_own() {
        let source = |lines: usize| {
            let production = "fn a() {}\n".repeat(lines - 1);
            format!("//! Doc.\n{production}#[cfg(test)]\nmod tests {{\n}}\n")
        };
        check("src/a.rs", &source(400), &[]);
        let expected = ["src/a.rs: 401 lines before its tests, over 400"];
        check("src/a.rs", &source(401), &expected);
    }

    #[test]
    fn a_catch_all_is_found_as_file_and_as_folder() {
        let expected =
            |path: &str, name: &str| format!("{path}: `{name}` does not say what it holds");
        for (path, name) in [
            ("crates/a/src/utils.rs", "utils"),
            ("crates/a/tests/common/mod.rs", "common"),
        ] {
            check(path, "//! Doc.\n", &[&expected(path, name)]);
        }
        check("crates/a/src/uncommon.rs", "//! Doc.\n", &[]);
    }

    #[test]
    fn a_file_without_its_doc_on_the_first_line_is_found() {
        let expected = ["src/a.rs: does not begin with its module doc"];
        check("src/a.rs", "use b;\n//! Doc.\n", &expected);
        check("src/a.rs", "// Comment.\n", &expected);
        check("src/a.rs", "", &expected);
    }
}
