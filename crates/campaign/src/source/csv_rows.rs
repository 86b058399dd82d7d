//! The rows of a CSV file (RFC 4180), each with the line on which it begins.
//! What the fields of a row mean is left to who reads them.

use std::io::{self, BufRead};

use super::BadRow;

/// The most bytes of a row.
pub(super) const ROW_BYTES_MAX: usize = 256 * 1024;

/// What some programs write before the first name.
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The rows of a file, one after the other; never more than one is in memory.
///
/// Every byte of the file belongs to a row that is given or told of as bad: a reader that takes
/// what is wrongly quoted as well as it can would join rows, and nobody would miss those that are
/// gone. A line ends with a line feed, a carriage return or both. Blank lines are no rows.
pub(super) struct CsvRows<R> {
    source: R,
    /// The line that is read, from one.
    line: u64,
    /// Whether a line feed would belong to the end of the line before it.
    after_return: bool,
    ended: bool,
}

/// A row that is not blank.
pub(super) struct Row {
    /// Where it begins, from one.
    pub(super) line: u64,
    /// Its fields: what stands in quotes as it is, and the rest without the spaces around it.
    pub(super) fields: Vec<String>,
}

impl<R: BufRead> CsvRows<R> {
    /// Reads past a byte order mark.
    pub(super) fn new(source: R) -> io::Result<Self> {
        let mut rows = Self {
            source,
            line: 1,
            after_return: false,
            ended: false,
        };
        for expected in BYTE_ORDER_MARK {
            if rows.peek()? != Some(expected) {
                break;
            }
            rows.source.consume(1);
        }
        Ok(rows)
    }

    /// The fields of one row; nothing where it is blank.
    fn row(&mut self) -> io::Result<Option<Result<Vec<String>, String>>> {
        let mut draft = Draft::default();
        loop {
            let Some(byte) = self.byte()? else {
                self.ended = true;
                break;
            };
            draft.bytes += 1;
            if draft.bytes > ROW_BYTES_MAX {
                self.ended = true;
                return Ok(Some(Err(format!(
                    "it has more than {ROW_BYTES_MAX} bytes, and nothing after it is read; \
                     look for a quote that is not closed"
                ))));
            }
            if draft.take(byte) {
                break;
            }
        }
        Ok(draft.fields())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.peek()? else {
            return Ok(None);
        };
        self.source.consume(1);
        let ends_line = byte == b'\r' || byte == b'\n' && !self.after_return;
        self.line += u64::from(ends_line);
        self.after_return = byte == b'\r';
        Ok(Some(byte))
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.source.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: BufRead> Iterator for CsvRows<R> {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let line = self.line;
            let found = self.row().unwrap_or_else(|error| {
                self.ended = true;
                Some(Err(format!("it cannot be read: {error}")))
            });
            if let Some(found) = found {
                let row = found.map(|fields| Row { line, fields });
                return Some(row.map_err(|why| BadRow { line, why }));
            }
        }
        None
    }
}

/// A row on its way.
#[derive(Default)]
struct Draft {
    bytes: usize,
    fields: Vec<Field>,
    field: Field,
    place: Within,
    why: Option<&'static str>,
}

#[derive(Default)]
struct Field {
    bytes: Vec<u8>,
    is_quoted: bool,
}

/// Where in a field the next byte stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    /// Before it, or after spaces.
    #[default]
    Start,
    /// In one without quotes; a quote is a character as any other.
    Plain,
    /// Between its quotes.
    Quoted,
    /// After a quote that closes it, unless another one follows.
    Quote,
    /// After it, where only spaces may stand.
    After,
    /// After something else: the rest of the line is not looked at.
    Lost,
}

impl Draft {
    /// Takes one byte; whether it ends the row.
    fn take(&mut self, byte: u8) -> bool {
        self.place = match (self.place, byte) {
            (Within::Quoted, b'"') => Within::Quote,
            (Within::Quoted, byte) | (Within::Quote, byte @ b'"') => {
                self.field.bytes.push(byte);
                Within::Quoted
            }
            (_, b'\n' | b'\r') => return true,
            (Within::Lost, _) => Within::Lost,
            (_, b',') => {
                self.fields.push(core::mem::take(&mut self.field));
                Within::Start
            }
            (Within::Start, b' ' | b'\t') => Within::Start,
            (Within::Start, b'"') => {
                self.field.is_quoted = true;
                Within::Quoted
            }
            (Within::Start | Within::Plain, byte) => {
                self.field.bytes.push(byte);
                Within::Plain
            }
            (Within::Quote | Within::After, b' ' | b'\t') => Within::After,
            (Within::Quote | Within::After, _) => {
                self.why = Some(
                    "something stands after a quote that ends its field; \
                     write a quote that is part of a field twice",
                );
                Within::Lost
            }
        };
        false
    }

    /// What was taken; nothing where that is blank.
    fn fields(mut self) -> Option<Result<Vec<String>, String>> {
        if self.place == Within::Quoted {
            self.why = Some("a quote in it is never closed");
        }
        if let Some(why) = self.why {
            return Some(Err(why.to_owned()));
        }
        if self.fields.is_empty() && self.field.is_blank() {
            return None;
        }
        self.fields.push(self.field);
        let fields = self.fields.into_iter().map(Field::text);
        Some(fields.collect())
    }
}

impl Field {
    fn is_blank(&self) -> bool {
        !self.is_quoted && self.bytes.trim_ascii().is_empty()
    }

    fn text(self) -> Result<String, String> {
        let text = String::from_utf8(self.bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        Ok(match self.is_quoted {
            true => text,
            false => text.trim().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use csv::{QuoteStyle, Terminator, WriterBuilder};
    use proptest::{
        collection::vec,
        prelude::{Strategy, any},
        proptest,
    };

    use super::*;

    /// Rows with their lines; of a bad one a part of what is told.
    type Wanted<'a> = Result<(u64, &'a [&'a str]), (u64, &'a str)>;

    fn rows(text: &[u8]) -> Vec<Result<Row, BadRow>> {
        CsvRows::new(text).expect("read").collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[Wanted<'_>]) {
        let rows = rows(text.as_bytes());
        assert_eq!(rows.len(), expected.len(), "{text:?}");
        for (row, expected) in rows.iter().zip(expected) {
            match (row, expected) {
                (Ok(row), Ok((line, fields))) => {
                    assert_eq!((row.line, row.fields.as_slice()), (*line, &*owned(fields)));
                }
                (Err(bad), Err((line, part))) => {
                    assert!(bad.line == *line && bad.why.contains(part), "{bad}");
                }
                (Ok(row), Err(_)) => panic!("{:?} in {text:?}", row.fields),
                (Err(bad), Ok(_)) => panic!("{bad} in {text:?}"),
            }
        }
    }

    fn owned(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn a_quote_within_a_field_is_a_character_and_joins_no_rows() {
        check(
            "c1,5\" screen\nc2,x\nc3,7\" screen\nc4,y",
            &[
                Ok((1, &["c1", "5\" screen"])),
                Ok((2, &["c2", "x"])),
                Ok((3, &["c3", "7\" screen"])),
                Ok((4, &["c4", "y"])),
            ],
        );
    }

    #[test]
    fn a_line_ends_as_any_system_writes_it_and_blank_ones_are_no_rows() {
        let rows: [Wanted<'_>; 2] = [Ok((2, &["a", "b"])), Ok((4, &["c", "d"]))];
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("{end}a,b{end} \t{end}c,d{end}{end}");
            check(&text, &rows);
        }
        check("", &[]);
        check(" ", &[]);
    }

    #[test]
    fn what_stands_in_quotes_is_kept_as_it_is() {
        check(
            "\" a\", \"b,\"\"c\"\"\" ,\"\"\n\"d\r\ne\nf\rg\",h,i\nj",
            &[
                Ok((1, &[" a", "b,\"c\"", ""])),
                Ok((2, &["d\r\ne\nf\rg", "h", "i"])),
                Ok((6, &["j"])),
            ],
        );
        check("\"\"", &[Ok((1, &[""]))]);
    }

    #[test]
    fn a_row_whose_quotes_are_wrong_is_told_and_swallows_none_without_a_word() {
        check(
            "c1,\"abc\nc2,\"x\"\nc3,y\n\"c4\"z,\"1\nc5",
            &[
                Err((1, "after a quote")),
                Ok((3, &["c3", "y"])),
                Err((4, "after a quote")),
                Ok((5, &["c5"])),
            ],
        );
        check(
            "c1,x\nc2,\"y\nc3,z\n",
            &[Ok((1, &["c1", "x"])), Err((2, "never closed"))],
        );
        check("a\n\" ", &[Ok((1, &["a"])), Err((2, "never closed"))]);
    }

    #[test]
    fn a_row_that_does_not_end_is_given_up() {
        let text = format!("a\n\"{}", "b\n".repeat(ROW_BYTES_MAX));
        check(&text, &[Ok((1, &["a"])), Err((2, "more than"))]);
    }

    #[test]
    fn only_text_is_read_and_a_byte_order_mark_before_it() {
        check("\u{feff}\"a\",b", &[Ok((1, &["a", "b"]))]);
        let rows = rows(b"a\n\xff,b\nc");
        let told = rows[1].as_ref().err().map(|bad| bad.to_string());
        assert_eq!(told.as_deref(), Some("line 2: it is not UTF-8"));
        assert!(rows[2].is_ok());
    }

    fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
        (1..5_usize).prop_flat_map(|columns| vec(vec("[ -~\r\n\"',é]{0,6}", columns), 0..8))
    }

    proptest! {
        #[test]
        fn what_another_program_has_quoted_is_read_back_whole(
            table in tables(),
            end in 0..3_u8,
        ) {
            let terminator = [Terminator::CRLF, Terminator::Any(b'\n'), Terminator::Any(b'\r')]
                [usize::from(end)];
            let mut writer = WriterBuilder::new()
                .quote_style(QuoteStyle::Always)
                .terminator(terminator)
                .from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("written");
            }
            let text = writer.into_inner().expect("written");
            let read: Vec<_> = rows(&text)
                .into_iter()
                .map(|row| row.expect("good").fields)
                .collect();
            assert_eq!(read, table);
        }

        #[test]
        fn every_line_belongs_to_a_row_that_is_given_or_told(
            lines in vec("[ab,\" ]{1,8}", 1..12),
            is_crlf in any::<bool>(),
        ) {
            let lines: Vec<_> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
            let end = if is_crlf { "\r\n" } else { "\n" };
            let begins: Vec<_> = rows(lines.join(end).as_bytes())
                .iter()
                .map(|row| match row {
                    Ok(row) => (row.line, 1 + line_ends(&row.fields)),
                    Err(bad) => (bad.line, 0),
                })
                .collect();
            // A good row is followed by what begins on the line after its last one.
            let mut next = 1;
            for (line, lines) in begins {
                assert!(next == 0 || line == next);
                next = if lines == 0 { 0 } else { line + lines };
            }
            assert!(next == 0 || next == lines.len() as u64 + 1);
        }
    }

    fn line_ends(fields: &[String]) -> u64 {
        let ends = fields.iter().map(|field| field.matches('\n').count());
        ends.sum::<usize>() as u64
    }
}
