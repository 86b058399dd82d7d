//! The file of a store in SQLite: its name in an address, and how it is made.
//! What stands in it is told by `schema`.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
};

/// Where a store in SQLite is.
#[derive(Clone)]
pub(crate) struct SqliteFile(PathBuf);

impl SqliteFile {
    /// The file that is named behind `sqlite:` or `sqlite://`; none where that is no file's name.
    ///
    /// What follows a `?` or `#` would be options in an address as the driver reads it, and here is
    /// taken for a mistake.
    pub(super) fn named(text: &str) -> Option<Self> {
        let name = text.strip_prefix("//").unwrap_or(text);
        let is_one =
            !name.is_empty() && !name.contains(['?', '#', '\0']) && !name.starts_with(":memory:");
        is_one.then(|| Self(name.into()))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The address as the driver reads it, which decodes `%` and reads `/` as parts of a URL. The
    /// file is not made by it: one that vanishes while it is used would come back empty.
    pub(super) fn url(&self) -> String {
        let mut url = "sqlite:".to_owned();
        for byte in self.0.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    url.push(char::from(*byte));
                }
                byte => url.push_str(&format!("%{byte:02X}")),
            }
        }
        url + "?mode=rw"
    }

    /// Makes it where it is not there: for its owner alone, since what calls bring along may be
    /// digits. SQLite gives the files beside it the same mode.
    pub(super) fn make(&self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let file = SqliteFile::named(text);
        let found = file.map(|file| (file.0.display().to_string(), file.url()));
        let expected = expected.map(|(path, url)| (path.to_owned(), url.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_file_is_the_one_that_is_named_whatever_the_driver_would_read_there() {
        check("a.db", Some(("a.db", "sqlite:a.db?mode=rw")));
        check("//a.db", Some(("a.db", "sqlite:a.db?mode=rw")));
        check("///a.db", Some(("/a.db", "sqlite:%2Fa.db?mode=rw")));
        check(
            "/x/../a.db",
            Some(("/x/../a.db", "sqlite:%2Fx%2F..%2Fa.db?mode=rw")),
        );
        check("a%20b.db", Some(("a%20b.db", "sqlite:a%2520b.db?mode=rw")));
        check("a b.db", Some(("a b.db", "sqlite:a%20b.db?mode=rw")));
        for none in ["", "//", "a?mode=ro", "a#b", ":memory:", "//:memory:"] {
            check(none, None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_made_is_its_owners_alone_and_one_that_is_there_stays() {
        use std::{fs, os::unix::fs::PermissionsExt as _};
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let file = SqliteFile::named(path.to_str().expect("UTF-8")).expect("a name");
        file.make().expect("made");
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&path, "x").expect("written");
        file.make().expect("there");
        assert_eq!(fs::read(&path).expect("read"), b"x");
    }
}
