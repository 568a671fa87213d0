//! The table of all commands.
//!
//! Keys, which-key box, palette, menu, help, hint line, `copydesk keys` and `docs/keys.md` all read
//! [`COMMANDS`]. A command outside the table does not exist. The table has the names, contexts and needs of the
//! commands. The surface runs them.

use std::fmt;

/// The receiver of the keys: the innermost part of the screen that listens.
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

    /// Returns the name in key files, for example `reader`.
    pub fn name(self) -> &'static str {
        match self {
            Context::Reader => "reader",
            Context::Select => "select",
            Context::List => "list",
            Context::Search => "search",
            Context::Prompt => "prompt",
        }
    }

    /// Returns true if keys without a command are typed text.
    pub fn takes_text(self) -> bool {
        matches!(self, Context::Search | Context::Prompt)
    }
}

/// The headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HelpHeading {
    /// To other places.
    Move,
    /// Labels, notes and other parts of annotations.
    Decide,
    /// Selected words.
    Select,
    /// Passages of several articles.
    Repeats,
    /// Searches.
    Find,
    /// Views and popups.
    View,
    /// The program, its terminal and text fields.
    Program,
}

impl HelpHeading {
    /// All headings, in the order of the help.
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

/// The precondition of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommandNeeds {
    /// No precondition.
    Nothing,
    /// An article with text.
    Sentence,
    /// An annotation under the cursor.
    Annotation,
    /// A step to undo.
    Done,
    /// A step to redo.
    Undone,
    /// A search in the article.
    Search,
}

impl CommandNeeds {
    /// Returns a sentence about a missing precondition, for example "There is nothing to undo.".
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

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    /// The command.
    pub command: Command,
    /// The name in key file, palette, help and docs, in snake case: an imperative, or a noun for a view.
    pub name: &'static str,
    /// A few words for the hint line and the which-key box, at most 28 bytes.
    pub short: &'static str,
    /// One sentence for the help and `docs/keys.md`.
    pub doc: &'static str,
    /// The heading in the help.
    pub heading: HelpHeading,
    /// The contexts that offer the command.
    pub contexts: &'static [Context],
    /// The precondition.
    pub needs: CommandNeeds,
}

mod table;

pub use self::table::{
    AnchorCommand, AppCommand, COMMANDS, Command, DecideCommand, EditCommand, FindCommand,
    HistoryCommand, JumpCommand, ListCommand, MoveCommand, NavigateCommand, PopupCommand,
    QueryCommand, ReaderCommand, RepeatsCommand, SelectCommand, ViewCommand,
};

impl Command {
    /// Returns true if the command begins or changes a decision.
    pub fn decides(self) -> bool {
        self.spec().heading == HelpHeading::Decide
            && self != Command::Decide(DecideCommand::ToggleAutoJump)
    }

    /// Returns the row of the command.
    pub fn spec(self) -> &'static CommandSpec {
        COMMANDS
            .iter()
            .find(|spec| spec.command == self)
            .expect("a test checks that every command has a row")
    }

    /// Returns the command with a name, for example `next`.
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

    /// Returns the key of the label that the command puts, for example `'1'`.
    pub fn label_key(self) -> Option<char> {
        if let Command::Decide(DecideCommand::Label(key)) = self {
            Some(label_key(key))
        } else {
            None
        }
    }
}

/// Returns the key of a label from 1 to 9 as typed, for example `'1'`.
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
    fn commands_are_found_by_name() {
        for spec in COMMANDS {
            assert_eq!(Command::from_name(spec.name), Some(spec.command));
            assert_eq!(spec.command.spec().name, spec.name);
        }
        assert_eq!(Command::from_name("no_such"), None);
    }
}
