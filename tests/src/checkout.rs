//! The checkout on disk: its files and its packages.
//! What they must look like is left to the checkers.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

/// Folders that hold what was built or fetched, not what was written.
const SKIPPED_FOLDERS: [&str; 3] = [".git", "node_modules", "target"];

/// How deep folders may lie in one another: a checkout deeper than this has a loop of links in it.
const DEPTH_MAX: usize = 16;

/// One text file of the checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative to the root, with `/` between the folders.
    pub path: String,
    /// The whole file.
    pub text: String,
}

impl File {
    /// A file that need not be on disk.
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Where the code that only tests compile begins: the index of the line, or the number of
    /// lines where there is none. A file named `tests.rs` or in a `tests` folder is such code from
    /// its start.
    pub fn tests_start(&self) -> usize {
        let mut parts = self.path.split('/').rev();
        if parts.next() == Some("tests.rs") || parts.any(|folder| folder == "tests") {
            return 0;
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let opens_tests = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ");
        let start = lines.windows(2).position(opens_tests);
        start.unwrap_or(lines.len())
    }
}

/// The checkout that this package belongs to.
#[derive(Clone, Debug)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout around this package.
    ///
    /// # Panics
    ///
    /// The package has no parent folder.
    pub fn locate() -> Self {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().expect("the package lies in `tests`");
        Self {
            root: root.to_path_buf(),
        }
    }

    /// The text of one file.
    ///
    /// # Panics
    ///
    /// It cannot be read.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Whether a file or folder is there.
    pub fn holds(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Every file whose name ends in one of `endings`, in the order of their paths.
    ///
    /// # Panics
    ///
    /// A folder or file cannot be read.
    pub fn files(&self, endings: &[&str]) -> Vec<File> {
        let mut files = Vec::new();
        self.collect(&self.root, endings, 0, &mut files);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    /// The packages of the workspace, each with the folder it lies in.
    ///
    /// # Panics
    ///
    /// `cargo metadata` fails.
    pub fn packages(&self) -> Vec<Package> {
        let metadata = MetadataCommand::new()
            .manifest_path(self.root.join("Cargo.toml"))
            .no_deps()
            .exec()
            .unwrap_or_else(|error| panic!("cargo metadata: {error}"));
        self.packages_of(&metadata)
    }

    fn packages_of(&self, metadata: &Metadata) -> Vec<Package> {
        let packages = metadata.packages.iter().map(|package| {
            let folder = package.manifest_path.parent();
            let folder = folder.expect("a manifest lies in a folder");
            let uses = package.dependencies.iter().map(|used| used.name.clone());
            Package {
                name: package.name.to_string(),
                folder: self.relative(folder.as_std_path()),
                uses: uses.collect(),
            }
        });
        packages.collect()
    }

    fn collect(&self, folder: &Path, endings: &[&str], depth: usize, files: &mut Vec<File>) {
        assert!(depth <= DEPTH_MAX, "{} is too deep", folder.display());
        let entries = fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("the folder can be listed"));
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if path.is_dir() {
                if !SKIPPED_FOLDERS.contains(&&*name) {
                    self.collect(&path, endings, depth + 1, files);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let path = self.relative(&path);
                let text = self.read(&path);
                files.push(File { path, text });
            }
        }
    }

    fn relative(&self, path: &Path) -> String {
        let path = path
            .strip_prefix(&self.root)
            .expect("the workspace lies below its root");
        let folders = path.iter().map(|part| part.to_string_lossy());
        folders.collect::<Vec<_>>().join("/")
    }
}

/// One package of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// As in its manifest.
    pub name: String,
    /// Relative to the root.
    pub folder: String,
    /// Every package it depends on, whether to run, to build or to test.
    pub uses: Vec<String>,
}

impl Package {
    /// The name of its room in the plan: the package's name without the project's.
    pub fn room(&self) -> &str {
        room(&self.name).unwrap_or(&self.name)
    }
}

/// The room that a package of this project stands for; nothing for a package of others.
pub fn room(package: &str) -> Option<&str> {
    if package == "cxtone" {
        return Some(package);
    }
    package.strip_prefix("cxtone-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_code_of_a_source_file_begins_at_its_test_module() {
        let text = "//! Doc.\n#[cfg(test)]\nuse a;\nfn b() {}\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(File::new("crates/a/src/lib.rs", text).tests_start(), 4);
        assert_eq!(File::new("crates/a/src/lib.rs", "a\nb\n").tests_start(), 2);
    }

    #[test]
    fn a_file_in_a_tests_folder_is_test_code_from_its_start() {
        assert_eq!(File::new("crates/a/tests/b.rs", "a\n").tests_start(), 0);
        assert_eq!(File::new("tests/tests/b.rs", "a\n").tests_start(), 0);
        assert_eq!(File::new("crates/a/src/b/tests.rs", "a\n").tests_start(), 0);
        assert_eq!(
            File::new("crates/a/src/my_tests.rs", "a\n").tests_start(),
            1
        );
    }

    #[test]
    fn the_checkout_holds_this_file_and_nothing_that_was_built() {
        let files = Checkout::locate().files(&[".rs"]);
        assert!(
            files
                .iter()
                .any(|file| file.path == "tests/src/checkout.rs")
        );
        assert!(!files.iter().any(|file| file.path.contains("target/")));
    }

    #[test]
    fn a_room_is_a_package_without_the_projects_name() {
        assert_eq!(room("cxtone-dtmf"), Some("dtmf"));
        assert_eq!(room("cxtone"), Some("cxtone"));
        assert_eq!(room("serde"), None);
    }
}
