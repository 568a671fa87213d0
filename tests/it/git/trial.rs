//! A repository in which two people annotated the same articles by the same name.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use copydesk::{
    annotation::{LabelId, TypedField},
    project::{AnnotationEdit, EditTarget, Project, ProjectOptions},
    store::Dirs,
};
use jiff::Timestamp;

use super::sides::{Now, Side};

/// Files that one merge merges.
pub const ARTICLES: usize = 40;

const SENTENCES: usize = 14;

/// Returns true if git is there, and prints a line if git is missing.
#[expect(clippy::print_stderr, reason = "what was not checked is told")]
pub fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "CI needs git for the promises M1 to M4");
        eprintln!("not checked: git is not on this machine");
    }
    found
}

/// Returns true if git knows the attribute of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markers {
    Never,
    Always,
}

/// The repository with the branches `ana` and `ben`, and what each of them says.
pub struct Trial {
    folder: tempfile::TempDir,
    pub ana: Side,
    pub ben: Side,
    n_merges: Cell<usize>,
    n_sittings: Cell<usize>,
}

impl Trial {
    /// Makes articles, annotations of both and of each; `spoil` is done to what Ben commits.
    pub fn new(seed: u64, spoil: fn(&Path)) -> Self {
        let mut trial = Self {
            folder: tempfile::tempdir().unwrap(),
            ana: Side::default(),
            ben: Side::default(),
            n_merges: Cell::new(0),
            n_sittings: Cell::new(0),
        };
        for article in 0..ARTICLES {
            let sentences =
                (0..SENTENCES).map(|n| format!("Claim {n} of text {article} is here.\n\n"));
            write(
                &trial.path(&format!("{article:02}.txt")),
                sentences.collect::<String>().as_bytes(),
            );
        }
        trial.git(&["init", "-q", "-b", "base"]);
        let mut random = fastrand::Rng::with_seed(seed);
        let work = |trial: &Self, random: &mut fastrand::Rng, n_edits: usize, base: &Side| {
            let mut project = trial.project(random.u64(..));
            (0..ARTICLES).for_each(|article| annotate(&mut project, article, n_edits, random));
            // Undoing may have reached into an article before.
            for article in 0..ARTICLES {
                project.save(article).unwrap();
            }
            Side::of(&project, base)
        };
        let base = work(&trial, &mut random, 8, &Side::default());
        trial.commit();
        trial.git(&["checkout", "-q", "-b", "ana"]);
        trial.ana = work(&trial, &mut random, 10, &base);
        trial.commit();
        trial.git(&["checkout", "-q", "-b", "ben", "base"]);
        trial.ben = work(&trial, &mut random, 10, &base);
        spoil(&trial.store());
        trial.commit();
        trial
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> PathBuf {
        self.path("annotations")
    }

    /// Opens the folder as one annotator does; `seed` makes the ids of new annotations.
    pub fn project(&self, seed: u64) -> Project {
        let opening = ProjectOptions {
            // Each sitting on a machine of its own: no copies from another branch.
            dirs: Dirs::below(
                &self
                    .path(".home")
                    .join(self.n_sittings.replace(self.n_sittings.get() + 1).to_string()),
            ),
            annotator: "ana".to_owned(),
            store: None,
            seed,
        };
        let mut project = opening.open_paths(&[self.folder.path().to_owned()]).unwrap();
        project.load_all();
        assert_eq!(project.len(), ARTICLES);
        project
    }

    /// Returns the shown content.
    pub fn now(&self) -> Now {
        Now::of(&self.project(0))
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("git");
        command.current_dir(self.folder.path()).args(["-c", "core.fsync=none", "-c", "gc.auto=0"]);
        for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
            command
                .env(format!("{name}_NAME"), "Ana")
                .env(format!("{name}_EMAIL"), "ana@example.org");
        }
        command.env("GIT_CONFIG_GLOBAL", self.path(".none")).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        command.args(arguments).output().unwrap()
    }

    /// Runs git where it must end well, and gives its standard output.
    pub fn git(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    pub fn commit(&self) {
        self.git(&["add", "--all", "*.txt", "annotations"]);
        write(&self.path(".gitignore"), b".home\n.gitignore\n");
        self.git(&["commit", "-q", "-m", "work"]);
    }

    pub fn checkout(&self, branch: &str) {
        self.git(&["checkout", "-q", "--force", branch]);
    }

    /// Merges one side into a new branch of the other; whether git needed no hands.
    pub fn merge(&self, from: &str, to: &str) -> bool {
        let number = self.n_merges.get();
        self.n_merges.set(number + 1);
        self.git(&["reset", "-q", "--hard"]);
        self.git(&["clean", "-q", "-f", "-d", "annotations"]);
        self.git(&["checkout", "-q", "-b", &format!("merge-{number}"), from]);
        self.run(&["merge", "-q", "--no-edit", to]).status.success()
    }

    /// Lets git merge the files as any text, as web pages of forges do.
    pub fn ignore_attributes(&self, style: &str) {
        fs::create_dir_all(self.path(".git/info")).unwrap();
        write(&self.path(".git/info/attributes"), b"*.ron text eol=lf merge\n");
        self.git(&["config", "merge.conflictStyle", style]);
    }

    /// Returns the bytes of every annotation file.
    pub fn bytes(&self) -> Vec<String> {
        let files = files(&self.store()).into_iter();
        files.map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    /// The same new decision in every article, whatever was merged.
    pub fn decide_once_more(&self) {
        let mut project = self.project(99);
        for article in 0..ARTICLES {
            let span = project.load(article).outline.sentences[0].span;
            let words =
                AnnotationEdit::Text(TypedField::Evidence, Some("https://example.org".to_owned()));
            let title = copydesk::text::Span::new(span.start, span.start + 5);
            let step = project.edit(&[EditTarget::Words(article, title)], &words, at(9_000_000));
            assert!(step.is_some());
            project.save(article).unwrap();
        }
    }
}

fn at(second: u64) -> Timestamp {
    Timestamp::from_second(1_795_319_306 + second as i64).unwrap()
}

/// Random decisions on one article, saved together or one by one.
fn annotate(project: &mut Project, article: usize, n_edits: usize, random: &mut fastrand::Rng) {
    let sentences = project.load(article).outline.sentences.clone();
    for _ in 0..random.usize(..=n_edits) {
        let live: Vec<_> =
            project.annotations(article).iter().map(|annotation| annotation.id).collect();
        let at = at(random.u64(..1_000_000));
        let label = ["sourced", "unsourced", "boilerplate"][random.usize(..3)];
        let note = AnnotationEdit::Text(TypedField::Note, Some(format!("note {}", random.u32(..))));
        let target = match live.as_slice() {
            [] => None,
            live => Some(EditTarget::Annotation(article, live[random.usize(..live.len())])),
        };
        // What changes nothing is no step, and as good as any other.
        let _step = match (random.usize(..10), target) {
            (0..=1, Some(target)) => project.edit(&[target], &AnnotationEdit::Delete, at),
            (2, Some(_)) => project.undo(at).map(|undone| undone.step),
            (3..=6, Some(target)) => project.edit(&[target], &note, at),
            _ => {
                let span = sentences[random.usize(..sentences.len())].span;
                let edits = [AnnotationEdit::Label(Some(LabelId(label.to_owned()))), note];
                project.edit_all(&[EditTarget::Words(article, span)], &edits, at)
            }
        };
        if random.bool() {
            project.save(article).unwrap();
        }
    }
}

pub fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

/// The annotation files of a store, sorted.
fn files(store: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(store.join("ana")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Changes or leaves out lines of every file.
pub fn rewrite(store: &Path, change: impl Fn(&str) -> Option<String>) {
    for file in files(store) {
        let text = fs::read_to_string(&file).unwrap();
        let lines = text.lines().filter_map(|line| change(line).map(|line| line + "\n"));
        write(&file, lines.collect::<String>().as_bytes());
    }
}

/// A line as a program writes it that knows no lineage.
pub fn without_lineage(line: &str) -> Option<String> {
    let Some(start) = line.find(",was:\"") else {
        return Some(line.to_owned());
    };
    let sum = crc32fast::hash(&line.as_bytes()[..start]);
    Some(format!("{},c:\"{sum:08x}\"),", &line[..start]))
}

/// Sorts the records of every file by how often their folder was merged, as appending would.
pub fn reorder(store: &Path) {
    let text = fs::read_to_string(store.join("../.git/HEAD")).unwrap();
    let turn = text.len() + usize::from(text.trim_end().as_bytes()[text.trim_end().len() - 1]);
    for file in files(store) {
        let text = fs::read_to_string(&file).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        let last = lines.len() - 1;
        lines[1..last].rotate_left(turn % (last - 1).max(1));
        write(&file, (lines.join("\n") + "\n").as_bytes());
    }
}
