//! The position in each corpus at which reading continues.
//!
//! A convenience, not data: an unreadable file is ignored with a note and rewritten.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::{
    Dirs, StoreError,
    record::{options, quoted},
};
use crate::diagnostic::{Diagnostic, Severity};

const FILE_LIMIT: u64 = 1 << 16;

/// Position of the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReadingPosition {
    /// Path of the article.
    pub article: String,
    /// Start of the sentence, in Unicode scalars.
    pub start: usize,
    /// False for a position of an earlier version, which counted the CR of the article's file.
    #[serde(default, rename = "lines", deserialize_with = "is_given")]
    pub is_without_cr: bool,
}

/// Reads a field of which only the presence counts.
fn is_given<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(from).map(|_| true)
}

impl ReadingPosition {
    /// Loads the position in a corpus; `corpus` is its [`super::corpus_id`].
    pub fn load(dirs: &Dirs, corpus: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let path = Self::path(dirs, corpus);
        let note = |told: String| {
            let message = format!("{}: {told}; reading starts at the beginning", path.display());
            (None, vec![Diagnostic::new(Severity::Note, message)])
        };
        match dirs.files.read(&path, FILE_LIMIT) {
            Ok(None) => (None, Vec::new()),
            Ok(Some(bytes)) => match options().from_bytes(&bytes) {
                Ok(place) => (Some(place), Vec::new()),
                Err(bad) => note(bad.to_string()),
            },
            Err(error) => note(error.to_string()),
        }
    }

    /// Saves the position in a corpus without flushing. Every decision saves the position, and a flush
    /// would double the time of a decision.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub fn save(&self, dirs: &Dirs, corpus: &str) -> Result<(), StoreError> {
        let path = Self::path(dirs, corpus);
        let folder = dirs.state.join(corpus);
        dirs.files.create_folder(&folder)?;
        dirs.files.sweep_abandoned(&folder);
        let counting = if self.is_without_cr { ",lines:\"lf\"" } else { "" };
        let (article, start) = (quoted(&self.article), self.start);
        let text = format!("(article:{article},start:{start}{counting})\n");
        dirs.files.replace_unflushed(&path, text.as_bytes())
    }

    /// Gives the position in a corpus the new name of its article.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn rename_article(
        dirs: &Dirs,
        corpus: &str,
        new_name: impl Fn(&str) -> Option<String>,
    ) -> Result<(), StoreError> {
        let (Some(position), _) = Self::load(dirs, corpus) else { return Ok(()) };
        match new_name(&position.article) {
            Some(article) => Self { article, ..position }.save(dirs, corpus),
            None => Ok(()),
        }
    }

    fn path(dirs: &Dirs, corpus: &str) -> PathBuf {
        dirs.state.join(corpus).join("place.ron")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_damage_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        assert_eq!(ReadingPosition::load(&dirs, "x"), (None, Vec::new()));
        let article = "a \"b\"\n.txt".to_owned();
        let place = ReadingPosition { article, start: 412, is_without_cr: true };
        place.save(&dirs, "x").unwrap();
        assert_eq!(ReadingPosition::load(&dirs, "x"), (Some(place.clone()), Vec::new()));
        std::fs::write(ReadingPosition::path(&dirs, "x"), "(article:").unwrap();
        let (none, findings) = ReadingPosition::load(&dirs, "x");
        assert_eq!((none, findings[0].severity), (None, Severity::Note));
        place.save(&dirs, "x").unwrap();
        assert_eq!(ReadingPosition::load(&dirs, "x").0, Some(place.clone()));
        std::fs::write(ReadingPosition::path(&dirs, "x"), "(article:\"a.txt\",start:9)\n").unwrap();
        let earlier = ReadingPosition::load(&dirs, "x").0.unwrap();
        assert_eq!((earlier.start, earlier.is_without_cr), (9, false));
    }
}
