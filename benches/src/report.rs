//! Tables in Markdown, and their place in a document.
//! What stands in them is measured elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A table whose first column holds names, the others figures.
#[derive(Clone, Debug)]
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these heads.
    pub fn new(heads: &[&str]) -> Self {
        Self {
            heads: heads.iter().map(|&head| head.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row of as many cells as there are heads.
    pub fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table in Markdown.
    pub fn to_markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = format!(
            "|---|{}\n",
            "---:|".repeat(self.heads.len().saturating_sub(1))
        );
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.heads) + &rule + &rows
    }
}

/// A file of the checkout, by its path from the root.
pub fn in_checkout(path: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).join(path)
}

/// Puts a text between the lines `<!-- NAME -->` and `<!-- /NAME -->` of a document.
///
/// # Errors
///
/// The document cannot be read or written, or lacks one of the lines.
pub fn write_between(document: &Path, name: &str, text: &str) -> io::Result<()> {
    let old = fs::read_to_string(document)?;
    let new = replaced(&old, name, text).ok_or_else(|| {
        let message = format!("{} has no marks for {name}", document.display());
        io::Error::new(io::ErrorKind::InvalidData, message)
    })?;
    fs::write(document, new)
}

fn replaced(document: &str, name: &str, text: &str) -> Option<String> {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (before, rest) = document.split_once(&open)?;
    let (_, after) = rest.split_once(&close)?;
    Some(format!("{before}{open}\n{text}\n{close}{after}"))
}

/// The machine in a few words: model and number of its processors.
pub fn machine() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("a processor of unknown model", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, core::num::NonZero::get);
    format!("{cores} cores of {model}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_with_its_heads_first() {
        let mut table = Table::new(&["on", "ours"]);
        table.push(vec!["silence".to_owned(), "1.5".to_owned()]);
        let expected = "| on | ours |\n|---|---:|\n| silence | 1.5 |\n";
        assert_eq!(table.to_markdown(), expected);
    }

    #[test]
    fn what_stands_between_the_marks_is_replaced_and_nothing_else() {
        let document = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
        let expected = "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n";
        assert_eq!(replaced(document, "x", "new").as_deref(), Some(expected));
        assert_eq!(replaced(document, "y", "new"), None);
    }
}
