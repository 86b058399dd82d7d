//! Files that are written whole or not at all.
//! What is in them is left to others.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// Writes a file beside its place and then moves it there, so that no one ever sees half of it.
///
/// It keeps the permissions of the file that it replaces, and else gets those that any new file
/// would. A link is followed; a device or a pipe is written to as it is.
///
/// # Errors
///
/// [`WriteError`] names the path and what is wrong; the place is then as it was.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), WriteError> {
    let path = path.as_ref();
    write_file_with(path, |file| {
        file.write_all(bytes)
            .map_err(|error| WriteError::io(path, error))
    })
}

/// The same for what is written piece by piece.
///
/// # Errors
///
/// Those of whoever writes, and [`WriteError`] as [`write_file`] has it; the place is then as it
/// was, unless it is a device or a pipe.
pub fn write_file_with<T, E: From<WriteError>>(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut File) -> Result<T, E>,
) -> Result<T, E> {
    let path = path.as_ref();
    let failed = |error| WriteError::io(path, error);
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(WriteError::Directory {
            path: path.to_owned(),
        }
        .into()),
        Ok(metadata) if metadata.is_file() => {
            let place = fs::canonicalize(path).map_err(failed)?;
            write_beside(path, &place, Some(metadata.permissions()), write)
        }
        Ok(_) => write(&mut File::create(path).map_err(failed)?),
        Err(_) if !parent(path).is_dir() => Err(WriteError::NoParent {
            path: path.to_owned(),
        }
        .into()),
        Err(_) => write_beside(path, path, None, write),
    }
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder that it should be in is not there.
    #[error("{path}: cannot be written, its folder does not exist; create the folder first", path = path.display())]
    NoParent {
        /// The file.
        path: PathBuf,
    },
    /// There is a folder in its place.
    #[error("{path}: cannot be written, it is a folder; name a file", path = path.display())]
    Directory {
        /// The file.
        path: PathBuf,
    },
    /// The operating system says no.
    #[error("{path}: cannot be written: {error}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it says.
        #[source]
        error: io::Error,
    },
}

impl WriteError {
    fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            error,
        }
    }
}

fn write_beside<T, E: From<WriteError>>(
    path: &Path,
    place: &Path,
    kept: Option<Permissions>,
    write: impl FnOnce(&mut File) -> Result<T, E>,
) -> Result<T, E> {
    let failed = |error| WriteError::io(path, error);
    let mut beside = new_file_in(parent(place)).map_err(failed)?;
    if let Some(permissions) = kept {
        beside
            .as_file()
            .set_permissions(permissions)
            .map_err(failed)?;
    }
    let written = write(beside.as_file_mut())?;
    beside.as_file().sync_all().map_err(failed)?;
    beside.persist(place).map_err(|error| failed(error.error))?;
    Ok(written)
}

/// Readable as the process' mask allows: the crate's default is for secrets.
#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().tempfile_in(folder)
}

/// The folder of a path; of a bare name the working folder.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the test's folder");
        entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sound.wav");
        for content in [&b"first"[..], b"second"] {
            write_file(&path, content).expect("written");
            assert_eq!(fs::read(&path).expect("there"), content);
        }
        assert_eq!(names_in(folder.path()), ["sound.wav"]);
    }

    #[test]
    fn a_missing_folder_and_a_folder_in_the_place_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing/sound.wav");
        let error = write_file(&missing, b"").expect_err("no folder");
        assert!(matches!(error, WriteError::NoParent { .. }), "{error}");
        assert!(error.to_string().contains("missing/sound.wav"), "{error}");
        let error = write_file(folder.path(), b"").expect_err("a folder");
        assert!(matches!(error, WriteError::Directory { .. }), "{error}");
        assert!(names_in(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_permissions_of_any_and_a_replaced_one_keeps_its_own() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let mode = |name: &str| {
            let metadata = fs::metadata(folder.path().join(name)).expect("written");
            metadata.permissions().mode()
        };
        fs::write(folder.path().join("plain"), b"").expect("written");
        write_file(folder.path().join("beside"), b"").expect("written");
        assert_eq!(mode("beside"), mode("plain"));
        let private = Permissions::from_mode(0o600);
        fs::set_permissions(folder.path().join("plain"), private).expect("ours");
        write_file(folder.path().join("plain"), b"new").expect("written");
        assert_eq!(mode("plain") & 0o777, 0o600, "what was private stays so");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, b"old").expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        write_file(&link, b"new").expect("written");
        assert_eq!(fs::read(&target).expect("there"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        write_file("/dev/null", b"gone").expect("written");
        assert!(!fs::metadata("/dev/null").expect("there").is_file());
    }
}
