//! Tables that people read: a bold header, words to the left, numbers to the right.
//! Whether the colour is shown is decided by the stream.

use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};

/// A column and its title.
#[derive(Clone, Copy)]
pub(crate) enum Column {
    /// Starts at the left.
    Word(&'static str),
    /// Ends at the right.
    Number(&'static str),
}

impl Column {
    const fn title(self) -> &'static str {
        match self {
            Self::Word(title) | Self::Number(title) => title,
        }
    }

    const fn alignment(self) -> CellAlignment {
        match self {
            Self::Word(_) => CellAlignment::Left,
            Self::Number(_) => CellAlignment::Right,
        }
    }
}

/// A table of these columns, without rows yet.
pub(crate) fn with_columns<const COUNT: usize>(columns: [Column; COUNT]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .force_no_tty()
        .enforce_styling()
        .set_header(columns.map(|column| Cell::new(column.title()).add_attribute(Attribute::Bold)));
    for (index, column) in columns.iter().enumerate() {
        if let Some(shown) = table.column_mut(index) {
            shown.set_cell_alignment(column.alignment());
        }
    }
    table
}
