//! Names in findings: how one is shown, and which known one was probably meant.
//! Where names stand is left to the rules.

/// How many letters may be wrong for a name to count as meant.
const EDITS_MAX: usize = 3;

/// Known names that a help lists when none of them is near.
const LISTED_MAX: usize = 12;

/// A name to be shown: in full if it cannot be digits, else only its length.
pub(super) fn quoted(name: &str) -> String {
    let letters = name.bytes().filter(u8::is_ascii_lowercase).count();
    let plain = name
        .bytes()
        .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    if plain && letters > 0 {
        format!("`{name}`")
    } else {
        format!("a name of {} characters", name.chars().count())
    }
}

/// "did you mean …?", or what there is, or what to do where there is nothing.
pub(super) fn nearest_help<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    otherwise: &str,
) -> String {
    let near = known
        .clone()
        .map(|one| (strsim::damerau_levenshtein(name, one), one))
        .filter(|(edits, one)| *edits <= EDITS_MAX && *edits < one.chars().count().max(2))
        .min();
    if let Some((_, near)) = near {
        return format!("did you mean `{near}`?");
    }
    if !otherwise.is_empty() {
        return otherwise.to_owned();
    }
    let listed: Vec<_> = known.take(LISTED_MAX).collect();
    match listed.len() {
        0 => "take it out".to_owned(),
        _ => format!("there are {}", listed.join(", ")),
    }
}
