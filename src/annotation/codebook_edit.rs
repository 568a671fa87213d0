//! Changes of the codebook: of one label, or of one row of the table of kinds.

use super::{Codebook, KindRow, Label, LabelId};

/// One change of the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodebookEdit {
    /// Adds a label, or replaces the label with the same id.
    Put(Label),
    /// Removes a label. Annotations keep the id.
    Remove(LabelId),
    /// Changes a row of the table of kinds.
    Kind(KindRow),
}

impl CodebookEdit {
    /// Returns the edit that restores the codebook as it is before this edit; `None` for an edit that
    /// changes nothing.
    pub fn inverse(&self, before: &Codebook) -> Option<CodebookEdit> {
        let (id, after) = match self {
            CodebookEdit::Put(label) => (&label.id, Some(label)),
            CodebookEdit::Remove(id) => (id, None),
            CodebookEdit::Kind(row) => {
                let known = before.kinds.row(row.kind);
                let is_same = (&known.label, known.settle) == (&row.label, row.settle);
                return (!is_same).then(|| CodebookEdit::Kind(known.clone()));
            }
        };
        match (before.by_id(id), after) {
            (Some(known), after) if after != Some(known) => Some(CodebookEdit::Put(known.clone())),
            (None, Some(_)) => Some(CodebookEdit::Remove(id.clone())),
            (Some(_) | None, _) => None,
        }
    }
}
