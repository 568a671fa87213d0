//! Saving one changed decision in a file of 50, 200 or 1,000, as each key does.
//!
//! A save reads the file, folds, writes, reads back, and flushes the file and its folder. What the
//! disk takes for that is measured beside it (the same bytes written and flushed by hand); set `TMPDIR`
//! to a folder in memory to leave it out. The peer is SQLite with a write-ahead log and full flushing,
//! which promises as much about a crash, and puts one row among as many.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use copydesk::{
    annotation::LabelId,
    project::{AnnotationEdit, EditTarget, Project, ProjectOptions},
    store::Dirs,
};
use copydesk_benches::{corpus::Writer, spread::Spread};
use criterion::Criterion;
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

fn main() {
    let mut criterion = Criterion::default().without_plots().sample_size(20);
    for n_known in [50, 200, 1_000] {
        let mut desk = LongArticleProject::new(n_known);
        let mut spread = Spread::default();
        for _ in 0..60 {
            desk.decide();
            spread.time(|| desk.save());
        }
        spread.print(&format!("saving among {n_known} annotations"));
        let bytes = desk.file_bytes();
        let mut disk = Spread::default();
        let target = desk.home.path().join("by-hand");
        for _ in 0..60 {
            disk.time(|| replace(&target, &bytes).expect("the folder can be written"));
        }
        disk.print(&format!("  of which the disk, for {} KiB", bytes.len() / 1024));
        sqlite(n_known).print(&format!("  SQLite, one row among {n_known}"));
        criterion.bench_function(&format!("decide and save among {n_known}"), |bench| {
            bench.iter(|| {
                desk.decide();
                desk.save();
            });
        });
    }
}

/// A project with one long article and so many annotations in it.
struct LongArticleProject {
    project: Project,
    n_known: usize,
    next: usize,
    at: Timestamp,
    home: TempDir,
}

impl LongArticleProject {
    fn new(n_known: usize) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("articles");
        fs::create_dir(&folder).expect("a new folder");
        let article = Writer::new(5).article(400_000);
        fs::write(folder.join("long.txt"), article).expect("the article is written");
        let opening = ProjectOptions {
            dirs: Dirs::below(&home.path().join("home")),
            annotator: "ana".to_owned(),
            store: None,
            seed: 3,
        };
        let mut project = opening.open_paths(&[folder]).expect("the folder opens");
        project.load_all();
        let mut desk = Self {
            project,
            n_known,
            next: 0,
            at: Timestamp::from_second(1_790_000_000).expect("a time"),
            home,
        };
        for _ in 0..n_known {
            desk.decide();
        }
        desk.save();
        desk
    }

    /// Labels the next of the first sentences; in another round, otherwise.
    fn decide(&mut self) {
        let article = self.project.load(0);
        let sentences = &article.outline.sentences;
        let round = self.next / self.n_known;
        let span = sentences[self.next % self.n_known].span;
        let label = ["sourced", "unsourced"][round % 2];
        let edit = AnnotationEdit::Label(Some(LabelId(label.to_owned())));
        self.project.edit(&[EditTarget::Words(0, span)], &edit, self.at);
        self.next += 1;
    }

    fn save(&mut self) {
        self.project.save(0).expect("the folder can be written");
    }

    fn file_bytes(&self) -> Vec<u8> {
        let file = self.project.store_dir().join("ana").join("long.txt.ron");
        fs::read(file).expect("the annotations were saved")
    }
}

/// The least that a safe replacement asks of the disk.
fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = target.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(new, target)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// The times of putting one row into a table that has so many.
fn sqlite(n_known: usize) -> Spread {
    let home = tempfile::tempdir().expect("a temporary folder");
    let fields = "id INTEGER PRIMARY KEY, start, end, quote, prefix, suffix, label, at";
    let database = Connection::open(home.path().join("annotations.db")).expect("a new database");
    database
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE marks ({fields}); BEGIN"
        ))
        .expect("a new table");
    let mut writer = Writer::new(5);
    let mut put = |id: i64| {
        let (quote, at) = (writer.sentence(), "2026-11-22T08:00:00Z");
        let around = quote.chars().take(32).collect::<String>();
        let row = (id, 10 * id, 10 * id + 9, &quote, &around, &around, "sourced", at);
        let sql = "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let mut statement = database.prepare_cached(sql).expect("the statement is right");
        statement.execute(row).expect("the row is put");
    };
    let n_known = i64::try_from(n_known).expect("a small number");
    (0..n_known).for_each(&mut put);
    database.execute_batch("COMMIT").expect("the rows are kept");
    let mut spread = Spread::default();
    for id in n_known..n_known + 60 {
        spread.time(|| put(id));
    }
    spread
}
