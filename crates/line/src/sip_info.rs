//! Bodies of SIP INFO requests that carry one digit: `application/dtmf-relay`, both ways.
//! The request around the body, and sending it, are left to others.

use core::fmt;

use cxtone_dtmf::Digit;

/// The media type of such a body.
pub const CONTENT_TYPE: &str = "application/dtmf-relay";

/// What a body without `Duration` means, in ms.
pub const DURATION_MS_DEFAULT: u32 = 160;

/// The longest duration that is written or read, in ms.
pub const DURATION_MS_MAX: u32 = 600_000;

/// The longest body that [`render`] writes, in octets.
pub const RENDERED_LEN_MAX: usize = "Signal=5\r\nDuration=600000\r\n".len();

/// The longest body that [`parse`] reads, in octets.
pub const PARSED_LEN_MAX: usize = 1_024;

/// Writes the body for a digit of some ms into the buffer and gives back what was written.
///
/// ```
/// use cxtone_dtmf::Digit;
/// use cxtone_line::sip_info;
///
/// let five = Digit::from_char('5').expect("a digit");
/// let mut buffer = [0; sip_info::RENDERED_LEN_MAX];
/// assert_eq!(sip_info::render(five, 160, &mut buffer)?, b"Signal=5\r\nDuration=160\r\n");
/// # Ok::<(), sip_info::RenderError>(())
/// ```
///
/// # Errors
///
/// [`RenderError`] when the duration is out of range or the buffer too short;
/// [`RENDERED_LEN_MAX`] is always enough.
pub fn render(digit: Digit, duration_ms: u32, buffer: &mut [u8]) -> Result<&[u8], RenderError> {
    if !(1..=DURATION_MS_MAX).contains(&duration_ms) {
        return Err(RenderError::Duration { duration_ms });
    }
    let mut writer = Writer { buffer, len: 0 };
    let signal = digit.as_char();
    let written = fmt::write(
        &mut writer,
        format_args!("Signal={signal}\r\nDuration={duration_ms}\r\n"),
    );
    let Writer { buffer, len } = writer;
    match (written, buffer.get(..len)) {
        (Ok(()), Some(body)) => Ok(body),
        _ => Err(RenderError::BufferTooShort),
    }
}

/// Reads a body: the digit and its duration in ms.
///
/// It takes what the field sends: lines ended by LF, CR or both, spaces, either case, either
/// order, `10` for `*` and `11` for `#` (and `12` to `15` for `A` to `D`, as event codes go on), other
/// headers, and no `Duration`, which is then [`DURATION_MS_DEFAULT`].
///
/// # Errors
///
/// [`ParseError`]; it never shows the body, which may hold a digit.
pub fn parse(body: &[u8]) -> Result<(Digit, u32), ParseError> {
    if body.len() > PARSED_LEN_MAX {
        return Err(ParseError::TooLong { len: body.len() });
    }
    let text = core::str::from_utf8(body).map_err(|_| ParseError::NotText)?;
    let mut signal = None;
    let mut duration_ms = None;
    for line in text
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty())
    {
        let (name, value) = line.split_once('=').ok_or(ParseError::NotAHeader)?;
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("signal") {
            set_once(&mut signal, parse_signal(value)?)?;
        } else if name.eq_ignore_ascii_case("duration") {
            set_once(&mut duration_ms, parse_duration(value)?)?;
        }
    }
    let digit = signal.ok_or(ParseError::NoSignal)?;
    Ok((digit, duration_ms.unwrap_or(DURATION_MS_DEFAULT)))
}

/// Why no body was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderError {
    /// The duration is not 1 to [`DURATION_MS_MAX`] ms.
    Duration {
        /// What was asked for.
        duration_ms: u32,
    },
    /// The buffer is too short.
    BufferTooShort,
}

impl fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration { duration_ms } => write!(
                formatter,
                "a duration of {duration_ms} ms is out of range; use 1 to {DURATION_MS_MAX} ms"
            ),
            Self::BufferTooShort => write!(
                formatter,
                "the buffer is too short for a dtmf-relay body; {RENDERED_LEN_MAX} octets are always enough"
            ),
        }
    }
}

impl core::error::Error for RenderError {}

/// Why a body tells of no digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// Longer than [`PARSED_LEN_MAX`].
    TooLong {
        /// Octets that there are.
        len: usize,
    },
    /// Not UTF-8.
    NotText,
    /// A line without `=`.
    NotAHeader,
    /// There is no `Signal`.
    NoSignal,
    /// The `Signal` is no digit.
    NotADigit,
    /// The `Duration` is no whole number of 1 to [`DURATION_MS_MAX`].
    Duration,
    /// `Signal` or `Duration` stands there twice.
    Repeated,
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { len } => write!(
                formatter,
                "a dtmf-relay body of {len} octets is too long; {PARSED_LEN_MAX} are the limit"
            ),
            Self::NotText => formatter.write_str("the dtmf-relay body is not text"),
            Self::NotAHeader => {
                formatter.write_str("a line of the dtmf-relay body is not of the form name=value")
            }
            Self::NoSignal => formatter.write_str("the dtmf-relay body has no Signal line"),
            Self::NotADigit => formatter.write_str(
                "the Signal of the dtmf-relay body is no DTMF digit; use 0-9, *, #, A-D",
            ),
            Self::Duration => write!(
                formatter,
                "the Duration of the dtmf-relay body is no whole number of ms from 1 to {DURATION_MS_MAX}"
            ),
            Self::Repeated => {
                formatter.write_str("the dtmf-relay body names Signal or Duration twice")
            }
        }
    }
}

impl core::error::Error for ParseError {}

struct Writer<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl fmt::Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let place = self.buffer.get_mut(self.len..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

fn set_once<T>(place: &mut Option<T>, value: T) -> Result<(), ParseError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(ParseError::Repeated),
    }
}

fn parse_signal(value: &str) -> Result<Digit, ParseError> {
    let mut characters = value.chars();
    let digit = match (characters.next(), characters.next()) {
        (Some(character), None) => Digit::from_char(character),
        (Some('1'), Some('0'..='5')) => value.parse().ok().and_then(Digit::from_event_code),
        _ => None,
    };
    digit.ok_or(ParseError::NotADigit)
}

fn parse_duration(value: &str) -> Result<u32, ParseError> {
    if !value.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(ParseError::Duration);
    }
    match value.parse() {
        Ok(duration_ms @ 1..=DURATION_MS_MAX) => Ok(duration_ms),
        _ => Err(ParseError::Duration),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::format;

    use proptest::prelude::*;

    use super::*;

    fn check(body: &str, expected: Result<(char, u32), ParseError>) {
        let parsed = parse(body.as_bytes()).map(|(digit, ms)| (digit.as_char(), ms));
        assert_eq!(parsed, expected, "{body:?}");
    }

    #[test]
    fn bodies_from_the_field_are_read() {
        check("Signal=5\r\nDuration=160\r\n", Ok(('5', 160)));
        check("Signal=5\nDuration=160", Ok(('5', 160)));
        check("Signal= 1\r\nDuration= 250\r\n", Ok(('1', 250)));
        check("Duration=90\r\nSignal=#\r\n", Ok(('#', 90)));
        check("signal = d\r\nDURATION = 70 \r\n\r\n", Ok(('D', 70)));
        check("Signal=10\r\n", Ok(('*', DURATION_MS_DEFAULT)));
        check("Signal=11\nX-Other=1\n", Ok(('#', DURATION_MS_DEFAULT)));
        check("Signal=15", Ok(('D', DURATION_MS_DEFAULT)));
        check("Signal=*", Ok(('*', DURATION_MS_DEFAULT)));
    }

    #[test]
    fn garbage_is_refused_by_kind() {
        check("", Err(ParseError::NoSignal));
        check("Duration=100\r\n", Err(ParseError::NoSignal));
        check("5", Err(ParseError::NotAHeader));
        for signal in ["", "E", "16", "05", "1 0", "55", "１", "-1", "+1", "10 "] {
            let expected = match signal {
                "10 " => Ok(('*', DURATION_MS_DEFAULT)),
                _ => Err(ParseError::NotADigit),
            };
            check(&format!("Signal={signal}\n"), expected);
        }
        for duration in ["", "0", "-1", "+1", "1.5", "600001", "99999999999"] {
            check(
                &format!("Signal=1\nDuration={duration}\n"),
                Err(ParseError::Duration),
            );
        }
        check("Signal=1\nSignal=2\n", Err(ParseError::Repeated));
        assert_eq!(parse(b"Signal=\xff"), Err(ParseError::NotText));
        assert_eq!(
            parse(&[b'\n'; 1_025]),
            Err(ParseError::TooLong { len: 1_025 })
        );
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let digit = Digit::ALL[0];
        assert_eq!(
            render(digit, 100, &mut [0; 9]),
            Err(RenderError::BufferTooShort)
        );
        let mut buffer = [0; RENDERED_LEN_MAX];
        let refused = Err(RenderError::Duration { duration_ms: 0 });
        assert_eq!(render(digit, 0, &mut buffer), refused);
    }

    proptest! {
        #[test]
        fn any_digit_and_duration_survive_the_body(code in 0u8..16, duration_ms in 1..=DURATION_MS_MAX) {
            let digit = Digit::from_event_code(code).expect("below 16");
            let mut buffer = [0; RENDERED_LEN_MAX];
            let body = render(digit, duration_ms, &mut buffer).expect("fits");
            prop_assert_eq!(parse(body), Ok((digit, duration_ms)));
        }

        #[test]
        fn any_octets_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((_, duration_ms)) = parse(&body) {
                prop_assert!((1..=DURATION_MS_MAX).contains(&duration_ms));
            }
        }

        #[test]
        fn anything_like_a_body_is_read_or_refused(body in "(Signal|Duration|[a-z])?[ =]{0,2}[0-9*#A-Z]{0,3}[\r\n]{0,2}(Duration=[0-9-]{0,6})?") {
            if let Ok((_, duration_ms)) = parse(body.as_bytes()) {
                prop_assert!((1..=DURATION_MS_MAX).contains(&duration_ms));
            }
        }
    }
}
