//! Repeats that another tool found: a file in the store, since nothing here could find them again.
//!
//! Owns the file. What its lines say is [`crate::exchange::passim`]'s, what they mean for the articles
//! the project's.

use std::path::{Path, PathBuf};

use super::{Store, StoreError};
use crate::{
    diagnostic::{Diagnostic, Severity},
    exchange::passim::{Member, read, write_members},
};

/// The name of the file; it stands beside the annotators' folders.
const FILE: &str = "passim.jsonl";

/// The largest file that is read.
const FILE_LIMIT: u64 = 1 << 31;

impl Store {
    /// The members of clusters that were imported; none where nothing was.
    pub fn foreign(&self) -> (Vec<Member>, Vec<Diagnostic>) {
        match self.files.read(&self.foreign_file(), FILE_LIMIT) {
            Ok(Some(bytes)) => read(&bytes),
            Ok(None) => (Vec::new(), Vec::new()),
            Err(error) => {
                let told = Diagnostic::new(Severity::Warning, error.to_string());
                (Vec::new(), vec![told])
            }
        }
    }

    /// Replaces all members.
    ///
    /// # Errors
    /// Whatever keeps the file from being replaced; what was imported before is then still there.
    pub fn save_foreign(&self, members: &[Member]) -> Result<(), StoreError> {
        let path = self.foreign_file();
        let mut bytes = Vec::new();
        write_members(members, &mut bytes)
            .map_err(|error| StoreError::io("write", &path)(std::io::Error::other(error)))?;
        self.files.create_folder(self.dir())?;
        self.files.replace_within(self.dir(), &path, &bytes)
    }

    fn foreign_file(&self) -> PathBuf {
        self.dir().join(FILE)
    }
}

/// The bytes of what passim wrote: a file, or a folder with the files of Spark's workers, in order of name.
///
/// # Errors
/// A path that cannot be read.
pub fn read_parts(dirs: &super::Dirs, path: &Path) -> Result<Vec<u8>, StoreError> {
    let files = &dirs.files;
    if !files.is_folder(path)? {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let bytes = files.read(path, FILE_LIMIT)?;
        return bytes.ok_or_else(|| StoreError::io("read", path)(missing()));
    }
    let names = files.layer().list(path);
    let mut names = names.map_err(StoreError::io("list", path))?;
    names.retain(|name| name.to_string_lossy().starts_with("part-"));
    names.sort();
    let mut all = Vec::new();
    for name in names {
        all.extend(
            files
                .read(&path.join(name), FILE_LIMIT)?
                .unwrap_or_default(),
        );
        all.push(b'\n');
    }
    Ok(all)
}
