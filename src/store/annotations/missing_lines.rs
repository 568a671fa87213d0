//! Lines that vanished from a file and come back with the next save, and lines that came back and leave again.

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
        let mut known = match self.known.get(&article.path) {
            Some(known) => KnownFile::clone(known),
            None => KnownFile {
                digest: Sha256::digest([]).into(),
                file: AnnotationFile::new(&article.path, &self.annotator),
                n_recounted: 0,
                is_mended: false,
                leaving: BTreeSet::new(),
            },
        };
        known.is_mended |= known.file.refusal().is_some();
        known.leaving.retain(|raw| lines.iter().all(|line| line.raw != *raw));
        let file = known.file.mended(&article.path, &self.annotator).merged(lines);
        let by_id = file.by_id().into_iter().filter(|(id, _)| ids.contains(id));
        let versions = by_id
            .map(|(id, lines)| (id, heads::<RecordLine, _>(lines).into_iter().cloned().collect()));
        let versions = versions.collect();
        let known = KnownFile { file, ..known };
        self.known.insert(article.path.clone(), Arc::new(known));
        versions
    }

    /// Puts the lines of some annotations of a loaded article back to `earlier` lines, so that the next
    /// save does the same in the file, and returns the lines that leave.
    ///
    /// An annotation without earlier lines is in the file no more. No deletion is written, so another clone
    /// that has the lines loses nothing.
    pub(crate) fn take_away(
        &mut self,
        article: &Article,
        earlier: HashMap<AnnotationId, Vec<RecordLine>>,
    ) -> HashMap<AnnotationId, Vec<RecordLine>> {
        let Some(known) = self.known.get(&article.path) else { return HashMap::new() };
        let mut known = KnownFile::clone(known);
        let by_id = known.file.by_id().into_iter().filter(|(id, _)| earlier.contains_key(id));
        let leaving = by_id
            .map(|(id, lines)| (id, heads::<RecordLine, _>(lines).into_iter().cloned().collect()));
        let leaving: HashMap<AnnotationId, Vec<RecordLine>> = leaving.collect();
        known.leaving.extend(leaving.values().flatten().map(|line| Arc::clone(&line.raw)));
        known.leaving.retain(|raw| earlier.values().flatten().all(|line| line.raw != *raw));
        let others = known.file.without(|id| leaving.contains_key(&id));
        let earlier = earlier.into_iter().filter(|(id, _)| leaving.contains_key(id));
        known.file = others.merged(earlier.flat_map(|(_, lines)| lines));
        self.known.insert(article.path.clone(), Arc::new(known));
        leaving
    }

    /// Returns the lines of an annotation as last read or written, the line that counts first.
    pub(crate) fn lines_of(&self, article: &Article, id: AnnotationId) -> Vec<RecordLine> {
        let lines = self.known_lines(&article.path).into_iter();
        heads(lines.filter(|line| line.fields.id == id).collect())
    }
}
