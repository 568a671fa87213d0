//! Encoding of article and annotator names as file names that are valid on every system.
//!
//! Letters, digits, `.`, `_` and `-` stay; every other byte becomes `%XX`. A changed component ends in
//! `~` and 8 digits of the digest of its exact name, so that no two names share a file. For example `año
//! 1.txt` becomes `a%C3%B1o%201.txt~` and 8 digits. The encoding runs in one direction only: no name
//! read from a file opens a file.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

/// Longest path component on every common file system, with room for our endings.
const PART_BYTES: usize = 200;

/// Device names on Windows, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Returns the first 8 hexadecimal digits of the SHA-256 of some bytes.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Article name in the file of an annotator's rules. No article's file can collide: an encoded name with
/// `~` always ends in a digest.
pub(crate) const RULES: &str = "~rules";

/// Returns the path of an annotator's rules, below the annotator's folder.
pub(crate) fn rules_file() -> PathBuf {
    PathBuf::from(format!("{RULES}.ron"))
}

/// Returns the path of an article's annotation file, below the annotator's folder.
pub(crate) fn article_file(path: &str) -> PathBuf {
    let (folders, name) =
        path.rsplit_once('/').map_or((None, path), |(folders, name)| (Some(folders), name));
    let folders = folders.into_iter().flat_map(|folders| folders.split('/'));
    let mut file: PathBuf = folders.map(folder).collect();
    file.push(format!("{}.ron", part(name, PART_BYTES - 4)));
    file
}

/// Returns the path of an article's annotation file that differs from every other path on a disk
/// without upper and lower case too: each component ends in its digest.
///
/// Used for articles whose names differ only in case, for example `May/a.txt` beside `may/a.txt`.
pub(crate) fn sealed_article_file(path: &str) -> PathBuf {
    let parts: Vec<&str> = path.split('/').collect();
    let (name, folders) = parts.split_last().map_or((path, &[][..]), |(name, all)| (*name, all));
    let sealed_part = |name: &str, limit: usize| {
        let made = part(name, limit);
        if made == name { sealed(made, name, limit) } else { made }
    };
    let mut file: PathBuf = folders.iter().map(|folder| sealed_part(folder, PART_BYTES)).collect();
    file.push(format!("{}.ron", sealed_part(name, PART_BYTES - 4)));
    file
}

/// Encodes the name of a folder. Avoids names that end like our files, and the store's own folders.
pub(crate) fn folder(name: &str) -> String {
    let made = part(name, PART_BYTES);
    let ours = ["texts", "backup"].contains(&made.to_lowercase().as_str());
    if ours || made.to_lowercase().ends_with(".ron") || made.ends_with('.') {
        return sealed(made, name, PART_BYTES);
    }
    made
}

/// Decodes the name of an annotator from a folder; `None` if the name was cut.
pub(crate) fn unfolder(made: &str) -> Option<String> {
    let readable = match made.rsplit_once('~') {
        Some((readable, _)) => readable,
        None => made,
    };
    let mut bytes = Vec::new();
    let mut rest = readable.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        match code.map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|name| folder(name) == made)
}

fn part(name: &str, limit: usize) -> String {
    let mut made = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            made.push(char::from(byte));
        } else {
            made.push_str(&format!("%{byte:02X}"));
        }
    }
    if made.bytes().all(|byte| byte == b'.') {
        made = made.replace('.', "%2E");
    }
    if made != name
        || made.is_empty()
        || made.starts_with('.')
        || made.len() > limit
        || is_device(&made)
    {
        return sealed(made, name, limit);
    }
    made
}

/// Cuts a name to the limit and appends the digest of the exact name. Escapes the first byte of hidden
/// and device names.
fn sealed(mut made: String, name: &str, limit: usize) -> String {
    if is_device(&made) || made.starts_with('.') {
        made = format!("%{:02X}{}", made.as_bytes()[0], &made[1..]);
    }
    let end = format!("~{}", short_hash(name.as_bytes()));
    let mut cut = made.len().min(limit - end.len());
    // An uncut name never ends inside an escape.
    let percent = made[..cut].rfind('%');
    if let Some(percent) = percent.filter(|percent| cut - percent < 3) {
        cut = percent;
    }
    made.truncate(cut);
    made + &end
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let stem = stem.trim_end_matches(|char: char| char.is_ascii_digit());
    DEVICES.contains(&stem)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(article: &str, file: &str) {
        let made = article_file(article);
        assert_eq!(made.to_str().unwrap().replace('\\', "/"), file);
    }

    #[test]
    fn plain_names_stay() {
        check("000_b4765d913067389d.txt", "000_b4765d913067389d.txt.ron");
        check("2024/May/a-b_c.md", "2024/May/a-b_c.md.ron");
    }

    #[test]
    fn odd_names_are_escaped_and_sealed() {
        check("año 1.txt", &format!("a%C3%B1o%201.txt~{}.ron", short_hash("año 1.txt".as_bytes())));
        check("../x", &format!("%2E%2E~{}/x.ron", short_hash(b"..")));
        check("/etc/x\0", &format!("~{}/etc/x%00~{}.ron", short_hash(b""), short_hash(b"x\0")));
        check("a.ron/x", &format!("a.ron~{}/x.ron", short_hash(b"a.ron")));
        check("con.txt", &format!("%63on.txt~{}.ron", short_hash(b"con.txt")));
        check("", &format!("~{}.ron", short_hash(b"")));
    }

    #[test]
    fn long_names_are_cut_between_their_characters() {
        let longest = "x".repeat(196);
        check(&longest, &format!("{longest}.ron"));
        let cut = |name: &str, readable: &str| {
            let file = format!("{readable}~{}.ron", short_hash(name.as_bytes()));
            check(name, &file);
        };
        cut(&"x".repeat(197), &"x".repeat(187));
        let e = "%C3%A9";
        cut(&"é".repeat(99), &e.repeat(31));
        cut(&format!("a{}", "é".repeat(99)), &format!("a{}", e.repeat(31)));
        cut(&format!("ab{}", "é".repeat(99)), &format!("ab{}%C3", e.repeat(30)));
    }

    #[test]
    fn sealed_names_differ_without_case_and_lead_to_no_plain_name() {
        let names =
            ["a.txt", "A.txt", "a.TXT", "May/a.txt", "may/a.txt", "a b", "É", "é", "e\u{301}"];
        let mut made: Vec<String> = names
            .iter()
            .map(|name| sealed_article_file(name).to_str().unwrap().to_lowercase())
            .collect();
        made.extend(names.iter().map(|name| article_file(name).to_str().unwrap().to_lowercase()));
        made.sort();
        made.dedup();
        // `a b`, `É` and `é` are sealed in any case, and the plain names of case twins are alike.
        assert_eq!(made.len(), 2 * names.len() - 4 - 3, "{made:?}");
    }

    #[test]
    fn twins_by_normalization_differ() {
        assert_ne!(article_file("é"), article_file("e\u{301}"));
    }

    #[test]
    fn annotators_come_back_from_their_folders() {
        for name in ["ann1", "Ana Ruiz", "texts", "project.ron", "..", ".hidden", "李", "a%41~x"] {
            assert_eq!(unfolder(&folder(name)).as_deref(), Some(name), "{}", folder(name));
            assert!(!folder(name).starts_with('.'));
        }
        assert_eq!(unfolder(&folder(&"é".repeat(300))), None);
    }

    proptest! {
        #[test]
        fn names_are_short_plain_and_unlike(a in "\\PC{0,300}", b in "[a-zA-Z.~%/ ]{0,8}", c in "[a-zA-Z.~%/ ]{0,8}") {
            for part in article_file(&a).components() {
                let part = part.as_os_str().to_str().unwrap();
                prop_assert!(part.len() <= 200 && part.is_ascii() && part != "..", "{}", part);
            }
            prop_assert!(b == c || article_file(&b) != article_file(&c));
        }
    }
}
