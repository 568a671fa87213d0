//! The texts that annotations were made on, kept beside them only where the user asks for it.
//!
//! `texts/<digest>.txt` is the decoded text of an article, byte for byte, under the digest that the records
//! of the annotations name. A file that is not the text of its name (cut off, its line ends changed) is
//! never used, so it does not matter who wrote it or brought it back; whether texts are read does not
//! depend on whether they are kept. They are no part of what is promised of annotations: one that cannot
//! be written is told once and stands in nobody's way.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{annotations::Store, atomic_write::SafeFiles};
use crate::{
    annotation::AnnotationSet,
    corpus::{Article, Digest},
};

/// The folder in the store.
pub(super) const FOLDER: &str = "texts";

const FILE_LIMIT: u64 = 64 << 20;

/// Git must not touch line ends here: another byte is another text.
const FOR_GIT: &[u8] = b"* -text\n";

/// Whether texts are kept, and those that are known to be.
#[derive(Clone, Debug, Default)]
pub(super) struct TextSnapshots {
    are_kept: bool,
    known: Arc<Mutex<BTreeSet<String>>>,
}

/// The digest that a file of the folder is named after.
pub(super) fn digest_of(file: &str) -> Option<&str> {
    let digest = file.strip_suffix(".txt")?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (digest.len() == 16 && digest.bytes().all(is_digit)).then_some(digest)
}

/// The text of a file, when it is the one of its name.
pub(super) fn read(files: &SafeFiles, path: &Path) -> Option<String> {
    let digest = digest_of(path.file_name()?.to_str()?)?;
    let bytes = files.read(path, FILE_LIMIT).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    (Digest::of(&text).short() == digest).then_some(text)
}

impl Store {
    /// Keeps the text of every article that is annotated from now on, or does not.
    pub fn keep_texts(&mut self, are_kept: bool) {
        self.texts.are_kept = are_kept;
    }

    /// The text of a digest, when it is kept and whole.
    pub(crate) fn text_of(&self, digest: &str) -> Option<String> {
        // A record may say anything.
        let file = format!("{digest}.txt");
        digest_of(&file)?;
        read(self.files(), &self.texts_folder().join(file))
    }

    fn texts_folder(&self) -> PathBuf {
        self.dir().join(FOLDER)
    }

    /// Keeps the text of an article that was annotated as it is now.
    pub(super) fn keep_text(&self, article: &Article, annotations: &AnnotationSet) {
        let digest = article.digest.short();
        let known = || {
            self.texts
                .known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let is_made_on_it = annotations
            .iter()
            .any(|annotation| annotation.text_digest == digest);
        if !self.texts.are_kept || !is_made_on_it || known().contains(&digest) {
            return;
        }
        match self.write_text(&digest, &article.text) {
            Ok(()) => {
                known().insert(digest);
            }
            Err(error) => self.remember_trouble(format!(
                "the text of {} cannot be kept beside its annotations: {}",
                article.path,
                error.in_brief()
            )),
        }
    }

    fn write_text(&self, digest: &str, text: &str) -> Result<(), super::StoreError> {
        if self.text_of(digest).is_some() {
            return Ok(());
        }
        let folder = self.texts_folder();
        self.make_folder(&folder)?;
        let for_git = folder.join(".gitattributes");
        if !self.files().exists(&for_git)? {
            self.files().replace_within(self.dir(), &for_git, FOR_GIT)?;
        }
        let path = folder.join(format!("{digest}.txt"));
        self.files()
            .replace_within(self.dir(), &path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const TEXT: &str = "One fact.\r\nTwo “facts”.\u{1}";

    fn kept() -> (tempfile::TempDir, Store, String, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("annotations"), "ana");
        let digest = Digest::of(TEXT).short();
        store.write_text(&digest, TEXT).unwrap();
        let path = store.texts_folder().join(format!("{digest}.txt"));
        (folder, store, digest, path)
    }

    #[test]
    fn a_text_comes_back_byte_for_byte() {
        let (_folder, store, digest, path) = kept();
        assert_eq!(store.text_of(&digest).as_deref(), Some(TEXT));
        assert_eq!(fs::read(&path).unwrap(), TEXT.as_bytes());
        let for_git = fs::read(store.texts_folder().join(".gitattributes")).unwrap();
        assert_eq!(for_git, FOR_GIT);
    }

    #[test]
    fn what_is_damaged_gone_or_another_text_is_none_and_is_written_again() {
        let (_folder, store, digest, path) = kept();
        let changed = TEXT.replace("\r\n", "\n");
        for bytes in [
            b"".to_vec(),
            changed.into_bytes(),
            TEXT.as_bytes()[..9].to_vec(),
            vec![255],
        ] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(store.text_of(&digest), None);
            store.write_text(&digest, TEXT).unwrap();
            assert_eq!(store.text_of(&digest).as_deref(), Some(TEXT));
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(store.text_of(&digest), None);
        fs::create_dir(&path).unwrap();
        assert_eq!(store.text_of(&digest), None);
    }

    #[test]
    fn only_the_digest_of_a_text_is_a_name() {
        let (_folder, store, digest, _) = kept();
        fs::write(store.dir().join("secret.txt"), "x").unwrap();
        for name in ["../secret", "", "..", "ABCDEF0123456789", &digest[..15]] {
            assert_eq!(store.text_of(name), None, "{name}");
        }
    }
}
