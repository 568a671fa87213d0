//! Paths in messages as a user can type them: short, and one word of a shell.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Returns a path as one word of a shell, seen from the current folder if the path is inside, for example
/// `news/may` or `'my news'`.
pub fn typed_path(path: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).ok();
    shell_word(&seen_from(path, here.as_deref()))
}

fn seen_from(path: &Path, here: Option<&Path>) -> String {
    let inside = here.and_then(|here| path.strip_prefix(here).ok());
    match inside.unwrap_or(path) {
        near if near.as_os_str().is_empty() => PathBuf::from("."),
        near => near.to_owned(),
    }
    .display()
    .to_string()
}

fn shell_word(word: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "/._-".contains(char);
    if word.chars().all(is_plain) && !word.starts_with('-') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(shell_word("/news/d-1"), "/news/d-1");
        assert_eq!(shell_word("/my news/$(x)"), "'/my news/$(x)'");
        assert_eq!(shell_word("/it's"), r"'/it'\''s'");
        assert_eq!(shell_word("-x"), "'-x'");
    }

    #[test]
    fn a_path_is_seen_from_the_current_folder() {
        let here = Some(Path::new("/home/ana"));
        assert_eq!(seen_from(Path::new("/home/ana/news/may"), here), "news/may");
        assert_eq!(seen_from(Path::new("/home/ana"), here), ".");
        assert_eq!(seen_from(Path::new("/home/anabel"), here), "/home/anabel");
        assert_eq!(seen_from(Path::new("/srv/news"), None), "/srv/news");
    }
}
