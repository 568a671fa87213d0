//! Clusters imported from another tool, in a file of the store.
//!
//! Owns the file. The lines belong to [`crate::exchange::passim`], their meaning for the articles to
//! [`crate::project`].

use std::path::{Path, PathBuf};

use super::{Store, StoreError};
use crate::{
    diagnostic::{Diagnostic, Severity},
    exchange::passim::{Member, read, write_members},
};

/// Name of the file, beside the annotators' folders.
const FILE: &str = "passim.jsonl";

/// Size of the largest file, in bytes.
const FILE_LIMIT: u64 = 1 << 31;

impl Store {
    /// Reads the members of imported clusters; empty without an import.
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
    /// - [`StoreError::Outside`] if a link leads out of the store.
    /// - [`StoreError::Io`] if the file system refuses a call. The former import stays.
    pub fn save_foreign(&self, members: &[Member]) -> Result<(), StoreError> {
        let path = self.foreign_file();
        let mut bytes = Vec::new();
        write_members(members, &mut bytes)
            .map_err(|error| StoreError::io("write", &path)(std::io::Error::other(error)))?;
        self.make_folder(self.dir())?;
        self.files.replace_within(self.dir(), &path, &bytes)
    }

    fn foreign_file(&self) -> PathBuf {
        self.dir().join(FILE)
    }
}

/// Reads the output of passim: a file, or a folder with the `part-*` files of Spark's workers, in order
/// of name.
///
/// # Errors
/// - [`StoreError::Unreadable`] if a part is not a regular file, or is larger than 2 GiB.
/// - [`StoreError::Io`] if the path cannot be read.
pub fn read_parts(dirs: &super::Dirs, path: &Path) -> Result<Vec<u8>, StoreError> {
    let files = &dirs.files;
    if !files.is_folder(path)? {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let bytes = files.read(path, FILE_LIMIT)?;
        return bytes.ok_or_else(|| StoreError::io("read", path)(missing()));
    }
    let names = files.vfs().list(path);
    let mut names = names.map_err(StoreError::io("list", path))?;
    names.retain(|name| name.to_string_lossy().starts_with("part-"));
    names.sort();
    let mut all = Vec::new();
    for name in names {
        all.extend(files.read(&path.join(name), FILE_LIMIT)?.unwrap_or_default());
        all.push(b'\n');
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::Dirs;

    #[test]
    fn what_was_imported_is_there_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::beside(folder.path(), "ana");
        assert!(store.foreign().0.is_empty());
        let member = |begin| Member {
            cluster: 7,
            id: "a.txt".to_owned(),
            begin,
            end: begin + 9,
            text: None,
            text_sha256: String::new(),
        };
        let members = [member(0), member(40)];
        store.save_foreign(&members).unwrap();
        let (read, told) = store.foreign();
        assert_eq!((read.as_slice(), told.len()), (&members[..], 0));
        fs::remove_file(store.foreign_file()).unwrap();
        fs::create_dir(store.foreign_file()).unwrap();
        let (read, told) = store.foreign();
        assert_eq!((read.len(), told.len()), (0, 1));
    }

    #[test]
    fn the_parts_of_a_folder_are_read_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        for (name, text) in [("part-2", "b"), ("part-1", "a"), ("_SUCCESS", "no")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let read = |path: &Path| read_parts(&dirs, path).ok();
        assert_eq!(read(folder.path()).unwrap(), b"a\nb\n");
        assert_eq!(read(&folder.path().join("part-2")).unwrap(), b"b");
        assert_eq!(read(&folder.path().join("missing")), None);
    }
}
