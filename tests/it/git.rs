//! Stores in git, with git itself: M1 merges need no hands, M2 conflict markers are read through, M3 what
//! two changed at once is shown, M4 the same state has the same bytes.
//!
//! One merge of a repository merges many files, so two hundred cost seconds. What must come out is known
//! from the two sides alone ([`sides`]), not from the code that folds. Each promise has a variant in which
//! something is spoilt, and the same check must find it.

mod labels;
mod line_ends;
mod lists;
mod sides;
mod trial;

use std::path::Path;

use copydesk::testing::trials;

use self::{
    sides::{Side, faults},
    trial::{ARTICLES, Markers, Trial, has_git},
};
use crate::cli::CliDesk;

/// Returns the number of merges of a repository that merge this many files.
fn rounds(every_commit: usize, before_release: usize) -> u64 {
    trials(every_commit, before_release).div_ceil(ARTICLES) as u64
}

/// Returns the faults after both sides merge by the written attributes, in both directions.
fn union_faults(seed: u64, spoil: fn(&Path)) -> Vec<String> {
    let trial = Trial::new(seed, spoil);
    let mut found = Vec::new();
    for (from, to) in [("ana", "ben"), ("ben", "ana")] {
        if !trial.merge(from, to) {
            found.push(format!("{to} into {from}: git could not merge"));
        }
        found.extend(faults(&trial.ana, &trial.ben, &trial.now()));
    }
    found
}

#[test]
fn m1_git_merges_need_no_hands() {
    if !has_git() {
        return;
    }
    for seed in 0..rounds(200, 20_000) {
        assert_eq!(union_faults(seed, |_| ()), [""; 0], "seed {seed}");
    }
}

#[test]
fn m1_the_check_catches_missing_attributes() {
    if has_git() {
        let found = union_faults(1, |store| trial::write(&store.join(".gitattributes"), b""));
        assert!(found.iter().any(|fault| fault.contains("could not merge")));
    }
}

#[test]
fn m1_the_check_catches_deletions_that_leave_no_record() {
    if has_git() {
        let found = union_faults(1, |store| {
            trial::rewrite(store, |line| (!line.contains(",op:Del,")).then(|| line.to_owned()));
        });
        assert!(found.iter().any(|fault| fault.contains("is back")), "{found:?}");
    }
}

#[test]
fn m1_the_check_catches_edits_that_vanish_behind_a_higher_number() {
    if has_git() {
        let found = union_faults(1, |store| trial::rewrite(store, trial::without_lineage));
        assert!(found.iter().any(|fault| fault.contains("is lost")), "{found:?}");
    }
}

/// Returns the faults after git writes its markers, because it does not know the attribute.
fn marker_faults(trial: &Trial, style: &str, spoil: fn(&Path)) -> Vec<String> {
    trial.ignore_attributes(style);
    let merged = trial.merge("ana", "ben");
    assert!(!merged, "git should have written markers");
    spoil(&trial.store());
    let before = trial.bytes();
    let mut found = faults(&trial.ana, &trial.ben, &trial.now());
    if trial.bytes() != before {
        found.push("reading changed a file".to_owned());
    }
    found
}

#[test]
fn m2_markers_are_read_through() {
    if !has_git() {
        return;
    }
    for seed in 0..rounds(80, 6_000) {
        let trial = Trial::new(seed, |_| ());
        for style in ["merge", "diff3", "zdiff3"] {
            let found = marker_faults(&trial, style, |_| ());
            assert_eq!(found, [""; 0], "seed {seed}, {style}");
        }
    }
}

#[test]
fn m2_the_check_catches_markers_that_are_not_known() {
    if has_git() {
        let found = marker_faults(&Trial::new(1, |_| ()), "merge", |store| {
            trial::rewrite(store, |line| Some(line.replace("=======", "=====")));
        });
        assert!(found.iter().any(|fault| fault.contains("unreadable")), "{found:?}");
    }
}

#[test]
fn m3_the_same_annotation_changed_by_two_is_shown() {
    if !has_git() {
        return;
    }
    let n_both: usize = (0..rounds(200, 20_000))
        .map(|seed| {
            let trial = Trial::new(seed + 1000, |_| ());
            assert!(trial.merge("ana", "ben"));
            let now = trial.now();
            let both = trial.ana.changed_apart(&trial.ben);
            for (article, id) in &both {
                assert!(now.is_shown_as_contested(*article, *id), "seed {seed}: {article} {id}");
            }
            both.len()
        })
        .sum();
    assert!(n_both > 20, "only {n_both} were changed by both");
}

#[test]
fn m3_the_check_catches_a_version_that_is_left_out() {
    if !has_git() {
        return;
    }
    let trial = Trial::new(1000, |_| ());
    assert!(trial.merge("ana", "ben"));
    let both = trial.ana.changed_apart(&trial.ben);
    let theirs = trial.ben.clone();
    trial.checkout("ana");
    let now = trial.now();
    assert!(both.iter().any(|(article, id)| !now.is_shown_as_contested(*article, *id)));
    assert!(!faults(&trial.ana, &theirs, &now).is_empty());
}

/// The files after each direction of a merge, with markers too, and one decision more.
fn every_way(seed: u64, spoil: fn(&Path)) -> Vec<Vec<String>> {
    let trial = Trial::new(seed, |_| ());
    let mut ways = Vec::new();
    for markers in [Markers::Never, Markers::Always] {
        if markers == Markers::Always {
            trial.ignore_attributes("merge");
        }
        for (from, to) in [("ana", "ben"), ("ben", "ana")] {
            trial.merge(from, to);
            trial.decide_once_more();
            spoil(&trial.store());
            ways.push(trial.bytes());
        }
    }
    ways
}

#[test]
fn m4_the_same_state_has_the_same_bytes() {
    if !has_git() {
        return;
    }
    for seed in 0..rounds(80, 5_000) {
        let ways = every_way(seed, |_| ());
        assert!(ways.iter().all(|way| *way == ways[0]), "seed {seed}");
        assert!(ways[0].iter().all(|text| !text.contains("\n<<<<<<<")));
    }
}

#[test]
fn m4_the_check_catches_lines_in_the_order_they_came() {
    if !has_git() {
        return;
    }
    let ways = every_way(1, |store| {
        // What a writer that sorts by nothing but the time of its own writing would leave.
        trial::reorder(store);
    });
    assert!(ways.iter().any(|way| *way != ways[0]));
}

#[test]
fn a_store_in_git_holds_what_belongs_to_all() {
    if !has_git() {
        return;
    }
    let trial = Trial::new(7, |_| ());
    let listed = trial.git(&["ls-files", "annotations"]);
    assert!(
        listed.contains("annotations/.gitignore") && listed.contains("annotations/project.ron")
    );
    assert!(!listed.contains(".lock"), "{listed}");
    assert_eq!(trial.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_person_merges_sees_both_and_chooses() {
    let desk = CliDesk::new();
    let article = "texts/05-lighthouse-keeper.txt";
    let words = "The Last Keeper of Gull Ness";
    let label = |desk: &CliDesk, label| {
        desk.done(&["annotate", article, "--quote", words, "--label", label])
    };
    let told = label(&desk, "1");
    let id = told.split(' ').next().unwrap();
    let file = "texts/annotations/tester/05-lighthouse-keeper.txt.ron";
    let base = desk.read(file);
    label(&desk, "2");
    label(&desk, "3");
    let ours = desk.read(file);
    desk.write(file, &base);
    label(&desk, "4");
    let theirs = desk.read(file);
    let line = |text: &str| text.lines().nth(1).unwrap().to_owned();
    desk.write(file, ours.replace("])\n", &format!("{}\n])\n", line(&theirs))));

    let check = desk.copydesk(&["check", "texts"]);
    assert_eq!(check.status, 1);
    let versions = [
        format!("{id} has several versions"),
        "1: boilerplate".to_owned(),
        "2: not a claim".to_owned(),
    ];
    for words in &versions {
        assert!(check.out.contains(words), "{words}: {}", check.out);
    }
    assert!(desk.done(&["show", article]).contains("≠ versions"));
    assert!(desk.done(&["list", "texts"]).contains("≠  1 annotation has several versions"));
    assert!(desk.done(&["export", "texts", "--format", "jsonl"]).contains("\"rivals\":1"));
    desk.refused(&["annotate", article, "--id", id, "--take", "3"], 2, "versions 1 to 2");
    desk.done(&["annotate", article, "--id", id, "--take", "2"]);
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
    let stored = desk.read(file);
    assert!(
        stored.contains("rev:4") && stored.contains("not_a_claim") && stored.lines().count() == 3
    );
    desk.refused(&["annotate", article, "--id", id, "--take", "1"], 2, "one version only");
}

#[test]
fn sides_are_told_apart_without_git() {
    let side = Side::default();
    assert_eq!(side.changed_apart(&side), []);
}
