//! `completions`, `--help` and `--version`.

use crate::program::cxtone;

#[test]
fn each_shell_gets_a_script_that_names_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = cxtone(["completions", shell]).exits(0);
        for command in ["generate", "detect", "score", "validate", "audit"] {
            assert!(ran.stdout.contains(command), "{shell}: {command}");
        }
    }
    cxtone(["completions", "tcsh"]).exits(2).complains("tcsh");
}

#[test]
fn every_command_has_help_with_examples_and_the_program_tells_its_exit_codes() {
    let help = cxtone(["--help"]).exits(0).stdout;
    assert!(
        help.contains("Exit codes:") && help.contains("3  ambiguous"),
        "{help}"
    );
    for command in ["generate", "detect", "score", "validate", "completions"] {
        let help = cxtone([command, "--help"]).exits(0).stdout;
        assert!(help.contains("Examples:"), "{command}: {help}");
    }
    let version = cxtone(["--version"]).exits(0).stdout;
    assert_eq!(
        version.trim(),
        concat!("cxtone ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn no_command_or_an_unknown_one_is_a_usage_error() {
    cxtone([] as [&str; 0]).exits(2).complains("Usage");
    cxtone(["detct"]).exits(2).complains("detct");
    cxtone(["detect", "--jsn", "x.wav"])
        .exits(2)
        .complains("--jsn");
}
