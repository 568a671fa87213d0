//! Names of articles: paths inside the corpus as text, unique and equal on every system.

use std::{
    collections::HashSet,
    fmt::Write as _,
    path::{Component, Path, PathBuf},
};

use super::{
    Entry,
    file_parts::{FilePart, parts_of},
};

/// Returns the articles of files, sorted and without duplicates.
pub(super) fn entries(files: Vec<PathBuf>, root: &Path) -> Vec<Entry> {
    entries_of(files, root, parts_of)
}

/// Returns the articles of files, with a function that splits a file into parts.
pub(super) fn entries_of(
    mut files: Vec<PathBuf>,
    root: &Path,
    parts_of: impl Fn(&Path) -> Vec<Option<FilePart>>,
) -> Vec<Entry> {
    files.sort_unstable();
    files.dedup();
    let mut taken = HashSet::with_capacity(files.len());
    let articles = files.into_iter().flat_map(|file| {
        let parts = parts_of(&file).into_iter();
        parts.map(move |part| (file.clone(), part))
    });
    let named = articles.map(|(file, part)| {
        let number = part.map_or(String::new(), |part| part.to_string());
        let path = unique(inside(&file, root) + &number, &taken);
        taken.insert(path.clone());
        Entry { path, file, part }
    });
    named.collect()
}

/// Returns the path of a file inside the root, with `/` between components and `\xNN` for bytes outside
/// UTF-8.
pub(in crate::store) fn inside(file: &Path, root: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    let mut name = String::new();
    for part in relative.components() {
        if let Component::Normal(part) = part {
            name.push_str(if name.is_empty() { "" } else { "/" });
            push_part(&mut name, part.as_encoded_bytes());
        }
    }
    name
}

fn push_part(name: &mut String, part: &[u8]) {
    for chunk in part.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(name, "\\x{byte:02x}").expect("a string takes all");
        }
    }
}

/// Returns the name, or the name with the first free number, for example `a.txt~2`.
fn unique(name: String, taken: &HashSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let numbered = (2_usize..).map(|n| format!("{name}~{n}"));
    let free = |name: &String| !taken.contains(name);
    numbered.into_iter().find(free).unwrap_or(name)
}
