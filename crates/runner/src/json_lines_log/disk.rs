//! The seam between a log and the disk, one method for each step that a crash can come after.
//! In which order the steps are taken is left to `log_file`.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

/// What is added to a head's name while it is written.
const UNFINISHED_SUFFIX: &str = ".new";

/// The steps. Tests put a disk here that stops at any of them.
pub(super) trait Disk: Send {
    /// Opens a file for reading and writing, and makes it where there is none.
    fn open(&mut self, path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
    }

    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// Cuts the file to its first bytes and goes on behind them.
    fn cut(&mut self, file: &mut File, bytes: u64) -> io::Result<()> {
        file.set_len(bytes)?;
        file.seek(SeekFrom::Start(bytes)).map(drop)
    }

    /// A new and empty file, whatever there was before.
    fn create(&mut self, path: &Path) -> io::Result<File> {
        File::create(path)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Makes new and renamed files survive a power cut. Only Unix lets a folder be opened for it.
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()> {
        if !cfg!(unix) {
            return Ok(());
        }
        File::open(folder)?.sync_all()
    }
}

/// The machine's own disk.
pub(super) struct RealDisk;

impl Disk for RealDisk {}

/// Puts a head in place whole: it is written beside, synced, and renamed.
pub(super) fn put_head(disk: &mut dyn Disk, path: &Path, head: &str) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED_SUFFIX);
    let unfinished = Path::new(&unfinished);
    write_synced(disk, unfinished, head)
        .and_then(|()| disk.rename(unfinished, path))
        .inspect_err(|_| {
            // It may never have been made; the error to tell is the one before.
            let _ = disk.remove(unfinished);
        })
}

/// Whether a file's name is that of a head which is being written.
pub(super) fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED_SUFFIX)
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn write_synced(disk: &mut dyn Disk, path: &Path, text: &str) -> io::Result<()> {
    let mut file = disk.create(path)?;
    disk.write(&mut file, text.as_bytes())?;
    disk.sync(&file)
}
