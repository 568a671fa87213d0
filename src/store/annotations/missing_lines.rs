//! Lines that vanished from a file and come back with the next save.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sha2::{Digest as _, Sha256};

use super::{AnnotationFile, AnnotationId, KnownFile, RecordLine, Store};
use crate::{corpus::Article, store::lineage::heads};

impl Store {
    /// Takes missing lines of a loaded article in, so that the next save merges the lines into the file,
    /// and returns the versions of their annotations, the version that counts first.
    ///
    /// A damaged file keeps its readable and its unreadable lines; the next save makes a backup first.
    pub(crate) fn take_lines(
        &mut self,
        article: &Article,
        lines: Vec<RecordLine>,
    ) -> HashMap<AnnotationId, Vec<RecordLine>> {
        let ids: BTreeSet<AnnotationId> = lines.iter().map(|line| line.fields.id).collect();
        let (digest, n_recounted, file) = match self.known.get(&article.path) {
            Some(known) => (known.digest, known.n_recounted, known.file.clone()),
            None => {
                let none = AnnotationFile::new(&article.path, &self.annotator);
                (Sha256::digest([]).into(), 0, none)
            }
        };
        let is_mended = file.refusal().is_some();
        let file = file.mended(&article.path, &self.annotator).merged(lines);
        let by_id = file.by_id().into_iter().filter(|(id, _)| ids.contains(id));
        let versions = by_id
            .map(|(id, lines)| (id, heads::<RecordLine, _>(lines).into_iter().cloned().collect()));
        let versions = versions.collect();
        let known = KnownFile { digest, file, n_recounted, is_mended };
        self.known.insert(article.path.clone(), Arc::new(known));
        versions
    }
}
