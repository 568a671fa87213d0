//! Popups: pickers, lines for text, questions.

use std::path::PathBuf;

use copydesk::{
    annotation::{AnnotationId, TypedField},
    command::{Command, EditCommand, ListCommand, NavigateCommand, QueryCommand},
    project::{AnnotationEdit, EditTarget, SharedEdit},
    store::check_annotator,
    text::{agree, count},
};
use jiff::Timestamp;

use super::{Effects, saved_searches::SearchAct};
use crate::tui::{
    app::App,
    effect::Effect,
    saver_task::ExportTask,
    session::Tone,
    state::{
        popup::{ConfirmedAction, PickerChoice, Popup, PromptPurpose},
        reader::ReaderPlace,
    },
};

impl App {
    /// Types text into the topmost text field.
    pub(super) fn typed(&mut self, text: &str, at: Timestamp) -> Effects {
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let one_line = |text: &str| lines(text).replace('\n', " ");
        match self.popups.last_mut() {
            Some(Popup::Picker(picker)) => {
                picker.field.insert(&one_line(text));
                picker.search();
                Vec::new()
            }
            Some(Popup::Finder(finder)) => {
                finder.field.insert(&one_line(text));
                self.search_all()
            }
            Some(Popup::Prompt(prompt)) => {
                let many = matches!(prompt.asking, PromptPurpose::Text(TypedField::Note, _));
                prompt.field.insert(&if many { lines(text) } else { one_line(text) });
                self.prompt_changed(at)
            }
            Some(Popup::Confirm(_)) => self.answer(text, at),
            Some(Popup::Occurrences(_)) | None => Vec::new(),
        }
    }

    /// Runs a command in a picker.
    pub(super) fn run_in_picker(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        let Some(Popup::Picker(picker)) = self.popups.last_mut() else {
            return Vec::new();
        };
        match command {
            Command::Edit(command) => {
                picker.field.edit(command);
                picker.search();
            }
            Command::Move(command) => {
                picker.rows.go(command, height);
                picker.rows.follow(height);
            }
            Command::Navigate(NavigateCommand::Open) => return self.choose(at),
            Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) => {
                self.popups.pop();
            }
            Command::List(ListCommand::Tick) => self.next_quick(),
            Command::Query(QueryCommand::Save) => self.change_saved(SearchAct::Rename),
            Command::Query(QueryCommand::RemoveFilter) => self.change_saved(SearchAct::Delete),
            Command::App(command) => return self.run_app(command),
            Command::Navigate(NavigateCommand::Quit)
            | Command::List(_)
            | Command::Query(_)
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
        Vec::new()
    }

    /// Runs a command in a line for text.
    pub(super) fn run_in_prompt(&mut self, command: Command, at: Timestamp) -> Effects {
        let Some(Popup::Prompt(prompt)) = self.popups.last_mut() else {
            return Vec::new();
        };
        let one_line = !matches!(prompt.asking, PromptPurpose::Text(TypedField::Note, _));
        match command {
            Command::Edit(EditCommand::Newline) if one_line => {}
            Command::Edit(command) => {
                prompt.field.edit(command);
                return self.prompt_changed(at);
            }
            Command::Navigate(NavigateCommand::Open) => return self.accept_prompt(at),
            Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) => self.give_up(),
            Command::App(command) => return self.run_app(command),
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
        Vec::new()
    }

    /// Runs a command in a question; only typed `y` answers yes.
    pub(super) fn run_in_confirm(&mut self, command: Command, at: Timestamp) -> Effects {
        if let Command::App(command) = command {
            return self.run_app(command);
        }
        if let Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) = command {
            self.popups.pop();
            return Vec::new();
        }
        self.answer("", at)
    }

    /// Takes back the effects of an abandoned line, for example the hits of a search.
    fn give_up(&mut self) {
        let Some(Popup::Prompt(prompt)) = self.popups.pop() else {
            return;
        };
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

    fn choose(&mut self, at: Timestamp) -> Effects {
        let Some(Popup::Picker(picker)) = self.popups.last() else {
            return Vec::new();
        };
        let Some(choice) = picker.selected().map(|item| item.choice.clone()) else {
            return Vec::new();
        };
        self.popups.pop();
        match choice {
            PickerChoice::Command(command) => self.ask(command, at),
            PickerChoice::Version(article, id, which) => {
                self.choose_version((article, id), which, at)
            }
            PickerChoice::Format(format) => {
                let name = format!("copydesk-export.{}", format.extension());
                self.prompt(PromptPurpose::ExportPath(format), "Write to", &name);
                Vec::new()
            }
            PickerChoice::Article(index) => self.go_to_article(index),
            PickerChoice::Label(id) => self.show_label(&id),
            PickerChoice::Source(key) => {
                self.popups.clear();
                self.show_source(key);
                Vec::new()
            }
            PickerChoice::Filter(filter) => self.add_filter(&filter),
            PickerChoice::DropFilter(nth) => self.drop_filter(nth),
            PickerChoice::Search(name) => self.open_search(&name),
        }
    }

    fn answer(&mut self, text: &str, at: Timestamp) -> Effects {
        let Some(Popup::Confirm(confirm)) = self.popups.pop() else {
            return Vec::new();
        };
        if text != "y" {
            let words = match confirm.what {
                ConfirmedAction::DeleteAnnotations(_) | ConfirmedAction::DeleteSearch(_) => {
                    "Nothing is deleted."
                }
                ConfirmedAction::ReplaceSearch(_) => "Nothing is replaced.",
            };
            self.tell(Tone::Told, words);
            return Vec::new();
        }
        match confirm.what {
            ConfirmedAction::DeleteAnnotations(annotations) => {
                self.delete_annotations(&annotations, at)
            }
            ConfirmedAction::DeleteSearch(name) => self.keep(SharedEdit::DeleteSearch(name)),
            ConfirmedAction::ReplaceSearch(search) => self.keep(SharedEdit::SaveSearch(search)),
        }
    }

    fn delete_annotations(
        &mut self,
        annotations: &[(usize, AnnotationId)],
        at: Timestamp,
    ) -> Effects {
        let targets: Vec<EditTarget> =
            annotations.iter().map(|(article, id)| EditTarget::Annotation(*article, *id)).collect();
        let effects = self.edit(&targets, &AnnotationEdit::Delete, at);
        self.views.annotations.list.ticked.clear();
        self.tell(
            Tone::Told,
            format!(
                "{} {} deleted; u brings {} back.",
                count(targets.len(), "annotation"),
                agree(targets.len(), "is", "are"),
                agree(targets.len(), "it", "them")
            ),
        );
        effects
    }

    /// Runs the immediate effect of a changed line, for example a search.
    fn prompt_changed(&mut self, at: Timestamp) -> Effects {
        let Some(Popup::Prompt(prompt)) = self.popups.last() else {
            return Vec::new();
        };
        let text = prompt.field.text().to_owned();
        match prompt.asking {
            PromptPurpose::Find(began) => self.find_typed(&text, began),
            PromptPurpose::SelectFind(before) => self.select_typed(before, &text),
            PromptPurpose::FilterRows(_) => self.filter_rows(text),
            PromptPurpose::Text(field, target) => {
                return self.type_draft((target, field), &text, at);
            }
            _ => {}
        }
        Vec::new()
    }

    fn accept_prompt(&mut self, at: Timestamp) -> Effects {
        let Some(Popup::Prompt(prompt)) = self.popups.pop() else {
            return Vec::new();
        };
        let text = prompt.field.text().trim().to_owned();
        let words = (!text.is_empty()).then(|| text.clone());
        match prompt.asking {
            PromptPurpose::Text(field, target) => self.write((target, field), words, at),
            PromptPurpose::Find(began) => {
                self.accept_find(began);
                Vec::new()
            }
            PromptPurpose::SelectFind(_) => {
                self.select_found();
                Vec::new()
            }
            PromptPurpose::FilterSentences => {
                self.filter_sentences(&text);
                Vec::new()
            }
            PromptPurpose::FilterRows(_) => Vec::new(),
            PromptPurpose::ExportPath(format) => match words {
                Some(path) => {
                    self.project.load_all();
                    vec![Effect::Export(Box::new(ExportTask {
                        format,
                        path: PathBuf::from(path),
                        articles: self.project.resolved_articles(),
                    }))]
                }
                None => Vec::new(),
            },
            PromptPurpose::LabelName => self.accept_label(&text),
            PromptPurpose::SearchName => self.accept_search_name(&text),
            PromptPurpose::SearchRename(name) => self.accept_search_rename(name, text),
            PromptPurpose::Annotator => self.accept_annotator(words),
        }
    }

    fn accept_annotator(&mut self, name: Option<String>) -> Effects {
        if let Err(reserved) = name.as_deref().map_or(Ok(()), check_annotator) {
            self.tell(Tone::Warned, reserved.to_string());
            return Vec::new();
        }
        self.settings.annotator = name;
        vec![Effect::SaveSettings]
    }

    fn accept_find(&mut self, began: ReaderPlace) {
        if self.reader.place != began {
            self.reader.trail.leave(began);
        }
        let Some(search) = &self.reader.search else {
            return;
        };
        let (words, n) = (search.words.clone(), search.hits.len());
        match n {
            _ if words.is_empty() => self.reader.search = None,
            0 => self.tell(Tone::Warned, format!("“{words}” is not in this article.")),
            1 => self.tell(Tone::Told, "One hit; Esc ends the search."),
            n => {
                let hits = count(n, "hit");
                self.tell(Tone::Told, format!("{hits}; n and N go through them, Esc ends it."));
            }
        }
    }

    fn accept_label(&mut self, name: &str) -> Effects {
        match self.project.new_label(name) {
            Ok((id, codebook)) => self.keep(SharedEdit::AddLabel(id, codebook)),
            Err(error) => {
                self.tell(Tone::Failed, format!("No label was added: {error}."));
                Vec::new()
            }
        }
    }
}
