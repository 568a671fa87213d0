//! The codebook: labels as data, each with definition, examples and key.
//!
//! Four labels are built in; a project's codebook replaces or extends them without code. An unknown
//! label id is no error: the record keeps the id, and the screen shows the id.

mod deduplicated;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

pub use self::deduplicated::DeduplicatedLabels;
use super::{KindTable, LabelId};
use crate::text::visible;

static BUILT_IN: LazyLock<Vec<Label>> = LazyLock::new(|| {
    ron::from_str(include_str!("../../assets/labels.ron")).expect("the built-in labels are RON")
});

/// The label style of the theme for a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Attributed to a person or document.
    Sourced,
    /// Without a source, or with a vague source.
    Unsourced,
    /// Repeated text.
    Boilerplate,
    /// Not a proposition.
    NotAClaim,
    /// A label of the user.
    #[default]
    Custom,
}

/// One label of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Id in files.
    pub id: LabelId,
    /// Name on the screen, for example `not a claim`.
    pub name: String,
    /// Key that puts the label: `1` to `9`.
    pub key: char,
    /// Letter in the gutter, one column wide.
    pub letter: char,
    /// Style on the screen.
    #[serde(default)]
    pub role: Role,
    /// Rule for using the label.
    #[serde(default)]
    pub definition: String,
    /// Example sentences for the label.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// A codebook that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodebookError {
    /// Two labels share an id, key or letter.
    #[error("labels {first:?} and {second:?} share {what}: give one of them another")]
    Shared {
        /// Id of the first.
        first: String,
        /// Id of the second.
        second: String,
        /// The shared property with its value, for example `the key '1'`.
        what: String,
    },
    /// A label's id, key or letter is not usable.
    #[error("label {id:?}: {problem}")]
    Bad {
        /// Id of the label.
        id: String,
        /// The problem and its remedy.
        problem: String,
    },
}

/// The labels of a project, in the order of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codebook {
    /// The labels; [`Codebook::check`] tests the combination.
    pub labels: Vec<Label>,
    /// The label of each kind of text.
    pub kinds: KindTable,
}

impl Default for Codebook {
    /// Returns the four built-in labels and the built-in table of kinds.
    fn default() -> Self {
        Self { labels: BUILT_IN.clone(), kinds: KindTable::default() }
    }
}

impl Codebook {
    /// Returns the label of a key, for example `1`.
    ///
    /// ```
    /// use copydesk::annotation::Codebook;
    ///
    /// let codebook = Codebook::default();
    /// assert_eq!(codebook.by_key('2').map(|label| label.id.0.as_str()), Some("unsourced"));
    /// ```
    pub fn by_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == key)
    }

    /// Returns the label of an id, if known.
    pub fn by_id(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// Returns the letter for the gutter; `?` for an unknown label.
    pub fn letter_of(&self, id: &LabelId) -> char {
        self.by_id(id).map_or('?', |label| label.letter)
    }

    /// Returns the name on the screen; the id for an unknown label.
    pub fn name_of<'a>(&'a self, id: &'a LabelId) -> &'a str {
        self.by_id(id).map_or(&id.0, |label| &label.name)
    }

    /// Checks the id, name, key and letter of every label, and that no two labels clash.
    ///
    /// # Errors
    /// - [`CodebookError::Bad`] for an unusable label, for example the key `0`.
    /// - [`CodebookError::Shared`] if two labels share an id, key or letter.
    pub fn check(&self) -> Result<(), CodebookError> {
        for (at, label) in self.labels.iter().enumerate() {
            check_label(label)?;
            for other in &self.labels[..at] {
                check_pair(other, label)?;
            }
        }
        Ok(())
    }

    /// Checks the id, name, key and letter of one label.
    ///
    /// # Errors
    /// [`CodebookError::Bad`] for an unusable label.
    pub fn check_one(label: &Label) -> Result<(), CodebookError> {
        check_label(label)
    }

    /// Returns a label for an id that annotations carry: the built-in label of the id, else a label of the
    /// user with the id as its name. Key and letter are free ones.
    ///
    /// # Errors
    /// [`CodebookError::Bad`] if the codebook has the label, the id is not usable, or no key or letter is
    /// free.
    pub fn restored(&self, id: &LabelId) -> Result<Label, CodebookError> {
        let refused =
            |problem: &str| CodebookError::Bad { id: id.0.clone(), problem: problem.to_owned() };
        if self.by_id(id).is_some() {
            return Err(refused("the codebook has this label"));
        }
        let built_in = BUILT_IN.iter().find(|label| label.id == *id);
        let name = built_in.map_or_else(|| id.0.replace('_', " "), |label| label.name.clone());
        let wanted = built_in.map(|label| label.key);
        let mut keys = wanted.into_iter().chain('1'..='9');
        let key = keys.find(|key| self.by_key(*key).is_none());
        let letter = built_in.map(|label| label.letter);
        let is_free = |letter: &char| self.labels.iter().all(|label| label.letter != *letter);
        let letter = letter.filter(is_free).or_else(|| self.free_letter(&name));
        let label = Label {
            id: id.clone(),
            key: key.ok_or_else(|| refused("all nine keys are taken: remove a label first"))?,
            letter: letter.ok_or_else(|| refused("no letter is free for it"))?,
            role: built_in.map_or(Role::Custom, |label| label.role),
            definition: built_in.map_or(String::new(), |label| label.definition.clone()),
            examples: built_in.map_or(Vec::new(), |label| label.examples.clone()),
            name,
        };
        check_label(&label)?;
        Ok(label)
    }

    /// Adds a label of the user, with an id from the name, the next free key and a free letter.
    ///
    /// # Errors
    /// - [`CodebookError::Bad`] for an empty name, or if no key or letter is free.
    /// - [`CodebookError::Shared`] if a label has the name.
    pub fn add(&mut self, name: &str) -> Result<&Label, CodebookError> {
        let name = name.trim();
        let refused =
            |problem: &str| CodebookError::Bad { id: name.to_owned(), problem: problem.to_owned() };
        if name.is_empty() {
            return Err(refused("a label needs a name"));
        }
        if let Some(known) = self.labels.iter().find(|label| label.name == name) {
            return Err(shared(&known.id.0, name, &format!("the name {name:?}")));
        }
        let key = ('1'..='9').find(|key| self.by_key(*key).is_none());
        let key = key.ok_or_else(|| refused("all nine keys are taken: remove a label first"))?;
        let label = Label {
            id: self.free_id(name, key),
            name: name.to_owned(),
            key,
            letter: self.free_letter(name).ok_or_else(|| refused("no letter is free for it"))?,
            role: Role::Custom,
            definition: String::new(),
            examples: Vec::new(),
        };
        let at = self.labels.len();
        self.labels.push(label);
        Ok(&self.labels[at])
    }

    fn free_id(&self, name: &str, key: char) -> LabelId {
        let plain =
            name.nfkd().filter(|char| !unicode_normalization::char::is_combining_mark(*char));
        let mut id = String::new();
        for char in plain.flat_map(char::to_lowercase) {
            if char.is_ascii_alphanumeric() {
                id.push(char);
            } else if !id.is_empty() && !id.ends_with('_') {
                id.push('_');
            }
        }
        let id = id.trim_end_matches('_');
        let id = if id.is_empty() { format!("label_{key}") } else { id.to_owned() };
        let numbered = (2..).map(|number| LabelId(format!("{id}_{number}")));
        let mut ids = std::iter::once(LabelId(id.clone())).chain(numbered);
        ids.find(|id| self.by_id(id).is_none()).unwrap_or(LabelId(id))
    }

    fn free_letter(&self, name: &str) -> Option<char> {
        let of_name = name.chars().filter(|char| char.is_alphabetic()).flat_map(char::to_uppercase);
        let mut letters = of_name.filter(|char| char.width() == Some(1)).chain('A'..='Z');
        letters.find(|letter| self.labels.iter().all(|label| label.letter != *letter))
    }
}

fn check_label(label: &Label) -> Result<(), CodebookError> {
    let id = label.id.0.as_str();
    let id_char = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
    let problem = if id.is_empty() || !id.chars().all(id_char) {
        "its id must be made of a-z, 0-9 and _"
    } else if label.name.trim().is_empty() {
        "its name is empty: give it one"
    } else if !('1'..='9').contains(&label.key) {
        "its key must be a digit from 1 to 9"
    } else if !is_plain_letter(label.letter) {
        "its letter must be a visible character one column wide"
    } else {
        return Ok(());
    };
    Err(CodebookError::Bad { id: id.to_owned(), problem: problem.to_owned() })
}

/// Returns true if a letter is drawn in one cell unchanged. Soft hyphens and private-use chars are one
/// column wide too, but must not reach the terminal.
fn is_plain_letter(letter: char) -> bool {
    let mut drawn = [0; 4];
    let drawn: &str = letter.encode_utf8(&mut drawn);
    letter.width() == Some(1) && !letter.is_whitespace() && visible(drawn) == drawn
}

fn check_pair(first: &Label, second: &Label) -> Result<(), CodebookError> {
    let what = if first.id == second.id {
        "an id".to_owned()
    } else if first.key == second.key {
        format!("the key {:?}", first.key)
    } else if first.letter == second.letter {
        format!("the letter {:?}", first.letter)
    } else {
        return Ok(());
    };
    Err(shared(&first.id.0, &second.id.0, &what))
}

fn shared(first: &str, second: &str, what: &str) -> CodebookError {
    CodebookError::Shared {
        first: first.to_owned(),
        second: second.to_owned(),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_labels_can_be_used() {
        let book = Codebook::default();
        book.check().unwrap();
        let shown: Vec<_> = book
            .labels
            .iter()
            .map(|label| (label.key, label.letter, label.id.0.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ('1', 'S', "sourced"),
                ('2', 'U', "unsourced"),
                ('3', 'B', "boilerplate"),
                ('4', 'N', "not_a_claim")
            ]
        );
        assert!(
            book.labels
                .iter()
                .all(|label| !label.definition.is_empty() && !label.examples.is_empty())
        );
    }

    #[test]
    fn unknown_labels_are_shown_by_their_id() {
        let (book, id) = (Codebook::default(), LabelId("frame".to_owned()));
        assert_eq!((book.by_id(&id), book.letter_of(&id), book.name_of(&id)), (None, '?', "frame"));
        assert_eq!(book.name_of(&LabelId("not_a_claim".to_owned())), "not a claim");
    }

    #[test]
    fn own_labels_get_id_key_and_letter() {
        let mut book = Codebook::default();
        let own = book.add(" Économie & prix ").unwrap().clone();
        assert_eq!(
            (own.id.0.as_str(), own.name.as_str(), own.key, own.letter),
            ("economie_prix", "Économie & prix", '5', 'É')
        );
        let second = book.add("économie/prix").unwrap().clone();
        assert_eq!((second.id.0.as_str(), second.letter), ("economie_prix_2", 'C'));
        assert_eq!(book.add("政治").unwrap().id.0, "label_7");
        book.check().unwrap();
        book.add("a").unwrap();
        book.add("b").unwrap();
        assert!(book.add("c").unwrap_err().to_string().contains("nine keys"));
        assert!(book.add("  ").is_err());
    }

    #[test]
    fn every_clash_and_every_bad_value_is_named() {
        let refused = |change: fn(&mut Label), words: &str| {
            let mut book = Codebook::default();
            change(&mut book.labels[1]);
            let told = book.check().unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        };
        refused(|label| label.key = '1', "the key '1'");
        refused(|label| label.letter = 'S', "the letter 'S'");
        refused(|label| label.id = LabelId("sourced".to_owned()), "an id");
        refused(|label| label.id = LabelId("Un sourced".to_owned()), "a-z");
        refused(|label| label.id = LabelId(String::new()), "a-z");
        refused(|label| label.key = '0', "digit");
        refused(|label| label.letter = '漢', "one column");
        refused(|label| label.letter = '\u{7}', "one column");
        refused(|label| label.letter = '\u{301}', "one column");
        refused(|label| label.name = " ".to_owned(), "name is empty");
    }
}
