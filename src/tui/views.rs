//! The registry of views: one row of [`registry!`] for each view of the main region.
//!
//! A view is one file below, with its state, rows, commands, drawing, details and hints. Only this file
//! has a `match` over [`ViewId`]. A new view needs a file, its `mod` line and its row here.

pub mod request;
pub mod view;
pub mod reader;
pub mod articles;
pub mod annotations;
pub mod repeats;
pub mod anchors;
pub mod renames;
pub mod missing;
pub mod sources;
pub mod rules;
pub mod matrix;
pub mod labels;
pub mod figures;
pub mod settings;

use copydesk::command::ViewCommand;

use self::view::View;
use super::state::reader::Reader;

/// Makes [`ViewId`], [`Views`] and [`VIEWS`] of one row for each view: the field with the view's state,
/// the commands that show the view, and the title of its tab, `""` for a view without tab.
macro_rules! registry {
    ($($id:ident, $field:ident: $state:ty, [$($command:ident),+], $tab:literal;)+) => {
        /// The name of a view.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum ViewId {
            #[default]
            Reader,
            $($id),+
        }

        /// The state of every view but [`ViewId::Reader`], whose state is the [`Reader`].
        #[derive(Debug, Default)]
        pub struct Views {
            $(pub $field: $state),+
        }

        impl Views {
            /// Returns a view.
            pub fn get<'a>(&'a self, id: ViewId, reader: &'a Reader) -> &'a dyn View {
                match id {
                    ViewId::Reader => reader,
                    $(ViewId::$id => &self.$field),+
                }
            }

            /// Returns a list view for a change; `None` for the reader.
            pub fn get_mut(&mut self, id: ViewId) -> Option<&mut dyn View> {
                match id {
                    ViewId::Reader => None,
                    $(ViewId::$id => Some(&mut self.$field)),+
                }
            }
        }

        /// Every view with its commands and the title of its tab, in the order of the tabs.
        pub const VIEWS: &[(ViewId, &[ViewCommand], &str)] = &[
            (ViewId::Reader, &[ViewCommand::Reader], "Read"),
            $((ViewId::$id, &[$(ViewCommand::$command),+], $tab)),+
        ];
    };
}

registry! {
    Articles, articles: articles::ArticlesView, [Articles], "Articles";
    Repeats, repeats: repeats::RepeatsView, [Repeats], "Repeats";
    Sources, sources: sources::SourcesView, [Sources], "Sources";
    Annotations, annotations: annotations::AnnotationsView, [Annotations, Notes], "Annotations";
    Figures, figures: figures::FiguresView, [Figures], "Figures";
    Anchors, anchors: anchors::AnchorsView, [Anchors], "";
    Renames, renames: renames::RenamesView, [Renames], "";
    Missing, missing: missing::MissingView, [Missing], "";
    Rules, rules: rules::RulesView, [Rules], "";
    Matrix, matrix: matrix::MatrixView, [Matrix], "";
    Labels, labels: labels::LabelsView, [Labels], "";
    Settings, settings: settings::SettingsView, [Settings], "";
}

/// Returns the view of a command, for example [`ViewId::Annotations`] for `notes`.
pub fn shown_by(command: ViewCommand) -> ViewId {
    let mut views = VIEWS.iter();
    let row = views.find(|(_, commands, _)| commands.contains(&command));
    row.map_or(ViewId::Reader, |(id, ..)| *id)
}

#[cfg(test)]
mod tests {
    use copydesk::command::{COMMANDS, Command};

    use super::*;

    #[test]
    fn every_view_command_shows_a_view() {
        for spec in COMMANDS {
            if let Command::View(command) = spec.command {
                let shows =
                    |(_, commands, _): &&(_, &[ViewCommand], _)| commands.contains(&command);
                assert_eq!(VIEWS.iter().filter(shows).count(), 1, "{}", spec.name);
            }
        }
    }
}
