//! Moving records on a simulated disk: a power cut or a failing call at any moment loses no record, and
//! the same move completes later.

use std::{path::Path, sync::Arc};

use super::*;
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    store::{
        annotations::tests::annotation,
        vfs::tests::simulated_disk::{
            DiskEvent, DiskFailure, SimulatedDisk,
            power_cut::{CutTime, ExploredStates, explore},
        },
    },
    testing::trials,
};

const TEXT: &str = "One fact. Two facts. Three facts.";

/// Marks of the articles `a.txt` and `b.txt`.
const MARKS: [(&str, u64, &str); 4] = [
    ("a.txt", 1, "One fact."),
    ("a.txt", 2, "Two facts."),
    ("b.txt", 3, "Three facts."),
    ("b.txt", 4, "One fact."),
];

fn store_on(disk: &SimulatedDisk) -> Store {
    Store::on(
        SafeFiles::on(Arc::new(disk.clone())),
        Path::new("/news/annotations").to_owned(),
        "ana",
    )
}

/// Saves the marks of both articles.
fn saved() -> SimulatedDisk {
    let disk = SimulatedDisk::new();
    let mut store = store_on(&disk);
    disk.note(DiskEvent::Took(1));
    for name in ["a.txt", "b.txt"] {
        let article = Article::read(name, TEXT.as_bytes());
        let mut marks = AnnotationSet::default();
        for (_, id, words) in MARKS.iter().filter(|(of, ..)| *of == name) {
            let mark = annotation(&article, *id, words, "sourced");
            marks.put(mark.id, Some(mark), Timestamp::UNIX_EPOCH);
        }
        store.save(&article, &marks).unwrap();
    }
    disk.note(DiskEvent::Reported(1));
    disk
}

/// The moves of a swap, of a rename, and of a chain.
fn kinds() -> [Vec<RecordMove>; 3] {
    let one = |from: &str, to: &str| RecordMove {
        from: from.to_owned(),
        to: to.to_owned(),
        ids: MARKS
            .iter()
            .filter(|(of, ..)| *of == from)
            .map(|(_, id, _)| AnnotationId(*id))
            .collect(),
    };
    [
        vec![one("a.txt", "b.txt"), one("b.txt", "a.txt")],
        vec![one("a.txt", "c/d.txt")],
        vec![one("a.txt", "b.txt"), one("b.txt", "c/d.txt")],
    ]
}

/// Returns 2 if every mark stands exactly where the moves put it, 1 if every mark stands somewhere, else
/// 0; `None` for a damaged file.
fn progress(disk: &SimulatedDisk, moves: &[RecordMove]) -> Option<usize> {
    let store = store_on(disk);
    let names = ["a.txt", "b.txt", "c/d.txt"];
    let mut there: BTreeSet<(u64, &str)> = BTreeSet::new();
    for name in names {
        let path = store.file_of(name);
        if let Some(bytes) = store.files.read(&path, FILE_LIMIT).ok()? {
            let file = AnnotationFile::read(&bytes, name, "ana");
            if !file.findings().is_empty() {
                return None;
            }
            there.extend(file.live().map(|line| (line.fields.id.0, name)));
        }
    }
    let wanted = MARKS.iter().map(|(of, id, _)| {
        let moved = moves.iter().find(|one| one.from == *of);
        (
            *id,
            moved.map_or(*of, |one| names.into_iter().find(|name| *name == one.to).unwrap_or(*of)),
        )
    });
    let wanted: BTreeSet<(u64, &str)> = wanted.collect();
    let ids: BTreeSet<u64> = there.iter().map(|(id, _)| *id).collect();
    Some(if there == wanted { 2 } else { usize::from(ids.len() == MARKS.len()) })
}

fn carry_out(disk: &SimulatedDisk, moves: &[RecordMove]) -> Result<(), StoreError> {
    store_on(disk).move_records(moves, Timestamp::UNIX_EPOCH, |_| Ok(())).map(|_| ())
}

#[test]
fn s2_a_power_cut_at_any_moment_of_a_move_loses_no_record() {
    for moves in kinds() {
        let disk = saved();
        disk.note(DiskEvent::Took(2));
        carry_out(&disk, &moves).unwrap();
        disk.note(DiskEvent::Reported(2));
        let n_states = trials(4_000, 200_000);
        let found = explore(&disk, (CutTime::Ever, n_states), |cut| {
            // Before the marks are reported as saved, their files are a matter of other tests.
            progress(cut, &moves).or(Some(0))
        });
        assert_eq!(found, ExploredStates { n_states, ..ExploredStates::default() });
    }
}

#[test]
fn s3_a_failing_call_of_a_move_costs_nothing_and_the_next_try_completes() {
    for moves in kinds() {
        for (name, failure) in DiskFailure::ALL {
            for call in 0.. {
                let disk = saved();
                disk.fail(disk.n_calls() + call, failure);
                let told = carry_out(&disk, &moves);
                if disk.failure_is_pending() {
                    break;
                }
                let least = if told.is_ok() { Some(2) } else { Some(1) };
                assert!(progress(&disk, &moves) >= least, "{name} at {call}: {told:?}");
                let mut store = store_on(&disk);
                let again: Vec<RecordMove> = moves
                    .iter()
                    .map(|one| RecordMove {
                        ids: store.ids_of(&one.from).intersection(&one.ids).copied().collect(),
                        ..one.clone()
                    })
                    .collect();
                store.move_records(&again, Timestamp::UNIX_EPOCH, |_| Ok(())).unwrap();
                assert_eq!(progress(&disk, &moves), Some(2), "{name} at {call}");
            }
        }
    }
}

#[test]
fn the_check_catches_a_move_that_gives_before_it_receives() {
    let disk = saved();
    let store = store_on(&disk);
    store.files.remove(&store.file_of("a.txt")).unwrap();
    assert_eq!(progress(&disk, &kinds()[1]), Some(0));
}

#[test]
fn a_damaged_file_or_a_file_of_another_article_is_refused_and_stays() {
    for (name, words) in [("a.txt", "not a record"), ("b.txt", "")] {
        let disk = saved();
        let store = store_on(&disk);
        let path = store.file_of(name);
        let bytes = if words.is_empty() {
            store.files.read(&store.file_of("a.txt"), FILE_LIMIT).unwrap().unwrap()
        } else {
            words.as_bytes().to_vec()
        };
        store.files.replace(&path, &bytes).unwrap();
        let before = disk.files();
        let refused = carry_out(&disk, &kinds()[0]).unwrap_err();
        assert!(matches!(refused, StoreError::Unreadable { .. }), "{refused}");
        let after = disk.files();
        assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)));
    }
}
