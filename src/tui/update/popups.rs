//! Popups: pickers, lines for text, questions.

use copydesk::{
    annotation::AnnotationId,
    command::{Command, EditCommand, ListCommand, NavigateCommand, QueryCommand},
    project::{AnnotationEdit, EditTarget, LabelChange, MissingChoice, SharedEdit},
    store::check_annotator,
    text::{agree, count},
};
use jiff::Timestamp;

use super::saved_searches::SearchAct;
use crate::tui::{
    app::App,
    effect::Effect,
    state::{
        popup::{ConfirmedAction, PickerChoice, Popup, PromptPurpose},
        reader::ReaderPlace,
    },
};

impl App {
    /// Types text into the topmost text field.
    pub(super) fn typed(&mut self, text: &str, at: Timestamp) {
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let one_line = |text: &str| lines(text).replace('\n', " ");
        match self.popups.last_mut() {
            Some(Popup::Picker(picker)) => {
                picker.field.insert(&one_line(text));
                picker.search();
            }
            Some(Popup::Finder(finder)) => {
                finder.field.insert(&one_line(text));
                self.search_all();
            }
            Some(Popup::Prompt(prompt)) => {
                prompt.field.insert(&if prompt.is_note() { lines(text) } else { one_line(text) });
                self.prompt_changed(at);
            }
            Some(Popup::Confirm(_)) => self.answer(text, at),
            Some(Popup::Occurrences(_) | Popup::Settle(_)) | None => {}
        }
    }

    /// Runs a command in a picker.
    pub(super) fn run_in_picker(&mut self, command: Command, at: Timestamp) {
        let height = self.list_height();
        let Some(Popup::Picker(picker)) = self.popups.last_mut() else { return };
        match command {
            Command::Edit(command) => {
                picker.field.edit(command);
                picker.search();
            }
            Command::Move(command) => {
                picker.rows.go(command, height);
                picker.rows.follow(height);
            }
            Command::Navigate(NavigateCommand::Open) => self.choose(at),
            Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) => {
                self.popups.pop();
            }
            Command::List(ListCommand::Tick) => self.next_quick(),
            Command::Query(QueryCommand::Save) => self.change_saved(SearchAct::Rename),
            Command::Query(QueryCommand::RemoveFilter) => self.change_saved(SearchAct::Delete),
            Command::App(command) => self.run_app(command),
            Command::Navigate(NavigateCommand::Quit)
            | Command::List(
                ListCommand::TickAll
                | ListCommand::Filter
                | ListCommand::AddLabel
                | ListCommand::MergeLabel,
            )
            | Command::Query(
                QueryCommand::ToggleScattered
                | QueryCommand::CycleMode
                | QueryCommand::CycleOrder
                | QueryCommand::ToggleCounts
                | QueryCommand::AddFilter,
            )
            | Command::Jump(_)
            | Command::Decide(_)
            | Command::History(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Repeats(_)
            | Command::Find(_)
            | Command::View(_)
            | Command::Popup(_)
            | Command::Reader(_) => {}
        }
    }

    /// Runs a command in a line for text.
    pub(super) fn run_in_prompt(&mut self, command: Command, at: Timestamp) {
        let Some(Popup::Prompt(prompt)) = self.popups.last_mut() else { return };
        match command {
            Command::Edit(EditCommand::Newline) if !prompt.is_note() => {}
            Command::Edit(command) => {
                prompt.field.edit(command);
                self.prompt_changed(at);
            }
            Command::Navigate(NavigateCommand::Open) => self.accept_prompt(at),
            Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) => self.give_up(),
            Command::App(command) => self.run_app(command),
            Command::Navigate(NavigateCommand::Quit)
            | Command::Move(_)
            | Command::Jump(_)
            | Command::Decide(_)
            | Command::History(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Repeats(_)
            | Command::Find(_)
            | Command::Query(_)
            | Command::List(_)
            | Command::View(_)
            | Command::Popup(_)
            | Command::Reader(_) => {}
        }
    }

    /// Runs a command in a question; only typed `y` answers yes.
    pub(super) fn run_in_confirm(&mut self, command: Command, at: Timestamp) {
        if let Command::App(command) = command {
            self.run_app(command);
        } else if let Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) = command
        {
            self.answer_later();
        } else {
            self.answer("", at);
        }
    }

    /// Takes back the effects of an abandoned line, for example the hits of a search.
    fn give_up(&mut self) {
        let Some(Popup::Prompt(prompt)) = self.popups.pop() else { return };
        match prompt.asking {
            PromptPurpose::Find(from) => {
                self.reader.search = None;
                self.move_to(from);
            }
            PromptPurpose::SelectFind(before) => {
                self.reader.selection = Some(before);
                self.follow();
            }
            PromptPurpose::FilterRows(before) => self.filter_rows(before),
            PromptPurpose::Text(field, target) => {
                self.leave_draft((target, field), prompt.field.text());
            }
            _ => {}
        }
    }

    fn choose(&mut self, at: Timestamp) {
        let Some(Popup::Picker(picker)) = self.popups.last() else { return };
        let Some(choice) = picker.selected().map(|item| item.choice.clone()) else { return };
        self.popups.pop();
        match choice {
            PickerChoice::Command(command) => self.ask(command, at),
            PickerChoice::Version(article, id, which) => {
                self.choose_version((article, id), which, at);
            }
            PickerChoice::Format(format) => self.choose_format(format),
            PickerChoice::ExportOf(format, choice) => self.ask_export_path(format, choice),
            PickerChoice::Article(index) => self.go_to_article(index),
            PickerChoice::Label(id) => self.show_label(&id),
            PickerChoice::Source(key) => {
                self.popups.clear();
                self.show_source(key);
            }
            PickerChoice::Filter(filter) => self.add_filter(&filter),
            PickerChoice::DropFilter(nth) => self.drop_filter(nth),
            PickerChoice::Search(name) => self.open_search(&name),
        }
    }

    fn answer(&mut self, text: &str, at: Timestamp) {
        let Some(Popup::Confirm(confirm)) = self.popups.pop() else { return };
        if matches!(confirm.what, ConfirmedAction::Earlier) {
            return self.answer_earlier(text, at);
        }
        if matches!(confirm.what, ConfirmedAction::SecondStore) {
            return self.answer_second_store(text);
        }
        if matches!(confirm.what, ConfirmedAction::OffDisk) {
            return self.answer_off_disk(text);
        }
        if text != "y" {
            let words = match confirm.what {
                ConfirmedAction::DeleteAnnotations(_) | ConfirmedAction::DeleteSearch(_) => {
                    "Nothing is deleted."
                }
                ConfirmedAction::LetGo(_) => "Nothing is let go.",
                ConfirmedAction::ReplaceSearch(_) => "Nothing is replaced.",
                ConfirmedAction::ReplaceExport(_) => "Nothing is written.",
                ConfirmedAction::Earlier
                | ConfirmedAction::SecondStore
                | ConfirmedAction::OffDisk => "",
                ConfirmedAction::ChangeLabel(_) => "No label is changed.",
            };
            return self.tell(words);
        }
        match confirm.what {
            ConfirmedAction::DeleteAnnotations(annotations) => {
                self.delete_annotations(&annotations, at);
            }
            ConfirmedAction::LetGo(places) => {
                self.settle_missing(&places, MissingChoice::LetGo, at);
            }
            ConfirmedAction::DeleteSearch(name) => self.keep(SharedEdit::DeleteSearch(name)),
            ConfirmedAction::ReplaceSearch(search) => self.keep(SharedEdit::SaveSearch(search)),
            ConfirmedAction::ReplaceExport(task) => self.replace_export(task),
            ConfirmedAction::Earlier | ConfirmedAction::SecondStore | ConfirmedAction::OffDisk => {}
            ConfirmedAction::ChangeLabel(plan) => self.change_label(*plan, at),
        }
    }

    fn delete_annotations(&mut self, annotations: &[(usize, AnnotationId)], at: Timestamp) {
        let targets: Vec<EditTarget> =
            annotations.iter().map(|(article, id)| EditTarget::Annotation(*article, *id)).collect();
        self.edit(&targets, &AnnotationEdit::Delete, at);
        self.views.annotations.list.ticked.clear();
        let n = targets.len();
        let (annotations, are) = (count(n, "annotation"), agree(n, "is", "are"));
        self.tell(format!(
            "{annotations} {are} deleted; u brings {} back.",
            agree(n, "it", "them")
        ));
    }

    /// Runs the immediate effect of a changed line, for example a search.
    fn prompt_changed(&mut self, at: Timestamp) {
        let Some(Popup::Prompt(prompt)) = self.popups.last() else { return };
        let text = prompt.field.text().to_owned();
        match prompt.asking {
            PromptPurpose::Find(began) => self.find_typed(&text, began),
            PromptPurpose::SelectFind(before) => {
                self.select_typed(before, &text);
            }
            PromptPurpose::FilterRows(_) => self.filter_rows(text),
            PromptPurpose::Text(field, target) => {
                self.type_draft((target, field), &text, at);
            }
            _ => {}
        }
    }

    fn accept_prompt(&mut self, at: Timestamp) {
        let Some(Popup::Prompt(prompt)) = self.popups.last() else { return };
        let text = prompt.field.text().trim().to_owned();
        // A word without a place selects nothing, so the line stays.
        if let PromptPurpose::SelectFind(before) = prompt.asking
            && !text.is_empty()
            && !self.select_typed(before, &text)
        {
            return;
        }
        let Some(Popup::Prompt(prompt)) = self.popups.pop() else { return };
        let words = (!text.is_empty()).then(|| text.clone());
        match prompt.asking {
            PromptPurpose::Text(field, target) => self.write((target, field), words, at),
            PromptPurpose::Find(began) => self.accept_find(began),
            PromptPurpose::SelectFind(_) => self.select_found(),
            PromptPurpose::FilterSentences => self.filter_sentences(&text),
            PromptPurpose::FilterRows(_) => {}
            PromptPurpose::ExportPath(format, choice) => {
                if let Some(path) = words {
                    self.accept_export_path((format, &choice), &path);
                }
            }
            PromptPurpose::LabelName => self.accept_label(&text),
            PromptPurpose::LabelRename(id) => {
                self.ask_label_change(&LabelChange::Rename(id, text), at);
            }
            PromptPurpose::LabelMerge(id) => self.merge_label(id, &text, at),
            PromptPurpose::SearchName => self.accept_search_name(&text),
            PromptPurpose::SearchRename(name) => self.accept_search_rename(name, text),
            PromptPurpose::Annotator => self.accept_annotator(words),
        }
    }

    fn accept_annotator(&mut self, name: Option<String>) {
        if let Err(reserved) = name.as_deref().map_or(Ok(()), check_annotator) {
            return self.warn(reserved.to_string());
        }
        self.settings.annotator = name;
        self.effects.push(Effect::SaveSettings);
    }

    fn accept_find(&mut self, began: ReaderPlace) {
        if self.reader.place != began {
            self.reader.trail.leave(began);
        }
        let Some(search) = &self.reader.search else { return };
        let (words, n) = (search.words.clone(), search.hits.len());
        match n {
            _ if words.is_empty() => self.reader.search = None,
            0 => self.warn(format!("“{words}” is not in this article.")),
            1 => self.tell("One hit; Esc ends the search."),
            n => self.tell(format!("{}; n and N go through them, Esc ends it.", count(n, "hit"))),
        }
    }

    fn accept_label(&mut self, name: &str) {
        match self.project.new_label(name) {
            Ok((id, codebook)) => self.keep(SharedEdit::AddLabel(id, codebook)),
            Err(error) => self.fail(format!("No label was added: {error}.")),
        }
    }
}
