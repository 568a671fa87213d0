//! Tests of the words about copies, and of the file after a copy is brought back.

use std::fs;

use super::*;
use crate::store::{Dirs, annotation_file::tests::put, backup::BackupReason};

const FILE: &str = "ana/a.txt.ron";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_316_400 + second).unwrap()
}

struct RecoverFixture {
    folder: tempfile::TempDir,
    recovery: BackupRecovery,
}

impl RecoverFixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("annotations");
        fs::create_dir(&dir).unwrap();
        let backups = BackupFolder::of(&Dirs::below(&folder.path().join("home")), &dir);
        let recovery = BackupRecovery::new(SafeFiles::real(), dir, backups);
        Self { folder, recovery }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("annotations").join(file)
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), bytes).unwrap();
    }

    fn now(&self) -> AnnotationFile {
        AnnotationFile::read_whole(&fs::read(self.path(FILE)).unwrap())
    }

    fn copy_of(&self, file: &str, bytes: &[u8]) -> BackupCopy {
        self.recovery.backups.keep(file, bytes, at(0)).unwrap();
        self.recovery.backups.copies(file)[0]
    }

    /// The copies that were made of the file before it was touched.
    fn before(&self, file: &str) -> Vec<BackupCopy> {
        let mut copies = self.recovery.backups.copies(file);
        copies.retain(|copy| copy.reason == BackupReason::Before);
        copies
    }

    /// Plans and restores; what is planned is what is done, but for the copy.
    fn restore(&self, copy: BackupCopy, how: RestoreMode) -> RestoreReport {
        let before = fs::read(self.path(FILE)).ok();
        let restore = |mode| self.recovery.restore((FILE, copy), how, mode, at(60)).unwrap();
        let planned = restore(WriteMode::DryRun);
        assert_eq!(fs::read(self.path(FILE)).ok(), before);
        assert_eq!(self.before(FILE), []);
        let done = restore(WriteMode::Write);
        let is_copied = done.is_copied;
        assert_eq!(RestoreReport { is_copied, ..planned }, done);
        done
    }
}

fn noted(id: u64, rev: u32, note: &str) -> RecordFields {
    let mut fields = put(id, rev, id as usize * 10);
    fields.content.note = Some(note.to_owned());
    fields
}

fn bytes(fields: impl IntoIterator<Item = RecordFields>) -> Vec<u8> {
    let lines = fields.into_iter().map(|fields| RecordLine::write(fields, ""));
    AnnotationFile::new("a.txt", "ana").merged(lines).to_bytes()
}

/// Then: 1, 2 and 3. Now: 1 as it was, 2 with another note, 3 deleted, and a new 4.
fn then_and_now() -> (RecoverFixture, BackupCopy) {
    let desk = RecoverFixture::new();
    let copy = desk.copy_of(FILE, &bytes([noted(1, 1, "a"), noted(2, 1, "b"), noted(3, 1, "c")]));
    let gone = RecordFields { op: RecordOp::Del, ..noted(3, 2, "c").without_words() };
    let now = [noted(1, 1, "a"), noted(2, 2, "other"), gone, noted(4, 1, "d")];
    desk.write(FILE, &bytes(now));
    (desk, copy)
}

fn notes(file: &AnnotationFile) -> Vec<(u64, &str)> {
    let live = live(file).into_iter();
    live.map(|(id, fields)| (id.0, fields.content.note.as_deref().unwrap_or_default())).collect()
}

#[test]
fn a_copy_is_compared_with_now() {
    let (desk, copy) = then_and_now();
    let copied = BackupContent { copy, n_annotations: Some(3), n_different: 3 };
    let listed = RecoverableFile { file: FILE.to_owned(), n_now: Some(3), copies: vec![copied] };
    assert_eq!(desk.recovery.list(), [listed]);
    let shown = desk.recovery.show(FILE, copy).unwrap().into_iter();
    let shown: Vec<_> = shown.map(|entry| (entry.start, entry.against)).collect();
    let expected = [
        (10, CopyDifference::Same),
        (20, CopyDifference::Different),
        (30, CopyDifference::Gone),
        (40, CopyDifference::New),
    ];
    assert_eq!(shown, expected);
    assert_eq!(desk.recovery.newest(FILE), Some(copy));
    desk.recovery.let_go(FILE, at(9)).unwrap();
    assert_eq!(desk.recovery.newest(FILE), None);
}

#[test]
fn folding_keeps_what_is_newer_now() {
    let (desk, copy) = then_and_now();
    let restored = desk.restore(copy, RestoreMode::Folded);
    assert_eq!((restored.n_before, restored.n_after, restored.n_changed), (Some(3), 3, 0));
    assert!(!restored.is_copied, "nothing was written");
    assert_eq!(notes(&desk.now()), [(1, "a"), (2, "other"), (4, "d")]);
    fs::write(desk.path(FILE), "").unwrap();
    let restored = desk.restore(copy, RestoreMode::Folded);
    assert_eq!((restored.n_before, restored.n_after, restored.n_changed), (None, 3, 3));
    assert!(!restored.is_copied, "there was nothing to copy");
    assert_eq!(notes(&desk.now()), [(1, "a"), (2, "b"), (3, "c")]);
}

#[test]
fn as_it_was_is_said_anew_so_that_no_merge_undoes_it() {
    let (desk, copy) = then_and_now();
    let earlier = desk.now();
    let restored = desk.restore(copy, RestoreMode::AsItWas);
    assert_eq!((restored.n_before, restored.n_after, restored.n_changed), (Some(3), 3, 3));
    assert!(restored.is_copied);
    let before = desk.before(FILE);
    let kept = desk.recovery.backups.read(FILE, before[0]).unwrap();
    assert_eq!(kept, earlier.to_bytes());
    let now = desk.now();
    assert_eq!(notes(&now), [(1, "a"), (2, "b"), (3, "c")]);
    let said = |id: u64| now.winners()[&AnnotationId(id)].fields.clone();
    assert_eq!((said(1).rev, said(1).at), (1, noted(1, 1, "a").at), "it says the same already");
    for (id, rev) in [(2, 3), (3, 3), (4, 2)] {
        assert_eq!((said(id).rev, said(id).at), (rev, at(60)));
    }
    let deleted = said(4);
    assert_eq!(
        (deleted.op, deleted.content.note.as_deref(), deleted.quote.as_str()),
        (RecordOp::Del, None, "")
    );
    let merged = now.clone().merged(earlier.lines().iter().cloned());
    assert_eq!(merged.to_bytes(), now.to_bytes());
    let again = desk.recovery.restore((FILE, copy), RestoreMode::AsItWas, WriteMode::Write, at(99));
    assert_eq!(again.unwrap().n_changed, 0, "twice is once");
    assert_eq!(desk.now(), now);
}

#[test]
fn two_versions_of_one_annotation_are_decided_as_it_was() {
    let desk = RecoverFixture::new();
    let over = |earlier: RecordFields, note: &str| RecordFields {
        was: Lineage::over([RecordLine::write(earlier.clone(), "")].iter(), std::iter::empty()),
        ..noted(1, earlier.rev + 1, note)
    };
    // What the copy holds was made over something, too: that says nothing of what came after it.
    let copied = over(noted(1, 1, "draft"), "a");
    let copy = desk.copy_of(FILE, &bytes([copied.clone()]));
    desk.write(FILE, &bytes([over(copied.clone(), "a"), over(copied, "b")]));
    assert_eq!(desk.now().rivals().len(), 1);
    desk.restore(copy, RestoreMode::AsItWas);
    let now = desk.now();
    assert!(now.rivals().is_empty());
    assert_eq!(notes(&now), [(1, "a")]);
}

#[test]
fn the_labels_are_what_they_were() {
    let desk = RecoverFixture::new();
    let bytes = b"(format:1,labels:[\n])\n";
    let copy = desk.copy_of(CODEBOOK, bytes);
    let restore = |mode| {
        let wish = (CODEBOOK, copy);
        desk.recovery.restore(wish, RestoreMode::Folded, mode, at(60)).unwrap().is_copied
    };
    assert!(!restore(WriteMode::DryRun) && !desk.path(CODEBOOK).exists());
    assert!(!restore(WriteMode::Write));
    assert_eq!(fs::read(desk.path(CODEBOOK)).unwrap(), bytes);
    desk.write(CODEBOOK, b"other");
    assert!(restore(WriteMode::DryRun));
    assert_eq!(fs::read(desk.path(CODEBOOK)).unwrap(), b"other");
    assert!(restore(WriteMode::Write));
    assert_eq!(fs::read(desk.path(CODEBOOK)).unwrap(), bytes);
    let before = desk.before(CODEBOOK);
    assert_eq!(desk.recovery.backups.read(CODEBOOK, before[0]).unwrap(), b"other");
    desk.write(CODEBOOK, b"");
    assert!(!restore(WriteMode::Write), "there was nothing to copy");
}
