//! The contract of a view: [`View`], and the list behind a view as an object, [`AnyList`].
//!
//! Drawing reads a [`Scene`] and the view's own state. A command changes the view's own rows and returns
//! a [`ViewRequest`] for every other change, carried out by `update`.

use copydesk::{
    annotation::TypedField,
    command::{
        AnchorCommand, AppCommand, Command, DecideCommand, HistoryCommand, ListCommand,
        MoveCommand, NavigateCommand, RepeatsCommand, ViewCommand,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::request::ViewRequest;
use crate::tui::{
    draw::pen::{ListFrame, TextPen},
    layout::Regions,
    list::AnyList,
    scene::Scene,
    theme::Part,
};

/// Commands of several hint lines.
pub const OPEN: Command = Command::Navigate(NavigateCommand::Open);
pub const CLOSE: Command = Command::Navigate(NavigateCommand::Close);
pub const NEXT: Command = Command::Move(MoveCommand::Next);
pub const HELP: Command = Command::App(AppCommand::Help);
pub const UNDO: Command = Command::History(HistoryCommand::Undo);
pub const FILTER: Command = Command::List(ListCommand::Filter);
pub const TICK: Command = Command::List(ListCommand::Tick);
pub const TICK_ALL: Command = Command::List(ListCommand::TickAll);
pub const DELETE: Command = Command::Decide(DecideCommand::Delete);
pub const NOTE: Command = Command::Decide(DecideCommand::EditText(TypedField::Note));
pub const LABEL_ALL: Command = Command::Repeats(RepeatsCommand::Label);

/// Returns the command of a label key, 1 to 9.
pub const fn label(key: u8) -> Command {
    Command::Decide(DecideCommand::Label(key))
}

/// The hint line of rows that can be labelled: annotations, hits of the finder.
pub const ROW_HINTS: [Command; 13] = [
    OPEN,
    label(1),
    label(2),
    label(3),
    label(4),
    CLOSE,
    HELP,
    TICK,
    TICK_ALL,
    FILTER,
    DELETE,
    UNDO,
    NOTE,
];

/// Writes the accessors of a view with its rows in a field `list`; `filtered` rows have a filter.
macro_rules! has_list {
    (filtered) => {
        has_list!();

        fn filter_title(&self) -> Option<&'static str> {
            Some("Show only rows that match")
        }
    };
    () => {
        fn list(&self) -> Option<&dyn crate::tui::list::AnyList> {
            Some(&self.list)
        }

        fn list_mut(&mut self) -> Option<&mut dyn crate::tui::list::AnyList> {
            Some(&mut self.list)
        }
    };
}
pub(super) use has_list;

/// One view. Every method but the first three has a default for most lists.
pub trait View {
    /// Draws the view over the main region.
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions);

    /// Writes all facts of the selected row into the pane at the right.
    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>);

    /// Returns the commands of the hint line, most important first.
    fn hints(&self) -> &'static [Command];

    /// Draws the two lines below the view: by default the folder of the annotations.
    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        let folder = format!("annotations: {}", scene.project.store_dir().display());
        TextPen::beside_edge(buffer, area).write(&folder, scene.theme.part(Part::Dim));
    }

    /// Returns the cell of the hardware cursor: by default the first cell of the selected row.
    fn cursor(&self, _scene: Scene<'_>, regions: &Regions) -> Option<Position> {
        let (rows, area) = (self.list()?.rows(), self.area(regions));
        let offset = rows.selected.saturating_sub(rows.top) * usize::from(self.row_height());
        let y = area.y + u16::try_from(offset).ok()?;
        (y < area.bottom()).then_some(Position::new(area.x, y))
    }

    /// Returns the list behind the view; `None` for the reader.
    fn list(&self) -> Option<&dyn AnyList> {
        None
    }

    /// Returns the list behind the view for a change.
    fn list_mut(&mut self) -> Option<&mut dyn AnyList> {
        None
    }

    /// Returns the region of the rows.
    fn area(&self, regions: &Regions) -> Rect {
        regions.list()
    }

    /// Returns the lines of one row.
    fn row_height(&self) -> u16 {
        1
    }

    /// Returns everything around the rows: the regions, the title, and a sentence for an empty list.
    fn frame(&self, regions: &Regions, title: String, empty: &'static str) -> ListFrame {
        ListFrame {
            main: regions.main,
            rows: self.area(regions),
            row_height: self.row_height(),
            title,
            empty,
        }
    }

    /// Builds the rows anew.
    fn refresh(&mut self, _scene: Scene<'_>) {}

    /// Returns true for a view with rows that take long: `refresh` then runs only for the view in front.
    fn is_costly(&self) -> bool {
        false
    }

    /// Returns the articles of the view with a comparison of earlier texts and the text of today.
    fn compared_articles(&self) -> Vec<usize> {
        Vec::new()
    }

    /// Takes note of the command behind the view, for example `notes` or `annotations`.
    fn asked_for(&mut self, _command: ViewCommand) {}

    /// Takes note that the view came to the front.
    fn came_to_front(&mut self, _scene: Scene<'_>) {}

    /// Returns the title of the line for the filter; `None` for a view without filter.
    fn filter_title(&self) -> Option<&'static str> {
        None
    }

    /// Returns true if `Tab` ticks rows, so that one decision is about several rows.
    fn has_ticks(&self) -> bool {
        false
    }

    /// Answers a command without meaning in this view.
    fn does_nothing(&self) -> Vec<ViewRequest> {
        vec![ViewRequest::tell("That does nothing in this list; ? shows the keys.")]
    }

    /// Runs `Enter`: opens the selected row.
    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Runs `R`: shows the places of the selected row, ticked, for a label.
    fn label_all(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Runs `←` and `→`: for example, selects another column.
    fn step_aside(&mut self, _side: RowSide, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Runs `h`: leaves out rows of names only, or shows these rows again.
    fn hide_names(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Merges the selected label into another label.
    fn merge_label(&mut self) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Runs `a`: adds a label to the codebook.
    fn add_label(&mut self) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Decides on the ticked rows, else on the selected row.
    fn decide(&mut self, _command: DecideCommand, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }

    /// Settles the place of the annotation in the selected row.
    fn settle(&mut self, _command: AnchorCommand, _scene: Scene<'_>) -> Vec<ViewRequest> {
        self.does_nothing()
    }
}

/// A side of the selected row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSide {
    Left,
    Right,
}
