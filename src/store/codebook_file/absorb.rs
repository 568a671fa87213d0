//! Taking the labels of a second store in, and the sentences about each difference.
//!
//! The definitions of the corpus stay. Labels and rows of the table of kinds that only the second store has
//! come in.

use super::CodebookFile;
use crate::{
    annotation::{CodebookError, KindRow, Label},
    text::{agree, count},
};

impl CodebookFile {
    /// Adds the labels, and the changed rows of the table of kinds, that only `other` has. Returns a
    /// sentence for each label, row and entry that is not taken over as it is.
    ///
    /// # Errors
    /// [`CodebookError::Bad`] if a label is not usable alone.
    pub(crate) fn absorb(&mut self, mut other: Self) -> Result<Vec<String>, CodebookError> {
        let before = self.codebook.labels.clone();
        let theirs: Vec<Label> =
            other.codebook.labels.iter().chain(&other.aside).cloned().collect();
        let mut new: Vec<Label> = Vec::new();
        for label in &theirs {
            let is_known = before.iter().chain(&new).any(|known| known.id == label.id);
            if !is_known {
                let extra = other.extras.remove(&label.id.0);
                self.extras.extend(extra.map(|extra| (label.id.0.clone(), extra)));
                new.push(label.clone());
            }
        }
        self.settle(new)?;
        let mut told: Vec<String> =
            theirs.iter().filter_map(|label| self.told_of(label, &before)).collect();
        told.extend(before.iter().filter_map(|label| self.told_of_own(label)));
        let rows: Vec<KindRow> = other.codebook.kinds.changed().cloned().collect();
        told.extend(rows.into_iter().filter_map(|row| self.take_row(row)));
        let n_left = other.spoiled.len() + other.other_kinds.len();
        if n_left > 0 {
            let entries = count(n_left, "entry");
            let verb = agree(n_left, "cannot be read and stays", "cannot be read and stay");
            told.push(format!("{entries} of the other project.ron {verb} there"));
        }
        Ok(told)
    }

    /// Returns the sentence about a label of the second store that differs from the merged label.
    fn told_of(&self, theirs: &Label, before: &[Label]) -> Option<String> {
        let name = &theirs.name;
        if let Some(known) = before.iter().find(|label| label.id == theirs.id) {
            let (name, differing) = (&known.name, differing(known, theirs));
            return (!differing.is_empty()).then(|| {
                format!(
                    "label “{name}” is defined differently: the corpus's definition stays; the other: {}",
                    differing.join(", ")
                )
            });
        }
        let Some(merged) = self.codebook.by_id(&theirs.id) else {
            return Some(format!(
                "label “{name}” of the other store has no free key or letter: it stays in project.ron and \
                 cannot be put"
            ));
        };
        let differing = differing(merged, theirs);
        let (key, letter) = (merged.key, merged.letter);
        (!differing.is_empty()).then(|| {
            format!(
                "label “{name}” comes in with key {key} and letter {letter}; the other: {}",
                differing.join(", ")
            )
        })
    }

    /// Returns the sentence about a label of the corpus whose key or letter went to a new label.
    fn told_of_own(&self, before: &Label) -> Option<String> {
        let name = &before.name;
        match self.codebook.by_id(&before.id) {
            Some(merged) => {
                let was = differing(merged, before);
                let (key, letter) = (merged.key, merged.letter);
                (!was.is_empty()).then(|| {
                    format!(
                        "label “{name}” gets key {key} and letter {letter}; before: {}",
                        was.join(", ")
                    )
                })
            }
            None => Some(format!(
                "label “{name}” has no free key or letter any more: it stays in project.ron and cannot be put"
            )),
        }
    }

    /// Takes a row of the table of kinds, unless the corpus has changed its own row. Returns the sentence
    /// about a row that is not taken.
    fn take_row(&mut self, row: KindRow) -> Option<String> {
        let known = self.codebook.kinds.row(row.kind);
        if known.rev == 0 {
            self.codebook.kinds.take(row);
            return None;
        }
        let is_same = (known.settle, &known.label) == (row.settle, &row.label);
        (!is_same).then(|| {
            let (kind, settle) = (row.kind.name(), row.settle.name());
            let label = row.label.as_ref().map_or("no label", |label| &label.0);
            format!(
                "kind “{kind}” is set differently: the corpus's row stays; the other: {label}, {settle}"
            )
        })
    }
}

/// Returns the fields of `other` that differ from `known`, in words.
fn differing(known: &Label, other: &Label) -> Vec<String> {
    let quoted =
        |words: &str| if words.is_empty() { "none".to_owned() } else { format!("“{words}”") };
    let examples = |label: &Label| label.examples.join(" · ");
    [
        (known.name != other.name, format!("name {}", quoted(&other.name))),
        (known.key != other.key, format!("key {}", other.key)),
        (known.letter != other.letter, format!("letter {}", other.letter)),
        (known.role != other.role, format!("style {:?}", other.role)),
        (known.definition != other.definition, format!("definition {}", quoted(&other.definition))),
        (known.examples != other.examples, format!("examples {}", quoted(&examples(other)))),
    ]
    .into_iter()
    .filter_map(|(differs, words)| differs.then_some(words))
    .collect()
}
