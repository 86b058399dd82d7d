//! Where something stands in a text.
//! What stands there is left to who found it.

use serde_saphyr::Location;

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Bytes before it.
    pub offset: usize,
    /// Its bytes; 0 where only its beginning is known.
    pub length: usize,
    /// From 1; 0 where the place is not known.
    pub line: u32,
    /// In characters from 1; 0 where the place is not known.
    pub column: u32,
}

impl Place {
    /// The place of a line and column, both from 1, with its bytes; all zeros where there is none.
    pub(crate) fn at(text: &str, line: u64, column: u64) -> Self {
        let (Ok(line), Ok(column)) = (u32::try_from(line), u32::try_from(column)) else {
            return Self::default();
        };
        let mut offset = 0;
        for (number, one) in (1..).zip(text.split_inclusive('\n')) {
            if number == line {
                let before = one.chars().take(column.saturating_sub(1) as usize);
                offset += before.map(char::len_utf8).sum::<usize>();
                break;
            }
            offset += one.len();
        }
        Self {
            offset,
            length: 0,
            line,
            column,
        }
    }

    /// The place that the parser tells; all zeros where it knows none.
    pub(crate) fn of(location: Location) -> Self {
        let number = |it: u64| u32::try_from(it).unwrap_or(0);
        let bytes = |it: Option<u64>| it.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        Self {
            offset: bytes(location.span().byte_offset()),
            length: bytes(location.span().byte_len()),
            line: number(location.line()),
            column: number(location.column()),
        }
    }
}
