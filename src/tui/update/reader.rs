//! The commands of the reader: runs each group, leaves the reader step by step, changes and copies the text.
//!
//! Leaves moving to `motion.rs`, labels to `decide.rs`, words to `select.rs` and `search.rs`.

use copydesk::{
    command::{
        AnchorCommand, Command, ListCommand, NavigateCommand, ReaderCommand, RepeatsCommand,
    },
    text::visible,
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::App,
    effect::Effect,
    session::Tone,
    state::{popup::PromptPurpose, reader::CursorPlacing},
};

/// The narrowest and the widest text, in columns.
const MEASURES: (u16, u16) = (60, 80);

/// Returns the words with hidden characters made visible, so that pasting runs no hidden character.
fn as_seen(words: &str) -> String {
    let line = words.replace("\r\n", " ").replace(['\n', '\r'], " ");
    visible(&line).into_owned()
}

impl App {
    /// Runs a command in the reader.
    pub(super) fn run_in_reader(&mut self, command: Command, at: Timestamp) -> Effects {
        if let Some(words) = self.objection_of_fold(command) {
            self.tell(Tone::Told, words);
            return Vec::new();
        }
        match command {
            Command::Move(command) => self.move_in_text(command),
            Command::Jump(command) => self.jump_in_text(command),
            Command::Select(command) => self.run_select(command),
            Command::Find(command) => self.run_find(command),
            Command::List(ListCommand::Filter) => self.ask_for_filter(),
            Command::Navigate(command) => return self.navigate_in_reader(command, at),
            Command::Decide(command) => return self.decide_here(command, at),
            Command::History(command) => return self.retake(command, at),
            Command::Anchor(command) => return self.accept_in_reader(command, at),
            Command::Repeats(command) => return self.run_repeats(command, at),
            Command::View(command) => self.run_view(command),
            Command::Popup(command) => return self.run_popup(command),
            Command::Reader(command) => return self.run_text(command),
            Command::App(command) => return self.run_app(command),
            Command::List(ListCommand::Tick | ListCommand::TickAll | ListCommand::AddLabel)
            | Command::Query(_)
            | Command::Edit(_) => {}
        }
        Vec::new()
    }

    fn ask_for_filter(&mut self) {
        let title = "Show only sentences that match";
        self.prompt(PromptPurpose::FilterSentences, title, "");
    }

    fn navigate_in_reader(&mut self, command: NavigateCommand, at: Timestamp) -> Effects {
        match command {
            NavigateCommand::Open => return self.open_in_reader(at),
            NavigateCommand::Quit => return self.step_back(),
            NavigateCommand::Close => self.step_out(),
            NavigateCommand::Cancel => self.cancel(),
        }
        Vec::new()
    }

    /// Runs `Enter`: opens or closes a fold, places an annotation anew, or ends a selection.
    fn open_in_reader(&mut self, at: Timestamp) -> Effects {
        if self.unfold() {
            return Vec::new();
        }
        if let Some(mark) = self.reader.placing_anew {
            return self.place_here(mark, at);
        }
        if self.reader.selection.is_some() {
            return self.accept_selection(at);
        }
        let words = "Enter puts a mark that is placed anew; here 1 to 9 decide, v selects words.";
        self.tell(Tone::Told, words);
        Vec::new()
    }

    fn accept_in_reader(&mut self, command: AnchorCommand, at: Timestamp) -> Effects {
        match command {
            AnchorCommand::AcceptPlace => self.accept_here(at),
            AnchorCommand::AcceptPlaces => self.accept_articles(&[self.reader.place.article], at),
            AnchorCommand::PlaceAnew => Vec::new(),
        }
    }

    fn run_repeats(&mut self, command: RepeatsCommand, at: Timestamp) -> Effects {
        match command {
            RepeatsCommand::Show => self.open_occurrences(false),
            RepeatsCommand::Label => self.open_occurrences(true),
            RepeatsCommand::KeepRule => return self.keep_rule(at),
            RepeatsCommand::ApplyRules => return self.apply_rules(at),
            RepeatsCommand::HideNames
            | RepeatsCommand::NextCluster
            | RepeatsCommand::PreviousCluster => {}
        }
        Vec::new()
    }

    fn run_text(&mut self, command: ReaderCommand) -> Effects {
        match command {
            ReaderCommand::PlaceView => self.place_view(),
            ReaderCommand::ReadOnce => self.read_once(),
            ReaderCommand::Wider => return self.change_measure(4),
            ReaderCommand::Narrower => return self.change_measure(-4),
            ReaderCommand::Copy => return self.copy(),
            ReaderCommand::CopyReference => return self.copy_reference(),
            ReaderCommand::Reload => return self.read_again(self.reader.place.article),
        }
        Vec::new()
    }

    fn copy(&mut self) -> Effects {
        let (Some(article), Some(focus)) = (self.article(), self.focus()) else {
            return Vec::new();
        };
        let words = as_seen(article.words(focus));
        self.tell(Tone::Told, "Copied the words.");
        vec![Effect::Copy(words)]
    }

    fn copy_reference(&mut self) -> Effects {
        let (Some(article), Some(focus)) = (self.article(), self.focus()) else {
            return Vec::new();
        };
        let (start, end) = (article.scalar(focus.start), article.scalar(focus.end));
        let byline = article.front.byline.map(|span| format!(", {}", article.words(span)));
        let words = format!(
            "“{}” ({}{}, {}, characters {start}–{end})",
            article.words(focus),
            article.name(),
            byline.unwrap_or_default(),
            article.path,
        );
        self.tell(Tone::Told, "Copied the words with a reference.");
        vec![Effect::Copy(as_seen(&words))]
    }

    fn change_measure(&mut self, by: i16) -> Effects {
        let measure = self.settings.measure.saturating_add_signed(by).clamp(MEASURES.0, MEASURES.1);
        self.settings.measure = measure;
        self.lay_out();
        self.follow();
        self.tell(Tone::Told, format!("Text width: {measure} columns."));
        vec![Effect::SaveSettings]
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
