//! Whether an id of the far end's gives back what it was sent: digits or a token.
//! Such an id is dropped, since ids go into records, reports and logs as they are.

use cxtone_dialect::Response;
use cxtone_payload::Payload;
use secrecy::ExposeSecret;

use crate::Token;

/// As many digits in a row are taken for those that were sent; fewer are in most ids by chance.
const DIGITS_RUN_MIN: usize = 4;

/// As long a piece of the token is taken for it.
const TOKEN_PIECE_BYTES: usize = 8;

/// The far end's id of the exchange, unless it holds digits or a piece of the token.
pub(crate) fn correlation_id(
    answer: &Response,
    payload: &Payload,
    token: Option<&Token>,
) -> Option<String> {
    let digits: String = payload.digits().chars().collect();
    correlation_id_beside(answer, &digits, token)
}

/// The same for a command to which, or from which, these digits came; there may be none.
pub(crate) fn correlation_id_beside(
    answer: &Response,
    digits: &str,
    token: Option<&Token>,
) -> Option<String> {
    let holds_digits = |id: &str| !digits.is_empty() && holds_digits(id, digits);
    let holds_token =
        |id: &str| token.is_some_and(|token| holds_piece(id, token.secret().expose_secret()));
    cxtone_dialect::correlation_id(answer).filter(|id| !holds_digits(id) && !holds_token(id))
}

/// A run of the digits, whatever separates them; where there are fewer, a word that is just them.
fn holds_digits(id: &str, digits: &str) -> bool {
    let id = id.to_ascii_uppercase();
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '#');
    if digits.len() < DIGITS_RUN_MIN {
        return id.split(|c| !in_word(c)).any(|word| word == digits);
    }
    let joined: String = id.chars().filter(|c| in_word(*c)).collect();
    windows(digits, DIGITS_RUN_MIN).any(|run| joined.contains(run))
}

fn holds_piece(id: &str, token: &str) -> bool {
    let length = TOKEN_PIECE_BYTES.min(token.len());
    length > 0 && windows(id, length).any(|piece| token.contains(piece))
}

/// Every piece of so many bytes; both texts are ASCII.
fn windows(text: &str, length: usize) -> impl Iterator<Item = &str> {
    let starts = 0..(text.len() + 1).saturating_sub(length);
    starts.filter_map(move |start| text.get(start..start + length))
}

#[cfg(test)]
mod tests {
    use cxtone_dialect::Body;
    use cxtone_payload::{Limits, Raw, validate};
    use http::HeaderValue;

    use super::*;

    const TOKEN: &str = "eyJhbGciOiJub25lIn0.Vb5Kt9Rp";

    fn check(digits: &str, id: &'static str, kept: bool) {
        let raw = Raw {
            digits: digits.into(),
            dtmf_type: "INBAND".into(),
            pause_ms: 50_u32.into(),
        };
        let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
        let mut answer = Response::new(Body::default());
        let headers = answer.headers_mut();
        headers.insert("x-correlation-id", HeaderValue::from_static(id));
        let token = Token::new(TOKEN.into(), 1);
        let found = correlation_id(&answer, &payload, Some(&token));
        assert_eq!(found.is_some(), kept, "{id}");
    }

    #[test]
    fn an_ordinary_id_is_kept() {
        check("1234#", "7f0e4e3a-2f5b-4c59-9d7a-0a6f0e7c1b11", true);
        check("5", "a5b5-55", true);
        check("12", "req-123.4", true);
    }

    #[test]
    fn an_id_that_holds_the_digits_is_dropped() {
        check("1234#", "1234#", false);
        check("91234#7", "x-234#-y", false);
        check("12ab", "req.12AB", false);
        check("12ab", "1-2-a-b", false);
        check("12", "req-12", false);
        check("5", "5", false);
    }

    #[test]
    fn an_id_that_holds_a_piece_of_the_token_is_dropped() {
        check("1", TOKEN, false);
        check("1", "id/Vb5Kt9Rp/2", false);
        check("1", "Vb5Kt9R", true);
    }
}
