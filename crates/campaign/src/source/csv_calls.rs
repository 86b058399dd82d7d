//! Calls from a CSV file: a line of column names, then a call a line.
//! What a row is, is told by `csv_rows`; what makes it a call is decided in `source`.

use std::{collections::BTreeMap, io::BufRead};

use super::{
    BadRow, CALL_ID, NewCall, PRIORITY, SourceError, VARIABLES_MAX, check_name,
    csv_rows::{CsvRows, Row},
    priority,
};

/// The calls of a CSV file, one after the other; never more than one is in memory.
///
/// The column `callId` is needed, `priority` may be there, and all others are variables. Fields may
/// be quoted (RFC 4180); what stands in quotes is taken as it is, spaces around other fields do not
/// count, and neither do blank lines. A row whose quotes are wrong is told as a bad one.
pub struct CsvCalls<R> {
    rows: CsvRows<R>,
    columns: Vec<String>,
}

impl<R: BufRead> CsvCalls<R> {
    /// Reads the names of the columns.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when they cannot be read, two are the same, or there is no `callId`.
    pub fn new(source: R) -> Result<Self, SourceError> {
        let mut rows = CsvRows::new(source)?;
        let first = rows.next().transpose();
        let first = first.map_err(|bad| SourceError::Columns(bad.to_string()))?;
        let columns = first.map(|row| row.fields).unwrap_or_default();
        check_columns(&columns).map_err(SourceError::Columns)?;
        Ok(Self { rows, columns })
    }

    fn call(&self, row: Row) -> Result<NewCall, String> {
        if row.fields.len() != self.columns.len() {
            return Err(format!(
                "it has {} fields and the first line has {}",
                row.fields.len(),
                self.columns.len()
            ));
        }
        let mut variables = BTreeMap::new();
        let (mut call, mut rank) = (String::new(), 0);
        for (name, value) in self.columns.iter().zip(row.fields) {
            match name.as_str() {
                CALL_ID => call = value,
                PRIORITY => rank = priority(&value)?,
                _ => {
                    variables.insert(name.clone(), value);
                }
            }
        }
        NewCall::new(&call, rank, variables)
    }
}

impl<R: BufRead> Iterator for CsvCalls<R> {
    type Item = Result<(u64, NewCall), BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.rows.next()?;
        Some(found.and_then(|row| {
            let line = row.line;
            let call = self.call(row).map_err(|why| BadRow { line, why })?;
            Ok((line, call))
        }))
    }
}

fn check_columns(columns: &[String]) -> Result<(), String> {
    if !columns.iter().any(|name| name == CALL_ID) {
        return Err(format!(
            "there is no column `{CALL_ID}`; name it in the first line, whose names are parted by commas"
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
    fn every_row_of_a_file_becomes_a_call_or_is_told() {
        check(
            "callId,note\nc1,5\" screen\nc2,x\nc3,7\" screen\nc4,\"y",
            &[
                Ok((2, "c1", 0, &[("note", "5\" screen")])),
                Ok((3, "c2", 0, &[("note", "x")])),
                Ok((4, "c3", 0, &[("note", "7\" screen")])),
                Err((5, "never closed")),
            ],
        );
        check(
            "\u{feff}\"callId\"\rc1\rc2\r",
            &[Ok((2, "c1", 0, &[])), Ok((3, "c2", 0, &[]))],
        );
    }

    #[test]
    fn without_usable_columns_there_are_no_calls() {
        for (text, part) in [
            ("id\n1\n", "callId"),
            ("", "callId"),
            ("callId,a,a\n", "twice"),
            ("callId,1a\n", "letter"),
            ("callId; pin\n", "commas"),
            ("callId,\"pin\n1,2\n", "never closed"),
        ] {
            let error = CsvCalls::new(text.as_bytes()).err().expect("refused");
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn no_value_of_a_row_is_told() {
        // The second row's columns are swapped.
        let text = "callId,pin,priority\ncall 7,4711,0\ncall-8,5,4711000\nx,y,4711,1\n";
        for bad in CsvCalls::new(text.as_bytes()).expect("columns") {
            let bad = bad.expect_err("bad").to_string();
            assert!(!bad.contains("4711"), "{bad}");
        }
    }
}
