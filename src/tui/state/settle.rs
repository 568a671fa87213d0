//! The plan of `0`: the unlabelled sentences of an article by kind, with ticks and labels.

use std::collections::BTreeSet;

use copydesk::{
    annotation::{Codebook, LabelId, SettleMode},
    project::SettleRow,
    text::Span,
};

use crate::tui::list::ListCursor;

/// The plan of one article, before its labels are written.
#[derive(Debug)]
pub struct SettlePopup {
    /// The rows, with the label that is put.
    pub plan: Vec<SettleRow>,
    /// Rows to label.
    pub ticked: BTreeSet<usize>,
    pub rows: ListCursor,
    /// Numbers of sentences of the article: all, and those with a label on any of their words.
    pub n_sentences: usize,
    pub n_labelled: usize,
}

impl SettlePopup {
    /// Returns the popup of a plan. `remembered` holds the ticks that differ from the table of kinds, for
    /// example `+question` and `-heading`.
    pub fn new(plan: Vec<SettleRow>, remembered: &[String]) -> Self {
        let is_remembered = |sign: &str, row: &SettleRow| {
            let wanted = format!("{sign}{}", row.kind.name());
            remembered.contains(&wanted)
        };
        let is_ticked = |row: &SettleRow| {
            let is_sure = row.settle == SettleMode::Sure && !is_remembered("-", row);
            row.label.is_some() && (is_sure || is_remembered("+", row))
        };
        let all = plan.iter().enumerate().filter(|(_, row)| is_ticked(row));
        let ticked = all.map(|(at, _)| at).collect();
        let rows = ListCursor { len: plan.len(), ..ListCursor::default() };
        Self { plan, ticked, rows, n_sentences: 0, n_labelled: 0 }
    }

    /// Returns the remembered ticks after this plan. Kinds without a row here stay.
    pub fn remember(&self, remembered: &[String]) -> Vec<String> {
        let is_of_plan = |tick: &&String| {
            self.plan
                .iter()
                .any(|row| row.label.is_some() && tick.get(1..) == Some(row.kind.name()))
        };
        let mut ticks: Vec<String> =
            remembered.iter().filter(|tick| !is_of_plan(tick)).cloned().collect();
        for (at, row) in self.plan.iter().enumerate().filter(|(_, row)| row.label.is_some()) {
            match (row.settle == SettleMode::Sure, self.ticked.contains(&at)) {
                (true, false) => ticks.push(format!("-{}", row.kind.name())),
                (false, true) => ticks.push(format!("+{}", row.kind.name())),
                (true, true) | (false, false) => {}
            }
        }
        ticks.sort();
        ticks
    }

    /// Returns the labels to write, each with its sentences.
    pub fn chosen(&self) -> Vec<(LabelId, Vec<(usize, Span)>)> {
        let ticked = self.ticked.iter().filter_map(|at| self.plan.get(*at));
        ticked.filter_map(|row| Some((row.label.clone()?, row.places.clone()))).collect()
    }

    /// Returns the numbers of sentences for each label, for example `B 7  N 13`.
    pub fn letters(&self, codebook: &Codebook) -> String {
        let chosen = self.chosen();
        let sums = codebook.labels.iter().filter_map(|label| {
            let of_label = chosen.iter().filter(|(id, _)| *id == label.id);
            let n: usize = of_label.map(|(_, places)| places.len()).sum();
            (n > 0).then(|| format!("{} {n}", label.letter))
        });
        sums.collect::<Vec<_>>().join("  ")
    }

    /// Returns the number of sentences to label, and of all sentences of the plan.
    pub fn counts(&self) -> (usize, usize) {
        let n = |rows: &mut dyn Iterator<Item = &SettleRow>| rows.map(|row| row.places.len()).sum();
        let mut ticked = self.ticked.iter().filter_map(|at| self.plan.get(*at));
        (n(&mut ticked), n(&mut self.plan.iter()))
    }
}

#[cfg(test)]
mod tests {
    use copydesk::text::TextKind;

    use super::*;

    fn row(kind: TextKind, settle: SettleMode, n: usize) -> SettleRow {
        let label = (settle != SettleMode::Never).then(|| LabelId("boilerplate".to_owned()));
        let places = (0..n).map(|at| (0, Span::new(at, at + 1))).collect();
        SettleRow { kind, label, settle, places, missing: None }
    }

    #[test]
    fn ticks_that_differ_from_the_table_are_remembered() {
        let plan = || {
            vec![
                row(TextKind::Heading, SettleMode::Sure, 3),
                row(TextKind::Question, SettleMode::Ticked, 2),
                row(TextKind::LeadIn, SettleMode::Never, 4),
            ]
        };
        let before = ["+request".to_owned()];
        let mut popup = SettlePopup::new(plan(), &before);
        assert_eq!((popup.counts(), popup.remember(&before)), ((3, 9), before.to_vec()));
        popup.ticked = BTreeSet::from([1]);
        let ticks = popup.remember(&before);
        assert_eq!(ticks, ["+question", "+request", "-heading"]);
        let again = SettlePopup::new(plan(), &ticks);
        assert_eq!(again.ticked, BTreeSet::from([1]));
        let odd = SettlePopup::new(plan(), &["+lead_in".to_owned()]);
        assert!(!odd.ticked.contains(&2), "a row without a label is never ticked");
    }
}
