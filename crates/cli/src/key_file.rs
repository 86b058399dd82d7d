//! The file with the key that seals audit logs: where it is, how it is read and first made.
//! What the key does is `audit`'s business.

use std::{
    env, fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use cxtone_audit::{DigitsKey, InvalidKey, SEAL_BYTES, SealKey};

use crate::failure::{Failure, Result};

/// As much of a key file is read: the key in hexadecimal and a line end fit well.
const FILE_BYTES_MAX: u64 = 256;

/// Where the key is.
#[derive(Debug, clap::Args)]
pub(crate) struct KeyFile {
    /// File with the key that seals the log, 64 hexadecimal digits
    ///
    /// Without it, cxtone/audit.key under $XDG_STATE_HOME or ~/.local/state (%LOCALAPPDATA% on
    /// Windows). Keep a copy of it where those who can write the log cannot read it.
    #[arg(
        long,
        value_name = "FILE",
        env = "CXTONE_AUDIT_KEY_FILE",
        hide_env_values = true
    )]
    key_file: Option<PathBuf>,
}

impl KeyFile {
    /// The key in this file.
    pub(crate) const fn at(path: PathBuf) -> Self {
        Self {
            key_file: Some(path),
        }
    }

    /// The key.
    ///
    /// # Errors
    ///
    /// When there is no such file or it holds no key.
    pub(crate) fn read(&self) -> Result<SealKey> {
        let path = self.path()?;
        let text = read_text(&path).map_err(|error| cannot_read(&path, &error))?;
        SealKey::from_hex(&text).map_err(|error| holds_no_key(&path, &error))
    }

    /// The key; where there is no file yet, a new random key is put there, readable to the user
    /// alone.
    ///
    /// # Errors
    ///
    /// As [`KeyFile::read`], and when the file cannot be made.
    pub(crate) fn read_or_create(&self) -> Result<SealKey> {
        let path = self.path()?;
        if !path.exists() {
            create(&path, new_key).map_err(|error| {
                Failure::failed(format_args!(
                    "cannot make the key file {}: {error}",
                    path.display()
                ))
                .help("name a file in a folder that can be written to with --key-file FILE")
            })?;
        }
        self.read()
    }

    fn path(&self) -> Result<PathBuf> {
        if let Some(path) = &self.key_file {
            return Ok(path.clone());
        }
        let folder = state_folder().ok_or_else(|| {
            Failure::usage("there is no home folder to find the audit key in")
                .help("name the key file with --key-file FILE or CXTONE_AUDIT_KEY_FILE")
        })?;
        Ok(folder.join("cxtone").join("audit.key"))
    }
}

/// The key in a file that makes codes of digits. It is never made here: whoever asks for such
/// codes has to decide where their key is kept.
///
/// # Errors
///
/// When there is no such file or it holds no key.
pub(crate) fn digits_key(path: &Path) -> Result<DigitsKey> {
    let text = read_text(path).map_err(|error| {
        Failure::failed(format_args!(
            "cannot read the key file {}: {error}",
            path.display()
        ))
        .help("codes of digits are made with a key of their own: `openssl rand -hex 32` makes one")
    })?;
    DigitsKey::from_hex(&text)
        .map_err(|error| Failure::failed(format_args!("{} holds no key: {error}", path.display())))
}

/// The user's folder for state, after the XDG base directory specification.
fn state_folder() -> Option<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    folder("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("HOME").map(|home| home.join(".local").join("state")))
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?
        .take(FILE_BYTES_MAX)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Puts a new key where there is none yet, as the one line of a file.
///
/// A temporary file is made readable to its owner alone; renaming it never replaces a key that
/// another process has made in the meantime.
pub(crate) fn create(path: &Path, key: impl FnOnce() -> io::Result<String>) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", key()?)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

/// A random key for an audit log.
fn new_key() -> io::Result<String> {
    let mut key = [0; SEAL_BYTES];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    Ok(key.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format_args!("cannot read the key file {}: {error}", path.display())).help(
        "the log can be checked only with the key that sealed it; name its file with --key-file FILE",
    )
}

fn holds_no_key(path: &Path, error: &InvalidKey) -> Failure {
    Failure::failed(format_args!("{} holds no key: {error}", path.display()))
        .help("restore the key file; a new key does not open logs sealed with the old one")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_file(path: PathBuf) -> KeyFile {
        KeyFile {
            key_file: Some(path),
        }
    }

    #[test]
    fn a_key_is_made_once_and_then_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("audit.key");
        key_file(path.clone())
            .read_or_create()
            .expect("makes a key");
        let first = fs::read(&path).expect("the file is there");
        key_file(path.clone())
            .read_or_create()
            .expect("reads the key");
        assert_eq!(fs::read(&path).expect("still there"), first);
        assert_eq!(first.len(), 2 * SEAL_BYTES + 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.key");
        key_file(path.clone())
            .read_or_create()
            .expect("makes a key");
        let mode = fs::metadata(&path).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_is_no_key_is_told_without_showing_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"0".repeat(66)] {
            let path = folder.path().join("audit.key");
            fs::write(&path, text).expect("writes");
            let failure = key_file(path).read().expect_err("no key");
            let Failure::Told { message, .. } = failure else {
                panic!("there is something to tell")
            };
            assert!(message.contains("64 hexadecimal digits"), "{message}");
        }
    }
}
