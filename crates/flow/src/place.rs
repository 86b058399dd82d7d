//! Where something stands in a text.
//! What stands there is left to who found it.

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
