//! Changes of labels with the annotations that carry them: rename, merge, delete, give back.
//!
//! A [`LabelPlan`] says first how many annotations a change touches. Only own annotations are written; the
//! annotations of others are counted and named. The change is one step of undo.

use std::{collections::BTreeMap, ops::Range};

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project};
use crate::{
    annotation::{
        AnnotationId, AnnotationSet, Codebook, CodebookChange, CodebookEdit, CodebookError,
        KindRow, Label, LabelId, SettleMode, Step,
    },
    diagnostic::{Diagnostic, Severity},
    find::{FilterField, Query},
    text::{agree, count, fold},
};

/// A change of one label, or of one row of the table of kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelChange {
    /// Another name on the screen; the id stays.
    Rename(LabelId, String),
    /// The annotations get the second label, and the first label goes.
    Merge(LabelId, LabelId),
    /// The label goes, also from the annotations.
    Delete(LabelId),
    /// A label that annotations carry is added to the codebook again.
    Restore(LabelId),
    /// The label of a kind of text, and when the label is put.
    Kind(KindRow),
}

/// A change of a label before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelPlan {
    /// Name of the step, for example `merge label rumour into unsourced`.
    pub name: String,
    /// Own annotations of loaded articles that are written.
    pub own: Vec<(usize, AnnotationId)>,
    /// Annotations of everybody that carry the label before and after a change of its name.
    pub n_follow: usize,
    /// Annotations of the other annotators, which are never written.
    pub others: Vec<(String, usize)>,
    /// Own rules that keep the label.
    pub n_rules: usize,
    codebook: Vec<CodebookChange>,
    label: Option<LabelId>,
}

impl LabelPlan {
    /// Returns the changes of the codebook in order.
    pub fn codebook_edits(&self) -> Vec<CodebookEdit> {
        self.codebook.iter().map(|change| change.redo.clone()).collect()
    }

    /// Returns the effect, for example `2 annotations change · 1 of bo stays`.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        let n = self.own.len();
        parts.push(match (n, self.n_follow) {
            (0, 0) => "no annotation of yours changes".to_owned(),
            (0, n) => return self.words_of_a_name(n),
            (n, _) => format!("{} {}", count(n, "annotation"), agree(n, "changes", "change")),
        });
        parts.extend(self.others.iter().map(|(annotator, n)| {
            format!(
                "{n} of {annotator} {} as {}",
                agree(*n, "stays", "stay"),
                agree(*n, "it is", "they are")
            )
        }));
        if self.n_rules > 0 {
            let n = self.n_rules;
            parts.push(format!("{} {} the label", count(n, "rule"), agree(n, "keeps", "keep")));
        }
        parts.join(" · ")
    }

    /// Returns the effect of a new name, for example `3 annotations carry the label, 1 of bo`.
    fn words_of_a_name(&self, n: usize) -> String {
        let carry = agree(n, "carries", "carry");
        let all = format!("{} {carry} the label", count(n, "annotation"));
        let others = self.others.iter().map(|(annotator, n)| format!("{n} of {annotator}"));
        std::iter::once(all).chain(others).collect::<Vec<_>>().join(", ")
    }
}

/// A label that annotations carry and the codebook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel {
    /// The id.
    pub id: LabelId,
    /// Own annotations of loaded articles.
    pub n_own: usize,
    /// Annotations of others, by name.
    pub others: Vec<(String, usize)>,
}

impl UnknownLabel {
    /// Returns the finding, for example `1 annotation has the label unsourced, which the codebook does not
    /// have`.
    pub fn words(&self) -> String {
        let own = (self.n_own > 0).then(|| count(self.n_own, "annotation"));
        let others =
            self.others.iter().map(|(name, n)| format!("{} of {name}", count(*n, "annotation")));
        let whose: Vec<String> = own.into_iter().chain(others).collect();
        let all = self.n_own + self.others.iter().map(|(_, n)| n).sum::<usize>();
        let have = agree(all, "has", "have");
        format!(
            "{} {have} the label {}, which the codebook does not have",
            whose.join(" and "),
            self.id.0
        )
    }
}

impl Project {
    /// Returns the number of own annotations of each label in the loaded articles.
    pub fn label_uses(&self) -> BTreeMap<LabelId, usize> {
        let mut uses = BTreeMap::new();
        for index in 0..self.len() {
            for label in labels_of(self.annotations(index)) {
                *uses.entry(label.clone()).or_default() += 1;
            }
        }
        uses
    }

    /// Returns the numbers of annotations of each label by the other annotators, by name.
    pub fn label_uses_of_others(&self) -> BTreeMap<LabelId, Vec<(String, usize)>> {
        self.label_uses_of_others_in(0..self.len())
    }

    fn label_uses_of_others_in(
        &self,
        articles: Range<usize>,
    ) -> BTreeMap<LabelId, Vec<(String, usize)>> {
        let mut uses: BTreeMap<LabelId, BTreeMap<String, usize>> = BTreeMap::new();
        for annotator in self.annotators() {
            for index in articles.clone() {
                for label in labels_of(&self.annotations_of(index, &annotator)) {
                    let of_label = uses.entry(label.clone()).or_default();
                    *of_label.entry(annotator.clone()).or_default() += 1;
                }
            }
        }
        uses.into_iter().map(|(id, uses)| (id, uses.into_iter().collect())).collect()
    }

    /// Returns the labels of own annotations that the codebook does not have. Reads no file.
    pub fn unknown_own_labels(&self) -> Vec<UnknownLabel> {
        let uses = self.label_uses().into_iter();
        let unknown = uses.filter(|(id, _)| self.codebook().by_id(id).is_none());
        unknown.map(|(id, n_own)| UnknownLabel { id, n_own, others: Vec::new() }).collect()
    }

    /// Returns the labels of annotations of any annotator that the codebook does not have.
    pub fn unknown_labels(&self) -> Vec<UnknownLabel> {
        self.unknown(self.unknown_own_labels(), self.label_uses_of_others())
    }

    /// Returns the labels of annotations on one article that the codebook does not have.
    pub fn unknown_labels_in(&self, index: usize) -> Vec<UnknownLabel> {
        let mut own: BTreeMap<LabelId, usize> = BTreeMap::new();
        for label in labels_of(self.annotations(index)) {
            if self.codebook().by_id(label).is_none() {
                *own.entry(label.clone()).or_default() += 1;
            }
        }
        let own = own.into_iter();
        let own = own.map(|(id, n_own)| UnknownLabel { id, n_own, others: Vec::new() }).collect();
        self.unknown(own, self.label_uses_of_others_in(index..index + 1))
    }

    fn unknown(
        &self,
        own: Vec<UnknownLabel>,
        others: BTreeMap<LabelId, Vec<(String, usize)>>,
    ) -> Vec<UnknownLabel> {
        let mut all: BTreeMap<LabelId, UnknownLabel> =
            own.into_iter().map(|one| (one.id.clone(), one)).collect();
        for (id, others) in others {
            if self.codebook().by_id(&id).is_none() {
                let blank = UnknownLabel { id: id.clone(), n_own: 0, others: Vec::new() };
                all.entry(id).or_insert(blank).others = others;
            }
        }
        all.into_values().collect()
    }

    /// Returns the findings about labels that are used and not in the codebook: of annotations, of own
    /// rules and of saved searches.
    pub fn label_findings(&self) -> Vec<Diagnostic> {
        let warning = |told: String| Diagnostic::new(Severity::Warning, told);
        let unknown = self.unknown_labels().into_iter();
        let mut found: Vec<Diagnostic> = unknown
            .map(|label| {
                let told = label.words();
                warning(format!(
                    "{told}: label anew, or `copydesk labels {} --restore {}`",
                    self.typed_folder(),
                    label.id.0
                ))
            })
            .collect();
        let gone = |id: &LabelId| self.codebook().by_id(id).is_none();
        found.extend(self.rules().iter().filter(|rule| gone(&rule.label)).map(|rule| {
            let id = &rule.label.0;
            warning(format!(
                "the rule {} has the label {id}, which the codebook does not have",
                rule.id
            ))
        }));
        for search in self.searches() {
            for value in self.unknown_filter_labels(&search.query) {
                let name = &search.name;
                found.push(warning(format!(
                    "the saved search “{name}” asks for the label {value}, which the codebook does not have"
                )));
            }
        }
        found
    }

    /// Returns the values of `label:` in a query that no label begins with, by name or id.
    pub fn unknown_filter_labels(&self, query: &str) -> Vec<String> {
        let filters = Query::parse(query).map(|query| query.filters).unwrap_or_default();
        let labels = filters.into_iter().filter(|filter| filter.field == FilterField::Label);
        let is_known = |value: &str| {
            "undecided".starts_with(value)
                || self.codebook().labels.iter().any(|label| {
                    fold(&label.name).text.contains(value) || fold(&label.id.0).text.contains(value)
                })
        };
        labels.map(|filter| filter.value).filter(|value| !is_known(value)).collect()
    }

    /// Plans a change of a label, with the annotations of the loaded articles.
    ///
    /// # Errors
    /// - [`CodebookError::Bad`] for a label that is not there, a change without effect, an empty name, or
    ///   if no key or letter is free.
    /// - [`CodebookError::Shared`] if another label has the new name.
    pub fn plan_label_change(&self, change: &LabelChange) -> Result<LabelPlan, CodebookError> {
        let codebook = self.codebook();
        let mut edits: Vec<CodebookEdit> = Vec::new();
        let (id, name, label) = match change {
            LabelChange::Rename(id, new) => {
                edits.push(CodebookEdit::Put(renamed(codebook, id, new)?));
                let name = format!("rename label {} to {}", codebook.name_of(id), new.trim());
                (Some(id), name, None)
            }
            LabelChange::Merge(from, into) => {
                known(codebook, into)?;
                if from == into {
                    return Err(bad(&from.0, "a label cannot be merged into itself"));
                }
                // Annotations may carry a label that the codebook lost.
                edits.push(CodebookEdit::Remove(from.clone()));
                edits.extend(kind_edits(codebook, from, Some(into)));
                let names = (codebook.name_of(from), codebook.name_of(into));
                let name = format!("merge label {} into {}", names.0, names.1);
                (Some(from), name, Some(into.clone()))
            }
            LabelChange::Delete(id) => {
                edits.push(CodebookEdit::Remove(id.clone()));
                edits.extend(kind_edits(codebook, id, None));
                (Some(id), format!("delete label {}", codebook.name_of(id)), None)
            }
            LabelChange::Restore(id) => {
                edits.push(CodebookEdit::Put(codebook.restored(id)?));
                (Some(id), format!("restore label {}", id.0), None)
            }
            LabelChange::Kind(row) => {
                if let Some(id) = &row.label {
                    known(codebook, id)?;
                }
                edits.push(CodebookEdit::Kind(row.clone()));
                (None, format!("change the kind {}", row.kind.name()), None)
            }
        };
        let changes = edits.into_iter().filter_map(|redo| {
            let undo = redo.inverse(codebook)?;
            Some(CodebookChange { undo, redo })
        });
        let codebook: Vec<CodebookChange> = changes.collect();
        let mut plan = LabelPlan {
            name,
            own: Vec::new(),
            n_follow: 0,
            others: Vec::new(),
            n_rules: 0,
            codebook,
            label,
        };
        let Some(id) = id else { return self.checked(plan, "") };
        let uses = self.carriers(id);
        let others = self.label_uses_of_others().remove(id).unwrap_or_default();
        match change {
            LabelChange::Merge(..) | LabelChange::Delete(_) => {
                plan.own = uses;
                plan.n_rules = self.rules().iter().filter(|rule| rule.label == *id).count();
            }
            LabelChange::Rename(..) | LabelChange::Restore(_) => {
                let of_others: usize = others.iter().map(|(_, n)| n).sum();
                plan.n_follow = uses.len() + of_others;
            }
            LabelChange::Kind(_) => {}
        }
        plan.others = others;
        self.checked(plan, &id.0)
    }

    fn checked(&self, plan: LabelPlan, id: &str) -> Result<LabelPlan, CodebookError> {
        let is_nothing = plan.codebook.is_empty() && plan.own.is_empty();
        if is_nothing { Err(bad(id, "nothing would change")) } else { Ok(plan) }
    }

    /// Returns the own annotations of the loaded articles with a label.
    fn carriers(&self, id: &LabelId) -> Vec<(usize, AnnotationId)> {
        let mut found = Vec::new();
        for (index, state) in self.articles.iter().enumerate() {
            let annotations = state.annotations.iter();
            let with = annotations.filter(|one| one.content.label.as_ref() == Some(id));
            found.extend(with.map(|one| (index, one.id)));
        }
        found
    }

    /// Changes the own annotations of a plan, and remembers the plan as one step. The changes of the
    /// codebook ([`LabelPlan::codebook_edits`]) must be on disk before.
    pub fn carry_out_label_plan(&mut self, plan: &LabelPlan, at: Timestamp) -> Step {
        let edit = vec![AnnotationEdit::Label(plan.label.clone())];
        let each: Vec<(EditTarget, Vec<AnnotationEdit>)> = plan
            .own
            .iter()
            .map(|(article, id)| (EditTarget::Annotation(*article, *id), edit.clone()))
            .collect();
        self.edit_as(&each, (plan.name.clone(), plan.codebook.clone()), at)
    }
}

fn labels_of(annotations: &AnnotationSet) -> impl Iterator<Item = &LabelId> {
    annotations.iter().filter_map(|one| one.content.label.as_ref())
}

fn bad(id: &str, problem: &str) -> CodebookError {
    CodebookError::Bad { id: id.to_owned(), problem: problem.to_owned() }
}

fn known<'a>(codebook: &'a Codebook, id: &LabelId) -> Result<&'a Label, CodebookError> {
    codebook.by_id(id).ok_or_else(|| bad(&id.0, "the codebook has no such label"))
}

fn renamed(codebook: &Codebook, id: &LabelId, new: &str) -> Result<Label, CodebookError> {
    let label = known(codebook, id)?;
    let new = new.trim();
    let other = codebook.labels.iter().find(|other| other.name == new && other.id != *id);
    if let Some(other) = other {
        return Err(CodebookError::Shared {
            first: other.id.0.clone(),
            second: id.0.clone(),
            what: format!("the name {new:?}"),
        });
    }
    let label = Label { name: new.to_owned(), ..label.clone() };
    Codebook::check_one(&label)?;
    Ok(label)
}

/// Returns the changes of the table of kinds when a label goes.
fn kind_edits(codebook: &Codebook, from: &LabelId, into: Option<&LabelId>) -> Vec<CodebookEdit> {
    let rows = codebook.kinds.rows().iter().filter(|row| row.label.as_ref() == Some(from));
    let edit = |row: &KindRow| {
        let settle = if into.is_some() { row.settle } else { SettleMode::Never };
        CodebookEdit::Kind(KindRow { label: into.cloned(), settle, ..row.clone() })
    };
    rows.map(edit).collect()
}

#[cfg(test)]
mod tests;
