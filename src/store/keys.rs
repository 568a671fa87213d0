//! The user's own keys: a file that the program reads and never writes.

use std::{fs, io, path::PathBuf};

use super::Dirs;

/// Where the user's keys stand, whether the file exists or not.
pub fn key_file(dirs: &Dirs) -> PathBuf {
    dirs.config.join("keys.ron")
}

/// The text of the user's key file; none where there is no such file.
///
/// # Errors
/// A file that exists and cannot be read.
pub fn read_key_file(dirs: &Dirs) -> io::Result<Option<String>> {
    let path = key_file(dirs);
    if fs::metadata(&path).is_ok_and(|about| !about.is_file()) {
        // Opening a pipe would wait for somebody to write into it.
        return Err(io::Error::other("it is not a regular file"));
    }
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
