//! Inspection of the store's `.gitattributes`: whether git merges the files of the store by lines.
//!
//! Reads the file as git does, for the files that the store has: of several lines the last one counts.

use super::inspection::Inspection;
use crate::diagnostic::{Diagnostic, Severity};

/// The line that a store needs.
pub(crate) const ATTRIBUTES: &str = "*.ron text eol=lf merge=union";

/// Inspects `.gitattributes`; `None` if the file is missing.
pub(super) fn at_attributes(bytes: Option<&[u8]>) -> Inspection {
    let Some(bytes) = bytes else {
        return told("it is missing", 1, Vec::new());
    };
    let text = String::from_utf8_lossy(bytes);
    let mut found = RonAttributes::default();
    for (at, line) in text.lines().enumerate() {
        found.read(line.trim(), at + 1);
    }
    match found.problem() {
        None => Inspection::default(),
        Some((problem, line)) => told(&problem, line, bytes.to_vec()),
    }
}

fn told(problem: &str, line: usize, before: Vec<u8>) -> Inspection {
    let words =
        format!("{problem}: git would not merge the annotations of two people line by line");
    let mut after = before.clone();
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend_from_slice(ATTRIBUTES.as_bytes());
    after.push(b'\n');
    Inspection {
        problems: vec![Diagnostic::new(Severity::Warning, words).at(line, 1)],
        deeds: vec![format!("wrote the line “{ATTRIBUTES}”")],
        mended: Some((before, after)),
    }
}

/// The attributes of the store's files, as far as the lines were read.
#[derive(Default)]
struct RonAttributes {
    /// The value of `merge` with the number of its line.
    merge: Option<(String, usize)>,
    /// The value of `eol`, or `-text`.
    line_ends: Option<(String, usize)>,
}

impl RonAttributes {
    fn read(&mut self, line: &str, number: usize) {
        let mut words = line.split_whitespace();
        let Some(pattern) = words.next().filter(|word| !word.starts_with('#')) else { return };
        // A pattern for some of the files spoils the merge of these files.
        let name = pattern.rsplit('/').next().unwrap_or_default();
        let is_of_all = ["*", "*.ron", "**"].contains(&name)
            && !pattern.trim_start_matches(['*', '/']).contains('/');
        let touches = is_of_all || name.ends_with(".ron") || name == "**";
        if !touches {
            return;
        }
        for word in words {
            let (attribute, value) = word.split_once('=').unwrap_or((word, ""));
            let is_good = matches!((attribute, value), ("merge", "union") | ("eol", "lf"));
            if !is_of_all && is_good {
                continue;
            }
            let value = (word.to_owned(), number);
            match attribute {
                "merge" | "-merge" | "!merge" => self.merge = Some(value),
                "binary" => self.merge = Some(value),
                "eol" | "-text" => self.line_ends = Some(value),
                _ => {}
            }
        }
    }

    fn problem(&self) -> Option<(String, usize)> {
        match (&self.merge, &self.line_ends) {
            (None, _) => Some(("no line gives *.ron the attribute merge=union".to_owned(), 1)),
            (Some((merge, line)), _) if merge != "merge=union" => {
                Some((format!("{merge} for *.ron replaces merge=union"), *line))
            }
            (_, Some((ends, line))) if ends != "eol=lf" => {
                Some((format!("{ends} for *.ron replaces eol=lf"), *line))
            }
            (Some(_), _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Option<String> {
        let look = at_attributes(Some(text.as_bytes()));
        look.problems.first().map(ToString::to_string)
    }

    #[test]
    fn lines_under_which_merges_work_are_no_problem() {
        for good in [
            "*.ron text eol=lf merge=union\n",
            "# ours\n*.txt -text\n*.ron text eol=lf merge=union",
            "* text=auto\n*.ron text eol=lf merge=union\r\n",
            "*.ron merge=union\n",
            "* merge=union eol=lf\n",
            "*.ron text eol=lf merge=union\nana/*.ron merge=union\n",
        ] {
            assert_eq!(problem(good), None, "{good:?}");
        }
    }

    #[test]
    fn every_line_that_breaks_merges_is_told_and_repaired() {
        for bad in [
            "",
            "# *.ron text eol=lf merge=union\n",
            "*.ron text eol=lf\n",
            "*.rom text eol=lf merge=union\n",
            "*.ron text eol=lf merge=union\n*.ron binary\n",
            "*.ron text eol=lf merge=union\n* -merge\n",
            "*.ron text eol=lf merge=union\n*.ron merge=ours\n",
            "*.ron text eol=lf merge=union\n*.ron !merge\n",
            "*.ron text eol=lf merge=union\nproject.ron merge=binary\n",
            "*.ron text eol=crlf merge=union\n",
            "*.ron merge=union\n*.ron -text\n",
        ] {
            assert!(problem(bad).is_some(), "{bad:?}");
            let look = at_attributes(Some(bad.as_bytes()));
            let (_, after) = look.mended.unwrap();
            assert!(after.starts_with(bad.as_bytes()), "no line is lost");
            assert_eq!(problem(&String::from_utf8(after).unwrap()), None, "{bad:?}");
        }
        assert_eq!(at_attributes(None).problems.len(), 1);
    }
}
