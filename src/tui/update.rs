//! [`App::update`], the only place with changes of the state: from an event to effects.

mod navigate;
mod reader;
mod motion;
mod search;
mod select;
mod settle;
mod labels;
mod decide;
mod label_trail;
mod annotation_fields;
mod read_once;
mod landing;
mod list_commands;
mod missing;
mod repeats;
mod anchors;
mod renames;
mod finder;
mod saved_searches;
mod occurrences;
mod clipboard;
mod popups;
mod quick_open;
mod mouse;
mod export;
mod external_changes;
mod stored;
mod earlier;

use copydesk::{
    command::{Command, Context, DecideCommand},
    keymap::{Key, KeyCode, KeyLookup},
};
use jiff::Timestamp;

use super::{
    app::App,
    background::Landing,
    effect::{Effect, Leaving},
    event::Event,
    session::{LabelKey, QuitState, Tone},
    state::popup::Popup,
    views::ViewId,
};

/// Returns the value behind `known`, or the first value behind the last.
fn next_of<T: Copy + PartialEq>(all: &[T], known: T) -> T {
    let mut values = all.iter().cycle();
    values.find(|value| **value == known);
    values.next().copied().unwrap_or(known)
}

impl App {
    /// Takes in one event at the time `at`.
    ///
    /// Returns the effects of the event, in the order of their execution.
    pub fn update(&mut self, event: Event, at: Timestamp) -> Vec<Effect> {
        self.session.view_before = self.reader_view();
        self.take_in(event, at);
        // Prepared last, since a job holds all changes of the event, and carried out first.
        let to_save = std::mem::take(&mut self.background.to_save).into_iter();
        let jobs: Vec<_> = to_save.filter_map(|index| self.project.save_job(index)).collect();
        if !jobs.is_empty() {
            self.effects.insert(0, Effect::Save(jobs));
        }
        let to_read = self.background.to_read.take();
        self.effects.extend(to_read.map(|index| Effect::Read(index, None)));
        std::mem::take(&mut self.effects)
    }

    fn take_in(&mut self, event: Event, at: Timestamp) {
        match event {
            Event::Key(key) => self.key(key, at),
            Event::Paste(text) if self.context().takes_text() => self.typed(&text, at),
            Event::Paste(_) => {}
            Event::Mouse(mouse, col, row) => self.mouse(mouse, col, row, at),
            Event::Resize(cols, rows) => {
                if self.size != (cols, rows) {
                    self.size = (cols, rows);
                    self.lay_out();
                    self.follow();
                }
                // Also at an equal size: in between, a smaller terminal may have cut the screen.
                self.effects.push(Effect::Resize(self.size));
            }
            Event::Loaded(articles) => {
                self.effects.push(Effect::Index(articles.clone()));
                self.loaded(articles);
            }
            Event::Reread(index, article, what) => self.was_read_again(index, article, what),
            Event::Found(generation, answer, percent) => self.found(generation, answer, percent),
            Event::Comparing(generation, percent) => self.take_progress(generation, percent),
            Event::Repeats(generation, repeats) => self.take_repeats(generation, repeats),
            Event::Sources(generation, ledger) => self.take_sources(generation, ledger),
            Event::Stored(outcome) => self.stored(*outcome),
            Event::SaverIdle => self.leave_or_stay(),
            Event::SaverBusy => self.leave_when_saved(),
            Event::Resumed(place) => {
                let (index, landing) = place.unwrap_or((0, Landing::Sentence(0)));
                self.land(index, landing);
                self.tell_of_drafts();
            }
            Event::Started(warning) => self.start(warning, at),
            Event::TerminalLeft => self.message = None,
            // Nothing is written once more, since the end of every write comes back here.
            Event::Saved
                if self.session.quit == QuitState::WhenSaved && !self.project.is_saving() =>
            {
                self.session.quit = QuitState::Stays;
                self.effects.push(Effect::Quit(Leaving::WhenSaved));
            }
            Event::Saved => {}
            Event::Changed(files) => self.files_changed(&files),
            Event::Renamed(renamed) => self.take_renamed(renamed),
            Event::Earlier(earlier) => self.ask_about_earlier(earlier),
            Event::Missing(found) => self.take_missing(found),
            Event::Stop => self.effects.extend([Effect::SavePlace, Effect::Suspend]),
            Event::Continued => self.effects.push(Effect::TakeOver),
            Event::Terminate(status) => {
                self.background.to_save.extend(self.project.unsaved());
                self.effects.extend([Effect::SavePlace, Effect::Quit(Leaving::Asked(status))]);
            }
        }
    }

    fn start(&mut self, warning: Option<String>, at: Timestamp) {
        if self.project.n_waiting() == 0 {
            self.compare_all();
            self.find_renames();
        }
        self.look_who_decides(at);
        if self.project.n_waiting() == 0 {
            self.tell_of_files();
            self.tell_of_unknown_labels();
        }
        self.tell_of_corpus();
        if let Some(warning) = warning {
            let told = self.message.take().map(|(_, words)| format!(" · {words}"));
            self.warn(warning + &told.unwrap_or_default());
        }
    }

    fn key(&mut self, key: Key, at: Timestamp) {
        self.message = None;
        self.session.brought_back = None;
        let context = self.context();
        self.session.pending.push(key);
        match self.keymap.lookup(context, &self.session.pending) {
            KeyLookup::Prefix(_) => {}
            KeyLookup::Found(command) => {
                self.session.pending.clear();
                self.ask(command, at);
            }
            KeyLookup::Unknown => {
                let pressed = std::mem::take(&mut self.session.pending);
                self.unknown(&pressed, context, at);
            }
        }
    }

    fn unknown(&mut self, pressed: &[Key], context: Context, at: Timestamp) {
        let typed = pressed.first().and_then(|key| key.text()).filter(|_| pressed.len() == 1);
        if let Some(character) = typed.filter(|_| context.takes_text()) {
            return self.typed(character.encode_utf8(&mut [0; 4]), at);
        }
        let given_up = pressed.last().is_some_and(|key| key.code == KeyCode::Esc);
        if !given_up {
            let keys = copydesk::keymap::show_keys(pressed);
            self.tell(format!("{keys} does nothing here; ? shows the keys."));
        }
    }

    /// Runs a command if the context allows the command and its [`CommandNeeds`] are met.
    pub fn ask(&mut self, command: Command, at: Timestamp) {
        let spec = command.spec();
        if !spec.contexts.contains(&self.context()) {
            return self.warn(format!("{} cannot be done here.", spec.name));
        }
        if !self.meets(spec.needs) {
            return self.tell(spec.needs.unmet());
        }
        let has_ended = self.has_ended(command, at);
        if has_ended || (command.decides() && !self.may_decide(at)) {
            return;
        }
        let n_popups = self.popups.len();
        self.run(command, at);
        if self.popups.len() != n_popups {
            self.end_label_key();
        }
        // Only the very next command after the warning may leave decisions behind.
        self.session.quit = QuitState::Stays;
    }

    /// Takes note of a label key. Returns true, and tells why, if a held label key has done its work.
    fn has_ended(&mut self, command: Command, at: Timestamp) -> bool {
        let Command::Decide(label @ (DecideCommand::Label(_) | DecideCommand::RepeatLabel)) =
            command
        else {
            self.session.finishing = None;
            self.session.label_key = None;
            return false;
        };
        let key = LabelKey::press(self.session.label_key.take(), label, at);
        let told = key.ended().map(str::to_owned);
        self.session.label_key = Some(key);
        told.map(|told| self.tell(told)).is_some()
    }

    /// Ends the work of a label key: while it is held, it does nothing more.
    pub(super) fn end_label_key(&mut self) {
        let told = self.message.as_ref().map_or(String::new(), |(_, told)| told.clone());
        if let Some(key) = &mut self.session.label_key {
            key.end(told);
        }
    }

    /// Runs a command in the popup, reader or list in front.
    fn run(&mut self, command: Command, at: Timestamp) {
        match self.popups.last() {
            Some(Popup::Finder(_)) => self.run_in_finder(command, at),
            Some(Popup::Occurrences(_)) => self.run_in_occurrences(command, at),
            Some(Popup::Settle(_)) => self.run_in_settle(command, at),
            Some(Popup::Picker(_)) => self.run_in_picker(command, at),
            Some(Popup::Prompt(_)) => self.run_in_prompt(command, at),
            Some(Popup::Confirm(_)) => self.run_in_confirm(command, at),
            None if self.view == ViewId::Reader => self.run_in_reader(command, at),
            None => self.run_in_list(command, at),
        }
    }

    /// Shows a message until the next key.
    pub fn tell(&mut self, words: impl Into<String>) {
        self.message = Some((Tone::Told, words.into()));
    }

    /// Shows a warning until the next key.
    pub fn warn(&mut self, words: impl Into<String>) {
        self.message = Some((Tone::Warned, words.into()));
    }

    /// Shows a failure until the next key.
    pub fn fail(&mut self, words: impl Into<String>) {
        self.message = Some((Tone::Failed, words.into()));
    }
}
