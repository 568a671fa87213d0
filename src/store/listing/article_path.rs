//! The names of articles: paths inside the corpus as text, unique and the same on every system.

use std::{
    collections::HashSet,
    fmt::Write as _,
    path::{Component, Path, PathBuf},
};

use super::Entry;

/// The entries of these files, sorted and without repetition.
pub(super) fn entries(mut files: Vec<PathBuf>, root: &Path) -> Vec<Entry> {
    files.sort_unstable();
    files.dedup();
    let mut taken = HashSet::with_capacity(files.len());
    let named = files.into_iter().map(|file| {
        let path = unique(inside(&file, root), &taken);
        taken.insert(path.clone());
        Entry { path, file }
    });
    named.collect()
}

/// The path of a file inside the root, with `/` between its parts and `\xNN` for foreign bytes.
pub(super) fn inside(file: &Path, root: &Path) -> String {
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

/// The name, or the name with the first number after it that makes it another one.
fn unique(name: String, taken: &HashSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let numbered = (2_usize..).map(|n| format!("{name}~{n}"));
    let free = |name: &String| !taken.contains(name);
    numbered.into_iter().find(free).unwrap_or(name)
}
