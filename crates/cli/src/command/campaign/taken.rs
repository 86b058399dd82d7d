//! What became of the rows of a source: added, known, left out.
//! How a source is read is in `calls`.

use cxtone_campaign::{BadRow, Loaded};
use serde::Serialize;

use super::calls::BAD_ROWS_TOLD_MAX;
use crate::output;

/// What became of a source's rows; also what `--json` tells of it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taken {
    /// Calls that were not there before.
    pub(super) added: u64,
    /// Calls that were there.
    pub(super) known: u64,
    /// Those of them that had not ended, and have kept other variables or another priority.
    pub(super) differing: u64,
    /// Rows that were left out.
    pub(super) bad_rows: u64,
    /// The last line that was read of a feed that had not ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_to_line: Option<u64>,
}

impl Taken {
    /// Counts what was put into the store.
    pub(super) const fn count(&mut self, more: Loaded) {
        self.added += more.added;
        self.known += more.known;
        self.differing += more.differing;
    }

    /// Tells of a row that is left out; of very many the rest is only counted.
    pub(super) fn leave_out(&mut self, row: &BadRow) {
        self.bad_rows += 1;
        if self.bad_rows <= BAD_ROWS_TOLD_MAX {
            output::warn(&format!("{row}; it was left out"));
        }
    }

    /// Tells it to people; what needs their attention also where a program reads the answer.
    pub(super) fn tell(&self, json: bool) {
        if !json {
            let bad = match self.bad_rows {
                0 => String::new(),
                rows => format!(", {} left out", output::counted(rows, "bad row")),
            };
            output::note(&format!(
                "loaded {}, {} there already{bad}",
                output::counted(self.added, "call"),
                self.known
            ));
        }
        if self.differing > 0 {
            output::warn(&format!(
                "{} there already with other variables or another priority, and kept them; to have \
                 the new ones, cancel this campaign and load the calls into another store",
                match self.differing {
                    1 => "1 call was".to_owned(),
                    many => format!("{many} calls were"),
                }
            ));
        }
        if let Some(line) = self.read_to_line {
            output::warn(&format!(
                "the feed had not ended: it was read as far as line {line}, and that is loaded; \
                 what follows is to be fed again"
            ));
        }
    }
}
