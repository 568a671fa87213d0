//! The commands of the reader: runs each group, leaves the reader step by step, changes and copies the text.
//!
//! Leaves moving to `motion.rs`, labels to `decide.rs`, words to `select.rs` and `search.rs`.

use copydesk::command::{
    AnchorCommand, Command, ListCommand, NavigateCommand, ReaderCommand, RepeatsCommand,
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    effect::Effect,
    state::{popup::PromptPurpose, reader::CursorPlacing},
};

/// The narrowest and the widest text, in columns.
const MEASURES: (u16, u16) = (60, 80);

impl App {
    /// Runs a command in the reader.
    pub(super) fn run_in_reader(&mut self, command: Command, at: Timestamp) {
        if let Some(words) = self.objection_of_fold(command) {
            return self.tell(words);
        }
        match command {
            Command::Move(command) => self.move_in_text(command),
            Command::Jump(command) => self.jump_in_text(command),
            Command::Select(command) => self.run_select(command),
            Command::Find(command) => self.run_find(command),
            Command::List(ListCommand::Filter) => self.ask_for_filter(),
            Command::Navigate(command) => self.navigate_in_reader(command, at),
            Command::Decide(command) => self.decide_here(command, at),
            Command::History(command) => self.retake(command, at),
            Command::Anchor(command) => self.accept_in_reader(command, at),
            Command::Repeats(command) => self.run_repeats(command, at),
            Command::View(command) => self.run_view(command),
            Command::Popup(command) => self.run_popup(command),
            Command::Reader(command) => self.run_text(command),
            Command::App(command) => self.run_app(command),
            Command::List(
                ListCommand::Tick
                | ListCommand::TickAll
                | ListCommand::AddLabel
                | ListCommand::MergeLabel,
            )
            | Command::Query(_)
            | Command::Edit(_) => {}
        }
    }

    fn ask_for_filter(&mut self) {
        let title = "Show only sentences that match";
        self.prompt(PromptPurpose::FilterSentences, title, "");
    }

    fn navigate_in_reader(&mut self, command: NavigateCommand, at: Timestamp) {
        match command {
            NavigateCommand::Open => self.open_in_reader(at),
            NavigateCommand::Quit => self.step_back(),
            NavigateCommand::Close => self.step_out(),
            NavigateCommand::Cancel => self.cancel(),
        }
    }

    /// Runs `Enter`: opens or closes a fold, places an annotation anew, or ends a selection.
    fn open_in_reader(&mut self, at: Timestamp) {
        if self.unfold() {
            return;
        }
        if let Some(mark) = self.reader.placing_anew {
            return self.place_here(mark, at);
        }
        if self.reader.selection.is_some() {
            return self.accept_selection(at);
        }
        let words = "Enter puts a mark that is placed anew; here 1 to 9 decide, v selects words.";
        self.tell(words);
    }

    fn accept_in_reader(&mut self, command: AnchorCommand, at: Timestamp) {
        match command {
            AnchorCommand::AcceptPlace => self.accept_here(at),
            AnchorCommand::AcceptPlaces => self.accept_articles(&[self.reader.place.article], at),
            AnchorCommand::PlaceAnew => {}
        }
    }

    fn run_repeats(&mut self, command: RepeatsCommand, at: Timestamp) {
        match command {
            RepeatsCommand::Show => self.open_occurrences(false),
            RepeatsCommand::Label => self.open_occurrences(true),
            RepeatsCommand::KeepRule => self.keep_rule(at),
            RepeatsCommand::ApplyRules => self.apply_rules(at),
            RepeatsCommand::ChangeUnit
            | RepeatsCommand::HideNames
            | RepeatsCommand::NextCluster
            | RepeatsCommand::PreviousCluster => {}
        }
    }

    fn run_text(&mut self, command: ReaderCommand) {
        match command {
            ReaderCommand::PlaceView => self.place_view(),
            ReaderCommand::ReadOnce => self.read_once(),
            ReaderCommand::Wider => self.change_measure(4),
            ReaderCommand::Narrower => self.change_measure(-4),
            ReaderCommand::Copy => self.copy(),
            ReaderCommand::CopyReference => self.copy_reference(),
            ReaderCommand::Reload => self.read_again(self.reader.place.article),
        }
    }

    fn change_measure(&mut self, by: i16) {
        let measure = self.settings.measure.saturating_add_signed(by).clamp(MEASURES.0, MEASURES.1);
        self.settings.measure = measure;
        self.lay_out();
        self.follow();
        self.tell(format!("Text width: {measure} columns."));
        self.effects.push(Effect::SaveSettings);
    }

    fn place_view(&mut self) {
        let Some(focus) = self.focus() else { return };
        let rows = self.reader.page.rows_of(focus);
        let height = self.reader_height();
        let (placing, top) = match self.reader.placing {
            CursorPlacing::Free | CursorPlacing::Bottom => {
                (CursorPlacing::Middle, (rows.start + rows.len() / 2).saturating_sub(height / 2))
            }
            CursorPlacing::Middle => (CursorPlacing::Top, rows.start),
            CursorPlacing::Top => (CursorPlacing::Bottom, rows.end.saturating_sub(height)),
        };
        self.reader.placing = placing;
        self.reader.top = top.min(self.reader.page.rows.len().saturating_sub(1));
    }
}
