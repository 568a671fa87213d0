//! A line of text that is being typed, with its cursor.

use copydesk::command::{Command, EditCommand};

/// Typed text and the cursor in it; the cursor moves by grapheme-safe char steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// Byte of the cursor, on a char boundary.
    cursor: usize,
}

impl Field {
    /// A field that holds `text`, with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            cursor: text.len(),
            text,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Types text at the cursor.
    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Does an editing command; false when it is none.
    pub fn edit(&mut self, command: Command) -> bool {
        match command {
            Command::Edit(EditCommand::Left) => self.cursor = self.char_before(),
            Command::Edit(EditCommand::Right) => self.cursor = self.char_after(),
            Command::Edit(EditCommand::Start) => self.cursor = 0,
            Command::Edit(EditCommand::End) => self.cursor = self.text.len(),
            Command::Edit(EditCommand::DeleteBack) => self.delete(self.char_before(), self.cursor),
            Command::Edit(EditCommand::Delete) => self.delete(self.cursor, self.char_after()),
            Command::Edit(EditCommand::DeleteWord) => self.delete(self.word_before(), self.cursor),
            Command::Edit(EditCommand::Clear) => self.delete(0, self.cursor),
            Command::Edit(EditCommand::Newline) => self.insert("\n"),
            _ => return false,
        }
        true
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }

    fn char_before(&self) -> usize {
        self.before_cursor()
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn char_after(&self) -> usize {
        let next = self.text[self.cursor..].chars().next();
        self.cursor + next.map_or(0, char::len_utf8)
    }

    fn word_before(&self) -> usize {
        let trimmed = self.before_cursor().trim_end();
        trimmed.rfind(char::is_whitespace).map_or(0, |at| {
            at + trimmed[at..].chars().next().map_or(0, char::len_utf8)
        })
    }
}

#[cfg(test)]
mod tests {
    use copydesk::command::NavigateCommand;

    use super::*;

    #[track_caller]
    fn check(before: &str, commands: &[Command], after: &str) {
        let (left, right) = before.split_once('|').expect("a cursor");
        let mut field = Field {
            text: format!("{left}{right}"),
            cursor: left.len(),
        };
        for command in commands {
            assert!(field.edit(*command), "{command:?} edits");
        }
        let (left, right) = field.text.split_at(field.cursor);
        assert_eq!(format!("{left}|{right}"), after);
    }

    #[test]
    fn editing_keeps_to_char_borders() {
        check("né|w", &[Command::Edit(EditCommand::DeleteBack)], "n|w");
        check("|éa", &[Command::Edit(EditCommand::Delete)], "|a");
        check(
            "é|",
            &[
                Command::Edit(EditCommand::Left),
                Command::Edit(EditCommand::Right),
            ],
            "é|",
        );
        check(
            "one two  |",
            &[Command::Edit(EditCommand::DeleteWord)],
            "one |",
        );
        check(
            "one\u{a0}zwei|",
            &[Command::Edit(EditCommand::DeleteWord)],
            "one\u{a0}|",
        );
        check("one |two", &[Command::Edit(EditCommand::Clear)], "|two");
        check(
            "|",
            &[
                Command::Edit(EditCommand::DeleteBack),
                Command::Edit(EditCommand::Delete),
                Command::Edit(EditCommand::DeleteWord),
            ],
            "|",
        );
        check("a|b", &[Command::Edit(EditCommand::Newline)], "a\n|b");
    }

    #[test]
    fn other_commands_are_left_to_others() {
        assert!(!Field::new("x").edit(Command::Navigate(NavigateCommand::Open)));
    }
}
