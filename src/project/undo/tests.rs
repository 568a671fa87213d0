//! Promise S12: undo of any step, also of an earlier session or of many edits, restores exactly the
//! earlier annotations.
//!
//! Known-bad variants prove that the check notices a journal written too late, and an undo that ignores
//! later changes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

use super::*;
use crate::{
    annotation::{AnnotationId, Confidence, LabelId, TypedField, WordsField},
    project::{AnnotationEdit, EditTarget, ProjectOptions},
    store::Dirs,
    testing::trials,
    text::Span,
};

const FILES: [(&str, &str); 3] = [
    ("a.txt", "The bridge is closed, said Ana. It opens in May. Nobody asked why. “No,” said Bo."),
    ("b.txt", "Fees rose. Critics complain — loudly. Read more. 東京 is far away, experts say."),
    ("c/d.txt", "The bridge is closed, said Ana. Rents fell. What now? Sign up for more."),
];

/// All annotations, exactly.
type State = BTreeMap<(String, AnnotationId), Annotation>;

struct Desk {
    folder: TempDir,
    opening: ProjectOptions,
}

impl Desk {
    fn new() -> Self {
        // A disk in memory, where there is one: what is tried here is order, not flushing.
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        fs::create_dir_all(folder.path().join("corpus/c")).unwrap();
        for (name, text) in FILES {
            fs::write(folder.path().join("corpus").join(name), text).unwrap();
        }
        let opening = ProjectOptions {
            dirs: Dirs::below(&folder.path().join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 1,
        };
        Self { folder, opening }
    }

    fn open(&self, seed: u64) -> Project {
        self.open_paths(seed, &["corpus"])
    }

    fn open_paths(&self, seed: u64, names: &[&str]) -> Project {
        let opening = ProjectOptions { seed, ..self.opening.clone() };
        let paths: Vec<PathBuf> = names.iter().map(|name| self.folder.path().join(name)).collect();
        let mut project = opening.open_paths(&paths).unwrap();
        project.load_all();
        project
    }

    fn journal(&self) -> Option<PathBuf> {
        let folders = fs::read_dir(self.folder.path().join("home/state")).ok()?;
        let files = folders.flatten().flat_map(|folder| fs::read_dir(folder.path()).unwrap());
        let mut paths = files.flatten().map(|file| file.path());
        paths.find(|path| path.extension().is_some_and(|ending| ending == "ronl"))
    }
}

fn state(project: &Project) -> State {
    let annotations = |index: usize| {
        let path = project.path(index).to_owned();
        project
            .annotations(index)
            .iter()
            .map(move |annotation| ((path.clone(), annotation.id), annotation.clone()))
    };
    (0..project.len()).flat_map(annotations).collect()
}

fn second(n: i64) -> Timestamp {
    Timestamp::from_second(1_795_319_306 + n).unwrap()
}

fn save_all(project: &mut Project, step: &Step) {
    for index in project.articles_of(step) {
        project.save(index).unwrap();
    }
}

/// Returns random words of an article: a sentence, or any span between two spaces.
fn words(random: &mut fastrand::Rng, project: &Project, index: usize) -> EditTarget {
    let article = project.article(index).unwrap();
    let sentences = &article.outline.sentences;
    let sentence = sentences[random.usize(..sentences.len())].span;
    if random.u8(..3) > 0 {
        return EditTarget::Words(index, sentence);
    }
    let gaps = article.words(sentence).match_indices(' ');
    let ends: Vec<usize> = gaps.map(|(at, _)| sentence.start + at).collect();
    let end = random.choice(ends).unwrap_or(sentence.end);
    EditTarget::Words(index, Span::new(sentence.start, end))
}

/// Returns a random edit of one annotation or, sometimes, of many.
fn any_edit(random: &mut fastrand::Rng, project: &Project) -> (Vec<EditTarget>, AnnotationEdit) {
    let n_targets = if random.u8(..5) == 0 { random.usize(2..8) } else { 1 };
    let target = |random: &mut fastrand::Rng| {
        let index = random.usize(..project.len());
        let known: Vec<_> =
            project.annotations(index).iter().map(|annotation| annotation.id).collect();
        match random.choice(known).filter(|_| random.bool()) {
            Some(id) => EditTarget::Annotation(index, id),
            None => words(random, project, index),
        }
    };
    let mut targets: Vec<EditTarget> = Vec::new();
    for _ in 0..n_targets {
        let next = target(random);
        let same = |known: &EditTarget| {
            let id = |target| project.annotation_of(target).map(|annotation| annotation.id);
            *known == next || (id(*known).is_some() && id(*known) == id(next))
        };
        if !targets.iter().any(same) {
            targets.push(next);
        }
    }
    let text =
        |random: &mut fastrand::Rng| format!("“{}”\n(odd), {}", random.u8(..9), random.char(..));
    let part = |random: &mut fastrand::Rng, target: EditTarget| match target {
        EditTarget::Words(_, span) => Some(Span::new(span.start, span.end)),
        EditTarget::Annotation(index, id) => {
            let annotation = project.annotation(index, id);
            let inside = annotation.map(|annotation| annotation.anchor.span);
            inside.filter(|_| random.bool())
        }
    };
    let edit = match random.u8(..8) {
        0..=2 => AnnotationEdit::Label(Some(LabelId(
            ["sourced", "unsourced"][random.usize(..2)].to_owned(),
        ))),
        3 => AnnotationEdit::Label(None),
        4 => AnnotationEdit::Text(
            TypedField::Note,
            Some(text(random)).filter(|_| random.u8(..4) > 0),
        ),
        5 => AnnotationEdit::Text(TypedField::Evidence, Some(text(random))),
        6 => AnnotationEdit::Confidence(Confidence::from_number(random.u8(..4))),
        _ if random.bool() => AnnotationEdit::Delete,
        // A part belongs to one annotation.
        _ => {
            targets.truncate(1);
            let span = part(random, targets[0]);
            let fields = [WordsField::Cue, WordsField::Source];
            AnnotationEdit::Words(fields[usize::from(random.bool())], span)
        }
    };
    (targets, edit)
}

/// The flaw of the program under test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    /// Writes the journal only at a regular end of the program.
    JournalAtTheEnd,
    /// Writes the journal after the annotations, so a kill in between loses a step.
    JournalLast,
}

/// The progress of a save at the kill.
struct Cut {
    n_articles: usize,
    n_saved: usize,
    /// True if the journal has the step.
    is_kept: bool,
}

/// A long review with all earlier states, checked after every operation.
struct Review<'a> {
    desk: &'a Desk,
    random: fastrand::Rng,
    project: Project,
    /// The states on the way of undo and redo.
    states: Vec<State>,
    now: usize,
    flaw: Flaw,
    journal_at_start: Option<Vec<u8>>,
    n: i64,
}

impl<'a> Review<'a> {
    fn begin(desk: &'a Desk, seed: u64, flaw: Flaw) -> Self {
        Self {
            desk,
            random: fastrand::Rng::with_seed(seed),
            project: desk.open(seed),
            states: vec![State::new()],
            now: 0,
            flaw,
            journal_at_start: None,
            n: 0,
        }
    }

    fn reopen(&mut self) {
        self.project = self.desk.open(self.random.u64(..));
        self.journal_at_start = self.desk.journal().map(|path| fs::read(path).unwrap());
    }

    fn took(&mut self) {
        self.states.truncate(self.now + 1);
        self.states.push(state(&self.project));
        self.now += 1;
    }

    fn edit(&mut self) -> Option<Step> {
        let (targets, edit) = any_edit(&mut self.random, &self.project);
        self.project.edit(&targets, &edit, second(self.n))
    }

    /// Saves a step wholly, only in the journal, or not at all.
    fn save_some(&mut self, step: &Step) -> Cut {
        let articles = self.project.articles_of(step);
        let n_saved = self.random.usize(..=articles.len());
        let is_kept = n_saved > 0 || self.random.bool();
        if is_kept {
            self.project.flush_journal();
        }
        for index in &articles[..n_saved] {
            self.project.save(*index).unwrap();
        }
        Cut { n_articles: articles.len(), n_saved, is_kept }
    }

    /// Kills the program during the save of a step, between two files.
    fn crash(&mut self) {
        let before = self.desk.journal().map(|path| fs::read(path).unwrap());
        let Some(step) = self.edit() else { return };
        let after = state(&self.project);
        let cut = self.save_some(&step);
        self.spoil_journal(before);
        self.reopen();
        if cut.is_kept {
            // Whatever part of it was saved is one step: it can be taken back, and done as a whole.
            self.states.truncate(self.now + 1);
            self.states.push(after);
            if cut.n_saved > 0 {
                self.now += 1;
                self.undo();
            } else if self.now > 0 {
                self.undo();
                self.redo();
            } else {
                // Nothing was there to take back; that the step is passed over is kept with the next save.
                assert_eq!(self.project.undo(second(self.n)), None);
                self.project.flush_journal();
            }
        }
    }

    /// Kills the program during the save of an undo, between two files.
    fn crash_in_undo(&mut self) {
        let Some(undone) = self.project.undo(second(self.n)) else {
            return;
        };
        let cut = self.save_some(&undone.step);
        self.reopen();
        if cut.n_saved == cut.n_articles {
            self.now -= 1;
        } else if cut.is_kept {
            // The next undo finishes it.
            self.undo();
        }
    }

    /// Rewrites the journal like a program with the flaw.
    fn spoil_journal(&self, before: Option<Vec<u8>>) {
        let lost = match self.flaw {
            Flaw::None => return,
            Flaw::JournalAtTheEnd => self.journal_at_start.clone(),
            Flaw::JournalLast => before,
        };
        match (self.desk.journal(), lost) {
            (Some(path), Some(bytes)) => fs::write(path, bytes).unwrap(),
            (Some(path), None) => fs::remove_file(path).unwrap(),
            (None, _) => {}
        }
    }

    fn undo(&mut self) {
        let undone = self.project.undo(second(self.n));
        if let Some(undone) = undone {
            save_all(&mut self.project, &undone.step);
        }
        self.now = self.now.saturating_sub(1);
    }

    fn redo(&mut self) {
        let redone = self.project.redo(second(self.n));
        if let Some(redone) = redone {
            save_all(&mut self.project, &redone.step);
        }
        self.now = (self.now + 1).min(self.states.len() - 1);
    }

    fn operate(&mut self) -> Result<(), String> {
        self.n += 1;
        match self.random.u8(..20) {
            0..=4 => self.undo(),
            5..=7 => self.redo(),
            8 => self.reopen(),
            9 => self.crash(),
            10 => self.crash_in_undo(),
            _ => {
                if let Some(step) = self.edit() {
                    save_all(&mut self.project, &step);
                    self.took();
                }
            }
        }
        self.check("after an operation")
    }

    fn check(&self, when: &str) -> Result<(), String> {
        let (known, expected) = (state(&self.project), &self.states[self.now]);
        if known == *expected {
            return Ok(());
        }
        let odd = |one: &State, other: &State| -> Vec<_> {
            let differs = |(id, annotation): &(&_, &_)| other.get(*id) != Some(*annotation);
            let odd = one.iter().filter(differs);
            odd.map(|(_, annotation)| annotation.clone()).collect()
        };
        Err(format!(
            "{when} {}: step {} of {}: there is {:#?} where {:#?} should be",
            self.n,
            self.now,
            self.states.len(),
            odd(&known, expected),
            odd(expected, &known),
        ))
    }

    fn undo_all(&mut self) -> Result<(), String> {
        while self.now > 0 {
            self.undo();
            self.check("undoing all")?;
        }
        match self.project.undo(second(self.n)) {
            None => Ok(()),
            Some(more) => Err(format!("more to undo than was done: {more:?}")),
        }
    }
}

fn review(seed: u64, n_operations: usize, flaw: Flaw) -> Result<(), String> {
    let desk = Desk::new();
    let mut review = Review::begin(&desk, seed, flaw);
    for _ in 0..n_operations {
        review.operate().map_err(|wrong| format!("seed {seed}: {wrong}"))?;
    }
    review.reopen();
    review.undo_all().map_err(|wrong| format!("seed {seed}: {wrong}"))
}

#[test]
fn s12_undo_gives_exactly_the_earlier_states_over_sessions_and_crashes() {
    let n_reviews = trials(10_000, 1_000_000) / 100;
    for seed in 0..n_reviews as u64 {
        review(seed, 100, Flaw::None).unwrap();
    }
}

#[test]
fn s12_the_check_catches_a_journal_that_is_written_too_late() {
    for flaw in [Flaw::JournalAtTheEnd, Flaw::JournalLast] {
        let caught = (0..20).any(|seed| review(seed, 100, flaw).is_err());
        assert!(caught);
    }
}

#[test]
fn times_are_said_as_somebody_would_now() {
    let now: Zoned = "2026-11-22T14:00:00+01:00[+01:00]".parse().unwrap();
    let said = |at: &str| short_time(at.parse().unwrap(), &now);
    assert_eq!(said("2026-11-22T08:15:59Z"), "09:15");
    assert_eq!(said("2026-11-21T23:30:00Z"), "00:30");
    assert_eq!(said("2026-11-03T12:00:00Z"), "3 Nov");
    assert_eq!(said("2025-11-22T12:00:00Z"), "22 Nov 2025");
}

fn label(id: &str) -> AnnotationEdit {
    AnnotationEdit::Label(Some(LabelId(id.to_owned())))
}

fn all_sentences(project: &Project, index: usize) -> Vec<EditTarget> {
    let article = project.article(index).unwrap();
    let sentences = article.outline.sentences.iter();
    sentences.map(|sentence| EditTarget::Words(index, sentence.span)).collect()
}

#[test]
fn a_bulk_step_of_another_day_says_what_and_when_and_leaves_what_changed_since() {
    let desk = Desk::new();
    let mut project = desk.open(1);
    let all: Vec<EditTarget> = (0..3).flat_map(|index| all_sentences(&project, index)).collect();
    let step = project.edit(&all, &label("sourced"), second(0)).unwrap();
    save_all(&mut project, &step);
    // Somebody else, without this journal, changes two of them.
    let home = desk.folder.path().join("elsewhere");
    let elsewhere = ProjectOptions { dirs: Dirs::below(&home), ..desk.opening.clone() };
    let mut other = elsewhere.open_paths(&[desk.folder.path().join("corpus")]).unwrap();
    other.load_all();
    let two = &all_sentences(&other, 1)[..2];
    let theirs = other.edit(two, &label("unsourced"), second(9)).unwrap();
    save_all(&mut other, &theirs);
    let mut project = desk.open(2);
    let undone = project.undo(second(86_400 * 3)).unwrap();
    let now = second(86_400 * 3).to_zoned(jiff::tz::TimeZone::UTC);
    let n = all.len() - 2;
    assert_eq!(
        undone.words("Undone", &now),
        format!(
            "Undone: label sourced on {n} passages, from 22 Nov; 2 changed since then stay as before."
        )
    );
    save_all(&mut project, &undone.step);
    let left: Vec<_> =
        state(&desk.open(3)).into_values().map(|annotation| annotation.content.label).collect();
    assert_eq!(left, vec![Some(LabelId("unsourced".to_owned())); 2]);
}

#[test]
fn s12_of_an_undo_that_was_cut_short_the_rest_is_taken_back_first() {
    let desk = Desk::new();
    let mut project = desk.open(1);
    let first = project.edit(&all_sentences(&project, 0)[..1], &label("sourced"), second(0));
    save_all(&mut project, &first.unwrap());
    let before = state(&project);
    let all: Vec<EditTarget> = (0..3).flat_map(|index| all_sentences(&project, index)).collect();
    let bulk = project.edit(&all, &label("unsourced"), second(1)).unwrap();
    save_all(&mut project, &bulk);
    let after = state(&project);
    // The program is killed when one of three files is written.
    project.undo(second(2)).unwrap();
    project.save(0).unwrap();
    let mut project = desk.open(2);
    assert!(![&before, &after].contains(&&state(&project)));
    let rest = project.undo(second(3)).unwrap();
    assert_eq!((&*rest.step.name, rest.n_changed_since), ("label unsourced", 0));
    save_all(&mut project, &rest.step);
    let mut project = desk.open(3);
    assert_eq!(state(&project), before);
    let redone = project.redo(second(4)).unwrap();
    save_all(&mut project, &redone.step);
    assert_eq!(state(&project), after);
    for _ in 0..2 {
        let undone = project.undo(second(5)).unwrap();
        save_all(&mut project, &undone.step);
    }
    assert_eq!(state(&desk.open(4)), State::new());
    assert_eq!(desk.open(5).undo(second(6)), None);
}

#[test]
fn a_step_is_found_again_in_an_article_that_was_edited_since() {
    let desk = Desk::new();
    let mut project = desk.open(1);
    let step =
        project.edit(&all_sentences(&project, 0)[..2], &label("sourced"), second(0)).unwrap();
    save_all(&mut project, &step);
    let step =
        project.edit(&all_sentences(&project, 0)[..2], &AnnotationEdit::Delete, second(1)).unwrap();
    save_all(&mut project, &step);
    let file = desk.folder.path().join("corpus/a.txt");
    fs::write(&file, format!("New words first. {}", FILES[0].1)).unwrap();
    let mut project = desk.open(2);
    let undone = project.undo(second(2)).unwrap();
    assert_eq!(undone.step.changes.len(), 2);
    let article = project.article(0).unwrap().clone();
    for annotation in project.annotations(0).iter() {
        let anchor = &annotation.anchor;
        assert_eq!(article.words(anchor.span), anchor.quote);
        assert!(anchor.span.start >= 17, "{annotation:?}");
    }
}

#[test]
fn steps_of_articles_that_are_not_open_wait() {
    let desk = Desk::new();
    let mut project = desk.open(1);
    for index in 0..2 {
        let step =
            project.edit(&all_sentences(&project, index), &label("sourced"), second(0)).unwrap();
        save_all(&mut project, &step);
    }
    let [here, away] = ["corpus/b.txt", "b.txt"].map(|name| desk.folder.path().join(name));
    fs::rename(&here, &away).unwrap();
    let only_first = desk.open(2);
    assert_eq!(only_first.store_dir(), project.store_dir());
    let mut only_first = only_first;
    let undone = only_first.undo(second(1)).unwrap();
    assert!(undone.step.changes.iter().all(|change| change.article == "a.txt"));
    save_all(&mut only_first, &undone.step);
    assert_eq!(only_first.undo(second(2)), None);
    fs::rename(&away, &here).unwrap();
    let mut project = desk.open(3);
    let undone = project.undo(second(3)).unwrap();
    assert!(undone.step.changes.iter().all(|change| change.article == "b.txt"));
}
