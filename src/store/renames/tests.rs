//! Tests of rename detection and of moving records, with several kinds of renames.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::Timestamp;

use crate::{
    annotation::TypedField,
    project::{AnnotationEdit, EditTarget, Project, ProjectOptions, clear_moves},
    store::{Dirs, RenameEvidence, RenamedArticle},
};

const TRAM: &str =
    "The tram is late today. The depot is cold and nobody asked why. It will run again.";
const BRIDGE: &str = "The bridge over the Oxney is closed. Engineers disagree about the old piers.";
const MARKET: &str =
    "The market opens on Friday. Fishermen sell their own boats there, says Ada Lind.";

/// A corpus in a folder, with a home beside it.
struct RenamesFixture(tempfile::TempDir);

impl RenamesFixture {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            desk.write(name, text);
        }
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("corpus").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    fn open_as(&self, annotator: &str) -> Project {
        let options = ProjectOptions {
            dirs: self.dirs(),
            annotator: annotator.to_owned(),
            store: None,
            seed: annotator.bytes().map(u64::from).sum(),
        };
        let mut project = options.open_paths(&[self.path("")]).unwrap();
        project.load_all();
        project
    }

    fn dirs(&self) -> Dirs {
        Dirs::below(&self.0.path().join("home"))
    }

    fn open(&self) -> Project {
        self.open_as("ana")
    }

    /// Writes a note with the name of the article on each sentence of some articles.
    fn annotate(&self, annotator: &str, names: &[&str]) {
        let mut project = self.open_as(annotator);
        for name in names {
            let index = project.find_article(name).unwrap();
            let sentences = project.load(index).outline.sentences.clone();
            for sentence in sentences {
                let note =
                    AnnotationEdit::Text(TypedField::Note, Some(format!("{annotator} {name}")));
                let target = EditTarget::Words(index, sentence.span);
                project.edit(&[target], &note, Timestamp::UNIX_EPOCH);
            }
            project.save(index).unwrap();
        }
    }

    fn found(&self) -> Vec<RenamedArticle> {
        self.open().rename_search().unwrap().carry_out()
    }

    /// Moves all clear annotations of an annotator.
    fn accept(&self, annotator: &str) -> usize {
        let mut project = self.open_as(annotator);
        let renamed = project.rename_search().unwrap().carry_out();
        let moves = clear_moves(&renamed, annotator);
        let job = project.rename_job(moves, Timestamp::UNIX_EPOCH).unwrap();
        let moved = project.take_renames(job.carry_out(&self.dirs())).unwrap();
        moved.iter().map(|one| one.n_live).sum()
    }

    /// Returns the notes of an annotator by article, with the number of annotations that stand at their
    /// place.
    fn notes(&self, annotator: &str) -> BTreeMap<String, Vec<String>> {
        let project = self.open_as(annotator);
        let indices = 0..project.len();
        let notes = indices.map(|index| {
            let notes = project.annotations(index).iter();
            let notes = notes.map(|one| one.content.note.clone().unwrap_or_default()).collect();
            (project.path(index).to_owned(), notes)
        });
        notes.filter(|(_, notes): &(_, Vec<_>)| !notes.is_empty()).collect()
    }
}

/// Returns each renamed article as `from -> to (evidence)`.
fn shown(renamed: &[RenamedArticle]) -> Vec<String> {
    let words = renamed.iter().map(|one| {
        let targets = one.targets.iter();
        let targets: Vec<_> =
            targets.map(|target| format!("{} ({})", target.article, target.evidence)).collect();
        format!("{} -> {}", one.from, targets.join(" | "))
    });
    words.collect()
}

fn check(
    files: &[(&str, &str)],
    change: impl FnOnce(&RenamesFixture),
    expected: &[&str],
) -> RenamesFixture {
    let desk = RenamesFixture::new(files);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    desk.annotate("ana", &names);
    assert_eq!(shown(&desk.found()), [""; 0], "nothing is renamed yet");
    change(&desk);
    assert_eq!(shown(&desk.found()), expected);
    desk
}

fn after(desk: &RenamesFixture, expected: &[(&str, &[&str])]) {
    let expected = expected.iter().map(|(name, notes)| {
        (name.to_string(), notes.iter().map(|note| format!("ana {note}")).collect::<Vec<_>>())
    });
    assert_eq!(desk.notes("ana"), expected.collect());
    assert_eq!(shown(&desk.found()), [""; 0], "nothing is left to move");
    let check = desk.open().examination().unwrap();
    assert_eq!(check.orphaned_files(), []);
    assert_eq!(check.problems(), [], "the files are whole and at their places");
}

#[test]
fn a7_a_renamed_article_keeps_its_annotations() {
    let change = |desk: &RenamesFixture| desk.rename("a.txt", "new/tram day.txt");
    let desk = check(
        &[("a.txt", TRAM), ("b.txt", BRIDGE)],
        change,
        &["a.txt -> new/tram day.txt (same text)"],
    );
    assert_eq!(desk.accept("ana"), 3);
    after(&desk, &[("b.txt", &["b.txt"; 2]), ("new/tram day.txt", &["a.txt"; 3])]);
}

#[test]
fn a7_a_renamed_folder_is_one_step_and_equal_articles_keep_their_file_names() {
    let files = [("old/a.txt", TRAM), ("old/b.txt", TRAM), ("old/x/c.txt", BRIDGE)];
    let change = |desk: &RenamesFixture| desk.rename("old", "new");
    let desk = check(
        &files,
        change,
        &[
            "old/a.txt -> new/a.txt (same text)",
            "old/b.txt -> new/b.txt (same text)",
            "old/x/c.txt -> new/x/c.txt (same text)",
        ],
    );
    assert_eq!(desk.accept("ana"), 8);
    after(
        &desk,
        &[
            ("new/a.txt", &["old/a.txt"; 3]),
            ("new/b.txt", &["old/b.txt"; 3]),
            ("new/x/c.txt", &["old/x/c.txt"; 2]),
        ],
    );
}

#[test]
fn a7_two_articles_that_swap_their_names_swap_their_annotations() {
    let change = |desk: &RenamesFixture| {
        desk.rename("a.txt", "c");
        desk.rename("b.txt", "a.txt");
        desk.rename("c", "b.txt");
    };
    let files = [("a.txt", TRAM), ("b.txt", BRIDGE)];
    let desk = check(&files, change, &["a.txt -> b.txt (same text)", "b.txt -> a.txt (same text)"]);
    assert_eq!(desk.accept("ana"), 5);
    after(&desk, &[("a.txt", &["b.txt"; 2]), ("b.txt", &["a.txt"; 3])]);
}

#[test]
fn a7_a_chain_of_renames_moves_each_link() {
    let change = |desk: &RenamesFixture| {
        desk.rename("c.txt", "d.txt");
        desk.rename("b.txt", "c.txt");
        desk.rename("a.txt", "b.txt");
    };
    let files = [("a.txt", TRAM), ("b.txt", BRIDGE), ("c.txt", MARKET)];
    let desk = check(
        &files,
        change,
        &["a.txt -> b.txt (same text)", "b.txt -> c.txt (same text)", "c.txt -> d.txt (same text)"],
    );
    assert_eq!(desk.accept("ana"), 7);
    after(&desk, &[("b.txt", &["a.txt"; 3]), ("c.txt", &["b.txt"; 2]), ("d.txt", &["c.txt"; 2])]);
}

#[test]
fn a7_a_rename_that_differs_only_in_case_is_found() {
    let change = |desk: &RenamesFixture| desk.rename("a.txt", "A.TXT");
    let desk = check(&[("a.txt", TRAM)], change, &["a.txt -> A.TXT (same text)"]);
    assert_eq!(desk.accept("ana"), 3);
    after(&desk, &[("A.TXT", &["a.txt"; 3])]);
}

#[test]
fn a7_a_renamed_and_edited_article_is_told_by_its_share_of_words() {
    let change = |desk: &RenamesFixture| {
        desk.rename("a.txt", "b.txt");
        desk.write("b.txt", &TRAM.replace("late today", "very late again"));
        desk.write("c.txt", BRIDGE);
    };
    let desk = check(&[("a.txt", TRAM)], change, &["a.txt -> b.txt (64 % of the words)"]);
    assert_eq!(desk.accept("ana"), 3);
    assert_eq!(desk.notes("ana")["b.txt"].len(), 3);
}

#[test]
fn a7_copies_are_ambiguous_and_both_are_named() {
    let change = |desk: &RenamesFixture| {
        desk.rename("a.txt", "b.txt");
        desk.write("c.txt", TRAM);
    };
    let desk =
        check(&[("a.txt", TRAM)], change, &["a.txt -> b.txt (same text) | c.txt (same text)"]);
    assert_eq!(desk.accept("ana"), 0);
    let mut project = desk.open();
    let chosen = project.annotations_to_move("a.txt", "c.txt").unwrap();
    let job = project.rename_job(vec![chosen], Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(project.take_renames(job.carry_out(&desk.dirs())).unwrap()[0].n_live, 3);
    after(&desk, &[("c.txt", &["a.txt"; 3])]);
}

#[test]
fn a7_an_edited_article_stays_although_a_copy_of_its_old_text_exists() {
    let change = |desk: &RenamesFixture| {
        desk.write("a-old.txt", TRAM);
        desk.write("a.txt", &TRAM.replace("It will run again.", "It will never run again."));
    };
    check(&[("a.txt", TRAM)], change, &[]);
}

#[test]
fn a7_other_words_are_no_rename() {
    let change = |desk: &RenamesFixture| {
        desk.rename("a.txt", "b.md");
        desk.write("b.md", MARKET);
    };
    check(&[("a.txt", TRAM)], change, &["a.txt -> "]);
}

#[test]
fn a7_annotations_of_the_target_stay_and_ids_are_merged() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM), ("b.txt", TRAM)]);
    desk.annotate("ana", &["a.txt", "b.txt"]);
    fs::remove_file(desk.path("a.txt")).unwrap();
    assert_eq!(shown(&desk.found()), ["a.txt -> b.txt (same text)"]);
    assert_eq!(desk.accept("ana"), 3);
    let notes = desk.notes("ana");
    assert_eq!(notes["b.txt"].len(), 6);
    assert!(notes["b.txt"].contains(&"ana a.txt".to_owned()));
}

#[test]
fn a7_only_own_annotations_are_moved_and_others_are_named() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM)]);
    desk.annotate("ana", &["a.txt"]);
    desk.annotate("ben", &["a.txt"]);
    desk.rename("a.txt", "b.txt");
    let annotators: Vec<_> = desk.found().into_iter().map(|one| one.annotator).collect();
    assert_eq!(annotators, ["ana", "ben"]);
    let file_of_ben = desk.path("annotations/ben/a.txt.ron");
    let bytes = fs::read(&file_of_ben).unwrap();
    assert_eq!(desk.accept("ana"), 3);
    assert_eq!(fs::read(&file_of_ben).unwrap(), bytes);
    assert!(desk.notes("ben").is_empty());
    assert_eq!(desk.accept("ben"), 3);
    assert_eq!(desk.notes("ben")["b.txt"].len(), 3);
}

#[test]
fn a7_deletions_and_unreadable_lines_move_too_and_the_old_name_is_free() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM)]);
    desk.annotate("ana", &["a.txt"]);
    let mut project = desk.open();
    let first = project.annotations(0).iter().next().unwrap().id;
    let target = EditTarget::Annotation(0, first);
    project.edit(&[target], &AnnotationEdit::Delete, Timestamp::UNIX_EPOCH);
    project.save(0).unwrap();
    drop(project);
    let file = desk.path("annotations/ana/a.txt.ron");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\n])", "\n(odd line),\n])")).unwrap();
    desk.rename("a.txt", "b.txt");
    assert_eq!(desk.accept("ana"), 2);
    let moved = fs::read_to_string(desk.path("annotations/ana/b.txt.ron")).unwrap();
    assert!(moved.contains("op:Del") && moved.contains("(odd line),"), "{moved}");
    assert!(!file.exists());
    // A new article may take the old name and be annotated at once.
    desk.write("a.txt", MARKET);
    desk.annotate("ana", &["a.txt"]);
    assert_eq!(desk.notes("ana")["a.txt"].len(), 2);
}

#[test]
fn a7_undo_drafts_and_the_reading_position_follow() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM), ("b.txt", BRIDGE)]);
    desk.annotate("ana", &["a.txt"]);
    let mut project = desk.open();
    let span = project.load(0).outline.sentences[2].span;
    let target = EditTarget::Words(0, span);
    let jobs = project.type_draft(target, TypedField::Evidence, "http://x", Timestamp::UNIX_EPOCH);
    jobs.into_iter().for_each(|job| job.carry_out().unwrap());
    let root = desk.path("").canonicalize().unwrap();
    let corpus = crate::store::corpus_id(Some(&root));
    let position = crate::store::ReadingPosition {
        article: "a.txt".to_owned(),
        start: 3,
        is_without_cr: true,
    };
    position.save(&desk.dirs(), &corpus).unwrap();
    drop(project);
    desk.rename("a.txt", "c.txt");
    assert_eq!(desk.accept("ana"), 3);
    let mut project = desk.open();
    let index = project.find_article("c.txt").unwrap();
    let draft = project.draft(EditTarget::Words(index, span), TypedField::Evidence);
    assert_eq!(draft.map(|(text, _)| text), Some("http://x"));
    let (position, _) = crate::store::ReadingPosition::load(&desk.dirs(), &corpus);
    assert_eq!(position.unwrap().article, "c.txt");
    for left in [2, 1, 0] {
        assert!(project.undo(Timestamp::UNIX_EPOCH).is_some());
        assert_eq!(project.annotations(index).len(), left);
    }
}

#[test]
fn a7_a_rename_in_git_is_followed_when_neither_text_nor_words_are_left() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM), ("b.txt", BRIDGE)]);
    desk.annotate("ana", &["a.txt"]);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(desk.path("")).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
        assert!(git.args(arguments).output().unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "a.txt", "b.txt"]);
    git(&["commit", "-qm", "one"]);
    git(&["mv", "a.txt", "m.txt"]);
    git(&["commit", "-qm", "two"]);
    desk.write("m.txt", MARKET);
    git(&["commit", "-qam", "three"]);
    git(&["mv", "m.txt", "n.txt"]);
    assert_eq!(shown(&desk.found()), ["a.txt -> n.txt (renamed by git)"]);
    assert_eq!(desk.found()[0].targets[0].evidence, RenameEvidence::Git);
}

#[test]
fn a7_names_of_a_hostile_file_move_nothing_outside() {
    let desk = RenamesFixture::new(&[("a.txt", TRAM)]);
    desk.annotate("ana", &["a.txt"]);
    let file = desk.path("annotations/ana/a.txt.ron");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("a.txt", "../../etc/x", 1)).unwrap();
    desk.rename("a.txt", "b.txt");
    assert_eq!(shown(&desk.found()), [""; 0], "a file at the wrong place is a matter of check");
    assert!(Path::new(&file).exists());
}

#[test]
fn a7_records_that_counted_carriage_returns_are_found_by_the_text_without_them() {
    let desk = RenamesFixture::new(&[
        ("a.txt", "The tram is late.\r\n\r\nNobody asked why."),
        ("b.txt", BRIDGE),
    ]);
    let with_cr = crate::corpus::Digest::of("The tram is late.\r\n\r\nNobody asked why.").short();
    desk.annotate("ana", &["a.txt"]);
    let file = desk.path("annotations/ana/a.txt.ron");
    let today = crate::corpus::Digest::of("The tram is late.\n\nNobody asked why.").short();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(&today));
    let old = text.lines().map(|line| match line.rsplit_once(",c:") {
        Some((open, _)) => crate::store::sealed_line(open.replace(&today, &with_cr)),
        None => line.to_owned(),
    });
    fs::write(&file, old.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    desk.rename("a.txt", "c.txt");
    assert_eq!(shown(&desk.found()), ["a.txt -> c.txt (same text)"]);
    assert_eq!(desk.accept("ana"), 2);
    assert_eq!(desk.notes("ana")["c.txt"].len(), 2);
}
