//! Calls from a CSV file: a line of column names, then a call a line.
//! What makes a row a call is decided in `source`.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Read as _},
};

use csv::{ReaderBuilder, StringRecord, Trim};

use super::{BadRow, CALL_ID, NewCall, PRIORITY, SourceError, VARIABLES_MAX, check_name, priority};

/// The most bytes of a row.
const ROW_BYTES_MAX: usize = 256 * 1024;

/// The calls of a CSV file, one after the other; never more than one is in memory.
///
/// The column `callId` is needed, `priority` may be there, and all others are variables. Fields may
/// be quoted (RFC 4180); spaces around them do not count, and neither do empty lines.
pub struct CsvCalls<R> {
    source: R,
    columns: Vec<String>,
    /// Lines that were read.
    lines: u64,
    ended: bool,
}

impl<R: BufRead> CsvCalls<R> {
    /// Reads the names of the columns.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when they cannot be read, two are the same, or there is no `callId`.
    pub fn new(source: R) -> Result<Self, SourceError> {
        let mut calls = Self {
            source,
            columns: Vec::new(),
            lines: 0,
            ended: false,
        };
        let first = calls.row()?.unwrap_or_default();
        let names = fields(&first.text).map_err(SourceError::Columns)?;
        calls.columns = names
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').to_owned())
            .collect();
        check_columns(&calls.columns).map_err(SourceError::Columns)?;
        Ok(calls)
    }

    /// The next row that is not empty, over as many lines as its quotes need.
    fn row(&mut self) -> io::Result<Option<Row>> {
        let mut row = Row::default();
        let mut is_quoted = false;
        loop {
            let before = row.text.len();
            let room = (ROW_BYTES_MAX + 1).saturating_sub(row.text.len());
            let mut limited = (&mut self.source).take(room as u64);
            let read = limited.read_until(b'\n', &mut row.text)?;
            if row.line == 0 {
                row.line = self.lines + 1;
            }
            self.lines += 1;
            if read == 0 || row.text.len() > ROW_BYTES_MAX {
                return Ok(Some(row).filter(|row| !row.text.is_empty()));
            }
            let quotes = row.text[before..]
                .iter()
                .filter(|byte| **byte == b'"')
                .count();
            is_quoted ^= quotes % 2 == 1;
            if is_quoted {
                continue;
            }
            if !row.text.trim_ascii().is_empty() {
                return Ok(Some(row));
            }
            row = Row::default();
        }
    }

    fn call(&mut self, row: &Row) -> Result<NewCall, String> {
        if row.text.len() > ROW_BYTES_MAX {
            self.ended = true;
            return Err(format!(
                "it has more than {ROW_BYTES_MAX} bytes, and nothing after it is read; \
                 look for a quote that is not closed"
            ));
        }
        let values = fields(&row.text)?;
        if values.len() != self.columns.len() {
            return Err(format!(
                "it has {} fields and the first line has {}",
                values.len(),
                self.columns.len()
            ));
        }
        let mut variables = BTreeMap::new();
        let (mut call, mut rank) = ("", 0);
        for (name, value) in self.columns.iter().zip(&values) {
            match name.as_str() {
                CALL_ID => call = value,
                PRIORITY => rank = priority(value)?,
                _ => {
                    variables.insert(name.clone(), value.to_owned());
                }
            }
        }
        NewCall::new(call, rank, variables)
    }
}

impl<R: BufRead> Iterator for CsvCalls<R> {
    type Item = Result<(u64, NewCall), BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = match self.row() {
            Ok(row) => row?,
            Err(error) => {
                self.ended = true;
                let line = self.lines + 1;
                let why = format!("it cannot be read: {error}");
                return Some(Err(BadRow { line, why }));
            }
        };
        let line = row.line;
        Some(
            self.call(&row)
                .map(|call| (line, call))
                .map_err(|why| BadRow { line, why }),
        )
    }
}

/// A row as it stands in the file.
#[derive(Default)]
struct Row {
    /// Where it begins.
    line: u64,
    text: Vec<u8>,
}

/// The fields of one row.
fn fields(row: &[u8]) -> Result<StringRecord, String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .trim(Trim::All)
        .buffer_capacity(row.len().max(1))
        .from_reader(row);
    let mut fields = StringRecord::new();
    reader
        .read_record(&mut fields)
        .map_err(|error| match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
            _ => "it is no CSV".to_owned(),
        })?;
    Ok(fields)
}

fn check_columns(columns: &[String]) -> Result<(), String> {
    if !columns.iter().any(|name| name == CALL_ID) {
        return Err(format!(
            "there is no column `{CALL_ID}`; name it in the first line"
        ));
    }
    if columns.len() > VARIABLES_MAX {
        return Err(format!("there are more than {VARIABLES_MAX} columns"));
    }
    for (index, name) in columns.iter().enumerate() {
        check_name(name)?;
        if columns[..index].contains(name) {
            return Err(format!("the column `{name}` is there twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, id, priority and variables.
    type Wanted<'a> = (u64, &'a str, i32, &'a [(&'a str, &'a str)]);

    fn check(text: &str, expected: &[Result<Wanted<'_>, (u64, &str)>]) {
        let calls: Vec<_> = CsvCalls::new(text.as_bytes()).expect("columns").collect();
        assert_eq!(calls.len(), expected.len(), "{calls:?}");
        for (call, expected) in calls.iter().zip(expected) {
            match (call, expected) {
                (Ok((line, call)), Ok((at, id, rank, variables))) => {
                    let variables: BTreeMap<String, String> = variables
                        .iter()
                        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                        .collect();
                    let wanted = NewCall::new(id, *rank, variables).expect("a call");
                    assert_eq!((line, call), (at, &wanted));
                }
                (Err(bad), Err((line, part))) => {
                    assert_eq!(bad.line, *line, "{bad}");
                    assert!(bad.why.contains(part), "{bad}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn further_columns_become_variables_and_priority_a_number() {
        check(
            "callId,pin,priority\ncall-1,12#,5\n\"call-2\",\"a,b\", \n",
            &[
                Ok((2, "call-1", 5, &[("pin", "12#")])),
                Ok((3, "call-2", 0, &[("pin", "a,b")])),
            ],
        );
    }

    #[test]
    fn bad_rows_are_told_with_their_lines_and_the_others_are_still_read() {
        check(
            "callId,priority\n,1\ncall-1,high\n\ncall 2,\ncall-3,1,more\ncall-4,2000000\ncall-5,\n",
            &[
                Err((2, "callId")),
                Err((3, "no whole number")),
                Err((5, "callId")),
                Err((6, "3 fields")),
                Err((7, "1000000")),
                Ok((8, "call-5", 0, &[])),
            ],
        );
    }

    #[test]
    fn lines_are_counted_whatever_ends_them_and_a_quoted_field_may_have_several() {
        check(
            "callId,note\r\n\r\ncall-1,\"one\r\ntwo\"\r\ncall 2,\r\ncall-3,x",
            &[
                Ok((3, "call-1", 0, &[("note", "one\r\ntwo")])),
                Err((5, "callId")),
                Ok((6, "call-3", 0, &[("note", "x")])),
            ],
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_the_file() {
        let text = format!("callId\n\"{}", "a\n".repeat(ROW_BYTES_MAX));
        check(&text, &[Err((2, "quote"))]);
    }

    #[test]
    fn without_usable_columns_there_are_no_calls() {
        for (text, part) in [
            ("id\n1\n", "callId"),
            ("", "callId"),
            ("callId,a,a\n", "twice"),
            ("callId,1a\n", "letter"),
        ] {
            let error = CsvCalls::new(text.as_bytes()).err().expect("refused");
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn no_value_of_a_row_is_told() {
        let text = "callId,pin\ncall 7,4711\nx,y,4711\n";
        for bad in CsvCalls::new(text.as_bytes()).expect("columns") {
            let bad = bad.expect_err("bad").to_string();
            assert!(!bad.contains("4711"), "{bad}");
        }
    }
}
