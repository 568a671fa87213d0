//! The labels of a project in git: two people who each add one have both, whichever way they merge.

use std::fs;

use super::trial::{Trial, has_git, write};

/// A repository in which both sides add labels of their own and Ben sharpens one of the built-in ones.
fn both_add_labels() -> Trial {
    let trial = Trial::new(3, |_| ());
    for (branch, names) in [("ana", ["frame", "shared"]), ("ben", ["fact", "shared"])] {
        trial.checkout(branch);
        let mut project = trial.project(1);
        for name in names {
            project.add_label(name).unwrap();
        }
        if branch == "ben" {
            let path = trial.store().join("project.ron");
            let text = fs::read_to_string(&path).unwrap();
            let sharper =
                text.replace("Text that the site puts", "In our project: text that the site puts");
            assert_ne!(sharper, text);
            write(&path, sharper.as_bytes());
        }
        trial.commit();
    }
    trial
}

/// Every label with its key, and what is told of the file.
fn labels(trial: &Trial) -> (String, Vec<String>) {
    let project = trial.project(2);
    let labels = project.codebook().labels.iter().skip(4);
    let labels: Vec<String> = labels.map(|label| format!("{} {}", label.key, label.id.0)).collect();
    let told = project.findings().iter().filter(|(of, _)| of == "project.ron");
    (labels.join(", "), told.map(|(_, found)| found.to_string()).collect())
}

#[test]
fn labels_of_both_sides_are_there_after_a_merge() {
    if !has_git() {
        return;
    }
    let trial = both_add_labels();
    let mut written = Vec::new();
    for style in [None, Some("merge"), Some("diff3")] {
        if let Some(style) = style {
            trial.ignore_attributes(style);
        }
        for (from, to) in [("ana", "ben"), ("ben", "ana")] {
            assert_eq!(trial.merge(from, to), style.is_none());
            let (shown, told) = labels(&trial);
            assert_eq!(shown, "5 fact, 6 shared, 7 frame", "{from} {to} {style:?}");
            let clash = told.iter().find(|words| words.contains("share the key '5'"));
            assert!(
                clash.is_some_and(|words| words.contains("\"fact\" and \"frame\"")),
                "{told:?}"
            );
            // The next label writes the file whole, and the definition of Ben's is the one that counts.
            let mut project = trial.project(3);
            assert_eq!(project.add_label("later").unwrap(), "later (key 8)");
            let (shown, told) = labels(&trial);
            assert_eq!(shown, "5 fact, 6 shared, 7 frame, 8 later");
            assert!(told.iter().all(|words| words.contains("is there twice")), "{told:?}");
            let boilerplate = &project.codebook().labels[2];
            assert!(boilerplate.definition.starts_with("In our project"));
            written.push(fs::read(trial.store().join("project.ron")).unwrap());
        }
    }
    assert!(written.iter().all(|text| *text == written[0]), "the same state has the same bytes");
}
