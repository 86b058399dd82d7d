//! The values that stand nowhere else.
//! How a text is searched for them is in `leaks`.

use crate::leaks::Canary;

/// Any four of them in a row hold a `*` or a `#`, so that no code or time shows them by chance.
pub(crate) const DIGITS: &str = "7#39*1A#48*62#05";

/// As many of them as an injection needs: each takes its time to play out.
pub(crate) const FEW_DIGITS: &str = "7#39*1";

/// Digits that read as a number and fit where a number or an id is expected.
pub(crate) const NUMBER: &str = "7391486205";

pub(crate) const SECRET: &str = "Zq8Xw3Lm0Tc4Yv6n";
pub(crate) const TOKEN: &str = "Vb5Kt9Rp2Gf7Mh1s";
pub(crate) const PASSWORD: &str = "Jd7Hs2Wx9Bn4Qk3z";

/// A key for audit logs.
pub(crate) const KEY: &str = "5eed0c0ffee15eed0c0ffee25eed0c0ffee35eed0c0ffee45eed0c0ffee55eed";

const SECRETS: [&str; 4] = [SECRET, TOKEN, PASSWORD, KEY];

/// What is looked for in every output.
pub(crate) const CANARY: Canary<'_> = Canary {
    digits: DIGITS,
    secrets: &SECRETS,
};

/// What is looked for as well where nothing random is printed.
pub(crate) const NUMBER_CANARY: Canary<'_> = Canary {
    digits: NUMBER,
    secrets: &SECRETS,
};
