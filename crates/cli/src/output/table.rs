//! Tables that people read: a bold header, numbers to the right.
//! Whether the colour is shown is decided by the stream.

use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};

/// A table with the given column titles, each value right-aligned.
pub(crate) fn with_header<'a>(titles: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .force_no_tty()
        .enforce_styling()
        .set_header(
            titles
                .into_iter()
                .map(|title| number(title).add_attribute(Attribute::Bold)),
        );
    table
}

/// A right-aligned cell.
pub(crate) fn number(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A left-aligned cell.
pub(crate) fn word(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Left)
}
