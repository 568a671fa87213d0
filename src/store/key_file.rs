//! The user's key file, which the program reads and never writes.

use std::{io, path::PathBuf};

use super::{Dirs, StoreError};

const FILE_LIMIT: u64 = 1 << 20;

/// Returns the path of the user's key file, which may not exist.
pub fn key_file(dirs: &Dirs) -> PathBuf {
    dirs.config.join("keys.ron")
}

/// Reads the user's key file; `None` without a file.
///
/// # Errors
/// - [`StoreError::Unreadable`] if the file is not a regular file, or is larger than 1 MiB.
/// - [`StoreError::Io`] if the file cannot be read or is not UTF-8.
pub fn read_key_file(dirs: &Dirs) -> Result<Option<String>, StoreError> {
    let path = key_file(dirs);
    let Some(bytes) = dirs.files.read(&path, FILE_LIMIT)? else {
        return Ok(None);
    };
    let text = String::from_utf8(bytes);
    let text = text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
    text.map(Some).map_err(StoreError::io("read", &path))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_a_text_file_holds_keys() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        assert!(matches!(read_key_file(&dirs), Ok(None)));
        fs::create_dir_all(key_file(&dirs)).unwrap();
        let told = read_key_file(&dirs).unwrap_err().to_string();
        assert!(told.contains("not a regular file"), "{told}");
        fs::remove_dir(key_file(&dirs)).unwrap();
        fs::write(key_file(&dirs), [b'(', 0xFF]).unwrap();
        assert!(read_key_file(&dirs).is_err());
    }
}
