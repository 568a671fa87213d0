//! Commands of every view: showing views and popups, palette, help, export, stepping back, quitting.

use std::sync::Arc;

use copydesk::{
    command::{AppCommand, COMMANDS, Command, Context, PopupCommand, ViewCommand},
    corpus::Article,
    keymap::Key,
    text::count,
};

use crate::tui::{
    app::App,
    effect::{Effect, Leaving},
    hints,
    session::QuitState,
    state::popup::{PickerChoice, PickerItem, PickerPopup, Popup, QuickOpen},
    views::{ViewId, shown_by},
};

impl App {
    /// Shows the view of a command.
    pub(super) fn run_view(&mut self, command: ViewCommand) {
        let id = shown_by(command);
        if let Some(view) = self.views.get_mut(id) {
            view.asked_for(command);
        }
        self.show(id);
    }

    /// Shows the popup of a command.
    pub(super) fn run_popup(&mut self, command: PopupCommand) {
        match command {
            PopupCommand::OpenArticle => self.open_quick(QuickOpen::Articles),
            PopupCommand::OpenLabel => self.open_quick(QuickOpen::Labels),
            PopupCommand::SavedSearches => self.pick_search(),
            PopupCommand::Passages => self.open_passages(),
            PopupCommand::Concordance => self.open_concordance(),
        }
    }

    /// Runs a command of the program.
    pub(super) fn run_app(&mut self, command: AppCommand) {
        match command {
            AppCommand::Menu => self.session.pending = vec![Key::char(' ')],
            AppCommand::Palette => self.open_quick(QuickOpen::Commands),
            AppCommand::Help => self.open_help(),
            AppCommand::Export => self.open_export(),
            AppCommand::Redraw => self.effects.push(Effect::Redraw),
            AppCommand::Suspend => self.effects.extend([Effect::SavePlace, Effect::Suspend]),
        }
    }

    /// Shows a view with its rows built anew.
    pub(super) fn show(&mut self, view: ViewId) {
        self.reader.selection = None;
        self.view = view;
        self.refresh_lists();
        if let Some((view, scene)) = self.front_mut() {
            view.came_to_front(scene);
        }
        self.follow_rows();
    }

    /// Returns the commands of the context in front.
    pub(super) fn command_items(&self) -> Vec<PickerItem> {
        let context = self.context();
        COMMANDS
            .iter()
            .filter(|spec| spec.contexts.contains(&context) && self.has_label(spec.command))
            .map(|spec| self.item(spec.command, context))
            .collect()
    }

    /// Shows the commands of the context in front with their keys, by heading.
    fn open_help(&mut self) {
        let context = self.context();
        let items = copydesk::command::HelpHeading::ALL
            .iter()
            .flat_map(|group| COMMANDS.iter().filter(move |spec| spec.heading == *group))
            .filter(|spec| spec.contexts.contains(&context) && self.has_label(spec.command))
            .map(|spec| self.item(spec.command, context))
            .map(|item| PickerItem { words: help_words(&item), ..item })
            .collect();
        let title = match context {
            Context::Select => "Keys while words are selected",
            Context::List => "Keys in a list",
            _ => "Keys in the article",
        };
        self.pick(title, items);
    }

    /// Shows a picker.
    pub(super) fn pick(&mut self, title: &'static str, items: Vec<PickerItem>) {
        self.popups.push(Popup::Picker(PickerPopup::new(title, items)));
    }

    /// Returns false for the command of a label key without a label in the codebook.
    fn has_label(&self, command: Command) -> bool {
        let codebook = self.project.codebook();
        command.label_key().is_none_or(|key| codebook.by_key(key).is_some())
    }

    fn item(&self, command: Command, context: Context) -> PickerItem {
        let spec = command.spec();
        let label = command.label_key().and_then(|key| self.project.codebook().by_key(key));
        let doc = match (command.label_key(), label) {
            (Some(_), Some(label)) => format!("Put the label {}; again takes it off.", label.name),
            _ => spec.doc.to_owned(),
        };
        PickerItem {
            choice: PickerChoice::Command(command),
            name: spec.name.to_owned(),
            words: format!("{}  {doc}", spec.name),
            keys: shown_keys(&self.keymap.keys_of(context, command)),
            available: self.meets(spec.needs),
        }
    }

    /// Runs `q`: goes back to the article, and from the article out of the program.
    pub(super) fn step_back(&mut self) {
        if self.reader.selection.take().is_some() {
            return;
        }
        if self.view != ViewId::Reader {
            self.show(ViewId::Reader);
            return;
        }
        self.quit();
    }

    pub(super) fn quit(&mut self) {
        let unsaved: Vec<usize> = self.project.unsaved().collect();
        let leaving = match self.session.quit {
            QuitState::Stays => Leaving::WhenSaved,
            QuitState::Warned | QuitState::WhenSaved => Leaving::Anyway,
        };
        self.background.to_save.extend(unsaved);
        self.effects.extend([Effect::SavePlace, Effect::Quit(leaving)]);
    }

    /// Runs `Esc`: goes one step out, never out of the program.
    pub(super) fn step_out(&mut self) {
        if self.reader.selection.take().is_some() {
            return;
        }
        if self.view == ViewId::Reader {
            return self.step_out_of_reader();
        }
        let list = self.front().list();
        match list.is_some_and(|list| !list.filter().is_empty()) {
            true => self.filter_rows(String::new()),
            false => self.show(ViewId::Reader),
        }
    }

    fn step_out_of_reader(&mut self) {
        if self.reader.placing_anew.take().is_some() {
            self.tell("The mark is left as it is.");
        } else if self.return_to_reading() {
            self.tell("Back where reading stood");
        } else if self.reader.search.take().is_none() && self.reader.shown.take().is_some() {
            self.tell("All sentences are shown.");
        }
    }

    pub(super) fn cancel(&mut self) {
        let busy = self.reader.selection.is_some()
            || self.reader.placing_anew.is_some()
            || self.reader.labelled.is_visiting(self.reader.place)
            || self.view != ViewId::Reader;
        if busy || self.reader.search.is_some() || self.reader.shown.is_some() {
            self.step_out();
        } else {
            self.tell("q quits; everything is saved already.");
        }
    }

    /// Takes the articles of the background reader.
    pub(super) fn loaded(&mut self, articles: Vec<(usize, Arc<Article>)>) {
        for (index, article) in articles {
            if self.project.article(index).is_none() {
                self.project.admit(index, &article);
            }
        }
        let index = self.reader.place.article;
        if let Some(landing) =
            self.background.awaited.filter(|_| self.project.article(index).is_some())
        {
            self.land(index, landing);
        }
        if self.view != ViewId::Reader {
            self.refresh_lists();
        }
        // The articles may hold hits of the search in front.
        self.search_all();
        if self.project.n_waiting() == 0 {
            self.compare_all();
            self.find_renames();
            self.tell_of_files();
            self.tell_of_unknown_labels();
        }
    }

    /// Tells once that annotations of an earlier version were converted, or that files of copydesk's own
    /// are no articles, unless something else is told.
    pub(super) fn tell_of_files(&mut self) {
        let (n, n_own) = (self.project.n_recounted(), self.project.own_files().len());
        if self.message.is_some() {
            return;
        }
        if n > 0 {
            let annotations = count(n, "annotation");
            self.tell(format!(
                "{annotations} counted CR line ends: converted exactly, none moved."
            ));
        } else if n_own > 0 {
            self.tell(format!("{} of copydesk's own left out.", count(n_own, "file")));
        }
    }

    /// Asks for a new comparison of all articles; known repeats stay until the answer comes.
    pub fn compare_all(&mut self) {
        self.background.comparison += 1;
        self.background.n_compared = 0;
        self.effects.push(Effect::FindRepeats(self.background.comparison));
    }
}

/// Returns the first keys of a command, one or two, as many as fit.
fn shown_keys(keys: &[String]) -> String {
    let shown: Vec<String> = keys.iter().take(2).map(|keys| hints::show_key(keys)).collect();
    let both = shown.join("  ");
    if both.chars().count() <= 13 { both } else { shown.into_iter().next().unwrap_or_default() }
}

/// Returns the words of an item with the sentence first, for help; the palette shows the name first.
fn help_words(item: &PickerItem) -> String {
    match item.words.split_once("  ") {
        Some((name, doc)) => format!("{doc}  {name}"),
        None => item.words.clone(),
    }
}
