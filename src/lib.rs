//! copydesk without its surfaces: reads articles, records decisions about sentences, searches, saves.
//!
//! The crate has layers (see `docs/architecture.md`). A module imports its own layer and lower layers:
//!
//! - L0 [`text`] and [`diagnostic`]: pure functions on `&str`.
//! - L1 [`corpus`], [`annotation`], [`find`], [`repeats`], [`suggest`]: values, without files, clock,
//!   threads or globals.
//! - L2 [`store`] (the only module that touches files), [`exchange`], [`project`].
//! - L3 [`command`] and [`keymap`]: the commands of a user and their keys, without a terminal.
//!
//! The surfaces `cli` and `tui` belong to the binary. The library names no terminal and no argument
//! parser, so it builds with `--no-default-features`.
//!
//! ```
//! use copydesk::{annotation::LabelId, project::{AnnotationEdit, EditTarget, ProjectOptions}, store::Dirs};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("tram.txt"), "The tram is late. Nobody said why.")?;
//! let (dirs, annotator) = (Dirs::below(folder.path()), "ana".to_owned());
//! let options = ProjectOptions { dirs, annotator, store: None, seed: 1 };
//! let mut project = options.open_paths(&[folder.path().join("tram.txt")])?;
//! let sentence = project.load(0).outline.sentences[1].span;
//! let label = AnnotationEdit::Label(Some(LabelId("unsourced".to_owned())));
//! project.edit(&[EditTarget::Words(0, sentence)], &label, jiff::Timestamp::now());
//! assert_eq!(project.export_rows()[0].quote, "Nobody said why.");
//! # Ok(())
//! # }
//! ```

pub mod text;
pub mod diagnostic;
pub mod corpus;
pub mod annotation;
pub mod find;
pub mod repeats;
pub mod suggest;
pub mod store;
pub mod exchange;
pub mod project;
pub mod command;
pub mod keymap;

#[cfg(feature = "testing")]
pub mod testing;
