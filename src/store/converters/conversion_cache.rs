//! The results of converters in the platform's cache folder.
//!
//! A result is found by the digest of the file and by the converter with its version, so a changed file or a new
//! version is converted anew. An error costs only time.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use sha2::{Digest as _, Sha256};

use crate::store::{Dirs, atomic_write::SafeFiles};

/// Folder in the cache folder.
const FOLDER: &str = "converted";

/// Size of the largest result, in bytes.
const FILE_LIMIT: u64 = 64 << 20;

/// Size of all results together, in bytes.
const ALL_LIMIT: u64 = 512 << 20;

/// The results of all corpora.
#[derive(Debug)]
pub(super) struct ConversionCache {
    folder: PathBuf,
    files: SafeFiles,
    /// Old results were removed since the start.
    is_swept: AtomicBool,
}

/// The name of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConversionKey(String);

impl ConversionKey {
    /// Returns the name of the result that `converter`, with its version and arguments, makes of a file.
    pub(super) fn of(file: &[u8], converter: &str) -> ConversionKey {
        let hex = |bytes: &[u8], len: usize| {
            let digest = Sha256::digest(bytes);
            digest.iter().take(len).map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        ConversionKey(format!("{}-{}", hex(file, 20), hex(converter.as_bytes(), 6)))
    }
}

impl ConversionCache {
    pub(super) fn of(dirs: &Dirs) -> ConversionCache {
        ConversionCache {
            folder: dirs.cache.join(FOLDER),
            files: dirs.files.clone(),
            is_swept: AtomicBool::new(false),
        }
    }

    /// Returns a result; `None` if it is not there or damaged.
    pub(super) fn read(&self, key: &ConversionKey) -> Option<Vec<u8>> {
        let mut bytes = self.files.read(&self.folder.join(&key.0), FILE_LIMIT).ok()??;
        let checksum = bytes.split_off(bytes.len().checked_sub(4)?);
        (crc32fast::hash(&bytes).to_le_bytes() == *checksum).then_some(bytes)
    }

    /// Keeps a result. Removes results of earlier starts if all would exceed 512 MB.
    pub(super) fn write(&self, key: &ConversionKey, bytes: &[u8]) {
        if bytes.len() as u64 > FILE_LIMIT - 4 || self.files.create_folder(&self.folder).is_err() {
            return;
        }
        if !self.is_swept.swap(true, Ordering::Relaxed) {
            self.files.sweep_abandoned(&self.folder);
            self.make_room();
        }
        let mut sealed = bytes.to_vec();
        sealed.extend(crc32fast::hash(bytes).to_le_bytes());
        // The next start converts the file again.
        let _ = self.files.replace_unflushed(&self.folder.join(&key.0), &sealed);
    }

    fn make_room(&self) {
        let names = self.files.vfs().list(&self.folder).unwrap_or_default();
        let paths = || names.iter().map(|name| self.folder.join(name));
        let len = |path: &PathBuf| self.files.vfs().metadata(path).map_or(0, |known| known.len);
        let all: u64 = paths().map(|path| len(&path)).sum();
        if all > ALL_LIMIT {
            for path in paths() {
                let _ = self.files.remove(&path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_found_by_file_and_version_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ConversionCache::of(&Dirs::below(folder.path()));
        let key = ConversionKey::of(b"%PDF", "pdftotext 22.12.0");
        assert_eq!(cache.read(&key), None);
        assert!(!folder.path().join("cache").exists(), "looking creates nothing");
        cache.write(&key, b"words");
        assert_eq!(cache.read(&key).as_deref(), Some(&b"words"[..]));
        for other in [
            ConversionKey::of(b"%PDF", "pdftotext 23.1.0"),
            ConversionKey::of(b"%PDF ", "pdftotext 22.12.0"),
        ] {
            assert_eq!(cache.read(&other), None);
        }
        let file = cache.folder.join(&key.0);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[1] ^= 1;
        std::fs::write(&file, &bytes).unwrap();
        assert_eq!(cache.read(&key), None);
        std::fs::write(&file, b"ab").unwrap();
        assert_eq!(cache.read(&key), None);
    }
}
