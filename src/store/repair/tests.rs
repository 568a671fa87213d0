//! Damaged stores, what mending plans and does, and that nothing is lost by it.

use std::{collections::BTreeMap, fs};

use super::*;
use crate::{
    annotation::{BatchId, LabelId, RepeatUnit, Rule},
    store::{
        Dirs, Store,
        annotation_file::tests::put,
        list_file::ListFile as _,
        record::{RecordFields, RecordLine, RecordOp},
    },
};

const ARTICLE: &str = "2026/a.txt";

const FILE: &str = "ana/2026/a.txt.ron";

fn now() -> Timestamp {
    Timestamp::from_second(1_795_316_400).unwrap()
}

struct RepairFixture {
    folder: tempfile::TempDir,
    examination: StoreCheck,
}

impl RepairFixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("texts/annotations");
        let dirs = Dirs::below(&folder.path().join("home"));
        let backups = BackupFolder::of(&dirs, &dir);
        let examination =
            StoreCheck::new(SafeFiles::real(), dir, backups).knowing([ARTICLE.to_owned()], None);
        Self { folder, examination }
    }

    fn with(file: &str, bytes: &[u8]) -> Self {
        let desk = Self::new();
        desk.write(file, bytes);
        desk
    }

    fn path(&self, file: &str) -> PathBuf {
        self.examination.dir.join(file)
    }

    /// Writes a file; with `project.ron` the attributes for git too, as the program does.
    fn write(&self, file: &str, bytes: &[u8]) {
        if file == "project.ron" {
            self.write(".gitattributes", super::git_files::ATTRIBUTES.as_bytes());
        }
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), bytes).unwrap();
    }

    fn read(&self, file: &str) -> AnnotationFile {
        AnnotationFile::read_whole(&fs::read(self.path(file)).unwrap())
    }

    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut tree = BTreeMap::new();
        let files = &self.examination;
        files.walk(self.folder.path(), 9, &mut |path| {
            tree.insert(path.to_owned(), fs::read(path).unwrap());
            Some(())
        });
        tree
    }

    fn told(&self) -> String {
        let examined = self.examination.problems().into_iter();
        let all = examined.flat_map(|examined| examined.problems);
        all.map(|found| found.to_string() + "\n").collect()
    }

    /// Plans, mends, and mends again; gives what was done.
    fn mend(&self) -> String {
        let before = self.tree();
        let deeds = |mode| {
            let all = self.examination.mend(mode, now()).unwrap().into_iter();
            all.map(|mended| {
                assert!(mended.failed.is_none(), "{:?}", mended.failed);
                mended.deeds.join("; ") + "\n"
            })
            .collect::<String>()
        };
        let planned = deeds(WriteMode::DryRun);
        assert!(self.tree() == before, "a plan changes nothing");
        assert_eq!(deeds(WriteMode::Write), planned, "what is done is what was planned");
        let after = self.tree();
        assert_eq!(deeds(WriteMode::Write), "", "twice is once");
        assert!(self.tree() == after);
        planned
    }
}

fn lines(n: u64) -> Vec<RecordLine> {
    (0..n).map(|id| RecordLine::write(put(id, 1, id as usize * 10), "")).collect()
}

fn good(n: u64) -> Vec<u8> {
    AnnotationFile::new(ARTICLE, "ana").merged(lines(n)).to_bytes()
}

fn text(n: u64) -> String {
    String::from_utf8(good(n)).unwrap()
}

#[test]
fn a_good_store_has_no_problems_and_looking_makes_nothing() {
    let desk = RepairFixture::new();
    assert_eq!((desk.told().as_str(), desk.mend().as_str()), ("", ""));
    assert!(!desk.folder.path().join("texts").exists());
    let desk = RepairFixture::with(FILE, &good(3));
    assert_eq!((desk.told().as_str(), desk.mend().as_str()), ("", ""));
}

#[test]
fn markers_duplicates_and_disorder_are_mended_and_damaged_lines_stay() {
    let whole = text(5);
    let all: Vec<&str> = whole.lines().collect();
    let newer = RecordLine::write(RecordFields { op: RecordOp::Put, ..put(1, 2, 10) }, "");
    let damaged = [
        all[0], "<<<<<<< HEAD", all[4], "(id:oops", all[1], "=======", all[1], all[2], &newer.raw,
        ">>>>>>> b", all[3], all[5], "])",
    ]
    .join("\n");
    let desk = RepairFixture::with(FILE, damaged.as_bytes());
    let before = desk.read(FILE);
    let told = desk.told();
    for words in [
        "2:1: 3 lines are git's",
        "4:9: an unreadable record",
        "duplicated: 1 record",
        "found 1 older revision",
        "not in the order",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let deeds = desk.mend();
    for words in [
        "3 conflict markers",
        "removed 1 duplicated line",
        "merged 1 older revision",
        "order of the text",
    ] {
        assert!(deeds.contains(words), "{words}: {deeds}");
    }
    let after = desk.read(FILE);
    assert_eq!((after.winners(), after.rivals()), (before.winners(), before.rivals()));
    let written = fs::read_to_string(desk.path(FILE)).unwrap();
    let at = |words: &str| written.find(words).unwrap();
    assert!(at(all[4]) < at("\n(id:oops\n") && at("(id:oops") < at(all[5]), "{written}");
    assert_eq!(desk.told().lines().count(), 1, "the damaged line is still told: {}", desk.told());
    let copies = desk.examination.backups.copies(FILE);
    let kept = desk.examination.backups.read(FILE, copies[0]).unwrap();
    assert_eq!(kept, damaged.as_bytes(), "the file of before is kept");
}

#[test]
fn what_is_none_of_our_files_is_not_looked_at() {
    let desk = RepairFixture::with(FILE, &good(3));
    for other in ["b.ron", "texts/a.ron", "backup/a.ron", "ana/notes.txt"] {
        desk.write(other, b"of somebody else");
    }
    let deep = format!("ana/{}a.txt.ron", "d/".repeat(DEPTH));
    desk.write(&deep, b"too deep to be ours");
    assert_eq!((desk.told().as_str(), desk.mend().as_str()), ("", ""));
}

#[test]
fn concurrent_edits_stay() {
    let all = lines(2);
    let rivals =
        [1, 2].map(|end| RecordLine::write(RecordFields { end: 100 + end, ..put(1, 2, 10) }, ""));
    let mut bytes =
        AnnotationFile::new(ARTICLE, "ana").merged(all.into_iter().chain(rivals)).to_bytes();
    let before = AnnotationFile::read_whole(&bytes);
    assert_eq!(before.rivals().len(), 1);
    bytes.extend_from_slice(b">>>>>>> b\n");
    let desk = RepairFixture::with(FILE, &bytes);
    desk.mend();
    assert_eq!(desk.read(FILE), before);
}

#[test]
fn a_lost_frame_line_comes_back_when_all_records_are_whole() {
    let whole = good(4);
    let n_first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let n = whole.len();
    for (bytes, words) in [
        (&whole[..n - 3], "the last line added"),
        (&whole[..n - 4], "the last line added"),
        (&whole[n_first..], "the first line added"),
        (&whole[n_first..n - 3], "the first line added"),
    ] {
        let desk = RepairFixture::with(FILE, bytes);
        assert!(desk.mend().contains(words));
        assert_eq!(
            (fs::read(desk.path(FILE)).unwrap(), desk.told()),
            (whole.clone(), String::new())
        );
    }
}

#[test]
fn what_cannot_be_mended_without_loss_is_left_alone_and_told() {
    let whole = text(3);
    let newer = whole.replacen("format:1", "format:2", 1);
    let rest = whole.split_once('\n').unwrap().1;
    let damaged_first = format!("(format:1,artic{}\n{rest}", '\u{1}');
    for bytes in [
        "",
        "\0\0\0",
        &whole[..whole.len() - 9],
        &newer,
        &format!("{newer}<<<<<<< HEAD\n"),
        &format!("{whole}{newer}"),
        &damaged_first,
        "nothing of ours\n",
    ] {
        let desk = RepairFixture::with(FILE, bytes.as_bytes());
        assert_ne!(desk.told(), "", "{bytes:?}");
        assert_eq!(desk.mend(), "", "{bytes:?}");
    }
}

#[test]
fn a_file_that_lost_whole_records_is_left_to_its_copy() {
    let whole = text(4);
    let cut: String = whole.lines().take(3).map(|line| format!("{line}\n")).collect();
    let desk = RepairFixture::with(FILE, cut.as_bytes());
    desk.examination.backups.keep(FILE, whole.as_bytes(), now()).unwrap();
    assert_eq!(desk.mend(), "");
    assert!(desk.told().contains("holds 4 annotations: see `copydesk recover`"), "{}", desk.told());
}

#[test]
fn a_file_of_a_newer_copydesk_is_not_sent_to_its_older_copy() {
    let newer = text(3).replacen("format:1", "format:2", 1);
    let desk = RepairFixture::with(FILE, newer.as_bytes());
    desk.examination.backups.keep(FILE, &good(3), now()).unwrap();
    let told = desk.told();
    assert!(told.contains("newer copydesk"), "{told}");
    assert!(!told.contains("recover"), "{told}");
}

#[test]
fn markers_and_blank_lines_where_the_first_line_was_are_no_damage() {
    let whole = text(2);
    let rest = whole.split_once('\n').unwrap().1;
    for before in ["<<<<<<< HEAD\n", "\n", "\u{FEFF}", "\r\n=======\n"] {
        let desk = RepairFixture::with(FILE, (before.to_owned() + rest).as_bytes());
        let deeds = desk.mend();
        assert!(deeds.contains("the first line added"), "{before:?}: {deeds}");
        assert_eq!(fs::read_to_string(desk.path(FILE)).unwrap(), whole);
    }
    // Nobody knows of which article it is.
    let desk = RepairFixture::with("ana/b.txt.ron", rest.as_bytes());
    assert_eq!(desk.mend(), "");
}

#[test]
fn every_damaged_line_is_told_by_its_number() {
    let mut all: Vec<String> = text(1).lines().map(str::to_owned).collect();
    let last = all.pop().unwrap();
    all.extend((0..50).map(|n| format!("(broken {n}")));
    all.push(last);
    let desk = RepairFixture::with(FILE, (all.join("\n") + "\n").as_bytes());
    let told = desk.told();
    assert_eq!(told.lines().count(), 50);
    assert!(told.contains("\n52:11: an unreadable"), "{told}");
    assert_eq!(desk.mend(), "");
}

#[test]
fn a_file_in_the_place_of_another_one_is_told() {
    let desk = RepairFixture::with("ben/b.txt.ron", &good(1));
    let elsewhere = "stands at the place of another file";
    assert!(desk.told().contains(elsewhere), "{}", desk.told());
    assert_eq!(desk.mend(), "");
    // Also when it has another fault.
    let whole = text(1);
    desk.write("ben/b.txt.ron", &whole.as_bytes()[..whole.len() - 3]);
    let told = desk.told();
    assert!(told.contains("cut off") && told.contains(elsewhere), "{told}");
    assert!(desk.mend().contains("the last line added"));
    assert!(desk.told().contains(elsewhere));
}

#[test]
fn the_file_of_rules_stands_where_it_belongs() {
    let mut desk = RepairFixture::new();
    // No article is called as the rules are, and none is missed.
    desk.examination.root = Some(desk.examination.dir.clone());
    for annotator in ["ana", "Ben Ó"] {
        let mut store = Store::at(desk.examination.dir.clone(), annotator);
        let rule = Rule {
            id: BatchId(1),
            words: "Read more".to_owned(),
            label: LabelId("boilerplate".to_owned()),
            unit: RepeatUnit::Words,
            created: now(),
            left_out: Vec::new(),
        };
        store.save_rule(rule.id, Some(&rule), now()).unwrap();
    }
    assert_eq!(desk.examination.problems(), []);
    let rules = fs::read(desk.path("ana/~rules.ron")).unwrap();
    desk.write("ben/~rules.ron", &rules);
    assert!(desk.told().contains("stands at the place of another file"));
}

#[test]
fn labels_of_both_sides_are_written_as_one_file() {
    let [ana, ben] = ["frame", "fact"].map(|name| {
        let mut file = crate::store::codebook_file::CodebookFile::default();
        file.codebook.add(name).unwrap();
        String::from_utf8(file.to_bytes()).unwrap()
    });
    let merged = format!("<<<<<<< a\n{ana}=======\n{ben}>>>>>>> b\n");
    let desk = RepairFixture::with("project.ron", merged.as_bytes());
    assert!(desk.told().contains("share the key '5'"));
    assert!(desk.mend().contains("both sides of a merge"));
    assert_eq!(desk.told(), "");
    let written = fs::read_to_string(desk.path("project.ron")).unwrap();
    assert!(written.contains("\"frame\"") && written.contains("\"fact\""));
    let by_hand = ana.replace("frame", "frames");
    desk.write("project.ron", by_hand.as_bytes());
    assert!(desk.told().contains("changed since copydesk wrote it"));
    assert_eq!(desk.mend(), "", "whether that was meant is for a person to say");
}

#[test]
fn labels_that_cannot_be_used_are_told_and_left_alone() {
    let desk = RepairFixture::with("project.ron", b"(format:1,labels:[\n(id:\"frame\"");
    assert!(desk.told().starts_with("2:"), "{}", desk.told());
    assert_eq!(desk.mend(), "");
    // Which of two definitions is meant is for a person to say: written anew, the file would tell the same.
    let label = |name: &str| format!("(id:\"a\",name:\"{name}\",key:'1',letter:'A'),\n");
    let twice = format!("(format:1,labels:[\n{}{}])\n", label("a"), label("b"));
    desk.write("project.ron", twice.as_bytes());
    let told = desk.told();
    assert!(told.contains("there twice and differs"), "{told}");
    assert_eq!((desk.mend(), desk.told()), (String::new(), told));
}

#[test]
fn of_kept_texts_those_are_told_that_are_damaged_or_in_use_no_more() {
    let digest = |text: &str| crate::corpus::Digest::of(text).short();
    let name = |text: &str| format!("texts/{}.txt", digest(text));
    let (used, unused, damaged) = ("in use", "not in use", "cut off");
    let made_on_it = RecordFields { text: digest(used), ..put(1, 1, 10) };
    let file = AnnotationFile::new(ARTICLE, "ana").merged([RecordLine::write(made_on_it, "")]);
    let desk = RepairFixture::with(FILE, &file.to_bytes());
    desk.write(&name(used), used.as_bytes());
    desk.write(&name(unused), unused.as_bytes());
    desk.write(&name(damaged), b"cut");
    desk.write("texts/0123456789abcdeX.txt", b"of somebody else");
    let told: BTreeMap<PathBuf, String> = (desk.examination.problems().into_iter())
        .map(|examined| (examined.path, examined.problems[0].message.clone()))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[&desk.path(&name(unused))].contains("may be deleted"));
    assert!(told[&desk.path(&name(damaged))].contains("not the text that its name says"));
    assert_eq!(desk.mend(), "");
}

#[test]
fn leftovers_of_ended_processes_go_and_those_of_running_ones_stay() {
    let desk = RepairFixture::with("ana/.a.txt.ron.4294967290.tmp", b"half");
    let running = format!(".project.ron.{}.tmp", std::process::id());
    desk.write(&running, b"half");
    let state =
        desk.examination.backups.folder().parent().unwrap().join(".place.ron.4294967291.tmp");
    fs::create_dir_all(state.parent().unwrap()).unwrap();
    fs::write(&state, b"half").unwrap();
    if !Path::new("/proc/self").exists() {
        return;
    }
    assert_eq!(desk.told().lines().count(), 2, "{}", desk.told());
    assert_eq!(desk.mend().lines().count(), 2);
    assert!(!state.exists() && desk.path(&running).exists());
}

#[test]
fn what_cannot_be_copied_first_is_not_mended() {
    let desk = RepairFixture::with(FILE, &[&b"<<<<<<< a\n"[..], &good(2)].concat());
    fs::write(desk.folder.path().join("home"), b"a file where a folder is needed").unwrap();
    let before = desk.tree();
    let mended = desk.examination.mend(WriteMode::Write, now()).unwrap();
    assert!(mended[0].failed.is_some());
    let mut after = desk.tree();
    after.retain(|path, _| !path.ends_with(".lock"));
    assert!(after == before);
}

#[test]
fn any_damage_is_mended_without_loss_or_left_alone() {
    let mut rng = fastrand::Rng::with_seed(11);
    let whole = text(6);
    let mut n_mended = 0;
    for trial in 0..120 {
        let mut all: Vec<Vec<u8>> = whole.lines().map(|line| line.as_bytes().to_vec()).collect();
        for _ in 0..rng.usize(1..4) {
            let (one, other) = (rng.usize(..all.len()), rng.usize(..all.len()));
            match rng.u8(..6) {
                0 => drop(all.remove(one)),
                1 => all.insert(one, all[other].clone()),
                2 => all.swap(one, other),
                3 => all.insert(one, b"=======".to_vec()),
                4 => all.insert(one, b"  words of somebody \xFF".to_vec()),
                _ => {
                    let at = rng.usize(..all[one].len());
                    all[one][at] ^= 1 << rng.u8(..8);
                }
            }
        }
        let bytes = [all.join(&b'\n'), b"\n".to_vec()].concat();
        let desk = RepairFixture::with(FILE, &bytes);
        let deeds = desk.mend();
        let after = fs::read(desk.path(FILE)).unwrap();
        n_mended += usize::from(!deeds.is_empty());
        assert_eq!(deeds.is_empty(), after == bytes, "trial {trial}: {deeds}");
        let after: Vec<&[u8]> = after.split(|byte| *byte == b'\n').collect();
        let lost = all.iter().find(|line| !after.contains(&line.as_slice()) && !is_nothing(line));
        assert!(
            lost.is_none(),
            "trial {trial}: {:?}",
            lost.map(|line| String::from_utf8_lossy(line))
        );
    }
    assert!(n_mended > 40, "only {n_mended} of 120");
}

/// Returns true for a line that may go: a marker, or a blank line.
fn is_nothing(line: &[u8]) -> bool {
    crate::store::annotation_file::is_marker(line) || line.trim_ascii().is_empty() || line == b"])"
}
