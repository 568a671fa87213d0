//! Reading a list file (labels, saved searches) that git merged as one document.
//!
//! A union merge leaves two last lines and often two first lines. Without the attribute `merge=union`,
//! git leaves conflict markers. Every entry is one line, so both sides can be read. A file with entries
//! broken over several lines stays unreadable, and its mistake is reported with line and column.

use std::collections::{BTreeMap, HashSet};

use crate::{
    diagnostic::{Diagnostic, Severity},
    store::record::{AnyFields, options},
};

/// Both sides as one document, with the findings of merging.
pub(super) struct MergedDocument {
    pub(super) text: String,
    pub(super) findings: Vec<Diagnostic>,
}

/// Joins the lines of both sides to one document with the list `list`; `None` if any line is not in
/// copydesk's layout.
pub(super) fn one_document(text: &str, list: &str) -> Option<MergedDocument> {
    let header_end = format!("{list}:[");
    let mut fields = HeaderFields::default();
    let (mut entries, mut known) = (Vec::new(), HashSet::new());
    let (mut has_markers, mut is_old, mut has_last) = (false, false, false);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if let Some(marker) = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
            .iter()
            .find(|marker| line.starts_with(**marker))
        {
            has_markers = true;
            // The base between `|||||||` and `=======` is neither side.
            is_old = *marker == "|||||||";
        } else if is_old {
        } else if line.ends_with(&header_end) {
            fields.take(line, list)?;
        } else if is_last(line) {
            has_last = true;
        } else if !line.ends_with("),") {
            return None;
        } else if known.insert(line) {
            entries.push(line);
        }
    }
    if !has_last || fields.values.is_empty() {
        return None;
    }
    let sides = if has_markers {
        "it holds git's conflict markers"
    } else {
        "it holds both sides of a merge"
    };
    let told = format!(
        "{sides}: the {list} of both sides are read, and the next change of them writes it whole"
    );
    let mut findings = vec![Diagnostic::new(Severity::Warning, told)];
    findings.extend(fields.told.into_iter().map(|told| Diagnostic::new(Severity::Warning, told)));
    let fields: String =
        fields.values.iter().map(|(name, value)| format!("{name}:{value},")).collect();
    let text = format!("({fields}{list}:[\n{}\n])\n", entries.join("\n"));
    Some(MergedDocument { text, findings })
}

/// Fields of all first lines.
#[derive(Default)]
struct HeaderFields {
    values: BTreeMap<String, String>,
    told: Vec<String>,
}

impl HeaderFields {
    /// Adds a first line. Of two values the greater counts, for example `guidelines:10` over
    /// `guidelines:1`.
    fn take(&mut self, line: &str, list: &str) -> Option<()> {
        let read: AnyFields = options().from_str(&format!("{line}])")).ok()?;
        for (name, value) in read.0.into_iter().filter(|(name, _)| name != list) {
            let value = value.get_ron().trim().to_owned();
            let known = self.values.entry(name.clone()).or_insert_with(|| value.clone());
            if *known == value {
                continue;
            }
            if let (LISTED, Some(both)) = (name.as_str(), joined(known, &value)) {
                *known = both;
                continue;
            }
            let mut sides = [known.clone(), value];
            sides.sort_by(|one, other| order(one).cmp(&order(other)));
            let [less, more] = sides;
            self.told.push(format!(
                "{name} is {less} on one side and {more} on the other: {more} is used"
            ));
            *known = more;
        }
        Some(())
    }
}

/// The field of the first line that is a list: the rows of both sides are read.
const LISTED: &str = "kinds";

/// Returns the entries of two lists as one list.
fn joined(one: &str, other: &str) -> Option<String> {
    let inside = |list: &str| {
        let inside = list.trim().strip_prefix('[')?.strip_suffix(']')?;
        Some(inside.trim().trim_end_matches(',').to_owned())
    };
    let both = [inside(one)?, inside(other)?];
    let both: Vec<String> = both.into_iter().filter(|rows| !rows.is_empty()).collect();
    Some(format!("[{}]", both.join(",")))
}

/// Orders numbers by size, and everything else by bytes.
fn order(value: &str) -> (Option<u64>, &str) {
    (value.parse().ok(), value)
}

/// Returns true for the end of the list: `])`, or a checksum, which covers only one side.
fn is_last(line: &str) -> bool {
    line == "])" || (line.starts_with("],c:\"") && line.ends_with("\")"))
}

#[cfg(test)]
mod tests {
    use crate::store::{codebook_file::CodebookFile, list_file::ListFile as _};

    fn with(labels: &[&str]) -> String {
        let mut file = CodebookFile::default();
        for label in labels {
            file.codebook.add(label).unwrap();
        }
        String::from_utf8(file.to_bytes()).unwrap()
    }

    fn ids(text: &str) -> Vec<String> {
        let file = CodebookFile::read(text.as_bytes()).unwrap();
        assert!(file.findings().iter().any(|finding| finding.message.contains("both sides")));
        let written = CodebookFile::read(&file.to_bytes()).unwrap();
        assert_eq!((&written.codebook, written.findings()), (&file.codebook, &[][..]));
        file.codebook
            .labels
            .into_iter()
            .skip(4)
            .map(|label| format!("{}{}", label.key, label.id.0))
            .collect()
    }

    #[test]
    fn a_union_has_the_labels_of_both() {
        let [ana, ben] = [with(&["frame"]), with(&["fact"])];
        let tail =
            |text: &str| text.lines().skip(5).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(ids(&format!("{ana}{}", tail(&ben))), ["5fact", "6frame"]);
        assert_eq!(ids(&format!("{ben}{}", tail(&ana))), ["5fact", "6frame"]);
        let markers =
            format!("<<<<<<< HEAD\r\n{ana}||||||| base\n(nonsense\n=======\n{ben}>>>>>>> ben\n");
        assert_eq!(ids(&markers), ["5fact", "6frame"]);
    }

    #[test]
    fn fields_of_both_first_lines_count() {
        let text = with(&[]);
        let (first, rest) = text.split_once('\n').unwrap();
        let other = first.replace("guidelines:1", "guidelines:10,team:\"x\"");
        for [one, two] in [[first, &other], [&other, first]] {
            let file = CodebookFile::read(format!("{one}\n{two}\n{rest}").as_bytes()).unwrap();
            let written = String::from_utf8(file.to_bytes()).unwrap();
            assert!(written.starts_with("(format:1,guidelines:10,splitter:"), "{written}");
            assert!(written.contains(",team:\"x\",labels:["));
            let told = &file.findings()[1].message;
            assert!(told.contains("guidelines is 1 on one side and 10"), "{told}");
        }
    }

    #[test]
    fn what_copydesk_did_not_write_and_newer_formats_stay_unread() {
        let text = with(&[]);
        let (first, rest) = text.split_once('\n').unwrap();
        for bad in [
            format!("{first}\n{}\n{rest}", first.replace("format:1", "format:2")),
            first.to_owned(),
            rest.to_owned(),
            "<<<<<<< HEAD\n".to_owned(),
        ] {
            assert!(CodebookFile::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
