//! The search itself: that it finds each kind of leak, and nothing in what is clean.

use crate::leaks::Canary;

const CANARY: Canary<'_> = Canary {
    digits: "7#39*1A#48*62#05",
    secrets: &["canary-secret-Zq8Xw3"],
};

fn check(text: &str, expected: &[&str]) {
    assert_eq!(CANARY.leaks(text), expected, "{text}");
}

#[test]
fn digits_are_found_in_any_spelling() {
    let digits = ["digits"];
    check("digits 7#39*1A#48*62#05", &digits);
    check("a piece: *1A#", &digits);
    check("lower case: *1a#4", &digits);
    check("7-#-3-9", &digits);
    check("['7', '#', '3', '9']", &digits);
    check("7\n#\n3\n9", &digits);
    check("dtmf=7%2339%2a1A", &digits);
    check("Digits([Digit('7'), Digit('#')]) 8*62", &digits);
}

#[test]
fn codes_of_digits_are_found_in_decimal_and_in_hexadecimal() {
    let bytes = ["bytes of digits"];
    check("Body([55, 35, 51, 57, 42])", &bytes);
    check("37 23 33 39 2a", &bytes);
    check("\\x37233339", &bytes);
}

#[test]
fn frequencies_are_found_as_pairs() {
    let frequencies = ["frequencies"];
    check("[[770, 1477]]", &frequencies);
    check("770,1477", &frequencies);
    check("low_hz: 697.0, high_hz: 1209.0", &frequencies);
    check("852 Hz and 1336 Hz", &frequencies);
}

#[test]
fn secrets_and_tokens_are_found_in_pieces() {
    check("id=a&secret=canary-secret-Zq8Xw3", &["a secret"]);
    check("secret: Zq8Xw3 or ret-Zq8Xw", &["a secret"]);
    check("CANARY-SECRET", &["a secret"]);
    check("canary%2Dsecret", &["a secret"]);
    check("authorization: Bearer abc", &["a bearer token"]);
    check("7#39 canary-secret-Zq8Xw3", &["digits", "a secret"]);
}

#[test]
fn what_is_clean_is_left_alone() {
    check("", &[]);
    check("[16 digits] as RFC2833 into call 7391a486205", &[]);
    check("took 770 ms, 12 ms, 1477 ms in all", &[]);
    check("a secret of the canary, % and %zz", &[]);
    check("7#3", &[]);
    check("{\"tokenType\":\"Bearer\"}", &[]);
}

#[test]
#[should_panic(expected = "stderr shows [\"digits\"]")]
fn a_leak_fails_the_test_that_finds_it() {
    CANARY.assert_hidden("stderr", "no call 8*62#0");
}
