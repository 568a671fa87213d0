//! What lies on top: pickers, lines to type, questions.

use std::path::PathBuf;

use copydesk::{
    annotation::AnnotationId,
    command::{Command, EditCommand, ListCommand, NavigateCommand, QueryCommand},
    project::{AnnotationEdit, EditTarget, SharedEdit},
    store::{DraftKind, check_annotator},
};
use jiff::Timestamp;

use super::{Effects, saved_searches::SearchAct};
use crate::tui::{
    app::App,
    effect::Effect,
    pane::{
        overlay::{Asking, Choice, Confirmed, Overlay},
        reader::Place,
    },
    session::Tone,
};

impl App {
    /// Types text into what takes text.
    pub(super) fn typed(&mut self, text: &str, at: Timestamp) -> Effects {
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let one_line = |text: &str| lines(text).replace('\n', " ");
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => {
                picker.field.insert(&one_line(text));
                picker.search();
                Vec::new()
            }
            Some(Overlay::Finder(finder)) => {
                finder.field.insert(&one_line(text));
                self.search_all()
            }
            Some(Overlay::Prompt(prompt)) => {
                let many = matches!(prompt.asking, Asking::Note(_));
                prompt
                    .field
                    .insert(&if many { lines(text) } else { one_line(text) });
                self.prompt_changed(at)
            }
            Some(Overlay::Confirm(_)) => self.answer(text, at),
            Some(Overlay::Occurrences(_)) | None => Vec::new(),
        }
    }

    /// Runs a command in a list to pick from.
    pub(super) fn run_in_picker(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        let Some(Overlay::Picker(picker)) = self.overlays.last_mut() else {
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
                self.overlays.pop();
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

    /// Runs a command in a line to type.
    pub(super) fn run_in_prompt(&mut self, command: Command, at: Timestamp) -> Effects {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        let one_line = !matches!(prompt.asking, Asking::Note(_));
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

    /// Runs a command in a question: any but these answers no.
    pub(super) fn run_in_confirm(&mut self, command: Command, at: Timestamp) -> Effects {
        if let Command::App(command) = command {
            return self.run_app(command);
        }
        if let Command::Navigate(NavigateCommand::Close | NavigateCommand::Cancel) = command {
            self.overlays.pop();
            return Vec::new();
        }
        self.answer("", at)
    }

    /// What was only tried while typing is taken back.
    fn give_up(&mut self) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.pop() else {
            return;
        };
        match prompt.asking {
            Asking::Find(from) => {
                self.reader.search = None;
                self.move_to(from);
            }
            Asking::SelectFind(before) => {
                self.reader.selection = Some(before);
                self.follow();
            }
            Asking::FilterRows(before) => self.filter_rows(before),
            Asking::Note(target) => {
                self.leave_draft((target, DraftKind::Note), prompt.field.text());
            }
            Asking::Evidence(target) => {
                self.leave_draft((target, DraftKind::Evidence), prompt.field.text());
            }
            _ => {}
        }
    }

    fn choose(&mut self, at: Timestamp) -> Effects {
        let Some(Overlay::Picker(picker)) = self.overlays.last() else {
            return Vec::new();
        };
        let Some(choice) = picker.selected().map(|item| item.choice.clone()) else {
            return Vec::new();
        };
        self.overlays.pop();
        match choice {
            Choice::Command(command) => self.ask(command, at),
            Choice::Version(article, id, which) => self.choose_version((article, id), which, at),
            Choice::Format(format) => {
                let name = format!("copydesk-export.{}", format.extension());
                self.prompt(Asking::ExportPath(format), "Write to", &name);
                Vec::new()
            }
            Choice::Article(index) => self.go_to_article(index),
            Choice::Label(id) => self.show_label(&id),
            Choice::Source(key) => {
                self.overlays.clear();
                self.show_source(key);
                Vec::new()
            }
            Choice::Filter(filter) => self.add_filter(&filter),
            Choice::DropFilter(nth) => self.drop_filter(nth),
            Choice::Search(name) => self.open_search(&name),
        }
    }

    fn answer(&mut self, text: &str, at: Timestamp) -> Effects {
        let Some(Overlay::Confirm(confirm)) = self.overlays.pop() else {
            return Vec::new();
        };
        if text != "y" {
            let words = match confirm.what {
                Confirmed::DeleteAnnotations(_) | Confirmed::DeleteSearch(_) => {
                    "Nothing is deleted."
                }
                Confirmed::ReplaceSearch(_) => "Nothing is replaced.",
            };
            self.tell(Tone::Told, words);
            return Vec::new();
        }
        match confirm.what {
            Confirmed::DeleteAnnotations(annotations) => self.delete_annotations(&annotations, at),
            Confirmed::DeleteSearch(name) => self.keep(SharedEdit::DeleteSearch(name)),
            Confirmed::ReplaceSearch(search) => self.keep(SharedEdit::SaveSearch(search)),
        }
    }

    fn delete_annotations(
        &mut self,
        annotations: &[(usize, AnnotationId)],
        at: Timestamp,
    ) -> Effects {
        let targets: Vec<EditTarget> = annotations
            .iter()
            .map(|(article, id)| EditTarget::Annotation(*article, *id))
            .collect();
        let effects = self.edit(&targets, &AnnotationEdit::Delete, at);
        self.views.annotations.list.ticked.clear();
        self.tell(
            Tone::Told,
            format!(
                "{} annotations are deleted; u brings them back.",
                targets.len()
            ),
        );
        effects
    }

    /// Some lines act while they are typed.
    fn prompt_changed(&mut self, at: Timestamp) -> Effects {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last() else {
            return Vec::new();
        };
        let text = prompt.field.text().to_owned();
        match prompt.asking {
            Asking::Find(began) => self.find_typed(&text, began),
            Asking::SelectFind(before) => self.select_typed(before, &text),
            Asking::FilterRows(_) => self.filter_rows(text),
            Asking::Note(target) => return self.type_draft((target, DraftKind::Note), &text, at),
            Asking::Evidence(target) => {
                return self.type_draft((target, DraftKind::Evidence), &text, at);
            }
            _ => {}
        }
        Vec::new()
    }

    fn accept_prompt(&mut self, at: Timestamp) -> Effects {
        let Some(Overlay::Prompt(prompt)) = self.overlays.pop() else {
            return Vec::new();
        };
        let text = prompt.field.text().trim().to_owned();
        let words = (!text.is_empty()).then(|| text.clone());
        match prompt.asking {
            Asking::Note(target) => {
                self.write((target, DraftKind::Note), &AnnotationEdit::Note(words), at)
            }
            Asking::Evidence(target) => self.write(
                (target, DraftKind::Evidence),
                &AnnotationEdit::Evidence(words),
                at,
            ),
            Asking::Find(began) => {
                self.accept_find(began);
                Vec::new()
            }
            Asking::SelectFind(_) => {
                self.select_found();
                Vec::new()
            }
            Asking::FilterSentences => {
                self.filter_sentences(&text);
                Vec::new()
            }
            Asking::FilterRows(_) => Vec::new(),
            Asking::ExportPath(format) => match words {
                Some(path) => vec![Effect::Export(format, PathBuf::from(path))],
                None => Vec::new(),
            },
            Asking::LabelName => self.accept_label(&text),
            Asking::SearchName => self.accept_search_name(&text),
            Asking::SearchRename(name) => self.accept_search_rename(name, text),
            Asking::Annotator => self.accept_annotator(words),
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

    fn accept_find(&mut self, began: Place) {
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
            n => self.tell(
                Tone::Told,
                format!("{n} hits; n and N go through them, Esc ends it."),
            ),
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
