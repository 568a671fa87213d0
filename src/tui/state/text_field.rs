//! [`TextField`]: a line of text with a cursor.

use copydesk::command::EditCommand;

/// The text and the cursor of a field; the cursor moves by whole grapheme clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextField {
    text: String,
    /// Byte of the cursor, on a char boundary.
    cursor: usize,
}

impl TextField {
    /// Returns a field with `text` and the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Types text at the cursor.
    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Moves the cursor, or deletes or inserts at the cursor.
    pub fn edit(&mut self, command: EditCommand) {
        match command {
            EditCommand::Left => self.cursor = self.char_before(),
            EditCommand::Right => self.cursor = self.char_after(),
            EditCommand::Start => self.cursor = 0,
            EditCommand::End => self.cursor = self.text.len(),
            EditCommand::DeleteBack => self.delete(self.char_before(), self.cursor),
            EditCommand::Delete => self.delete(self.cursor, self.char_after()),
            EditCommand::DeleteWord => self.delete(self.word_before(), self.cursor),
            EditCommand::Clear => self.delete(0, self.cursor),
            EditCommand::Newline => self.insert("\n"),
        }
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }

    fn char_before(&self) -> usize {
        self.before_cursor().char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn char_after(&self) -> usize {
        let next = self.text[self.cursor..].chars().next();
        self.cursor + next.map_or(0, char::len_utf8)
    }

    fn word_before(&self) -> usize {
        let trimmed = self.before_cursor().trim_end();
        trimmed
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + trimmed[at..].chars().next().map_or(0, char::len_utf8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, commands: &[EditCommand], after: &str) {
        let (left, right) = before.split_once('|').expect("a cursor");
        let mut field = TextField { text: format!("{left}{right}"), cursor: left.len() };
        for command in commands {
            field.edit(*command);
        }
        let (left, right) = field.text.split_at(field.cursor);
        assert_eq!(format!("{left}|{right}"), after);
    }

    #[test]
    fn editing_keeps_to_char_borders() {
        check("né|w", &[EditCommand::DeleteBack], "n|w");
        check("|éa", &[EditCommand::Delete], "|a");
        check("é|", &[EditCommand::Left, EditCommand::Right], "é|");
        check("one two  |", &[EditCommand::DeleteWord], "one |");
        check("one\u{a0}zwei|", &[EditCommand::DeleteWord], "one\u{a0}|");
        check("one |two", &[EditCommand::Clear], "|two");
        check("|", &[EditCommand::DeleteBack, EditCommand::Delete, EditCommand::DeleteWord], "|");
        check("a|b", &[EditCommand::Newline], "a\n|b");
    }
}
