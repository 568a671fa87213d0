//! Changes by other programs to an open annotation file: merged into memory, never written.
//!
//! Memory loses nothing. A line missing from the file (for example after a checkout of an older state)
//! stays in memory, is reported, and returns to the file with the next decision. A new line of the file
//! comes in. The result does not depend on time, order or number of the checks.

use sha2::{Digest as _, Sha256};

use super::{
    AnnotationFile, AnnotationSet, ArticleMapping, FILE_LIMIT, Store, StoreError, came_in,
    recounting::recounted,
};
use crate::{corpus::Article, diagnostic::Diagnostic};

/// A change of a file by another program.
#[derive(Debug)]
pub(crate) struct ExternalChange {
    /// Memory and file merged; `None` if equal to memory.
    pub(crate) annotations: Option<AnnotationSet>,
    /// Number of annotations missing in the file.
    pub(crate) n_missing: usize,
    /// True if the file is gone.
    pub(crate) is_gone: bool,
    /// Problems of the file, as from [`Store::load`].
    pub(crate) findings: Vec<Diagnostic>,
    /// The first problem in short, without the name of the file.
    pub(crate) first: Option<Diagnostic>,
    /// True if the file is refused for writing.
    pub(crate) is_refused: bool,
}

impl Store {
    /// Returns the change of an article's file since the last read or write; `None` without a change.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] or [`StoreError::Io`] if the file cannot be read now. Memory stays
    /// unchanged.
    pub(crate) fn news(
        &mut self,
        article: &Article,
        annotations: &AnnotationSet,
    ) -> Result<Option<ExternalChange>, StoreError> {
        let path = self.file_of(&article.path);
        let known = self.known.get(&article.path);
        let Some(bytes) = self.files.read(&path, FILE_LIMIT)? else {
            return Ok(known.map(|_| ExternalChange {
                annotations: None,
                n_missing: annotations.len(),
                is_gone: true,
                findings: Vec::new(),
                first: None,
                is_refused: false,
            }));
        };
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        if known.is_some_and(|known| known.digest == digest) {
            return Ok(None);
        }
        let file = AnnotationFile::read(&bytes, &article.path, &self.annotator);
        let findings = self.told(&path, &file);
        let first = file.findings().into_iter().next();
        let is_refused = file.refusal().is_some();
        let ground = ArticleMapping::new(article);
        let mine = self.lines(article, annotations, &ground)?;
        let (file, n_recounted) = recounted(file, &ground);
        let there = file.lines().to_vec();
        // Remembering both keeps the lines of memory when the file is written again.
        let both = file.merged(mine.values().flatten().cloned());
        let counting = both.winners().into_values();
        let n_missing = counting.filter(|line| !there.contains(line)).count();
        let annotations = came_in(annotations, &mine, &both, &ground);
        self.remember_with(&article.path, &bytes, (both, n_recounted));
        Ok(Some(ExternalChange {
            annotations,
            n_missing,
            is_gone: false,
            findings,
            first,
            is_refused,
        }))
    }
}
