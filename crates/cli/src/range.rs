//! Number arguments with a range: what is outside is told with the range and its unit.
//! The ranges themselves belong to the commands.

use core::{fmt::Display, ops::RangeInclusive, str::FromStr};

/// Reads a number of the range, given in `unit`.
///
/// # Errors
///
/// A message for clap to show behind the flag's name and the value.
pub(crate) fn within<T>(text: &str, range: &RangeInclusive<T>, unit: &str) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display,
{
    let number: T = text.parse().map_err(|_| {
        format!(
            "not a number; give {} to {} {unit}",
            range.start(),
            range.end()
        )
    })?;
    // NaN is in no range.
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(format!(
            "outside {} to {} {unit}",
            range.start(),
            range.end()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_inside_and_what_is_no_number_is_out() {
        for (text, expected) in [
            ("1", Ok(1.0)),
            ("5", Ok(5.0)),
            ("5.1", Err("outside 1 to 5 ms")),
            ("NaN", Err("outside 1 to 5 ms")),
            ("inf", Err("outside 1 to 5 ms")),
            ("five", Err("not a number; give 1 to 5 ms")),
        ] {
            assert_eq!(
                within(text, &(1.0_f32..=5.0), "ms"),
                expected.map_err(str::to_owned)
            );
        }
    }
}
