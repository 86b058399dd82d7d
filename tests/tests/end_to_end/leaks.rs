//! The search of a text for what must never show: digits, forms of digits, tokens and secrets.
//! What is searched is decided elsewhere: the tests of this package use it, and those of `cli`
//! include this file, since no package depends on this one.

/// As many digits in a row are a leak: fewer stand in a port number or a time by chance.
const DIGITS_RUN_MIN: usize = 4;

/// As long a piece of a secret is a leak.
const SECRET_PIECE_CHARS: usize = 8;

/// The frequencies of the keypad in Hz (ITU-T Q.23), written down apart from the tested table.
const LOW_HZ: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH_HZ: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

/// Values that stand nowhere else, so that wherever they show they have leaked.
#[derive(Clone, Copy)]
pub(crate) struct Canary<'a> {
    /// Digits, in upper case.
    pub(crate) digits: &'a str,
    /// Tokens, client secrets and keys.
    pub(crate) secrets: &'a [&'a str],
}

impl Canary<'_> {
    /// What the text shows of them, by kind; empty when it is clean.
    pub(crate) fn leaks(&self, text: &str) -> Vec<&'static str> {
        let found = [
            ("digits", self.shows_digits(text)),
            ("bytes of digits", self.shows_bytes(text)),
            ("frequencies", shows_frequencies(text)),
            ("a secret", self.shows_secret(text)),
            ("a bearer token", text.contains("Bearer ")),
        ];
        let found = found.into_iter().filter(|(_, shown)| *shown);
        found.map(|(kind, _)| kind).collect()
    }

    /// Fails, naming the source of the text, when it shows anything.
    pub(crate) fn assert_hidden(&self, source: &str, text: &str) {
        let leaks = self.leaks(text);
        assert!(leaks.is_empty(), "{source} shows {leaks:?}:\n{text}");
    }

    /// A run of the digits in either case, whatever separates them, percent-encoded or not.
    fn shows_digits(&self, text: &str) -> bool {
        [joined(text), joined(&percent_decoded(text))]
            .iter()
            .any(|text| runs(self.digits, DIGITS_RUN_MIN).any(|run| text.contains(run)))
    }

    /// A run of the digits' ASCII codes, as a list of numbers or in hexadecimal.
    fn shows_bytes(&self, text: &str) -> bool {
        let (numbers, hex) = (numbers(text), joined(text));
        runs(self.digits, DIGITS_RUN_MIN).any(|run| {
            let codes: Vec<f64> = run.bytes().map(f64::from).collect();
            let in_hex: String = run.bytes().map(|byte| format!("{byte:02X}")).collect();
            hex.contains(&in_hex) || numbers.windows(codes.len()).any(|window| window == codes)
        })
    }

    fn shows_secret(&self, text: &str) -> bool {
        let texts = [text.to_lowercase(), percent_decoded(text).to_lowercase()];
        self.secrets.iter().any(|secret| {
            let secret = secret.to_lowercase();
            runs(&secret, SECRET_PIECE_CHARS)
                .any(|piece| texts.iter().any(|text| text.contains(piece)))
        })
    }
}

/// Two numbers in a row that are a digit's low and high tone.
fn shows_frequencies(text: &str) -> bool {
    numbers(text).windows(2).any(|pair| {
        let near = |table: [f64; 4], hz: f64| table.iter().any(|known| (known - hz).abs() < 1.0);
        near(LOW_HZ, pair[0]) && near(HIGH_HZ, pair[1])
    })
}

/// Every piece of so many bytes; the canaries are ASCII.
fn runs(text: &str, length: usize) -> impl Iterator<Item = &str> {
    (0..=text.len().saturating_sub(length)).filter_map(move |start| text.get(start..start + length))
}

/// The text in upper case without anything that could separate digits.
fn joined(text: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '*' | '#');
    text.to_uppercase().chars().filter(kept).collect()
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = 0;
    while let Some(&byte) = bytes.get(rest) {
        let code = (byte == b'%')
            .then(|| text.get(rest + 1..rest + 3))
            .flatten();
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        decoded.push(code.unwrap_or(byte));
        rest += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The numbers in a text, in their order.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|word| word.trim_matches('.').parse().ok())
        .collect()
}
