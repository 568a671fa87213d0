//! The export command: choosing the format, the annotators and the file, and telling the result.
//!
//! The saver writes the file, so a file with the same name is found there, and asked about afterwards.

use std::path::{Path, PathBuf};

use copydesk::{
    exchange::{ExportFormat, ExportSubject, ResolvedArticle, annotators, in_words},
    project::{AnnotatorChoice, CorpusOrigin, Project},
    store::{ExistingFile, ExportOutcome, ExportPlace, StoreError},
    text::count,
};

use crate::tui::{
    app::App,
    effect::Effect,
    saver_task::ExportTask,
    state::popup::{ConfirmPopup, ConfirmedAction, PickerChoice, PickerItem, Popup, PromptPurpose},
};

impl App {
    pub(super) fn open_export(&mut self) {
        let item = |format: ExportFormat| {
            let name = format.name();
            let words = format!("{name}  {}", format.about());
            PickerItem::new(PickerChoice::Format(format), name, words)
        };
        self.pick("Export as", ExportFormat::all().map(item).collect());
    }

    /// Asks whose annotations to export, if there are several annotators, and then the file.
    pub(super) fn choose_format(&mut self, format: ExportFormat) {
        let others = match format.subject() {
            ExportSubject::Annotations => self.project.annotators(),
            ExportSubject::Articles => Vec::new(),
        };
        if others.is_empty() {
            return self.ask_export_path(format, AnnotatorChoice::Everybody);
        }
        let me = self.project.annotator().to_owned();
        let names: Vec<&str> =
            [me.as_str()].into_iter().chain(others.iter().map(String::as_str)).collect();
        let everybody = PickerItem::new(
            PickerChoice::ExportOf(format, AnnotatorChoice::Everybody),
            "everybody",
            format!("everybody  {}", in_words(&names)),
        );
        let only = |name: &str| {
            let mine = if name == me { "only mine" } else { "only this annotator" };
            let choice = AnnotatorChoice::Only(name.to_owned());
            PickerItem::new(PickerChoice::ExportOf(format, choice), name, format!("{name}  {mine}"))
        };
        let items = [everybody].into_iter().chain(names.iter().copied().map(only)).collect();
        self.pick("Annotations of", items);
    }

    pub(super) fn ask_export_path(&mut self, format: ExportFormat, choice: AnnotatorChoice) {
        let place = ExportPlace::in_store(self.project.store_dir(), format);
        let known = place.path.to_string_lossy().into_owned();
        self.prompt(PromptPurpose::ExportPath(format, choice), "Write to", &known);
    }

    /// Exports to the typed path. The proposed path gets a number if it is taken; any other file that is
    /// there is asked about.
    pub(super) fn accept_export_path(
        &mut self,
        (format, choice): (ExportFormat, &AnnotatorChoice),
        typed: &str,
    ) {
        self.project.load_all();
        let mut place = ExportPlace::in_store(self.project.store_dir(), format);
        if place.path != Path::new(typed) {
            place.path = PathBuf::from(typed);
            place.existing = ExistingFile::Keep;
        }
        let articles = self.project.resolved_articles_of(choice);
        self.effects.push(Effect::Export(Box::new(ExportTask { format, place, articles })));
    }

    /// Exports again after the user agreed to replace the file.
    pub(super) fn replace_export(&mut self, mut task: Box<ExportTask>) {
        task.place.existing = ExistingFile::Replace;
        self.effects.push(Effect::Export(task));
    }

    pub(super) fn tell_exported(
        &mut self,
        task: Box<ExportTask>,
        outcome: Result<ExportOutcome, StoreError>,
    ) {
        match outcome {
            Ok(ExportOutcome::Written { path, report, .. }) => {
                let exported = count(report.n_exported, task.format.subject().singular());
                let by = by(&task.articles, report.n_exported, task.format);
                let told = format!("{exported}{by} written to {}.", shown(&self.project, &path));
                let losses = report.losses.join(" ");
                self.tell(format!("{told} {losses}").trim_end());
            }
            Ok(ExportOutcome::Exists(path)) => {
                let path = shown(&self.project, &path);
                let question = format!("{path} is there. y replaces it, any other key does not.");
                let what = ConfirmedAction::ReplaceExport(task);
                self.popups.push(Popup::Confirm(ConfirmPopup { question, what }));
            }
            Err(error) => self.fail(format!("Not exported: {error}.")),
        }
    }
}

/// Returns the annotators of an export, for example ` by ana and bo`.
fn by(articles: &[ResolvedArticle], n_exported: usize, format: ExportFormat) -> String {
    match format.subject() {
        ExportSubject::Annotations if n_exported > 0 => {
            format!(" by {}", in_words(&annotators(articles)))
        }
        ExportSubject::Annotations | ExportSubject::Articles => String::new(),
    }
}

/// Returns a path relative to the folder of the articles, if the path is inside.
fn shown(project: &Project, path: &Path) -> String {
    let root = match project.origin() {
        CorpusOrigin::Folder(root) => path.strip_prefix(root).ok(),
        CorpusOrigin::Input | CorpusOrigin::Sample => None,
    };
    root.unwrap_or(path).display().to_string()
}
