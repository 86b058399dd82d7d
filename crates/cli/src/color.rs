//! When output is coloured: `--color auto|always|never`.
//! `NO_COLOR` and the like are respected by `anstream` when it is `auto`.

use std::ffi::OsString;

use clap::ValueEnum;

/// When output is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Even into a file or a pipe
    Always,
    /// Not at all
    Never,
}

impl Color {
    /// What the command line asks for, read before it is parsed: errors in it and `--help` are to
    /// have the right colour too.
    pub(crate) fn asked_for(arguments: &[OsString]) -> Self {
        let mut asked = Self::default();
        let mut words = arguments.iter().filter_map(|word| word.to_str());
        while let Some(word) = words.next() {
            let value = match word.strip_prefix("--color") {
                Some("") => words.next(),
                Some(rest) => rest.strip_prefix('='),
                None if word == "--" => break,
                None => None,
            };
            asked = value
                .and_then(|value| Self::from_str(value, false).ok())
                .unwrap_or(asked);
        }
        asked
    }

    /// Makes it so for all that is written from now on.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }

    /// The same for clap's own messages.
    pub(crate) const fn for_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Color) {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        assert_eq!(Color::asked_for(&words), expected, "{line}");
    }

    #[test]
    fn the_colour_asked_for_is_read_in_either_form() {
        check("cxtone detect", Color::Auto);
        check("cxtone --color never detect", Color::Never);
        check("cxtone detect --color=always x.wav", Color::Always);
        check("cxtone detect --color=purple", Color::Auto);
        check("cxtone detect -- --color=always", Color::Auto);
    }
}
