//! `0`: the plan of headings and site text, and its labels as one step.

use std::collections::BTreeSet;

use copydesk::{
    command::{AppCommand, Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand},
    project::{BulkLabels, SettleRow},
    text::count,
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    effect::Effect,
    state::{popup::Popup, settle::SettlePopup},
};

impl App {
    /// Shows the plan of the open article. Writes nothing.
    pub(super) fn plan_settle(&mut self) {
        let article = self.reader.place.article;
        let plan = self.project.settle_rows(&[article]);
        if plan.iter().all(|row| row.label.is_none()) {
            let n: usize = plan.iter().map(|row| row.places.len()).sum();
            let rest = match n {
                0 => String::new(),
                n => format!(" · {} may be claims", count(n, "sentence")),
            };
            return self.tell(format!("No unlabelled heading or site text here{rest}"));
        }
        let sentences = self.sentences().iter();
        let is_labelled = |span| self.scene().label_over(article, span).is_some();
        let n_labelled = sentences.filter(|sentence| is_labelled(sentence.span)).count();
        let popup = SettlePopup {
            n_sentences: self.sentences().len(),
            n_labelled,
            ..SettlePopup::new(plan, &self.settings.settle_ticks)
        };
        self.popups.push(Popup::Settle(Box::new(popup)));
    }

    /// Runs a command in the plan.
    pub(super) fn run_in_settle(&mut self, command: Command, at: Timestamp) {
        let height = self.list_height();
        let Some(Popup::Settle(shown)) = self.popups.last_mut() else { return };
        match command {
            Command::Move(command) => {
                shown.rows.go(command, height);
                shown.rows.follow(height);
            }
            Command::Navigate(NavigateCommand::Open) => self.settle_now(at),
            Command::Navigate(
                NavigateCommand::Close | NavigateCommand::Cancel | NavigateCommand::Quit,
            ) => {
                self.popups.pop();
            }
            Command::List(ListCommand::Tick) => self.tick_kind(),
            Command::List(ListCommand::TickAll) => self.tick_all_kinds(),
            Command::Decide(DecideCommand::Label(key)) => self.label_kind(key),
            Command::App(
                command @ (AppCommand::Help
                | AppCommand::Palette
                | AppCommand::Redraw
                | AppCommand::Suspend),
            ) => self.run_app(command),
            Command::App(AppCommand::Menu | AppCommand::Export)
            | Command::List(_)
            | Command::Decide(_)
            | Command::History(_)
            | Command::Repeats(_)
            | Command::Jump(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Find(_)
            | Command::Query(_)
            | Command::View(_)
            | Command::Popup(_)
            | Command::Reader(_)
            | Command::Edit(_) => {
                self.tell(
                    "Enter labels the ticked kinds · Tab ticks · 1–9 other label · Esc cancels",
                );
            }
        }
    }

    fn tick_kind(&mut self) {
        let height = self.list_height();
        let Some(Popup::Settle(shown)) = self.popups.last_mut() else { return };
        let at = shown.rows.selected;
        let row = shown.plan.get(at);
        if let Some(reason) = row.and_then(SettleRow::reason) {
            return self.tell(format!("{reason} · Space L changes the table of kinds"));
        }
        if !shown.ticked.remove(&at) {
            shown.ticked.insert(at);
        }
        shown.rows.go(MoveCommand::Next, height);
        shown.rows.follow(height);
    }

    /// Ticks all rows with a label, or takes all ticks off if all are ticked.
    fn tick_all_kinds(&mut self) {
        let Some(Popup::Settle(shown)) = self.popups.last_mut() else { return };
        let with_label = shown.plan.iter().enumerate().filter(|(_, row)| row.label.is_some());
        let all = with_label.map(|(at, _)| at).collect();
        shown.ticked = if shown.ticked == all { BTreeSet::new() } else { all };
    }

    /// Gives the selected kind another label for this time, and ticks the kind.
    fn label_kind(&mut self, key: u8) {
        let Some(id) = self.label_of_key(key) else { return };
        let Some(Popup::Settle(shown)) = self.popups.last_mut() else { return };
        let at = shown.rows.selected;
        let Some(row) = shown.plan.get_mut(at) else { return };
        if let Some(reason) = row.reason().filter(|_| row.missing.is_none()) {
            return self.tell(format!("{reason} · Space L changes the table of kinds"));
        }
        row.label = Some(id);
        shown.ticked.insert(at);
    }

    /// Labels the ticked kinds as one step, and remembers the ticks.
    fn settle_now(&mut self, at: Timestamp) {
        let Some(Popup::Settle(shown)) = self.popups.last() else { return };
        let ticks = shown.remember(&self.settings.settle_ticks);
        let (chosen, letters) = (shown.chosen(), shown.letters(self.project.codebook()));
        if chosen.is_empty() {
            return self.tell("No kind is ticked · Tab ticks · Esc cancels");
        }
        self.popups.pop();
        if ticks != self.settings.settle_ticks {
            self.settings.settle_ticks = ticks;
            self.effects.push(Effect::SaveSettings);
        }
        let BulkLabels { step, .. } = self.project.settle(&chosen, at);
        let Some(step) = step else {
            return self.tell("Every sentence of the plan was labelled meanwhile");
        };
        let n = step.changes.len();
        self.save_step(&step);
        self.jump_from_decided();
        self.tell(format!("Labelled {n}: {letters} · u undoes"));
    }
}
