//! Keys and their commands: the notation, the default keys, and the patch of the user.
//!
//! Knows no terminal. The surface turns the input of its terminal into a [`Key`]. The default keys are
//! in `assets/keymap.ron`. A patch with an unknown name or a conflict is refused as a whole, and the
//! error names both sides.

mod key;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use self::key::{Key, KeyCode, KeyError, parse_keys, show_keys};
use crate::command::{Command, Context};

/// The default keys of the program.
const DEFAULT: &str = include_str!("../assets/keymap.ron");

/// The meaning of the keys that are pressed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLookup {
    /// The keys are bound to this command.
    Found(Command),
    /// More keys may follow. Each entry has the missing keys and their command.
    Prefix(Vec<(Vec<Key>, Command)>),
    /// No binding begins with the keys.
    Unknown,
}

/// The reason why a key file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// The file is no valid RON, or has an unknown field.
    #[error("{line}:{column}: {message}")]
    Syntax {
        /// The 1-based line.
        line: usize,
        /// The 1-based column in chars.
        column: usize,
        /// The message of the parser.
        message: String,
    },
    /// A key is not valid, for example `hyper-j`.
    #[error("{context}: {error}")]
    Key {
        /// The context of the key, for example `reader`.
        context: &'static str,
        /// The reason.
        error: KeyError,
    },
    /// No command has this name, or the command does not exist in this context.
    #[error(
        "{context}: key \"{keys}\" asks for \"{name}\", but no command of this context has the name; `copydesk keys` lists the names"
    )]
    Command {
        /// The context of the binding.
        context: &'static str,
        /// The keys.
        keys: String,
        /// The unknown name.
        name: String,
    },
    /// One binding hides the other, for example `g` hides `g g`.
    #[error(
        "{context}: \"{first}\" ({first_name}) and \"{second}\" ({second_name}) conflict: change one of them"
    )]
    Conflict {
        /// The context of both bindings.
        context: &'static str,
        /// The keys of the first binding.
        first: String,
        /// The command of the first binding.
        first_name: String,
        /// The keys of the second binding.
        second: String,
        /// The command of the second binding.
        second_name: String,
    },
}

/// A key file: pairs of keys and command name for each context, for example `("j", "next")`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct KeyFile {
    /// Keys of the reader and of lists alike, for example `("space r", "repeat_list")`.
    menu: Vec<(String, String)>,
    reader: Vec<(String, String)>,
    select: Vec<(String, String)>,
    list: Vec<(String, String)>,
    search: Vec<(String, String)>,
    prompt: Vec<(String, String)>,
}

impl KeyFile {
    fn parse(source: &str) -> Result<Self, KeymapError> {
        ron::from_str(source).map_err(|error| KeymapError::Syntax {
            line: error.span.start.line,
            column: error.span.start.col,
            message: error.code.to_string(),
        })
    }

    /// Returns the bindings of a context; those of `menu` count where their command exists.
    fn of(&self, context: Context) -> impl Iterator<Item = &(String, String)> {
        let (own, has_menu) = match context {
            Context::Reader => (&self.reader, true),
            Context::List => (&self.list, true),
            Context::Select => (&self.select, false),
            Context::Search => (&self.search, false),
            Context::Prompt => (&self.prompt, false),
        };
        let exists = move |name: &str| {
            Command::from_name(name)
                .is_none_or(|command| command.spec().contexts.contains(&context))
        };
        let menu = self.menu.iter().filter(move |(_, name)| has_menu && exists(name));
        menu.chain(own)
    }
}

/// All bindings, by context.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: BTreeMap<Context, BTreeMap<Vec<Key>, Command>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Self { bindings: BTreeMap::new() };
        keymap.lay_over(DEFAULT).expect("a test loads the default keys");
        keymap
    }
}

impl Keymap {
    /// Returns the default keys with the user's `patch` over them.
    ///
    /// ```
    /// use copydesk::{command::Context, keymap::{KeyLookup, Keymap, parse_keys}};
    ///
    /// let keymap = Keymap::patched(r#"(reader: [("ctrl-n", "next_article")])"#)?;
    /// let keys = parse_keys("ctrl-n").expect("a key");
    /// assert!(matches!(keymap.lookup(Context::Reader, &keys), KeyLookup::Found(_)));
    /// assert!(Keymap::patched(r#"(reader: [("x", "no_such_command")])"#).is_err());
    /// # Ok::<(), copydesk::keymap::KeymapError>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`KeymapError::Syntax`] for bad RON, [`KeymapError::Key`] for an unknown key,
    /// [`KeymapError::Command`] for an unknown command, and [`KeymapError::Conflict`] for two bindings that hide
    /// each other.
    pub fn patched(patch: &str) -> Result<Self, KeymapError> {
        let mut keymap = Self::default();
        keymap.lay_over(patch)?;
        Ok(keymap)
    }

    fn lay_over(&mut self, source: &str) -> Result<(), KeymapError> {
        let file = KeyFile::parse(source)?;
        for context in Context::ALL {
            let mut named: BTreeMap<Vec<Key>, &str> = BTreeMap::new();
            let bindings = self.bindings.entry(context).or_default();
            for (written, name) in file.of(context) {
                let keys = parse_keys(written)
                    .map_err(|error| KeymapError::Key { context: context.name(), error })?;
                if let Some(other) = named.insert(keys.clone(), name) {
                    return Err(conflict(context, (&keys, other), (&keys, name)));
                }
                if name == "none" {
                    bindings.remove(&keys);
                } else {
                    let command = find_command(context, written, name)?;
                    bindings.insert(keys, command);
                }
            }
            check_prefixes(context, bindings)?;
        }
        Ok(())
    }

    /// Returns the meaning of `keys`, pressed one after the other in `context`.
    pub fn lookup(&self, context: Context, keys: &[Key]) -> KeyLookup {
        let Some(bindings) = self.bindings.get(&context) else {
            return KeyLookup::Unknown;
        };
        if let Some(command) = bindings.get(keys) {
            return KeyLookup::Found(*command);
        }
        let longer: Vec<_> = bindings
            .iter()
            .filter(|(bound, _)| bound.len() > keys.len() && bound.starts_with(keys))
            .map(|(bound, command)| (bound[keys.len()..].to_vec(), *command))
            .collect();
        if longer.is_empty() || keys.is_empty() {
            KeyLookup::Unknown
        } else {
            KeyLookup::Prefix(longer)
        }
    }

    /// Returns the keys of `command` in `context`, in their notation, shortest first. For example `g g`.
    pub fn keys_of(&self, context: Context, command: Command) -> Vec<String> {
        let bindings = self.bindings.get(&context).into_iter().flatten();
        let mut keys: Vec<&Vec<Key>> =
            bindings.filter(|(_, bound)| **bound == command).map(|(keys, _)| keys).collect();
        keys.sort_by_key(|keys| (keys.len(), keys[0].ctrl, !keys[0].is_plain(), keys.to_vec()));
        keys.into_iter().map(|keys| show_keys(keys)).collect()
    }

    /// Returns every binding of a context, in the order of the keys.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = (&[Key], Command)> {
        let bindings = self.bindings.get(&context).into_iter().flatten();
        bindings.map(|(keys, command)| (keys.as_slice(), *command))
    }
}

fn find_command(context: Context, keys: &str, name: &str) -> Result<Command, KeymapError> {
    let command = Command::from_name(name);
    command.filter(|command| command.spec().contexts.contains(&context)).ok_or_else(|| {
        KeymapError::Command {
            context: context.name(),
            keys: keys.to_owned(),
            name: name.to_owned(),
        }
    })
}

/// Checks that no binding is the start of a longer binding, for example `g` and `g g`.
fn check_prefixes(
    context: Context,
    bindings: &BTreeMap<Vec<Key>, Command>,
) -> Result<(), KeymapError> {
    let neighbours = bindings.iter().zip(bindings.iter().skip(1));
    for ((short, first), (long, second)) in neighbours {
        if long.starts_with(short) {
            let (first, second) = (first.spec().name, second.spec().name);
            return Err(conflict(context, (short, first), (long, second)));
        }
    }
    Ok(())
}

fn conflict(context: Context, first: (&[Key], &str), second: (&[Key], &str)) -> KeymapError {
    KeymapError::Conflict {
        context: context.name(),
        first: show_keys(first.0),
        first_name: first.1.to_owned(),
        second: show_keys(second.0),
        second_name: second.1.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{
        AppCommand, COMMANDS, DecideCommand, MoveCommand, PopupCommand, ReaderCommand, ViewCommand,
    };

    fn lookup(context: Context, keys: &str) -> KeyLookup {
        Keymap::default().lookup(context, &parse_keys(keys).expect("keys of a test"))
    }

    #[test]
    fn keys_are_bound_to_commands() {
        assert_eq!(
            lookup(Context::Reader, "1"),
            KeyLookup::Found(Command::Decide(DecideCommand::Label(1)))
        );
        assert_eq!(
            lookup(Context::Reader, "g g"),
            KeyLookup::Found(Command::Move(MoveCommand::First))
        );
        assert_eq!(lookup(Context::Prompt, "1"), KeyLookup::Unknown);
        let KeyLookup::Prefix(rest) = lookup(Context::Reader, "space") else {
            panic!("Space is no prefix");
        };
        assert!(rest.iter().any(|(_, command)| *command == Command::Popup(PopupCommand::Passages)));
    }

    #[test]
    fn every_command_has_a_key_or_is_in_the_palette_alone() {
        let keymap = Keymap::default();
        for spec in COMMANDS {
            for &context in spec.contexts {
                let bound = !keymap.keys_of(context, spec.command).is_empty();
                let spare = matches!(
                    spec.command,
                    Command::App(AppCommand::Menu)
                        | Command::View(ViewCommand::Reader)
                        | Command::Reader(ReaderCommand::Reload)
                        | Command::Decide(DecideCommand::RepeatLabel)
                );
                let listed = spec.command.label_key().is_some() || spare;
                assert!(bound || listed, "{} has no key in {}", spec.name, context.name());
            }
        }
    }

    #[test]
    fn plain_keys_are_free_for_text_in_text_fields() {
        let keymap = Keymap::default();
        for context in Context::ALL.into_iter().filter(|context| context.takes_text()) {
            for (keys, command) in keymap.bindings(context) {
                assert!(!keys[0].is_plain(), "{command:?} would swallow {keys:?}");
            }
        }
    }

    #[test]
    fn every_terminal_can_send_the_default_keys() {
        let keymap = Keymap::default();
        for context in Context::ALL {
            for (keys, _) in keymap.bindings(context) {
                for key in keys {
                    let shown = key.to_string();
                    assert!(!shown.contains("alt-"), "{shown} needs Alt");
                    assert!(shown != "ctrl-i" && shown != "ctrl-m", "{shown} is Tab or Enter");
                }
            }
        }
    }

    #[test]
    fn a_patch_changes_and_removes_bindings() {
        let keymap = Keymap::patched(r#"(reader: [("j", "none"), ("s", "next")])"#)
            .expect("the patch is right");
        assert_eq!(keymap.lookup(Context::Reader, &[Key::char('j')]), KeyLookup::Unknown);
        assert_eq!(
            keymap.lookup(Context::Reader, &[Key::char('s')]),
            KeyLookup::Found(Command::Move(MoveCommand::Next))
        );
    }

    #[track_caller]
    fn refused(patch: &str, words: &[&str]) {
        let error = Keymap::patched(patch).expect_err("the patch is wrong").to_string();
        for word in words {
            assert!(error.contains(word), "{error:?} does not name {word:?}");
        }
    }

    #[test]
    fn errors_of_wrong_patches_name_the_binding() {
        refused(r#"(reader: [("j", "nxet")])"#, &["reader", "\"j\"", "nxet"]);
        refused(r#"(reader: [("hyper-j", "next")])"#, &["reader", "hyper-j"]);
        refused(r#"(reader: [("j", "text_left")])"#, &["text_left"]);
        refused(r#"(reader: [("g", "next")])"#, &["\"g\"", "next", "\"g g\"", "first"]);
        refused(r#"(menu: [("space 9", "no_such")])"#, &["reader", "space 9", "no_such"]);
        refused(r#"(reader: [("s", "next"), ("s", "last")])"#, &["\"s\"", "next", "last"]);
        refused("(reader: [\n  (\"j\" \"next\")])", &["2:"]);
        refused(r#"(raeder: [])"#, &["raeder"]);
    }
}
