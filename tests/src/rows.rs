//! The manifest of rows: which tests, in Rust and in JavaScript, prove which row of the promised behaviour.
//! Whether those tests pass is left to the test runner.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::checkout::File;

/// Rows of injection are N1 to N23.
const INJECTION_ROWS: u32 = 23;

/// Rows of playback, collection and branching are G1 to G16.
const FLOW_ROWS: u32 = 16;

/// A test, written `package::name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The package whose sources hold it.
    pub package: String,
    /// The name of its function.
    pub name: String,
}

impl core::fmt::Display for Test {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "{}::{}", self.package, self.name)
    }
}

/// The rows of finished areas, and the tests of each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    finished: BTreeSet<String>,
    rows: BTreeMap<String, Vec<Test>>,
}

impl Manifest {
    /// Reads `finished = ["N1", …]` and `[rows]` with `N1 = ["package::test", …]`.
    ///
    /// # Errors
    ///
    /// The text is not of that shape; the message says where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text
            .parse()
            .map_err(|error| format!("rows.toml: {error}"))?;
        let finished = texts(table.get("finished").ok_or("rows.toml: no `finished`")?)?;
        let rows = table.get("rows").and_then(Value::as_table);
        let rows = rows.ok_or("rows.toml: no table `rows`")?;
        let rows = rows.iter().map(|(row, tests)| {
            let tests = texts(tests)?.into_iter().map(|test| parse_test(&test));
            Ok((row.clone(), tests.collect::<Result<Vec<_>, String>>()?))
        });
        Ok(Self {
            finished: finished.into_iter().collect(),
            rows: rows.collect::<Result<_, String>>()?,
        })
    }

    /// Everything in which the manifest and the tests in the sources disagree.
    pub fn findings(&self, tests: &BTreeSet<Test>) -> Vec<String> {
        let mut findings = Vec::new();
        for row in self.finished.iter().chain(self.rows.keys()) {
            if !is_row(row) {
                findings.push(format!("there is no row {row}"));
            }
        }
        for row in &self.finished {
            if self.rows.get(row).is_none_or(Vec::is_empty) {
                findings.push(format!("{row} is finished and has no test"));
            }
        }
        let listed = self.rows.iter();
        let listed = listed.flat_map(|(row, tests)| tests.iter().map(move |test| (row, test)));
        for (row, test) in listed {
            if !tests.contains(test) {
                findings.push(format!("{row}: there is no test {test}"));
            }
            if row_of(&test.name).as_ref() != Some(row) {
                findings.push(format!("{row}: {test} is named for another row"));
            }
        }
        findings.extend(self.unlisted(tests));
        findings
    }

    fn unlisted(&self, tests: &BTreeSet<Test>) -> Vec<String> {
        let unlisted = tests.iter().filter_map(|test| {
            let row = row_of(&test.name)?;
            let listed = self.rows.get(&row).is_some_and(|it| it.contains(test));
            (!listed).then(|| format!("{row}: {test} is not in the manifest"))
        });
        unlisted.collect()
    }
}

/// The functions of one file that the test runner runs.
pub fn tests_in<'a>(package: &'a str, file: &'a File) -> impl Iterator<Item = Test> + 'a {
    let mut is_test = false;
    file.text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some(name) = function_name(line) {
            let found = core::mem::take(&mut is_test);
            return found.then(|| Test {
                package: package.to_owned(),
                name: name.to_owned(),
            });
        } else if !(line.starts_with("#[") || line.starts_with("//")) {
            is_test = false;
        }
        None
    })
}

/// The tests of one file in JavaScript that are named for rows: `'N7: a sentence'` opens the line or the arguments.
pub fn javascript_tests_in<'a>(
    package: &'a str,
    file: &'a File,
) -> impl Iterator<Item = Test> + 'a {
    let arguments = file.text.lines().filter_map(|line| {
        let line = line.trim();
        line.starts_with('\'')
            .then_some(line)
            .or_else(|| Some(&line[line.find("('")? + 1..]))
    });
    arguments.filter_map(quoted).filter_map(move |name| {
        row_of(&name).map(|_| Test {
            package: package.to_owned(),
            name,
        })
    })
}

/// The text between single quotes with which this begins.
fn quoted(text: &str) -> Option<String> {
    const ESCAPED: &str = "\u{0}";
    let text = text.replace("\\'", ESCAPED);
    let (quoted, _) = text.strip_prefix('\'')?.split_once('\'')?;
    Some(quoted.replace(ESCAPED, "'"))
}

/// The row that a test is named for: `n7_a_sentence` is for N7, and so is `N7: a sentence`.
pub fn row_of(test: &str) -> Option<String> {
    let (row, _sentence) = test.split_once(": ").or_else(|| test.split_once('_'))?;
    let row = row.to_uppercase();
    // Three digits are no row but the name of something else, such as G.711.
    let has_form = row.starts_with(['N', 'G']) && (2..=3).contains(&row.len());
    (has_form && row[1..].bytes().all(|byte| byte.is_ascii_digit())).then_some(row)
}

fn is_row(row: &str) -> bool {
    let number = |prefix: char| {
        row.strip_prefix(prefix)
            .and_then(|it| it.parse::<u32>().ok())
    };
    number('N').is_some_and(|number| (1..=INJECTION_ROWS).contains(&number))
        || number('G').is_some_and(|number| (1..=FLOW_ROWS).contains(&number))
}

fn function_name(line: &str) -> Option<&str> {
    let words = ["pub ", "async "];
    let line = words
        .iter()
        .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
    let name = line.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

fn parse_test(text: &str) -> Result<Test, String> {
    let (package, name) = text
        .split_once("::")
        .ok_or_else(|| format!("rows.toml: `{text}` is not `package::test`"))?;
    Ok(Test {
        package: package.to_owned(),
        name: name.to_owned(),
    })
}

fn texts(value: &Value) -> Result<Vec<String>, String> {
    let items = value.as_array().ok_or("rows.toml: an array is missing")?;
    let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
    texts
        .collect::<Option<_>>()
        .ok_or_else(|| "rows.toml: an array holds something else than text".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "finished = [\"N1\"]\n[rows]\nN1 = [\"a::n1_sends_once\"]\nN2 = []\n";

    fn test(name: &str) -> Test {
        parse_test(&format!("a::{name}")).unwrap()
    }

    fn check(manifest: &str, tests: &[&str], expected: &[&str]) {
        let manifest = Manifest::parse(manifest).unwrap();
        let tests = tests.iter().map(|name| test(name)).collect();
        assert_eq!(manifest.findings(&tests), expected);
    }

    #[test]
    fn a_manifest_that_agrees_with_the_sources_has_no_findings() {
        check(MANIFEST, &["n1_sends_once", "something_else"], &[]);
    }

    #[test]
    fn a_finished_row_without_a_test_is_found() {
        let manifest = MANIFEST.replace("[\"N1\"]", "[\"N1\", \"N2\", \"N3\"]");
        let expected = [
            "N2 is finished and has no test",
            "N3 is finished and has no test",
        ];
        check(&manifest, &["n1_sends_once"], &expected);
    }

    #[test]
    fn a_test_that_does_not_exist_is_found() {
        check(MANIFEST, &[], &["N1: there is no test a::n1_sends_once"]);
        let elsewhere = MANIFEST.replace("a::", "b::");
        let expected = [
            "N1: there is no test b::n1_sends_once",
            "N1: a::n1_sends_once is not in the manifest",
        ];
        check(&elsewhere, &["n1_sends_once"], &expected);
    }

    #[test]
    fn a_test_that_the_manifest_does_not_list_is_found() {
        let tests = ["n1_sends_once", "n2_frees_at_once", "n12_measures"];
        let expected = [
            "N12: a::n12_measures is not in the manifest",
            "N2: a::n2_frees_at_once is not in the manifest",
        ];
        check(MANIFEST, &tests, &expected);
    }

    #[test]
    fn a_test_under_another_row_is_found() {
        let manifest = MANIFEST.replace("N2 = []", "N2 = [\"a::n1_sends_once\"]");
        let expected = ["N2: a::n1_sends_once is named for another row"];
        check(&manifest, &["n1_sends_once"], &expected);
    }

    #[test]
    fn a_row_that_does_not_exist_is_found() {
        let manifest = MANIFEST.replace("N2 = []", "N24 = []\nG17 = []\nX = []\nG16 = []");
        let expected = [
            "there is no row G17",
            "there is no row N24",
            "there is no row X",
        ];
        check(&manifest, &["n1_sends_once"], &expected);
    }

    #[test]
    fn a_manifest_of_another_shape_is_an_error() {
        for text in [
            "",
            "finished = []",
            "finished = 1\n[rows]\n",
            "finished = [1]\n[rows]\n",
            "finished = []\n[rows]\nN1 = [\"no_package\"]\n",
            "finished = [",
        ] {
            assert!(Manifest::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_functions_marked_as_tests_are_tests() {
        let text = [
            "#[test]",
            "fn n1_a() {",
            "}",
            "#[tokio::test(start_paused = true)]",
            "// Why.",
            "async fn n2_b() {}",
            "fn n3_c() {}",
            "#[test]",
            "let x;",
            "fn n4_d() {}",
            "#[cfg(test)]",
            "fn n5_e() {}",
            "proptest! {",
            "    #[test]",
            "    fn n6_f(x in 0..1) {}",
        ];
        let file = File::new("src/a.rs", &text.join("\n"));
        let names: Vec<_> = tests_in("a", &file).map(|test| test.name).collect();
        assert_eq!(names, ["n1_a", "n2_b", "n6_f"]);
    }

    #[test]
    fn a_row_is_a_letter_and_a_number_before_the_sentence() {
        assert_eq!(row_of("n7_reads_dates").as_deref(), Some("N7"));
        assert_eq!(row_of("g11_hung_up").as_deref(), Some("G11"));
        for name in ["n_a", "name_it", "n7", "x7_a", "n7b_c", "g711_is_exact"] {
            assert_eq!(row_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_test_in_javascript_is_named_by_its_first_argument() {
        let text = "onBoth('N7: the far end\\'s wish counts', async () => {});\n\
            test('another', () => {});\nonEmulator(\n  'N22: a scope is named',\n  check('x', 'N9: no name'),\n);\n";
        let file = File::new("npm/a/test/b.test.mjs", text);
        let tests: Vec<_> = javascript_tests_in("npm/a", &file).collect();
        let names: Vec<_> = tests.iter().map(ToString::to_string).collect();
        let expected = [
            "npm/a::N7: the far end's wish counts",
            "npm/a::N22: a scope is named",
        ];
        assert_eq!(names, expected);
        assert_eq!(row_of(&tests[0].name).as_deref(), Some("N7"));
    }
}
