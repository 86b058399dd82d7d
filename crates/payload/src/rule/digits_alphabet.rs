//! The rule that every character is a DTMF digit, with a finding for each that is not.
//! It decides too how a wrong character is shown: a digit in disguise never is.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use cxtone_dtmf::Digit;

use crate::{CHARACTERS_LISTED_MAX, Finding, Findings, Pause, Sequence};

/// The digits of a text, and its pauses where they may stand there, or a finding for each wrong
/// character.
///
/// Of a text with more digits than a [`Sequence`] holds the first are kept: the rule of the length
/// refuses it.
pub(super) fn check(text: &str, pauses: bool) -> Result<Sequence, Findings> {
    let mut sequence = Sequence::default();
    let mut wrong = Vec::new();
    for (index, character) in text.chars().enumerate() {
        let pause = Pause::from_char(character).filter(|_| pauses);
        match (Digit::from_char(character), pause) {
            (Some(digit), _) => {
                sequence.push_digit(digit);
            }
            (None, Some(pause)) => sequence.push_pause(pause),
            (None, None) => wrong.push((index + 1, character)),
        }
    }
    Findings::found(listed(&wrong)).map(|()| sequence)
}

fn listed(wrong: &[(usize, char)]) -> Vec<Finding> {
    let unlisted = wrong.len().saturating_sub(CHARACTERS_LISTED_MAX);
    let mut findings: Vec<_> = wrong
        .iter()
        .take(CHARACTERS_LISTED_MAX)
        .map(|&(position, character)| finding(position, character))
        .collect();
    if let Some(last) = findings.last_mut()
        && unlisted > 0
    {
        last.help += &[
            "; ",
            &unlisted.to_string(),
            " more wrong characters are not listed",
        ]
        .concat();
    }
    findings
}

fn finding(position: usize, character: char) -> Finding {
    Finding {
        code: "digits-alphabet",
        pointer: "/dtmfString",
        message: [
            "Invalid DTMF character: ",
            &shown(character),
            ". Must be 0-9, *, #, A-D",
        ]
        .concat(),
        help: [
            "character ",
            &position.to_string(),
            ": ",
            way_out(character),
        ]
        .concat(),
    }
}

/// The character as the source shows it, unless that would show a digit or spoil a terminal.
fn shown(character: char) -> String {
    match character {
        _ if is_disguised_digit(character) => "a digit of another script".into(),
        _ if is_visible(character) => character.into(),
        '\0' => "\\0".into(),
        '\t' => "\\t".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        _ => character.escape_unicode().collect(),
    }
}

/// Whether a character shows as itself and moves nothing beside it. Of scripts that are written from right to left, or
/// whose letters join, none does; the standard library's tables, which know each character, would be a quarter of a
/// browser's module.
fn is_visible(character: char) -> bool {
    /// Latin with its marks, Greek and Cyrillic; punctuation, currencies, arrows, signs; Kana, Chinese, Hangul; full
    /// widths; pictures.
    const VISIBLE: [(char, char); 18] = [
        (' ', '~'),
        ('¡', '¬'),
        ('®', '\u{2ff}'),
        ('Ͱ', '\u{377}'),
        ('Ά', '\u{3ff}'),
        ('Ѐ', '\u{482}'),
        ('Ҋ', '\u{52f}'),
        ('‐', '‧'),
        ('‰', '⁞'),
        ('₠', '₿'),
        ('℀', '➿'),
        ('、', '〟'),
        ('ぁ', 'ゖ'),
        ('゛', 'ヿ'),
        ('一', '鿿'),
        ('가', '힣'),
        ('！', '｠'),
        // What half a pair of JavaScript becomes.
        ('\u{fffd}', '\u{fffd}'),
    ];
    const PICTURES: (char, char) = ('\u{1f300}', '\u{1faff}');
    let mut visible = VISIBLE.into_iter().chain([PICTURES]);
    visible.any(|(first, last)| (first..=last).contains(&character))
}

fn way_out(character: char) -> &'static str {
    match character {
        _ if is_disguised_digit(character) => "type it as plain ASCII",
        'w' | 'W' | ',' | 'p' | 'P' => {
            "a pause cannot stand within the digits of one request; split the sequence there"
        }
        _ if character.is_whitespace() || character == '-' || matches!(character, '(' | ')') => {
            "leave out what only groups the digits"
        }
        _ => "replace it or leave it out",
    }
}

/// Whether a character stands for a digit although it is not the ASCII one: a numeral of another
/// script, a full-width form, or a Chinese numeral, which Unicode counts among the letters.
fn is_disguised_digit(character: char) -> bool {
    const CHINESE: &str = "零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾壱弐参";
    const FULL_WIDTH: &str = "＊＃ＡＢＣＤａｂｃｄ";
    let mut listed = CHINESE.chars().chain(FULL_WIDTH.chars());
    character.is_numeric() || listed.any(|known| known == character)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let findings = check(text, false).expect_err("holds a wrong character");
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn every_digit_is_accepted_in_either_case() {
        let digits = check("0123456789*#ABCDabcd", false).expect("all are digits");
        assert_eq!(digits.chars().collect::<String>(), "0123456789*#ABCDABCD");
    }

    #[test]
    fn each_wrong_character_is_named_as_in_the_source_with_its_place() {
        let findings = check("1x2é", false).expect_err("two are wrong");
        let told: Vec<_> = findings
            .iter()
            .map(|finding| (finding.message.as_str(), finding.help.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "Invalid DTMF character: x. Must be 0-9, *, #, A-D",
                    "character 2: replace it or leave it out"
                ),
                (
                    "Invalid DTMF character: é. Must be 0-9, *, #, A-D",
                    "character 4: replace it or leave it out"
                ),
            ]
        );
    }

    #[test]
    fn a_numeral_of_another_script_is_described_and_not_shown() {
        for character in ["５", "٤", "५", "Ⅳ", "②", "𝟕", "七", "＃", "Ａ", "⁹"] {
            let message = messages(character).concat();
            assert_eq!(
                message,
                "Invalid DTMF character: a digit of another script. Must be 0-9, *, #, A-D"
            );
        }
    }

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        let check = |text: &str, escaped: &str| {
            let expected = format!("Invalid DTMF character: {escaped}. Must be 0-9, *, #, A-D");
            assert_eq!(messages(text), [expected]);
        };
        check("\n", "\\n");
        check("\u{1b}", "\\u{1b}");
        check("\u{202e}", "\\u{202e}");
        check("\u{fe0f}", "\\u{fe0f}");
        check("\u{301}", "\\u{301}");
        check("\u{ad}", "\\u{ad}");
        check("\u{5d0}", "\\u{5d0}");
        check("\u{1f600}", "\u{1f600}");
        check("\u{fffd}", "\u{fffd}");
        check("\"", "\"");
        check("\\", "\\");
    }

    #[test]
    fn the_list_of_wrong_characters_ends_at_its_cap_and_says_so() {
        let findings =
            check(&"x".repeat(CHARACTERS_LISTED_MAX + 3), false).expect_err("all are wrong");
        assert_eq!(findings.len(), CHARACTERS_LISTED_MAX);
        let last = findings.iter().last().expect("not empty");
        assert!(
            last.help
                .ends_with("; 3 more wrong characters are not listed"),
            "{}",
            last.help
        );
    }
}
