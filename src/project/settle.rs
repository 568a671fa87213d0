//! Labels the sentences of sure kinds without reading: the key `0`, and `copydesk settle`.
//!
//! Owns the plan: for each kind of text its unlabelled sentences and the label of the codebook's table of
//! kinds. Writes nothing before the reviewer has seen the plan. Invariant: only sentences without a label
//! are labelled.

use jiff::Timestamp;

use super::{AnnotationEdit, BulkLabels, EditTarget, Project};
use crate::{
    annotation::{LabelId, SettleMode},
    text::{Span, TextKind, text_kinds},
};

/// The unlabelled sentences of one kind in the articles of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleRow {
    /// The kind of the sentences.
    pub kind: TextKind,
    /// The label of the kind; `None` if the sentences are left open.
    pub label: Option<LabelId>,
    /// When the label is put.
    pub settle: SettleMode,
    /// The sentences: index of the article, and words. Never empty.
    pub places: Vec<(usize, Span)>,
    /// The label of the table of kinds, if the codebook does not have the label.
    pub missing: Option<LabelId>,
}

impl SettleRow {
    /// Returns the reason why the sentences are left open, for example `may be claims: left open`; `None`
    /// for a row that can be labelled.
    pub fn reason(&self) -> Option<String> {
        match (&self.label, &self.missing) {
            (Some(_), _) => None,
            (None, Some(id)) => Some(format!("no label {} in the codebook: left open", id.0)),
            (None, None) => Some("may be claims: left open".to_owned()),
        }
    }
}

impl Project {
    /// Returns the unlabelled sentences of loaded articles by kind, in the order of the table of kinds.
    /// Running text has no row.
    pub fn settle_rows(&self, articles: &[usize]) -> Vec<SettleRow> {
        let codebook = self.codebook();
        let rows = codebook.kinds.rows().iter().filter(|row| row.kind != TextKind::RunningText);
        let mut plan: Vec<SettleRow> = rows
            .map(|row| {
                let wanted = row.label.clone().filter(|_| row.settle != SettleMode::Never);
                let label = wanted.clone().filter(|id| codebook.by_id(id).is_some());
                let missing = wanted.filter(|_| label.is_none());
                let settle = if label.is_some() { row.settle } else { SettleMode::Never };
                SettleRow { kind: row.kind, label, settle, places: Vec::new(), missing }
            })
            .collect();
        for index in articles.iter().copied() {
            let Some(article) = self.article(index) else { continue };
            let kinds = text_kinds(&article.text, &article.outline);
            for (sentence, kind) in article.outline.sentences.iter().zip(kinds) {
                let row = plan.iter_mut().find(|row| row.kind == kind);
                if let Some(row) = row.filter(|_| self.label_over(index, sentence.span).is_none()) {
                    row.places.push((index, sentence.span));
                }
            }
        }
        plan.retain(|row| !row.places.is_empty());
        plan
    }

    /// Labels the sentences of rows as one step. A sentence that was labelled meanwhile stays.
    pub fn settle(&mut self, rows: &[(LabelId, Vec<(usize, Span)>)], at: Timestamp) -> BulkLabels {
        let each: Vec<(EditTarget, Vec<AnnotationEdit>)> = rows
            .iter()
            .flat_map(|(label, places)| {
                places.iter().map(|(article, span)| {
                    let edit = AnnotationEdit::Label(Some(label.clone()));
                    (EditTarget::Words(*article, *span), vec![edit])
                })
            })
            .collect();
        self.label_unlabelled(&each, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        annotation::{CodebookEdit, KindRow},
        project::{ProjectOptions, SharedEdit},
        store::Dirs,
    };

    const PAGE: &str = "Home » Harbour » The Old Quay\n\nThe Old Quay\n\nby Ann Lee\n\nThe board of the \
                        harbour met on Monday in the old hall. What can be done?\n\nLooking Ahead\n\nHere is what \
                        the crews have to pay:\n- small boats 12 euros\n\nThe board will meet \
                        again in June.\n\nLeave a Comment\n";

    fn opened(folder: &std::path::Path) -> Project {
        std::fs::write(folder.join("a.txt"), PAGE).unwrap();
        let options = ProjectOptions {
            dirs: Dirs::below(&folder.join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 1,
        };
        let mut project = options.open_paths(&[folder.join("a.txt")]).unwrap();
        project.load(0);
        project
    }

    fn plan(project: &Project) -> Vec<(TextKind, Option<&'static str>, usize)> {
        let rows = project.settle_rows(&[0]).into_iter();
        rows.map(|row| {
            let label = row.label.map(|label| match label.0.as_str() {
                "boilerplate" => "B",
                "not_a_claim" => "N",
                _ => "other",
            });
            (row.kind, label, row.places.len())
        })
        .collect()
    }

    #[test]
    fn a_plan_has_the_label_of_the_codebook_for_each_kind() {
        let folder = tempfile::tempdir().unwrap();
        let project = opened(folder.path());
        assert_eq!(
            plan(&project),
            [
                (TextKind::Navigation, Some("B"), 1),
                (TextKind::Invitation, Some("B"), 1),
                (TextKind::Byline, Some("N"), 1),
                (TextKind::Heading, Some("N"), 2),
                (TextKind::Question, Some("N"), 1),
                (TextKind::LeadIn, None, 1),
                (TextKind::ListItem, None, 1),
            ]
        );
    }

    #[test]
    fn settling_is_one_step_and_leaves_labelled_sentences_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = opened(folder.path());
        let at = Timestamp::UNIX_EPOCH;
        let sourced = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
        let first = project.article(0).unwrap().outline.sentences[0].span;
        project.edit(
            &[EditTarget::Words(0, Span::new(first.start, first.start + 4))],
            &sourced,
            at,
        );
        let rows = project.settle_rows(&[0]);
        assert!(rows.iter().all(|row| row.kind != TextKind::Navigation), "a part has a label");
        let rows: Vec<_> =
            rows.into_iter().filter_map(|row| Some((row.label?, row.places))).collect();
        let bulk = project.settle(&rows, at);
        assert_eq!(bulk.step.unwrap().changes.len(), 5);
        assert_eq!(project.settle(&rows, at).n_left_alone, 5, "nothing is labelled twice");
        project.undo(at).unwrap();
        assert_eq!(project.annotations(0).iter().count(), 1, "one step takes all back");
    }

    #[test]
    fn the_table_of_the_project_decides() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = opened(folder.path());
        let row = |kind, label: &str, settle| {
            CodebookEdit::Kind(KindRow {
                kind,
                label: Some(LabelId(label.to_owned())),
                settle,
                rev: 0,
            })
        };
        let edits = vec![
            row(TextKind::Navigation, "not_a_claim", SettleMode::Sure),
            row(TextKind::Heading, "not_a_claim", SettleMode::Never),
            row(TextKind::Byline, "ghost", SettleMode::Sure),
            row(TextKind::ListItem, "boilerplate", SettleMode::Ticked),
        ];
        project.edit_shared(SharedEdit::Codebook(String::new(), edits)).unwrap();
        assert_eq!(
            plan(&project),
            [
                (TextKind::Navigation, Some("N"), 1),
                (TextKind::Invitation, Some("B"), 1),
                (TextKind::Byline, None, 1),
                (TextKind::Heading, None, 2),
                (TextKind::Question, Some("N"), 1),
                (TextKind::LeadIn, None, 1),
                (TextKind::ListItem, Some("B"), 1),
            ]
        );
        let rows = project.settle_rows(&[0]);
        let byline = rows.iter().find(|row| row.kind == TextKind::Byline).unwrap();
        assert!(byline.reason().unwrap().contains("no label ghost"));
    }
}
