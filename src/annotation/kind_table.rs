//! The table of kinds: for each kind of text the label of the codebook, and when the label is put
//! without reading.
//!
//! The table is the one source for the key `0`, for the label and the unit that a repeat proposes, and
//! for suggestions. A project stores only the rows that differ from the built-in table. Rows of other
//! versions are kept as they are.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::LabelId;
use crate::text::TextKind;

static BUILT_IN: LazyLock<Vec<KindRow>> = LazyLock::new(|| {
    let rows: Vec<KindLine> = ron::from_str(include_str!("../../assets/kinds.ron"))
        .expect("the built-in table of kinds is RON");
    rows.into_iter().filter_map(KindLine::row).collect()
});

/// When `0` puts the label of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SettleMode {
    /// The kind is sure: ticked from the start.
    Sure,
    /// Only when the reviewer ticks the kind.
    Ticked,
    /// Sentences of the kind may be claims: left open.
    Never,
}

impl SettleMode {
    /// All modes, in the order in which a key goes through them.
    pub const ALL: [SettleMode; 3] = [SettleMode::Sure, SettleMode::Ticked, SettleMode::Never];

    /// Returns the name in commands: `sure`, `ticked` or `never`.
    pub fn name(self) -> &'static str {
        match self {
            SettleMode::Sure => "sure",
            SettleMode::Ticked => "ticked",
            SettleMode::Never => "never",
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRow {
    /// The kind of text.
    pub kind: TextKind,
    /// The label of the kind; `None` for a kind whose sentences need a reader.
    pub label: Option<LabelId>,
    /// When `0` puts the label.
    pub settle: SettleMode,
    /// Number of the revision: 0 in the built-in table, and one more with each change.
    pub rev: u32,
}

/// A row in a file: `(kind:"heading",label:"not_a_claim",settle:Sure,rev:1)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KindLine {
    pub(crate) kind: String,
    #[serde(default)]
    label: String,
    settle: SettleMode,
    #[serde(default)]
    rev: u32,
}

impl KindLine {
    /// Returns the row; `None` for a kind of another version.
    pub(crate) fn row(self) -> Option<KindRow> {
        let kind = TextKind::from_name(&self.kind)?;
        let label = Some(LabelId(self.label)).filter(|label| !label.0.is_empty());
        Some(KindRow { kind, label, settle: self.settle, rev: self.rev })
    }
}

impl From<&KindRow> for KindLine {
    fn from(row: &KindRow) -> Self {
        let label = row.label.as_ref().map_or(String::new(), |label| label.0.clone());
        Self { kind: row.kind.name().to_owned(), label, settle: row.settle, rev: row.rev }
    }
}

/// The rows of all kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindTable {
    rows: Vec<KindRow>,
}

impl Default for KindTable {
    /// Returns the built-in table.
    fn default() -> Self {
        Self { rows: BUILT_IN.clone() }
    }
}

impl KindTable {
    /// Returns the rows in the order of the screen.
    pub fn rows(&self) -> &[KindRow] {
        &self.rows
    }

    /// Returns the row of a kind.
    ///
    /// ```
    /// use copydesk::{annotation::{KindTable, SettleMode}, text::TextKind};
    ///
    /// let table = KindTable::default();
    /// assert_eq!(table.row(TextKind::Navigation).settle, SettleMode::Sure);
    /// assert_eq!(table.row(TextKind::TableRow).settle, SettleMode::Never);
    /// ```
    pub fn row(&self, kind: TextKind) -> &KindRow {
        // Every table begins as the built-in table, which has each kind; a test says so.
        let found = self.rows.iter().find(|row| row.kind == kind);
        found.unwrap_or_else(|| &self.rows[0])
    }

    /// Returns the label of a kind; `None` for a kind whose sentences need a reader.
    pub fn label_of(&self, kind: TextKind) -> Option<&LabelId> {
        self.row(kind).label.as_ref()
    }

    /// Changes a row and gives it the next revision. Without a label the mode becomes
    /// [`SettleMode::Never`].
    pub fn set(&mut self, kind: TextKind, label: Option<LabelId>, settle: SettleMode) {
        let settle = if label.is_none() { SettleMode::Never } else { settle };
        let rev = self.row(kind).rev + 1;
        self.put(KindRow { kind, label, settle, rev });
    }

    /// Takes a row of a file. Of two rows of a kind the higher revision counts. Of two rows with one
    /// revision the more careful row counts, for example `Never` over `Sure`. Returns the row that lost
    /// against an equal revision.
    pub(crate) fn take(&mut self, row: KindRow) -> Option<KindRow> {
        let known = self.row(row.kind).clone();
        let care = |row: &KindRow| (row.rev, row.settle, row.label.clone());
        if care(&row) > care(&known) {
            let is_rival = row.rev == known.rev;
            self.put(row);
            is_rival.then_some(known)
        } else {
            (row.rev == known.rev && row != known).then_some(row)
        }
    }

    /// Returns the rows that differ from the built-in table or were changed.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &KindRow> {
        let built_in = Self::default();
        self.rows.iter().filter(move |row| *row != built_in.row(row.kind))
    }

    fn put(&mut self, row: KindRow) {
        if let Some(known) = self.rows.iter_mut().find(|known| known.kind == row.kind) {
            *known = row;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: &str) -> Option<LabelId> {
        Some(LabelId(id.to_owned()))
    }

    #[test]
    fn the_built_in_table_has_every_kind_once_and_in_order() {
        let rows = KindTable::default().rows;
        let kinds: Vec<TextKind> = rows.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, TextKind::ALL);
        for row in rows {
            assert_eq!(row.label.is_none(), row.settle == SettleMode::Never, "{row:?}");
            assert_eq!(TextKind::from_name(row.kind.name()), Some(row.kind));
        }
    }

    #[test]
    fn kinds_that_may_be_claims_are_never_settled_and_site_text_is_boilerplate() {
        let table = KindTable::default();
        for kind in [TextKind::Navigation, TextKind::Invitation, TextKind::CallOut] {
            assert_eq!(table.label_of(kind), label("boilerplate").as_ref(), "{kind:?}");
        }
        for kind in [TextKind::Byline, TextKind::Heading, TextKind::AskedQuestion] {
            let row = table.row(kind);
            assert_eq!((&row.label, row.settle), (&label("not_a_claim"), SettleMode::Sure));
        }
        for kind in [TextKind::StatingHeading, TextKind::Question] {
            assert_eq!(table.row(kind).settle, SettleMode::Ticked, "{kind:?}");
        }
        for kind in [TextKind::LeadIn, TextKind::ListItem, TextKind::Post, TextKind::TableRow] {
            assert_eq!(table.row(kind).settle, SettleMode::Never, "{kind:?}");
        }
    }

    #[test]
    fn the_order_of_rows_in_a_file_does_not_matter() {
        let row = |settle, rev| KindRow {
            kind: TextKind::Heading,
            label: label("not_a_claim"),
            settle,
            rev,
        };
        let (sure, never) = (row(SettleMode::Sure, 2), row(SettleMode::Never, 2));
        let old = row(SettleMode::Ticked, 1);
        for order in [[&sure, &never, &old], [&never, &old, &sure], [&old, &sure, &never]] {
            let mut table = KindTable::default();
            let rivals: Vec<KindRow> =
                order.into_iter().filter_map(|row| table.take(row.clone())).collect();
            assert_eq!(table.row(TextKind::Heading), &never, "the careful row counts");
            assert_eq!(rivals, std::slice::from_ref(&sure), "the other row is named");
            assert_eq!(table.changed().count(), 1);
        }
    }

    #[test]
    fn a_change_has_the_next_revision() {
        let mut table = KindTable::default();
        assert_eq!(table.changed().count(), 0);
        table.set(TextKind::Caption, label("boilerplate"), SettleMode::Ticked);
        assert_eq!(table.row(TextKind::Caption).rev, 1);
        table.set(TextKind::Caption, None, SettleMode::Sure);
        let row = table.row(TextKind::Caption);
        assert_eq!((row.rev, row.settle), (2, SettleMode::Never), "no label, nothing to settle");
    }
}
