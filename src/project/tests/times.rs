//! Times at the ends of all records: every step of a review works at any time, and a time beyond the
//! ends is a finding.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;

use super::{super::short_time, opening_in};
use crate::{
    annotation::{LabelId, TypedField},
    project::{AnnotationEdit, EditTarget, Project, ReloadScope},
    store::{RestoreMode, WriteMode},
};

/// Times at both ends and in between, and whole and broken seconds.
fn times() -> Vec<Timestamp> {
    let second = SignedDuration::from_secs(1);
    let nanosecond = SignedDuration::from_nanos(1);
    vec![
        Timestamp::MIN,
        Timestamp::MIN + nanosecond,
        Timestamp::MIN + second,
        Timestamp::UNIX_EPOCH - nanosecond,
        Timestamp::UNIX_EPOCH,
        Timestamp::MAX - second,
        Timestamp::MAX,
    ]
}

fn open(folder: &Path) -> Project {
    let mut project = opening_in(folder).open_paths(&[folder.join("corpus")]).unwrap();
    project.load_all();
    project
}

/// Decides, types, takes back and repeats at two times, and reads everything again.
fn review(first: Timestamp, second: Timestamp) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    let file = folder.path().join("corpus/a.txt");
    fs::write(&file, "The tram is late. Nobody said why.").unwrap();
    let mut project = open(folder.path());
    let span = project.load(0).outline.sentences[0].span;
    let target = EditTarget::Words(0, span);
    let label = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
    let note = AnnotationEdit::Text(TypedField::Note, Some("why?".to_owned()));
    project.edit(&[target], &label, first);
    project.save(0).unwrap();
    drop(project.type_draft(target, TypedField::Note, "wh", first));
    project.edit(&[target], &note, second);
    project.save(0).unwrap();
    assert!(project.undo(second).is_some() && project.redo(first).is_some());
    project.save(0).unwrap();
    fs::write(&file, "Today the tram is late. Nobody said why.").unwrap();
    project.reload(0, ReloadScope::All);
    assert!(project.anchor_summary(0).is_some_and(|told| !told.to_string().is_empty()));
    let now = second.to_zoned(TimeZone::system());
    assert!(!short_time(first, &now).is_empty());
    assert_eq!(project.export_rows().len(), 1);
    let recovery = project.recovery().unwrap();
    if let Some((copies, copy)) =
        recovery.list().first().and_then(|file| Some((file.file.clone(), file.copies.last()?.copy)))
    {
        let restored =
            recovery.restore((&copies, copy), RestoreMode::Folded, WriteMode::Write, second);
        restored.unwrap();
    }
    drop(project);
    let project = open(folder.path());
    let kept = project.annotations(0).iter().next().unwrap();
    assert_eq!(kept.content.note.as_deref(), Some("why?"));
}

#[test]
fn a_review_works_at_every_time_that_a_record_holds() {
    for first in times() {
        for second in [Timestamp::MIN, Timestamp::MAX] {
            review(first, second);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_review_works_at_any_time(first in any::<i64>(), second in any::<i64>()) {
        let time = |number: i64| {
            let (least, most) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
            Timestamp::from_second(least + number.rem_euclid(most - least)).unwrap()
        };
        review(time(first), time(second));
    }
}

#[test]
fn a_time_beyond_all_records_is_a_finding() {
    for time in [
        "10000-01-01T00:00:00Z",
        "+999999-01-01T00:00:00Z",
        "-10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "-009999-01-01T00:00:00Z",
        "9223372036854775807",
        "-9223372036854775808",
        "2026-02-30T00:00:00Z",
        "2026-01-01T00:00:00+99:99",
        "",
        "2026-01-01T00:00:00.99999999999999999999Z",
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        fs::write(folder.path().join("corpus/a.txt"), "The tram is late.").unwrap();
        let mut project = open(folder.path());
        let target = EditTarget::Words(0, project.load(0).outline.sentences[0].span);
        let label = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
        project.edit(&[target], &label, Timestamp::UNIX_EPOCH);
        project.save(0).unwrap();
        let file = folder.path().join("corpus/annotations/ana/a.txt.ron");
        let text = fs::read_to_string(&file).unwrap();
        let line = text.lines().find(|line| line.contains("op:Put")).unwrap();
        let open_line = line.rsplit_once(",c:").unwrap().0;
        let changed = open_line.replace("1970-01-01T00:00:00Z", time);
        let sealed = crate::store::sealed_line(changed);
        fs::write(&file, text.replace(line, &sealed)).unwrap();
        let project = open(folder.path());
        let findings = project.findings();
        assert!(findings.iter().any(|(path, _)| path == "a.txt"), "{time}: {findings:?}");
        assert!(!project.examination().unwrap().problems().is_empty(), "{time}");
    }
}
