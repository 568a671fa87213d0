//! One key and its notation, for example `j`, `ctrl-d`, `shift-tab`, `space`.

use std::fmt;

/// A key without `ctrl-` and `alt-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum KeyCode {
    /// A typed character. For example `'J'` is the key `j` with Shift.
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key without modifiers.
    pub code: KeyCode,
    /// True if Ctrl is held.
    pub ctrl: bool,
    /// True if Alt is held.
    pub alt: bool,
}

/// An unknown key, in the notation of the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no key: write one character, or a name like space, enter, esc, tab, shift-tab, up, pagedown, perhaps with ctrl- before it"
)]
pub struct KeyError(pub String);

/// The keys with names.
const NAMED: [(&str, KeyCode); 15] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

impl Key {
    /// Returns a character key without modifiers.
    pub fn char(character: char) -> Self {
        Self { code: KeyCode::Char(character), ctrl: false, alt: false }
    }

    /// Returns the character that the key types into a text field.
    pub fn text(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if !self.ctrl && !self.alt => Some(character),
            _ => None,
        }
    }

    /// Returns true if the key types a character.
    pub fn is_plain(self) -> bool {
        self.text().is_some()
    }

    fn parse(written: &str) -> Result<Self, KeyError> {
        let (mut rest, mut ctrl, mut alt) = (written, false, false);
        loop {
            if let Some(key) = rest.strip_prefix("ctrl-").filter(|key| !key.is_empty()) {
                (rest, ctrl) = (key, true);
            } else if let Some(key) = rest.strip_prefix("alt-").filter(|key| !key.is_empty()) {
                (rest, alt) = (key, true);
            } else {
                break;
            }
        }
        let named = NAMED.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let mut chars = rest.chars();
        let code = match (named, chars.next(), chars.next()) {
            (Some(code), ..) => code,
            (None, Some(character), None) if !character.is_control() => KeyCode::Char(character),
            _ => return Err(KeyError(written.to_owned())),
        };
        Ok(Self { code, ctrl, alt })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(character)) => write!(f, "{character}"),
            (None, other) => unreachable!("{other:?} has a name"),
        }
    }
}

/// Reads a sequence of keys with spaces between them, for example `g g`.
///
/// # Errors
/// Returns [`KeyError`] with the first unknown key, or with an empty sequence.
pub fn parse_keys(written: &str) -> Result<Vec<Key>, KeyError> {
    let keys: Vec<Key> = written.split_whitespace().map(Key::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError(written.to_owned())) } else { Ok(keys) }
}

/// Writes a sequence of keys in the notation of [`parse_keys`].
pub fn show_keys(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for written in ["j", "J", "space f", "g g", "ctrl-d", "shift-tab", "] a", "-", "ctrl--"] {
            assert_eq!(show_keys(&parse_keys(written).expect(written)), written);
        }
    }

    #[test]
    fn unknown_keys_are_named() {
        for written in ["", "jj", "f13", "ctrl-", "shift-x"] {
            assert_eq!(parse_keys(written), Err(KeyError(written.to_owned())));
        }
    }
}
