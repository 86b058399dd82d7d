//! What is said where nobody has recorded a prompt: the words of its address, and how long they take.
//! What it sounds like is the far end's business.

use core::time::Duration;

use crate::limits::SPOKEN_LETTERS_MAX;

/// How long one syllable takes, with the pause after it.
const SYLLABLE: Duration = Duration::from_millis(180);

/// Letters and digits that make one syllable.
const LETTERS_PER_SYLLABLE: usize = 2;

/// The longest ending of a file's name, such as `.flac`.
const ENDING_LETTERS_MAX: usize = 4;

/// What is said for a prompt without a recording. It depends on the address alone, so that a
/// simulation and a far end with sound agree on how long the prompt takes.
///
/// ```
/// use cxtone_flow::Spoken;
///
/// let spoken = Spoken::of("https://prompts.example/en/enter_code.wav");
/// assert_eq!(spoken.words(), "enter code");
/// assert_eq!(spoken.length().as_millis(), 900);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    words: String,
}

impl Spoken {
    /// What is said for the prompt of this address: the name of its file, without query, folders
    /// and ending, as words. At most [`SPOKEN_LETTERS_MAX`] letters of it are said.
    #[must_use]
    pub fn of(address: &str) -> Self {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let file = path.rsplit('/').next().unwrap_or_default();
        Self {
            words: words(without_ending(file)),
        }
    }

    /// The words: ASCII letters and digits, with single spaces between them. Empty where the
    /// address names no file.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// How long they take: 180 ms for every two letters, and never no time.
    #[must_use]
    pub fn length(&self) -> Duration {
        let letters = self.words.bytes().filter(|byte| *byte != b' ').count();
        let syllables = letters.div_ceil(LETTERS_PER_SYLLABLE).max(1);
        SYLLABLE.saturating_mul(u32::try_from(syllables).unwrap_or(u32::MAX))
    }
}

fn without_ending(file: &str) -> &str {
    match file.rsplit_once('.') {
        Some((name, ending)) if ending.len() <= ENDING_LETTERS_MAX && !name.is_empty() => name,
        _ => file,
    }
}

fn words(name: &str) -> String {
    let mut words = String::new();
    let mut letters = 0;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else if letters < SPOKEN_LETTERS_MAX {
            words.push(letter);
            letters += 1;
        }
    }
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_file_is_said_without_its_ending() {
        for (address, words, length_ms) in [
            ("https://a.example/prompts/greeting.wav", "greeting", 720),
            (
                "https://a.example/agent-transfer.flac?sig=a/b.c",
                "agent transfer",
                1_260,
            ),
            ("https://a.example/__press__1__.mp3", "press 1", 540),
            (
                "https://a.example/v1.2/version.10a20",
                "version 10a20",
                1_080,
            ),
            ("https://a.example/.wav", "wav", 360),
            ("https://a.example/%20.wav", "20", 180),
            ("https://a.example/", "", 180),
            ("ä", "", 180),
            ("", "", 180),
        ] {
            let spoken = Spoken::of(address);
            assert_eq!(spoken.words(), words, "{address}");
            assert_eq!(
                spoken.length(),
                Duration::from_millis(length_ms),
                "{address}"
            );
        }
    }

    #[test]
    fn a_name_without_end_is_not_said_without_end() {
        let spoken = Spoken::of(&"ab-".repeat(10_000));
        assert_eq!(spoken.length(), SYLLABLE * 32);
        assert_eq!(spoken.words().split(' ').count(), 32);
    }
}
