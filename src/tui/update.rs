//! [`App::update`], the only place with changes of the state: from an event to effects.

mod navigate;
mod reader;
mod motion;
mod search;
mod select;
mod decide;
mod attribution_parts;
mod note_prompt;
mod read_once;
mod landing;
mod list_commands;
mod repeats;
mod rules;
mod anchors;
mod conflicts;
mod finder;
mod saved_searches;
mod occurrences;
mod popups;
mod quick_open;
mod mouse;
mod reload;
mod external_changes;
mod stored;
mod shared_edits;

use copydesk::{
    command::{Command, Context},
    keymap::{Key, KeyCode, KeyLookup},
};
use jiff::Timestamp;

use super::{
    app::App,
    background::Landing,
    effect::{Effect, Leaving},
    event::Event,
    session::{QuitState, Tone},
    state::popup::Popup,
    views::ViewId,
};

/// The effects of one event, in the order in which they are carried out.
pub type Effects = Vec<Effect>;

/// Returns the value behind `known`, or the first value behind the last.
fn next_of<T: Copy + PartialEq>(all: &[T], known: T) -> T {
    let mut values = all.iter().cycle();
    values.find(|value| **value == known);
    values.next().copied().unwrap_or(known)
}

impl App {
    /// Takes in one event at the time `at`.
    pub fn update(&mut self, event: Event, at: Timestamp) -> Effects {
        let mut effects = self.take_in(event, at);
        // Prepared last, since a job holds all changes of the event, and carried out first.
        let to_save = std::mem::take(&mut self.background.to_save).into_iter();
        let jobs: Vec<_> = to_save.filter_map(|index| self.project.save_job(index)).collect();
        if !jobs.is_empty() {
            effects.insert(0, Effect::Save(jobs));
        }
        let to_read = self.background.to_read.take();
        effects.extend(to_read.map(|index| Effect::Read(index, None)));
        effects
    }

    fn take_in(&mut self, event: Event, at: Timestamp) -> Effects {
        match event {
            Event::Key(key) => self.key(key, at),
            Event::Paste(text) => self.paste(&text, at),
            Event::Mouse(mouse, col, row) => self.mouse(mouse, col, row, at),
            Event::Resize(cols, rows) => {
                if self.size != (cols, rows) {
                    self.size = (cols, rows);
                    self.lay_out();
                    self.follow();
                }
                // Also at an equal size: in between, a smaller terminal may have cut the screen.
                vec![Effect::Resize(self.size)]
            }
            Event::Loaded(articles) => {
                let mut effects = vec![Effect::Index(articles.clone())];
                effects.extend(self.loaded(articles));
                effects
            }
            Event::Reread(index, article, what) => self.was_read_again(index, article, what),
            Event::Found(generation, answer, percent) => {
                self.found(generation, answer, percent);
                Vec::new()
            }
            Event::Comparing(generation, percent) => {
                self.take_progress(generation, percent);
                Vec::new()
            }
            Event::Repeats(generation, repeats) => {
                self.take_repeats(generation, repeats);
                Vec::new()
            }
            Event::Sources(generation, ledger) => {
                self.take_sources(generation, ledger);
                Vec::new()
            }
            Event::Stored(outcome) => {
                self.stored(*outcome);
                Vec::new()
            }
            Event::SaverIdle => self.leave_or_stay(),
            Event::SaverBusy => {
                self.leave_when_saved();
                Vec::new()
            }
            Event::Resumed(place) => {
                let (index, landing) = place.unwrap_or((0, Landing::Sentence(0)));
                self.land(index, landing);
                self.tell_of_drafts();
                Vec::new()
            }
            Event::Started(warning) => self.start(warning, at),
            Event::TerminalLeft => {
                self.message = None;
                Vec::new()
            }
            // Nothing is written once more, since the end of every write comes back here.
            Event::Saved
                if self.session.quit == QuitState::WhenSaved && !self.project.is_saving() =>
            {
                self.session.quit = QuitState::Stays;
                vec![Effect::Quit(Leaving::WhenSaved)]
            }
            Event::Saved => Vec::new(),
            Event::Changed(files) => self.files_changed(&files),
            Event::Astray(told) => {
                self.tell_astray(&told);
                Vec::new()
            }
            Event::Stop => vec![Effect::SavePlace, Effect::Suspend],
            Event::Continued => vec![Effect::TakeOver],
            Event::Terminate(status) => {
                self.background.to_save.extend(self.project.unsaved());
                vec![Effect::SavePlace, Effect::Quit(Leaving::Asked(status))]
            }
        }
    }

    fn start(&mut self, warning: Option<String>, at: Timestamp) -> Effects {
        let mut effects = Vec::new();
        if self.project.n_waiting() == 0 {
            effects.push(self.compare_all());
        }
        self.look_who_decides(at);
        if let Some(warning) = warning {
            let told = self.message.take().map(|(_, words)| format!(" · {words}"));
            self.tell(Tone::Warned, warning + &told.unwrap_or_default());
        }
        effects
    }

    fn key(&mut self, key: Key, at: Timestamp) -> Effects {
        self.message = None;
        let context = self.context();
        self.session.pending.push(key);
        match self.keymap.lookup(context, &self.session.pending) {
            KeyLookup::Prefix(_) => Vec::new(),
            KeyLookup::Found(command) => {
                self.session.pending.clear();
                self.ask(command, at)
            }
            KeyLookup::Unknown => {
                let pressed = std::mem::take(&mut self.session.pending);
                self.unknown(&pressed, context, at)
            }
        }
    }

    fn unknown(&mut self, pressed: &[Key], context: Context, at: Timestamp) -> Effects {
        let typed = pressed.first().and_then(|key| key.text()).filter(|_| pressed.len() == 1);
        if let Some(character) = typed.filter(|_| context.takes_text()) {
            return self.typed(character.encode_utf8(&mut [0; 4]), at);
        }
        let given_up = pressed.last().is_some_and(|key| key.code == KeyCode::Esc);
        if !given_up {
            let keys = copydesk::keymap::show_keys(pressed);
            self.tell(Tone::Told, format!("{keys} does nothing here; ? shows the keys."));
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str, at: Timestamp) -> Effects {
        if self.context().takes_text() { self.typed(text, at) } else { Vec::new() }
    }

    /// Runs a command if the context allows the command and its [`CommandNeeds`] are met.
    pub fn ask(&mut self, command: Command, at: Timestamp) -> Effects {
        let spec = command.spec();
        if !spec.contexts.contains(&self.context()) {
            let words = format!("{} cannot be done here.", spec.name);
            self.tell(Tone::Warned, words);
            return Vec::new();
        }
        if !self.meets(spec.needs) {
            self.tell(Tone::Told, spec.needs.unmet().to_owned());
            return Vec::new();
        }
        if command.decides() && !self.may_decide(at) {
            return Vec::new();
        }
        let effects = self.run(command, at);
        // Only the very next command after the warning may leave decisions behind.
        self.session.quit = QuitState::Stays;
        effects
    }

    /// Runs a command in the popup, reader or list in front.
    fn run(&mut self, command: Command, at: Timestamp) -> Effects {
        match self.popups.last() {
            Some(Popup::Finder(_)) => self.run_in_finder(command, at),
            Some(Popup::Occurrences(_)) => self.run_in_occurrences(command, at),
            Some(Popup::Picker(_)) => self.run_in_picker(command, at),
            Some(Popup::Prompt(_)) => self.run_in_prompt(command, at),
            Some(Popup::Confirm(_)) => self.run_in_confirm(command, at),
            None if self.view == ViewId::Reader => self.run_in_reader(command, at),
            None => self.run_in_list(command, at),
        }
    }

    /// Shows a message until the next key.
    pub fn tell(&mut self, tone: Tone, words: impl Into<String>) {
        self.message = Some((tone, words.into()));
    }
}
