//! The views: what can fill the main part of the screen, one file each.
//!
//! [`ViewId`] names a view, [`Views`] holds the state of all of them but the reader.

pub mod anchors;
pub mod annotations;
pub mod articles;
pub mod figures;
pub mod labels;
pub mod matrix;
pub mod repeats;
pub mod rules;
pub mod settings;
pub mod sources;

use copydesk::command::{Command, ViewCommand};

use self::{
    anchors::AnchorsView, annotations::AnnotationsView, articles::ArticlesView,
    figures::FiguresView, labels::LabelsView, matrix::MatrixView, repeats::RepeatsView,
    rules::RulesView, settings::SettingsView, sources::SourcesView,
};

/// The name of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewId {
    #[default]
    Reader,
    Articles,
    Annotations,
    Repeats,
    Anchors,
    Sources,
    Rules,
    Matrix,
    Labels,
    Figures,
    Settings,
}

impl ViewId {
    /// The views that have a tab, with its title and the command that shows it.
    pub const TABS: [(ViewId, &'static str, Command); 6] = [
        (ViewId::Reader, "Read", Command::View(ViewCommand::Reader)),
        (
            ViewId::Articles,
            "Articles",
            Command::View(ViewCommand::Articles),
        ),
        (
            ViewId::Repeats,
            "Repeats",
            Command::View(ViewCommand::Repeats),
        ),
        (
            ViewId::Sources,
            "Sources",
            Command::View(ViewCommand::Sources),
        ),
        (
            ViewId::Annotations,
            "Annotations",
            Command::View(ViewCommand::Annotations),
        ),
        (
            ViewId::Figures,
            "Figures",
            Command::View(ViewCommand::Figures),
        ),
    ];
}

/// The state of every view but the reader.
#[derive(Debug, Default)]
pub struct Views {
    pub articles: ArticlesView,
    pub annotations: AnnotationsView,
    pub repeats: RepeatsView,
    pub anchors: AnchorsView,
    pub sources: SourcesView,
    pub rules: RulesView,
    pub matrix: MatrixView,
    pub labels: LabelsView,
    pub figures: FiguresView,
    pub settings: SettingsView,
}
