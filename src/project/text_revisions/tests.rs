//! Tests of kept texts: the shown changes, and no kept text without the setting.

use std::{fs, path::Path};

use jiff::Timestamp;

use crate::{
    annotation::{LabelId, TypedField},
    corpus::Digest,
    project::{AnnotationEdit, EditTarget, Project, tests::opening_in},
    store::{AnnotationFile, RecordFields, RecordLine},
    text::DiffPart,
};

const TEXT: &str = "The harbour board met on Monday. Nobody had expected a long evening there.\n\n\
    The fees will rise by a tenth, said Ana Ruiz. Critics of the plan left the room early.\n\n\
    A second vote is planned for the spring of next year.\n";

/// The setting for keeping texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Kept,
    NotKept,
}

fn open(folder: &Path, texts: Texts) -> Project {
    let mut project = opening_in(folder).open_paths(&[folder.join("corpus")]).unwrap();
    project.keep_texts(texts == Texts::Kept);
    project.load_all();
    project
}

/// Labels the third and the fourth sentence, then changes the article to `now`.
fn edited(texts: Texts, now: &str) -> (tempfile::TempDir, Project) {
    let (folder, _) = before_edit(texts);
    fs::write(folder.path().join("corpus/a.txt"), now).unwrap();
    let mut project = open(folder.path(), texts);
    project.look_up_texts(0);
    (folder, project)
}

fn before_edit(texts: Texts) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    fs::write(folder.path().join("corpus/a.txt"), TEXT).unwrap();
    let mut project = open(folder.path(), texts);
    let article = project.load(0);
    let at = Timestamp::from_second(1_793_700_000).unwrap();
    for sentence in &article.outline.sentences[2..4] {
        let label = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
        project.edit(&[EditTarget::Words(0, sentence.span)], &label, at).unwrap();
    }
    project.save(0).unwrap();
    (folder, project)
}

fn changed() -> String {
    let text = TEXT.replace("a tenth, said Ana", "a fifth, said Dr. Ana");
    let text = text.replace("Critics of the plan left the room early.", "It rained all night.");
    format!("UPDATED. {text}Corrected on Friday.\n")
}

fn shown(parts: &[DiffPart<'_>]) -> String {
    let parts = parts.iter().map(|part| match part {
        DiffPart::Same(words) => (*words).to_owned(),
        DiffPart::Gone(words) => format!("[-{words}-]"),
        DiffPart::New(words) => format!("{{+{words}+}}"),
    });
    parts.collect::<String>().replace('\n', "/")
}

fn folder_of_texts(project: &Project) -> std::path::PathBuf {
    project.store_dir().join("texts")
}

fn file_of_text(project: &Project) -> std::path::PathBuf {
    let names = fs::read_dir(folder_of_texts(project)).unwrap();
    let mut paths = names.map(|entry| entry.unwrap().path());
    paths.find(|path| path.extension().is_some_and(|ending| ending == "txt")).unwrap()
}

#[test]
fn nothing_is_kept_unasked() {
    let (_folder, project) = edited(Texts::NotKept, &changed());
    assert!(!folder_of_texts(&project).exists());
    assert_eq!(project.revisions(0).count(), 0);
}

#[test]
fn what_changed_around_a_mark_is_told_word_by_word() {
    let (_folder, project) = edited(Texts::Kept, &changed());
    let around: Vec<String> = project
        .annotations(0)
        .iter()
        .map(|annotation| {
            shown(&project.revision(0, &annotation.anchor.text_digest).unwrap().around(annotation))
        })
        .collect();
    let both = "a [-tenth-]{+fifth+}, said {+Dr. +}Ana Ruiz. [-Critics";
    assert!(around.iter().all(|words| words.contains(both)), "{around:?}");
    assert!(around[1].contains("early-]{+It rained all night+}."), "{}", around[1]);
    let (revision, n_annotations) = project.revisions(0).next().unwrap();
    let changes = revision.changes();
    let lines: Vec<usize> = changes.iter().map(|change| change.line).collect();
    assert_eq!((n_annotations, lines), (2, vec![1, 3, 6]), "{changes:?}");
    assert_eq!(
        shown(&changes[0].parts),
        "{+UPDATED. +}The harbour board met on Monday. Nobody had"
    );
    assert!(shown(&changes[2].parts).ends_with("next year./{+Corrected on Friday./+}"));
}

/// An earlier version kept the text with the line ends of its file and counted them.
#[test]
fn a_kept_text_with_carriage_returns_shows_only_changed_words() {
    let (folder, project) = before_edit(Texts::Kept);
    let carried = TEXT.replace('\n', "\r\n");
    let [today, earlier] = [TEXT, &carried].map(|text| Digest::of(text).short());
    let texts = folder_of_texts(&project);
    fs::rename(file_of_text(&project), texts.join(format!("{earlier}.txt"))).unwrap();
    fs::write(texts.join(format!("{earlier}.txt")), &carried).unwrap();
    let file = project.store.file_of("a.txt");
    let bytes = fs::read(&file).unwrap();
    let lines = AnnotationFile::read(&bytes, "a.txt", project.annotator()).lines().to_vec();
    let mut counted = AnnotationFile::beginning_like(&AnnotationFile::read_anyones(&bytes));
    counted = counted.merged(lines.iter().map(|line| {
        let before: String = TEXT.chars().take(line.fields.start).collect();
        let n_more = before.matches('\n').count();
        let (start, end) = (line.fields.start + n_more, line.fields.end + n_more);
        let fields = RecordFields { start, end, text: earlier.clone(), ..(*line.fields).clone() };
        assert_eq!(line.fields.text, today);
        RecordLine::write(fields, "")
    }));
    fs::write(&file, counted.to_bytes()).unwrap();
    fs::write(folder.path().join("corpus/a.txt"), changed()).unwrap();
    let mut project = open(folder.path(), Texts::Kept);
    project.look_up_texts(0);
    let (revision, n_annotations) = project.revisions(0).next().unwrap();
    let changes = revision.changes();
    let lines: Vec<usize> = changes.iter().map(|change| change.line).collect();
    assert_eq!((n_annotations, lines), (2, vec![1, 3, 6]), "{changes:?}");
    let annotation = project.annotations(0).iter().next().unwrap();
    let around = shown(&revision.around(annotation));
    assert!(around.contains("a [-tenth-]{+fifth+}, said {+Dr. +}Ana Ruiz."), "{around}");
}

#[test]
fn a_mark_that_says_anything_about_its_place_is_shown_or_not_and_harms_nothing() {
    let (_folder, project) = edited(Texts::Kept, "Ü ".repeat(3_000).as_str());
    let (revision, _) = project.revisions(0).next().unwrap();
    assert_eq!(revision.changes().len(), 1);
    let known = project.annotations(0).iter().next().unwrap();
    let n_chars = TEXT.chars().count();
    for (start, end) in [
        (0, 0),
        (0, n_chars),
        (n_chars, n_chars),
        (9, 3),
        (3, usize::MAX),
        (n_chars + 1, n_chars + 2),
    ] {
        let mut annotation = known.clone();
        (annotation.anchor.recorded.start, annotation.anchor.recorded.end) = (start, end);
        let words: usize = revision.around(&annotation).iter().map(|part| part.text().len()).sum();
        assert!(words < 3 * TEXT.len() + 1_000, "{words} bytes for {start} to {end}");
    }
}

#[test]
fn a_text_that_was_kept_is_read_also_while_none_are_kept() {
    let (folder, project) = edited(Texts::Kept, &changed());
    drop(project);
    let mut project = open(folder.path(), Texts::NotKept);
    project.look_up_texts(0);
    assert_eq!(project.revisions(0).count(), 1);
}

#[test]
fn a_text_that_is_damaged_or_gone_is_as_if_it_was_not_kept_until_it_is_back() {
    let (folder, project) = edited(Texts::Kept, &changed());
    let file = file_of_text(&project);
    let whole = fs::read(&file).unwrap();
    let lines = String::from_utf8(whole.clone()).unwrap().replace('\n', "\r\n");
    for bytes in [&b""[..], &whole[..20], lines.as_bytes(), &[0xff, 0xfe]] {
        fs::write(&file, bytes).unwrap();
        let mut project = open(folder.path(), Texts::Kept);
        project.look_up_texts(0);
        assert_eq!(project.revisions(0).count(), 0);
        // As git or a copy brings it back.
        fs::write(&file, &whole).unwrap();
        project.look_up_texts(0);
        assert_eq!(project.revisions(0).count(), 1);
    }
    fs::remove_file(&file).unwrap();
    let mut project = open(folder.path(), Texts::Kept);
    project.look_up_texts(0);
    assert_eq!(project.revisions(0).count(), 0);
}

#[test]
fn a_text_that_cannot_be_kept_is_told_and_the_annotations_are_saved() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("corpus/annotations")).unwrap();
    fs::write(folder.path().join("corpus/a.txt"), TEXT).unwrap();
    fs::write(folder.path().join("corpus/annotations/texts"), "a file in the way").unwrap();
    let mut project = open(folder.path(), Texts::Kept);
    let span = project.load(0).outline.sentences[0].span;
    let note = AnnotationEdit::Text(TypedField::Note, Some("who?".to_owned()));
    project.edit(&[EditTarget::Words(0, span)], &note, Timestamp::UNIX_EPOCH).unwrap();
    project.save(0).unwrap();
    let told = project.take_backup_trouble().unwrap();
    assert!(told.contains("the text of a.txt cannot be kept"), "{told}");
    assert_eq!(open(folder.path(), Texts::Kept).annotations(0).len(), 1);
}
