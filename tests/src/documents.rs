//! The documents: the commands they promise and the links they hold.
//! Whether the commands work is left to whoever runs them.

use crate::checkout::File;

/// The two commands that the README promises, word for word.
pub const COMMANDS: [&str; 2] = ["cargo run --release -- demo", "cargo xtask test"];

/// Commands of the README that do not stand in one of its code blocks.
pub fn readme_findings(readme: &str) -> Vec<String> {
    let missing = COMMANDS.iter().filter(|&command| {
        let is_command = |line: &str| {
            let line = line.split_once(" #").map_or(line, |(line, _)| line);
            line.trim() == *command
        };
        !code_lines(readme).any(is_command)
    });
    missing
        .map(|command| format!("README.md: no line `{command}` in a code block"))
        .collect()
}

/// Lines of `.ci/run` that do something else than the README's test command.
pub fn ci_findings(script: &str) -> Vec<String> {
    let does_something = |line: &&str| {
        let preparation = ["#", "set ", "cd "];
        !line.is_empty() && !preparation.iter().any(|word| line.starts_with(word))
    };
    let commands: Vec<&str> = script
        .lines()
        .map(str::trim)
        .filter(does_something)
        .collect();
    let command = COMMANDS[1];
    match commands.as_slice() {
        [only] if only.strip_prefix("exec ").unwrap_or(only) == command => Vec::new(),
        others => vec![format!(
            ".ci/run: does not run just `{command}`, but {others:?}"
        )],
    }
}

/// Relative links of a Markdown file to files that are not there.
pub fn link_findings(file: &File, holds: impl Fn(&str) -> bool) -> Vec<String> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let broken = prose(&file.text).flat_map(links).filter(|link| {
        let target = link.split('#').next().unwrap_or_default();
        let is_elsewhere = target.is_empty() || target.contains(':');
        !is_elsewhere && !resolve(folder, target).is_some_and(|path| holds(&path))
    });
    broken
        .map(|link| format!("{}: `{link}` leads nowhere", file.path))
        .collect()
}

/// The targets of `[text](target)` in one line, code aside.
fn links(line: &str) -> Vec<&str> {
    let outside_code = line.split('`').step_by(2);
    // A link's text may be code, so that its target begins a piece of its own.
    let targets = outside_code.flat_map(|piece| piece.split("](").skip(1));
    targets
        .filter_map(|target| Some(target.split_once(')')?.0))
        .collect()
}

/// The path from the root, without `.` and `..`; nothing where it would leave the checkout.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut path: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    Some(path.join("/"))
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split("```")
        .skip(1)
        .step_by(2)
        .flat_map(|block| block.lines().skip(1))
}

fn prose(text: &str) -> impl Iterator<Item = &str> {
    text.split("```").step_by(2).flat_map(str::lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# A\n\n```sh\ncargo run --release -- demo   # the job\n\
        cargo xtask test\n```\n";

    #[test]
    fn a_readme_with_both_commands_has_no_findings() {
        assert_eq!(readme_findings(README), [""; 0]);
    }

    #[test]
    fn a_command_that_is_missing_or_differs_is_found() {
        assert_eq!(readme_findings("").len(), 2);
        assert_eq!(readme_findings(&README.replace("--release ", "")).len(), 1);
        assert_eq!(
            readme_findings(&README.replace("test\n", "test --only docs\n")).len(),
            1
        );
        assert_eq!(readme_findings("Run cargo xtask test\n").len(), 2);
    }

    #[test]
    fn the_ci_runs_the_test_command_and_nothing_else() {
        let script =
            "#!/bin/sh\n# Why.\nset -e\ncd \"$(dirname \"$0\")/..\"\nexec cargo xtask test\n";
        assert_eq!(ci_findings(script), [""; 0]);
        assert_eq!(ci_findings(&script.replace("exec ", "")), [""; 0]);
        for bad in [
            String::new(),
            script.replace("test", "test --only format"),
            format!("{script}cargo build\n"),
        ] {
            assert_eq!(ci_findings(&bad).len(), 1, "{bad}");
        }
    }

    fn check_links(path: &str, text: &str, expected: &[&str]) {
        let holds = |path: &str| ["README.md", "crates/dtmf/README.md"].contains(&path);
        let expected = expected
            .iter()
            .map(|link| format!("{path}: `{link}` leads nowhere"));
        let expected: Vec<_> = expected.collect();
        assert_eq!(link_findings(&File::new(path, text), holds), expected);
    }

    #[test]
    fn a_link_that_leads_somewhere_is_no_finding() {
        check_links(
            "README.md",
            "[a](crates/dtmf/README.md#tone) and [`b`](./README.md)",
            &[],
        );
        check_links(
            "crates/dtmf/README.md",
            "[a](../../README.md), [b](#here)",
            &[],
        );
        check_links(
            "README.md",
            "[a](https://example.com), [b](mailto:a@example.com)",
            &[],
        );
        check_links("README.md", "`[a](none.md)`\n```\n[a](none.md)\n```\n", &[]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        check_links(
            "README.md",
            "[a](none.md), [`b`](no/ne.md#x)",
            &["none.md", "no/ne.md#x"],
        );
        check_links("crates/dtmf/README.md", "[a](README.txt)", &["README.txt"]);
        check_links("README.md", "[a](../outside.md)", &["../outside.md"]);
    }
}
