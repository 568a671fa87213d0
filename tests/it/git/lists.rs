//! Saved searches and rules in git: what two people, or one on two machines, kept is there after a merge,
//! by the attributes and through every style of markers.

use std::fs;

use copydesk::{
    annotation::{BatchId, LabelId, RepeatUnit, Rule},
    find::{LineOrder, SavedSearch, SavedView, SearchMode},
    project::SharedEdit,
};

use super::trial::{Trial, has_git, write};

fn search(name: &str) -> SharedEdit {
    SharedEdit::SaveSearch(SavedSearch {
        name: name.to_owned(),
        view: SavedView::Concordance,
        mode: SearchMode::Phrase,
        order: LineOrder::default(),
        query: format!("the {name}"),
    })
}

fn rule(id: u64, words: &str) -> Rule {
    Rule {
        id: BatchId(id),
        words: words.to_owned(),
        label: LabelId("boilerplate".to_owned()),
        unit: RepeatUnit::Words,
        created: "2026-11-03T14:03:00Z".parse().unwrap(),
        left_out: Vec::new(),
    }
}

fn keep(trial: &Trial, changes: impl IntoIterator<Item = SharedEdit>) {
    let mut project = trial.project(1);
    for change in changes {
        project.edit_shared(change).unwrap();
    }
}

/// A repository in which both sides keep what the other one does not, and one removes what both had.
fn both_keep() -> Trial {
    let trial = Trial::new(5, |_| ());
    trial.checkout("base");
    let common = rule(1, "Share your thoughts");
    let begin = [SharedEdit::KeepRule(common.clone()), search("common"), search("gone")];
    keep(&trial, begin);
    trial.commit();
    for (branch, id, words) in [("ana", 7, "Did you know?"), ("ben", 3, "Read more")] {
        trial.checkout(branch);
        trial.git(&["merge", "-q", "--no-edit", "base"]);
        keep(&trial, [SharedEdit::KeepRule(rule(id, words)), search(branch)]);
        if branch == "ben" {
            let search = SharedEdit::DeleteSearch("gone".to_owned());
            keep(&trial, [SharedEdit::RemoveRule(common.id, common.created), search]);
        }
        trial.commit();
    }
    trial
}

/// The words of the rules and the names of the searches.
fn kept(trial: &Trial) -> (Vec<String>, Vec<String>) {
    let project = trial.project(2);
    let rules = project.rules().iter().map(|rule| rule.words.clone());
    let searches = project.searches().iter().map(|search| search.name.clone());
    let (rules, mut searches): (Vec<_>, Vec<_>) = (rules.collect(), searches.collect());
    searches.sort();
    (rules, searches)
}

#[test]
fn m1_m2_rules_and_searches_of_both_sides_are_there_after_a_merge() {
    if !has_git() {
        return;
    }
    let trial = both_keep();
    let wanted = |one: &[&str]| one.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for style in [None, Some("merge"), Some("diff3"), Some("zdiff3")] {
        if let Some(style) = style {
            trial.ignore_attributes(style);
        }
        let mut written = Vec::new();
        for (from, to) in [("ana", "ben"), ("ben", "ana")] {
            assert_eq!(trial.merge(from, to), style.is_none(), "{style:?}");
            let rules = wanted(&["Read more", "Did you know?"]);
            let searches = wanted(&["ana", "ben", "common"]);
            assert_eq!(kept(&trial), (rules, searches), "{from} {to} {style:?}");
            // The next change writes both files whole.
            keep(&trial, [SharedEdit::KeepRule(rule(9, "Later")), search("later")]);
            let text = fs::read_to_string(trial.store().join("ana/~rules.ron")).unwrap();
            assert!(!text.contains("<<<<"), "{text}");
            written.push(text);
            let text = fs::read_to_string(trial.store().join("searches.ron")).unwrap();
            assert!(
                !text.contains("<<<<") && text.lines().count() == 7,
                "four searches and the record of one that went: {text}"
            );
            let findings = trial.project(3).findings().to_vec();
            assert!(findings.iter().all(|(of, _)| of != "searches.ron" && of != "~rules.ron"));
        }
        assert_eq!(written[0], written[1], "the same state has the same bytes");
    }
}

/// The rules and searches that come back when one side has no records of what it removed in this file.
fn kept_without_records(file: &str) -> (Vec<String>, Vec<String>) {
    let trial = both_keep();
    trial.checkout("ben");
    let path = trial.store().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let lines = text.lines().filter(|line| !line.contains(",op:Del,"));
    let without: String = lines.map(|line| format!("{line}\n")).collect();
    assert_ne!(without, text);
    write(&path, without.as_bytes());
    trial.commit();
    trial.merge("ben", "ana");
    kept(&trial)
}

#[test]
fn m1_the_check_catches_a_rule_that_was_removed_without_a_record() {
    if !has_git() {
        return;
    }
    let (rules, _) = kept_without_records("ana/~rules.ron");
    assert!(rules.contains(&"Share your thoughts".to_owned()), "{rules:?}");
}

#[test]
fn m1_the_check_catches_a_search_that_was_deleted_without_a_record() {
    if !has_git() {
        return;
    }
    let (_, searches) = kept_without_records("searches.ron");
    assert!(searches.contains(&"gone".to_owned()), "{searches:?}");
}
