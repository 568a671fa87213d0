//! The one table of everything a user can ask for.
//!
//! Keys, which-key box, palette, menu, help, hint line, `copydesk keys` and `docs/keys.md` are all read
//! from [`COMMANDS`]; a command that is not in it does not exist. What a command does is the surface's
//! business; what it is called, where it makes sense and what it needs is told here.

use std::fmt;

/// Where the keys go: the innermost thing that listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The text of an article.
    Reader,
    /// The text of an article while a span is being selected.
    Select,
    /// A list: articles, annotations, labels, settings, hits.
    List,
    /// A line of text with a list under it, both live: passages, palette, help.
    Search,
    /// A line of text alone: a note, an address, a file name.
    Prompt,
}

impl Context {
    /// All contexts, in the order of the help.
    pub const ALL: [Context; 5] =
        [Context::Reader, Context::Select, Context::List, Context::Search, Context::Prompt];

    /// The name used in key files.
    pub fn name(self) -> &'static str {
        match self {
            Context::Reader => "reader",
            Context::Select => "select",
            Context::List => "list",
            Context::Search => "search",
            Context::Prompt => "prompt",
        }
    }

    /// Whether keys without a command are text that is typed.
    pub fn takes_text(self) -> bool {
        matches!(self, Context::Search | Context::Prompt)
    }
}

/// The headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HelpHeading {
    /// Going somewhere.
    Move,
    /// Labels and what hangs on them.
    Decide,
    /// Spans.
    Select,
    /// What stands in several articles.
    Repeats,
    /// Searching.
    Find,
    /// What is on the screen.
    View,
    /// The program itself.
    Program,
}

impl HelpHeading {
    /// All groups, in the order of the help.
    pub const ALL: [HelpHeading; 7] = [
        HelpHeading::Move,
        HelpHeading::Decide,
        HelpHeading::Select,
        HelpHeading::Repeats,
        HelpHeading::Find,
        HelpHeading::View,
        HelpHeading::Program,
    ];
}

impl fmt::Display for HelpHeading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HelpHeading::Move => "Move",
            HelpHeading::Decide => "Decide",
            HelpHeading::Select => "Select",
            HelpHeading::Repeats => "Repeats",
            HelpHeading::Find => "Find",
            HelpHeading::View => "View",
            HelpHeading::Program => "Program",
        })
    }
}

/// What must be there for a command to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommandNeeds {
    /// Nothing.
    Nothing,
    /// An article with text.
    Sentence,
    /// An annotation under the cursor.
    Annotation,
    /// Something to undo.
    Done,
    /// Something to redo.
    Undone,
    /// A search in the article.
    Search,
}

impl CommandNeeds {
    /// Why a command cannot run when its need is not met: a full sentence.
    pub fn unmet(self) -> &'static str {
        match self {
            CommandNeeds::Nothing => "Nothing to do here.",
            CommandNeeds::Sentence => "There is no sentence here.",
            CommandNeeds::Annotation => "There is no annotation here: put a label first (1 to 9).",
            CommandNeeds::Done => "There is nothing to undo.",
            CommandNeeds::Undone => "There is nothing to redo.",
            CommandNeeds::Search => "Nothing was searched for yet: press / first.",
        }
    }
}

/// Everything a user can ask for, by the part of the program that handles the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// Goes through sentences or rows.
    Move(MoveCommand),
    /// Goes through the article and to other articles.
    Jump(JumpCommand),
    /// Opens or leaves the article, list or popup in front.
    Navigate(NavigateCommand),
    /// Changes annotations: labels, notes, sources.
    Decide(DecideCommand),
    /// Takes decisions back and makes them again.
    History(HistoryCommand),
    /// Settles where the annotations of a changed article stand.
    Anchor(AnchorCommand),
    /// Selects words of a sentence.
    Select(SelectCommand),
    /// Shows, filters and decides repeats.
    Repeats(RepeatsCommand),
    /// Finds words in the open article.
    Find(FindCommand),
    /// Changes the search of the finder.
    Query(QueryCommand),
    /// Ticks, filters and extends the rows of a list.
    List(ListCommand),
    /// Shows another view.
    View(ViewCommand),
    /// Shows a popup over the view.
    Popup(PopupCommand),
    /// Changes or copies the text in the reader.
    Reader(ReaderCommand),
    /// Concerns the program and its terminal.
    App(AppCommand),
    /// Edits a line of typed text.
    Edit(EditCommand),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    /// Which command.
    pub command: Command,
    /// Its name in key file, palette, help and docs: snake case, imperative or a noun for a view.
    pub name: &'static str,
    /// What it does, in a few words for the hint line and the which-key box.
    pub short: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// Under which heading it stands.
    pub heading: HelpHeading,
    /// Where it can be asked for.
    pub contexts: &'static [Context],
    /// What must be there.
    pub needs: CommandNeeds,
}

mod groups;
mod table;

pub use self::{
    groups::{
        AnchorCommand, AppCommand, DecideCommand, EditCommand, FindCommand, HistoryCommand,
        JumpCommand, ListCommand, MoveCommand, NavigateCommand, PopupCommand, QueryCommand,
        ReaderCommand, RepeatsCommand, SelectCommand, ViewCommand,
    },
    table::COMMANDS,
};

impl Command {
    /// Whether it begins or takes a decision.
    pub fn decides(self) -> bool {
        self.spec().heading == HelpHeading::Decide
            && self != Command::Decide(DecideCommand::ToggleAutoJump)
    }

    /// The row of this command.
    pub fn spec(self) -> &'static CommandSpec {
        COMMANDS
            .iter()
            .find(|spec| spec.command == self)
            .expect("a test checks that every command has a row")
    }

    /// The command of a name.
    ///
    /// ```
    /// use copydesk::command::{Command, Context};
    ///
    /// let undo = Command::from_name("undo").expect("a row of the table");
    /// assert!(undo.spec().contexts.contains(&Context::Reader));
    /// assert_eq!(Command::from_name("no_such"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Command> {
        COMMANDS.iter().find(|spec| spec.name == name).map(|spec| spec.command)
    }

    /// Returns the key of the label that the command puts: '1' to '9'.
    pub fn label_key(self) -> Option<char> {
        if let Command::Decide(DecideCommand::Label(key)) = self {
            Some(label_key(key))
        } else {
            None
        }
    }
}

/// Returns the key of a label, 1 to 9, as it is typed, for example `'1'`.
pub fn label_key(key: u8) -> char {
    char::from(b'0' + key)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_snake_case_and_documented() {
        let mut names = HashSet::new();
        let mut commands = HashSet::new();
        for spec in COMMANDS {
            assert!(names.insert(spec.name), "{} stands twice", spec.name);
            assert!(commands.insert(spec.command), "{:?} stands twice", spec.command);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(spec.name.chars().all(plain), "{} is not snake case", spec.name);
            assert!(spec.doc.ends_with('.'), "the doc of {} is not a sentence", spec.name);
            assert!(!spec.short.ends_with('.'), "{}: short words end in a period", spec.name);
            assert!(spec.short.len() <= 28, "{}: short words are long", spec.name);
            assert!(!spec.contexts.is_empty(), "{} can never be asked for", spec.name);
        }
        assert!(
            commands.contains(&Command::Edit(EditCommand::Newline)),
            "the last variant has no row"
        );
    }

    #[test]
    fn names_lead_back_to_their_commands() {
        for spec in COMMANDS {
            assert_eq!(Command::from_name(spec.name), Some(spec.command));
            assert_eq!(spec.command.spec().name, spec.name);
        }
        assert_eq!(Command::from_name("no_such"), None);
    }
}
