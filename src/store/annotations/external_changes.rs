//! What others did to an annotation file while its annotations are open: folded into memory, never written.
//!
//! Memory is never poorer afterwards: a line that is gone from the file (an older state was put back, the
//! file was cut off or removed) stays here, is told, and gets back into the file with the next decision.
//! What is in the file and not here comes in. So it does not matter when, in which order or how often
//! this is asked.

use sha2::{Digest as _, Sha256};

use super::{
    AnnotationFile, AnnotationSet, ArticleMapping, FILE_LIMIT, Store, StoreError, came_in,
};
use crate::{corpus::Article, diagnostic::Diagnostic};

/// What a file says that others have changed.
#[derive(Debug)]
pub(crate) struct ExternalChange {
    /// Memory and file together, when that is another state than memory.
    pub(crate) annotations: Option<AnnotationSet>,
    /// Decisions that are here and not in the file.
    pub(crate) n_missing: usize,
    /// What is wrong with the file now, as loading would tell it.
    pub(crate) findings: Vec<Diagnostic>,
    /// The first of them in few words, without the name of the file.
    pub(crate) first: Option<Diagnostic>,
    /// Whether nothing is written to the file while it is like this.
    pub(crate) is_refused: bool,
}

impl Store {
    /// What others did to the file of an article since it was last read or written here; none when it is
    /// as it was.
    ///
    /// # Errors
    /// A file that cannot be read now. Memory keeps what it has.
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
        let there = file.lines().to_vec();
        // That memory stands on both is what keeps lines that only it has when they are written again.
        let both = file.merged(mine.values().cloned());
        let counting = both.winners().into_values();
        let n_missing = counting.filter(|line| !there.contains(line)).count();
        let annotations = came_in(annotations, &mine, &both, &ground);
        self.remember(&article.path, &bytes, both);
        Ok(Some(ExternalChange { annotations, n_missing, findings, first, is_refused }))
    }
}
