//! Snapshots of annotated texts: their names, and safe reading.
//!
//! `texts/<digest>.txt` holds the decoded text of an article, byte for byte. The name is the digest in
//! the annotations' records. A file with another text (for example cut off, or with changed line ends)
//! is never used, so its writer needs no trust. Writing is in `annotations/kept_texts.rs`.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex},
};

use super::atomic_write::SafeFiles;
use crate::corpus::Digest;

/// Folder in the store.
pub(super) const FOLDER: &str = "texts";

const FILE_LIMIT: u64 = 64 << 20;

/// Tells git to keep line ends: a changed byte is a different text.
pub(super) const FOR_GIT: &[u8] = b"* -text\n";

/// The setting, and the digests of texts that are known to be kept.
#[derive(Clone, Debug, Default)]
pub(super) struct TextSnapshots {
    pub(super) are_kept: bool,
    pub(super) known: Arc<Mutex<BTreeSet<String>>>,
}

/// Returns the digest in the name of a snapshot, for example `1a2b3c4d5e6f7081` of
/// `1a2b3c4d5e6f7081.txt`.
pub(super) fn digest_of(file: &str) -> Option<&str> {
    let digest = file.strip_suffix(".txt")?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (digest.len() == 16 && digest.bytes().all(is_digit)).then_some(digest)
}

/// Returns the text of a snapshot, unless its digest differs from its name.
pub(super) fn read(files: &SafeFiles, path: &Path) -> Option<String> {
    let digest = digest_of(path.file_name()?.to_str()?)?;
    let bytes = files.read(path, FILE_LIMIT).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    (Digest::of(&text).short() == digest).then_some(text)
}
