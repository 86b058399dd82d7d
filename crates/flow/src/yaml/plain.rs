//! What a value without quotes is: the core schema of YAML 1.2.2 (10.3.2), and the truth values of YAML 1.1, which people
//! write.
//! A number that is none of these is a text, and so is a number that is not whole.

use super::node::Plain;

impl Plain {
    /// What a text is that stands without quotes.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Nothing,
            _ => {}
        }
        if let Some(truth) = truth(text) {
            return Self::Truth(truth);
        }
        whole(text).map_or(Self::Text, Self::Whole)
    }
}

fn truth(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "yes", "on", "y"]) {
        return Some(true);
    }
    is(["false", "no", "off", "n"]).then_some(false)
}

fn whole(text: &str) -> Option<i64> {
    if let Some(digits) = text.strip_prefix("0x") {
        return unsigned(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return unsigned(digits, 8);
    }
    text.parse().ok()
}

fn unsigned(digits: &str, radix: u32) -> Option<i64> {
    let bare = !digits.starts_with(['+', '-']);
    i64::from_str_radix(digits, radix).ok().filter(|_| bare)
}

#[cfg(test)]
mod tests {
    use super::Plain;

    #[track_caller]
    fn check(texts: &[&str], expected: Plain) {
        for text in texts {
            assert!(Plain::of(text) == expected, "{text}");
        }
    }

    #[test]
    fn a_plain_value_is_what_the_core_schema_says() {
        check(&["", "~", "null", "Null", "NULL"], Plain::Nothing);
        check(&["true", "True", "yes", "ON", "y"], Plain::Truth(true));
        check(&["false", "FALSE", "no", "off", "n"], Plain::Truth(false));
        check(&["12", "+12", "0xc", "0o14", "012"], Plain::Whole(12));
        check(&["-12"], Plain::Whole(-12));
        check(
            &[
                "nUll",
                "1.5",
                "0x-c",
                "0x",
                "1_000",
                "-",
                "9223372036854775808",
            ],
            Plain::Text,
        );
    }
}
