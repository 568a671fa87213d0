//! The position in each corpus at which reading continues.
//!
//! A convenience, not data: an unreadable file is ignored with a note and rewritten.

use std::path::PathBuf;

use serde::Deserialize;

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
        let text = format!("(article:{},start:{})\n", quoted(&self.article), self.start);
        dirs.files.replace_unflushed(&path, text.as_bytes())
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
        let place = ReadingPosition { article: "a \"b\"\n.txt".to_owned(), start: 412 };
        place.save(&dirs, "x").unwrap();
        assert_eq!(ReadingPosition::load(&dirs, "x"), (Some(place.clone()), Vec::new()));
        std::fs::write(ReadingPosition::path(&dirs, "x"), "(article:").unwrap();
        let (none, findings) = ReadingPosition::load(&dirs, "x");
        assert_eq!((none, findings[0].severity), (None, Severity::Note));
        place.save(&dirs, "x").unwrap();
        assert_eq!(ReadingPosition::load(&dirs, "x").0, Some(place));
    }
}
