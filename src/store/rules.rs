//! The rules of one annotator, in the file `~rules.ron` of the annotator's folder.
//!
//! The file is an annotation file about the article `~rules`, with the usual reading, merging and
//! replacement. In each record `id` is the rule's id, `quote` the passage and `label` the decision. A
//! removed rule is a tombstone. `unit` is the part of the article that the label is stored for, for example
//! `quotation`. A rule without `unit` labels the words; older versions read every rule in this way, and
//! keep the field. `left_out` has the paths of the articles that the rule does not label. No article's file can collide with the name: an encoded name with `~`
//! always ends in a digest.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{
    StoreError,
    annotation_file::AnnotationFile,
    annotations::{FILE_LIMIT, QUOTE_LIMIT, Store, named, too_long, unreadable},
    path_encoding::{self, RULES, rules_file},
    record::{RecordFields, RecordLine, RecordOp},
};
use crate::{
    annotation::{AnnotationContent, AnnotationId, BatchId, RepeatUnit, Rule, whole_seconds},
    diagnostic::{Diagnostic, Severity},
    text::{agree, count},
};

/// Key of the file in the known files. No article has the path.
const KNOWN_AS: &str = "\0rules";

impl Store {
    /// Returns the rules in order of creation, with the problems of their file.
    ///
    /// A rule that was read once stays if its line disappears, for example after a checkout of an older
    /// state. The next change of a rule writes the line again.
    pub fn rules(&mut self) -> (Vec<Rule>, Vec<Diagnostic>) {
        let path = self.rules_path();
        let (bytes, file, mut findings) = match self.files.read(&path, FILE_LIMIT) {
            Ok(Some(bytes)) => {
                let file = AnnotationFile::read(&bytes, RULES, self.annotator());
                let findings = file.findings();
                let findings = findings.iter().map(|finding| named(&path, finding));
                let findings: Vec<_> = findings.collect();
                (bytes, file, findings)
            }
            Ok(None) => (Vec::new(), self.no_rules(), Vec::new()),
            Err(error) => {
                let told = format!("{error}; its rules are not used");
                let finding = Diagnostic::new(Severity::Error, told);
                (Vec::new(), self.no_rules(), vec![finding])
            }
        };
        let newer = newer_units(&file).map(|finding| named(&path, &finding));
        let there = rules_of(&file);
        let both = file.merged(self.known_lines(KNOWN_AS));
        let rules = rules_of(&both);
        let n_gone = rules.iter().filter(|rule| !there.contains(rule)).count();
        if n_gone > 0 && findings.is_empty() {
            findings.push(named(&path, &kept_here(n_gone)));
        }
        findings.extend(newer);
        self.remember(KNOWN_AS, &bytes, both);
        (rules, findings)
    }

    /// Returns a copy of the store that knows only the file of the rules.
    pub(crate) fn rules_part(&self) -> Self {
        self.part(KNOWN_AS)
    }

    fn no_rules(&self) -> AnnotationFile {
        AnnotationFile::new(RULES, self.annotator())
    }

    /// Writes a rule, or its removal for `None`; returns all rules.
    ///
    /// # Errors
    /// - [`StoreError::TooLong`] for a passage above 64 KiB.
    /// - [`StoreError::Unreadable`] if the file cannot be read; the file stays unchanged.
    /// - [`StoreError::NotFaithful`] if the new bytes do not read back as the rules.
    /// - [`StoreError::Busy`], [`StoreError::Outside`] and [`StoreError::Io`] as for [`Store::save`].
    pub fn save_rule(
        &mut self,
        id: BatchId,
        rule: Option<&Rule>,
        at: Timestamp,
    ) -> Result<Vec<Rule>, StoreError> {
        let path = self.rules_path();
        let merged = self.change_file(&path, |store| {
            let known = match store.files.read(&path, FILE_LIMIT)? {
                Some(bytes) => AnnotationFile::read(&bytes, RULES, store.annotator()),
                None => store.no_rules(),
            };
            if let Some(finding) = known.refusal() {
                return Err(unreadable(&path, finding));
            }
            let known = known.merged(store.known_lines(KNOWN_AS));
            let id = AnnotationId(id.0);
            let earlier = known.winners().get(&id).map(|line| line.fields.rev);
            if rule.is_none() && earlier.is_none() {
                return Ok((known, None));
            }
            let fields = rule_fields((id, rule), earlier.unwrap_or(0) + 1, at)?;
            let merged = known.merged([RecordLine::write(fields, &own_fields(rule))]);
            let bytes = merged.to_bytes();
            if !AnnotationFile::read(&bytes, RULES, store.annotator()).holds_the_same(&merged) {
                let path = path.clone();
                return Err(StoreError::NotFaithful { path });
            }
            Ok((merged, Some(bytes)))
        })?;
        let rules = rules_of(&merged);
        self.remember(KNOWN_AS, &merged.to_bytes(), merged);
        Ok(rules)
    }

    pub(super) fn rules_path(&self) -> PathBuf {
        let folder = self.dir().join(path_encoding::folder(self.annotator()));
        folder.join(rules_file())
    }
}

fn kept_here(n_rules: usize) -> Diagnostic {
    let (rules, are) = (count(n_rules, "rule"), agree(n_rules, "is", "are"));
    let told = format!("{rules} went from disk and {are} kept here");
    Diagnostic::new(Severity::Warning, told)
}

/// Returns the record of a rule, or of its removal.
fn rule_fields(
    (id, rule): (AnnotationId, Option<&Rule>),
    rev: u32,
    at: Timestamp,
) -> Result<RecordFields, StoreError> {
    let blank = RecordFields { rev, ..RecordFields::blank(id, (0, 0), whole_seconds(at)) };
    let Some(rule) = rule else { return Ok(blank) };
    let is_too_long = rule.words.len() > QUOTE_LIMIT;
    too_long(is_too_long, "the passage of a rule", "64 KiB")?;
    Ok(RecordFields {
        op: RecordOp::Put,
        end: rule.words.chars().count(),
        quote: rule.words.clone(),
        content: AnnotationContent {
            label: Some(rule.label.clone()),
            ..AnnotationContent::default()
        },
        created: Some(whole_seconds(rule.created)),
        ..blank
    })
}

/// Returns the fields `unit` and `left_out` of a rule as written behind the known fields.
fn own_fields(rule: Option<&Rule>) -> String {
    let Some(rule) = rule else { return String::new() };
    let unit = match rule.unit {
        RepeatUnit::Words => String::new(),
        unit => format!(",unit:\"{}\"", unit.name()),
    };
    let paths: Vec<String> = rule.left_out.iter().map(|path| ron_text(path)).collect();
    if paths.is_empty() { unit } else { format!("{unit},left_out:[{}]", paths.join(",")) }
}

/// Returns a text as RON writes it, in quotation marks.
fn ron_text(text: &str) -> String {
    ron::to_string(text).expect("a text can be written")
}

/// Returns the unit of a rule; `None` for a unit of a newer version.
fn unit_of(line: &RecordLine) -> Option<RepeatUnit> {
    match line.other_field::<String>("unit") {
        None => Some(RepeatUnit::Words),
        Some(name) => RepeatUnit::from_name(&name?),
    }
}

/// Returns a note if rules have a unit of a newer version.
fn newer_units(file: &AnnotationFile) -> Option<Diagnostic> {
    let winners = file.winners();
    let is_newer = |line: &&RecordLine| line.fields.op == RecordOp::Put && unit_of(line).is_none();
    let n = winners.into_values().filter(is_newer).count();
    let (rules, are) = (count(n, "rule"), agree(n, "is", "are"));
    let told = format!("{rules} of a newer copydesk {are} kept, but not used here");
    (n > 0).then(|| Diagnostic::new(Severity::Note, told))
}

fn rules_of(file: &AnnotationFile) -> Vec<Rule> {
    let mut rules: Vec<Rule> = file.winners().into_values().filter_map(rule).collect();
    rules.sort_by_key(|rule| (rule.created, rule.id));
    rules
}

/// Returns the rule of a record; `None` for a tombstone or a record without a label.
fn rule(line: &RecordLine) -> Option<Rule> {
    let fields = &line.fields;
    let label = fields.content.label.clone().filter(|_| fields.op == RecordOp::Put)?;
    Some(Rule {
        id: BatchId(fields.id.0),
        words: fields.quote.clone(),
        label,
        unit: unit_of(line)?,
        created: fields.created.unwrap_or(fields.at),
        left_out: line.other_field("left_out").flatten().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::LabelId;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn rules_are_kept_merged_and_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::at(folder.path().join("annotations"), "ana");
        assert_eq!(store.rules(), (Vec::new(), Vec::new()));
        let rule = |id, words: &str| Rule {
            id: BatchId(id),
            words: words.to_owned(),
            label: LabelId("boilerplate".to_owned()),
            unit: RepeatUnit::Words,
            created: at(i64::try_from(id).unwrap()),
            left_out: Vec::new(),
        };
        let (one, two) = (rule(1, "Share your\nthoughts!"), rule(2, "Lesen Sie “mehr”"));
        store.save_rule(one.id, Some(&one), at(1)).unwrap();
        // Another program on the same store.
        let mut other = Store::at(folder.path().join("annotations"), "ana");
        other.save_rule(two.id, Some(&two), at(2)).unwrap();
        assert_eq!(store.rules(), (vec![one.clone(), two.clone()], Vec::new()));
        store.save_rule(one.id, None, at(3)).unwrap();
        assert_eq!(other.rules(), (vec![two.clone()], Vec::new()));
        let file = folder.path().join("annotations/ana/~rules.ron");
        let written = AnnotationFile::read_anyones(&std::fs::read(&file).unwrap());
        assert!(written.rivals().is_empty(), "it was taken away after it was made");
        std::fs::remove_file(file).unwrap();
        let (kept, told) = other.rules();
        assert_eq!(kept, [two]);
        assert!(told[0].message.contains("1 rule went from disk"));
    }

    #[test]
    fn the_unit_of_a_rule_is_kept_and_older_rules_have_the_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::at(folder.path().to_owned(), "ana");
        let path = folder.path().join("ana/~rules.ron");
        let rule = |id, unit| Rule {
            id: BatchId(id),
            words: "says Ana".to_owned(),
            label: LabelId("sourced".to_owned()),
            unit,
            created: at(1),
            left_out: Vec::new(),
        };
        let rules: Vec<Rule> =
            (1..).zip(RepeatUnit::ALL).map(|(id, unit)| rule(id, unit)).collect();
        for rule in &rules {
            store.save_rule(rule.id, Some(rule), at(1)).unwrap();
        }
        let mut other = Store::at(folder.path().to_owned(), "ana");
        assert_eq!(other.rules(), (rules.clone(), Vec::new()));
        // A rule of the words has the line of older versions; other units add one field.
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written.matches("unit:").count(), 3, "{written}");
        assert!(!written.contains("unit:\"words\""), "{written}");
        // Older versions keep fields that they do not know, and so does this one.
        let newer = RecordLine::write(
            rule_fields((AnnotationId(9), Some(&rule(9, RepeatUnit::Words))), 1, at(1)).unwrap(),
            ",unit:\"paragraph\"",
        );
        let with_newer = written.replace("])", &format!("{}\n])", newer.raw));
        std::fs::write(&path, &with_newer).unwrap();
        let (read, told) = other.rules();
        assert_eq!(read, rules, "a unit of a newer version labels nothing");
        assert!(told[0].message.contains("1 rule of a newer copydesk is kept"), "{told:?}");
        other.save_rule(rules[0].id, None, at(2)).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains("unit:\"paragraph\""), "{written}");
        assert!(written.contains("unit:\"line\""), "{written}");
    }

    #[test]
    fn the_articles_that_a_rule_leaves_out_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::at(folder.path().to_owned(), "ana");
        let rule = Rule {
            id: BatchId(1),
            words: "says Ana".to_owned(),
            label: LabelId("sourced".to_owned()),
            unit: RepeatUnit::Line,
            created: at(1),
            left_out: vec!["d1/a \"b\".txt".to_owned(), "é\\.txt".to_owned()],
        };
        store.save_rule(rule.id, Some(&rule), at(1)).unwrap();
        let mut other = Store::at(folder.path().to_owned(), "ana");
        assert_eq!(other.rules(), (vec![rule], Vec::new()));
    }

    #[test]
    fn a_passage_may_be_as_long_as_a_mark_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::at(folder.path().to_owned(), "ana");
        let mut rule = Rule {
            id: BatchId(1),
            words: "x".repeat(QUOTE_LIMIT),
            label: LabelId("boilerplate".to_owned()),
            unit: RepeatUnit::Words,
            created: at(1),
            left_out: Vec::new(),
        };
        store.save_rule(rule.id, Some(&rule), at(1)).unwrap();
        let longest = rule.clone();
        for more in ["y", "zz"] {
            rule.words.push_str(more);
            let refused = store.save_rule(rule.id, Some(&rule), at(2));
            assert!(matches!(refused, Err(StoreError::TooLong { .. })));
        }
        let mut again = Store::at(folder.path().to_owned(), "ana");
        assert_eq!(again.rules(), (vec![longest], Vec::new()));
    }

    #[test]
    fn a_damaged_file_is_told_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ana/~rules.ron");
        std::fs::create_dir_all(folder.path().join("ana")).unwrap();
        std::fs::write(&path, "what is this").unwrap();
        let mut store = Store::at(folder.path().to_owned(), "ana");
        let (rules, findings) = store.rules();
        assert!(rules.is_empty() && findings[0].message.contains("~rules.ron"));
        let rule = Rule {
            id: BatchId(1),
            words: "x".to_owned(),
            label: LabelId("boilerplate".to_owned()),
            unit: RepeatUnit::Words,
            created: at(1),
            left_out: Vec::new(),
        };
        assert!(store.save_rule(rule.id, Some(&rule), at(1)).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "what is this");
    }

    #[test]
    fn no_article_has_the_file_of_the_rules() {
        for path in ["~rules", "~rules.ron", "rules", "%7Erules"] {
            let file = path_encoding::article_file(path);
            assert_ne!(file.to_str(), Some("~rules.ron"), "{path}");
        }
    }
}
