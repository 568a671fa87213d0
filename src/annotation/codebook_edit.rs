//! Changes of the codebook: of one label, or of one row of the table of kinds.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Codebook, KindRow, Label, LabelId, kind_table::KindLine};

/// One change of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodebookEdit {
    /// Adds a label, or replaces the label with the same id.
    Put(Label),
    /// Removes a label. Annotations keep the id.
    Remove(LabelId),
    /// Changes a row of the table of kinds.
    Kind(KindRow),
}

/// A change of the codebook with both sides, as a step of undo keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookChange {
    /// The edit that takes the change back.
    pub undo: CodebookEdit,
    /// The edit that makes the change.
    pub redo: CodebookEdit,
}

impl CodebookChange {
    /// Returns the change that takes this change back.
    #[must_use]
    pub fn inverse(&self) -> CodebookChange {
        CodebookChange { undo: self.redo.clone(), redo: self.undo.clone() }
    }
}

impl Serialize for KindRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        KindLine::from(self).serialize(to)
    }
}

impl<'de> Deserialize<'de> for KindRow {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let line = KindLine::deserialize(from)?;
        line.row().ok_or_else(|| D::Error::custom("a kind of another version"))
    }
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
