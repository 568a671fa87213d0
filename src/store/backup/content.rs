//! The content of a file, for the question if a backup has more than the file.

use std::collections::BTreeSet;

use super::CODEBOOK;
use crate::{
    annotation::LabelId,
    store::{
        annotation_file::AnnotationFile, codebook_file::CodebookFile, list_file::ListFile,
        record::RecordOp,
    },
};

/// Annotations or labels of a file.
pub(super) enum Content {
    Annotations(Box<AnnotationFile>),
    Labels(BTreeSet<LabelId>),
}

impl Content {
    /// Reads a file as far as readable.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Self {
        if file != CODEBOOK {
            return Self::Annotations(Box::new(AnnotationFile::read_anyones(bytes)));
        }
        let labels = CodebookFile::read(bytes).map(|file| file.codebook.labels).unwrap_or_default();
        Self::Labels(labels.into_iter().map(|label| label.id).collect())
    }

    /// Takes everything of `other` in; returns true if `other` has an annotation, a version of an
    /// annotation or a label that `self` does not have. A deletion is nothing to lose.
    pub(super) fn take(&mut self, other: Self) -> bool {
        match (self, other) {
            (Self::Labels(known), Self::Labels(other)) => {
                let n_before = known.len();
                known.extend(other);
                known.len() > n_before
            }
            (Self::Annotations(known), Self::Annotations(other)) => {
                let before: BTreeSet<_> =
                    known.lines().iter().map(|line| line.raw.clone()).collect();
                let merged = AnnotationFile::clone(known).merged(other.lines().iter().cloned());
                let mut lines = merged.lines().iter();
                let has_more = lines
                    .any(|line| line.fields.op == RecordOp::Put && !before.contains(&line.raw));
                **known = merged;
                has_more
            }
            (Self::Labels(_), Self::Annotations(_)) | (Self::Annotations(_), Self::Labels(_)) => {
                false
            }
        }
    }
}
