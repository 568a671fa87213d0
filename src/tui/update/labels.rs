//! Changes of labels and of the table of kinds: the question before, the write, and the annotations after.

use copydesk::{
    annotation::LabelId,
    project::{LabelChange, LabelPlan, SharedEdit},
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    draw::{abbreviate::in_short, paint},
    state::popup::{ConfirmPopup, ConfirmedAction, Popup},
};

impl App {
    /// Asks before a change that takes a label away, and makes every other change at once.
    pub(super) fn ask_label_change(&mut self, change: &LabelChange, at: Timestamp) {
        if !self.may_decide(at) {
            return;
        }
        let plan = match self.project.plan_label_change(change) {
            Ok(plan) => plan,
            Err(error) => return self.warn(format!("! {error}")),
        };
        match change {
            LabelChange::Merge(..) | LabelChange::Delete(_) => {
                let question =
                    format!("{}? {}   y yes   any other key no", plan.name, plan.words());
                let what = ConfirmedAction::ChangeLabel(Box::new(plan));
                self.popups.push(Popup::Confirm(ConfirmPopup { question, what }));
            }
            LabelChange::Rename(..) | LabelChange::Restore(_) | LabelChange::Kind(_) => {
                self.change_label(plan, at);
            }
        }
    }

    /// Writes the codebook of a plan. The annotations follow as soon as the codebook is on disk.
    pub(super) fn change_label(&mut self, plan: LabelPlan, at: Timestamp) {
        let edits = plan.codebook_edits();
        if edits.is_empty() {
            return self.follow_labels(&plan, at);
        }
        let edit = SharedEdit::Codebook(plan.name.clone(), edits);
        self.session.label_plan = Some((plan, at));
        self.keep(edit);
    }

    /// Takes the change of the codebook in that was written; returns the words about it.
    pub(super) fn label_change_written(&mut self, name: &str) -> String {
        match self.session.label_plan.take() {
            Some((plan, at)) if plan.name == name => {
                self.follow_labels(&plan, at);
                format!("{}: {} · u undoes", plan.name, plan.words())
            }
            Some(_) | None => name.to_owned(),
        }
    }

    fn follow_labels(&mut self, plan: &LabelPlan, at: Timestamp) {
        let step = self.project.carry_out_label_plan(plan, at);
        self.save_step(&step);
        self.project.flush_journal();
        self.tell(format!("{}: {} · u undoes", plan.name, plan.words()));
    }

    /// Merges a label into the label with a name, id or key.
    pub(super) fn merge_label(&mut self, from: LabelId, into: &str, at: Timestamp) {
        let labels = self.project.codebook().labels.iter();
        let mut found = labels.filter(|label| {
            label.name == into || label.id.0 == into || label.key.to_string() == into
        });
        match found.next().map(|label| label.id.clone()) {
            Some(into) => self.ask_label_change(&LabelChange::Merge(from, into), at),
            None => self.warn(format!("! No label “{into}” · nothing changed")),
        }
    }

    /// Tells of own annotations with labels that the codebook does not have, unless something else is told.
    pub(super) fn tell_of_unknown_labels(&mut self) {
        let unknown = self.project.unknown_own_labels();
        let Some(first) = unknown.first().filter(|_| self.message.is_none()) else { return };
        let more = match unknown.len() - 1 {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        let long = format!("! {}{more} · Space L", first.words());
        let name = in_short(&first.id.0, 20);
        let short = format!("! The label {name} is not in the codebook{more} · Space L");
        let room = usize::from(self.size.0).saturating_sub(1);
        self.warn(if paint::width(&long) <= room { long } else { short });
    }
}
