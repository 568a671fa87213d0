//! Names of articles: paths inside the corpus as text, unique and equal on every system.

use std::{
    collections::HashSet,
    fmt::Write as _,
    path::{Component, Path, PathBuf},
};

use super::{
    Converters, Entry,
    file_parts::{FilePart, parts_of},
};

/// Returns the articles of files, sorted and without duplicates.
pub(super) fn entries(files: Vec<PathBuf>, root: &Path, converters: &Converters) -> Vec<Entry> {
    entries_of(files, root, converters, parts_of)
}

/// Returns the articles of files, with a function that splits a file into parts.
pub(super) fn entries_of(
    mut files: Vec<PathBuf>,
    root: &Path,
    converters: &Converters,
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
        Entry { path, file, part, converters: converters.clone() }
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

/// Appends a component. A backslash that would look like an escape is an escape itself, so that a file
/// with a byte outside UTF-8 and a file with the letters `\xff` in its name never share a name.
fn push_part(name: &mut String, part: &[u8]) {
    for chunk in part.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find('\\') {
            let (before, from) = rest.split_at(at);
            name.push_str(before);
            name.push_str(if escaped_byte(from).is_some() { "\\x5c" } else { "\\" });
            rest = &from[1..];
        }
        name.push_str(rest);
        for byte in chunk.invalid() {
            write!(name, "\\x{byte:02x}").expect("a string takes all");
        }
    }
}

/// Returns the byte of an escape at the start of a text: a byte outside ASCII, or a backslash.
fn escaped_byte(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("\\x")?.get(..2)?;
    let is_lower = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_lower)?;
    (byte >= 0x80 || byte == b'\\').then_some(byte)
}

/// Returns the path of a name below the root, the inverse of [`inside`]; `None` for bytes that no path
/// of this system has.
pub(in crate::store) fn below(root: &Path, name: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let (byte, len) = match escaped_byte(rest) {
            Some(byte) => (Some(byte), 4),
            None => (None, first.len_utf8()),
        };
        match byte {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(&rest.as_bytes()[..len]),
        }
        rest = &rest[len..];
    }
    Some(root.join(path_of(bytes)?))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};
    Some(OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
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

#[cfg(all(test, unix))]
mod tests {
    use std::{collections::BTreeSet, ffi::OsStr, os::unix::ffi::OsStrExt as _};

    use proptest::prelude::*;

    use super::*;

    fn name(file: &[u8]) -> String {
        inside(Path::new(OsStr::from_bytes(file)), Path::new(""))
    }

    #[test]
    fn a_name_depends_on_its_file_alone() {
        for (file, expected) in [
            (&b"a.txt"[..], "a.txt"),
            (b"a\xff.txt", "a\\xff.txt"),
            (b"a\\xff.txt", "a\\x5cxff.txt"),
            (b"a\\x5cxff.txt", "a\\x5cx5cxff.txt"),
            (b"a\\b\\x41\\xFF.txt", "a\\b\\x41\\xFF.txt"),
            (b"\\\xff", "\\\\xff"),
        ] {
            assert_eq!(name(file), expected);
        }
    }

    proptest! {
        #[test]
        fn no_two_files_share_a_name_and_each_name_leads_back(
            files in prop::collection::btree_set(
                prop::collection::vec(prop::sample::select(b"\\x5cf8a\xff\xc3\xa9".to_vec()), 1..9), 2..20,
            ),
        ) {
            let names: BTreeSet<String> = files.iter().map(|file| name(file)).collect();
            prop_assert_eq!(names.len(), files.len());
            for file in &files {
                let path = Path::new("/root").join(OsStr::from_bytes(file));
                prop_assert_eq!(below(Path::new("/root"), &name(file)), Some(path));
            }
        }
    }
}
