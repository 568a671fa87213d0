//! Entries of `project.ron` one by one, so that a bad entry spoils only itself.

use ron::value::RawValue;

use crate::{
    annotation::{Codebook, Label},
    store::record::{AnyFields, options},
};

/// The fields of a label that this version knows.
const KNOWN: [&str; 7] = ["id", "name", "key", "letter", "role", "definition", "examples"];

/// The reason why an entry is no usable label.
pub(super) struct EntryMistake {
    pub(super) words: String,
    /// Line and column inside the entry, from 1.
    pub(super) at: (usize, usize),
}

/// Returns the label of an entry, and its unknown fields as they are to be written.
pub(super) fn label(raw: &str) -> Result<(Label, Option<String>), EntryMistake> {
    let label: Label = options().from_str(raw).map_err(|bad| {
        let at = (bad.span.start.line, bad.span.start.col);
        EntryMistake { words: bad.code.to_string(), at }
    })?;
    Codebook::check_one(&label)
        .map_err(|bad| EntryMistake { words: bad.to_string(), at: (1, 1) })?;
    let fields: AnyFields = options().from_str(raw).unwrap_or_default();
    let others = fields.0.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
    let value = |value: &RawValue| value.get_ron().trim().to_owned();
    let extra: String = others.map(|(name, raw)| format!(",{name}:{}", value(raw))).collect();
    Ok((label, Some(extra).filter(|extra| !extra.is_empty())))
}

/// The place of an entry in its file, in lines and columns from 1.
#[derive(Clone, Copy)]
pub(super) struct EntryPlace {
    pub(super) line: usize,
    pub(super) col: usize,
}

impl EntryPlace {
    /// Returns the place in the file of a place inside the entry.
    pub(super) fn of(self, (line, col): (usize, usize)) -> (usize, usize) {
        let is_first = line <= 1;
        let first = if is_first { self.col } else { 1 };
        (self.line + line.saturating_sub(1), first + col.saturating_sub(1))
    }
}

/// Finds the entries of a file in their order.
pub(super) struct EntryPlaces<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> EntryPlaces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Returns the place of the next entry with these bytes.
    pub(super) fn next(&mut self, raw: &str) -> EntryPlace {
        let found = self.text[self.at..].find(raw).map_or(self.at, |at| self.at + at);
        let before = &self.text[..found];
        self.at = self.text.floor_char_boundary(found + raw.len());
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        EntryPlace { line, col: before[start..].chars().count() + 1 }
    }
}

/// A text without its spoiled lines, and these lines with their numbers from 1.
type Salvaged = (String, Vec<(usize, String)>);

/// Takes the lines out that are no entry, and adds commas that are missing at the end of an entry.
///
/// A line that was taken out leaves a blank line, so that places stay. Returns `None` if nothing was
/// wrong, or if no entry is left.
pub(super) fn without_spoiled_lines(text: &str, list: &str) -> Option<Salvaged> {
    let header_end = format!("{list}:[");
    let is_frame = |line: &str| {
        line.is_empty()
            || line.ends_with(&header_end)
            || line.starts_with(']')
            || ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|at| line.starts_with(at))
    };
    if !text.lines().any(|line| line.trim_end().ends_with(&header_end)) {
        return None;
    }
    let (mut rest, mut spoiled) = (String::new(), Vec::new());
    let (mut has_entry, mut is_mended) = (false, false);
    for (at, line) in text.lines().enumerate() {
        let words = line.trim_end();
        if is_frame(words) {
            rest.push_str(line);
        } else {
            let entry = words.trim_end_matches(',');
            let fields: Option<AnyFields> = options().from_str(entry).ok();
            if fields.is_some_and(|fields| !fields.0.is_empty()) {
                has_entry = true;
                is_mended |= !words.ends_with("),");
                rest.push_str(entry.trim_start());
                rest.push(',');
            } else {
                spoiled.push((at + 1, line.to_owned()));
            }
        }
        rest.push('\n');
    }
    let is_changed = is_mended || !spoiled.is_empty();
    (has_entry && is_changed).then_some((rest, spoiled))
}
