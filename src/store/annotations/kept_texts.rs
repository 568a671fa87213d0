//! Keeping annotated texts, only if the user turns keeping on.
//!
//! Kept texts back no promise about annotations. A text that cannot be written is told once and blocks
//! no decision. Reading kept texts does not depend on the setting.

use std::{path::PathBuf, sync::PoisonError};

use super::{Store, StoreError};
use crate::{annotation::AnnotationSet, corpus::Article, store::text_snapshots};

impl Store {
    /// Turns keeping of texts on or off, for articles annotated from now on.
    pub fn keep_texts(&mut self, are_kept: bool) {
        self.texts.are_kept = are_kept;
    }

    /// Returns the kept text of a digest; `None` if its file is missing or damaged.
    pub(crate) fn text_of(&self, digest: &str) -> Option<String> {
        // The digest of a damaged record may be any string, for example `../secret`.
        let file = format!("{digest}.txt");
        text_snapshots::digest_of(&file)?;
        text_snapshots::read(&self.files, &self.texts_folder().join(file))
    }

    fn texts_folder(&self) -> PathBuf {
        self.dir().join(text_snapshots::FOLDER)
    }

    /// Keeps the text of an article if at least one annotation was made on the text.
    pub(super) fn keep_text(&self, article: &Article, annotations: &AnnotationSet) {
        let digest = article.digest.short();
        let known = || self.texts.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_made_on_it =
            annotations.iter().any(|annotation| annotation.anchor.text_digest == digest);
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

    fn write_text(&self, digest: &str, text: &str) -> Result<(), StoreError> {
        if self.text_of(digest).is_some() {
            return Ok(());
        }
        let folder = self.texts_folder();
        self.make_folder(&folder)?;
        let for_git = folder.join(".gitattributes");
        if !self.files.exists(&for_git)? {
            self.files.replace_within(self.dir(), &for_git, text_snapshots::FOR_GIT)?;
        }
        let path = folder.join(format!("{digest}.txt"));
        self.files.replace_within(self.dir(), &path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::corpus::Digest;

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
        assert_eq!(for_git, text_snapshots::FOR_GIT);
    }

    #[test]
    fn what_is_damaged_gone_or_another_text_is_none_and_is_written_again() {
        let (_folder, store, digest, path) = kept();
        let changed = TEXT.replace("\r\n", "\n");
        for bytes in [b"".to_vec(), changed.into_bytes(), TEXT.as_bytes()[..9].to_vec(), vec![255]]
        {
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
