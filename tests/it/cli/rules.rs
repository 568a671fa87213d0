//! `copydesk rules`: making a rule, what it labels later, and taking it away.

use serde_json::Value;

use super::CliDesk;

const SAID: &str = "says Dr. Ana Ruiz, a hydrologist specializing in tidal barriers";

/// Three articles with one attribution around different words.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("news/a.txt", format!("“The river is high,” {SAID}. Nobody else was asked.\n"));
    desk.write("news/b.txt", format!("It rained. “Pumps will not save us,” {SAID}. It rained.\n"));
    desk.write("news/c.txt", format!("“I said so in May,” {SAID}. The mayor left early.\n"));
    desk
}

/// The labels of all annotations, as exported.
fn labels(desk: &CliDesk) -> Vec<String> {
    let lines = desk.copydesk(&["export", "news", "--format", "jsonl"]).out;
    let rows = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| row["label"].as_str().unwrap().to_owned()).collect()
}

/// The rules as JSON.
fn rules(desk: &CliDesk) -> Vec<Value> {
    let out = desk.copydesk(&["rules", "news", "--format", "json"]).out;
    let report: Value = serde_json::from_str(&out).unwrap();
    report["rules"].as_array().unwrap().clone()
}

const ADD: [&str; 6] =
    ["rules", "news", "--add", "boilerplate", "--quote", "dr. ana ruiz, a hydrologist"];

#[test]
fn a_rule_is_made_applied_to_later_articles_and_removed() {
    let desk = desk();
    let told = desk.done(&ADD);
    assert!(told.contains("3 places are labelled"), "{told}");
    assert_eq!(labels(&desk), ["boilerplate"; 3]);
    let kept = rules(&desk);
    assert_eq!((kept.len(), &kept[0]["labelled"]), (1, &Value::from(3)));
    let id = kept[0]["id"].as_str().unwrap();
    assert!(told.contains(&format!("The rule is {id}")), "{told}");

    desk.write("news/d.txt", format!("Gates. “Gates, then pumps,” {SAID}. She left.\n"));
    let listed = desk.done(&["rules", "news"]);
    assert!(listed.contains("labelled 3 · undecided 1"), "{listed}");
    let plan = desk.done(&["rules", "news", "--apply", "--dry-run"]);
    assert!(plan.contains("d.txt:1") && plan.contains("1 place would be labelled"), "{plan}");
    assert_eq!(labels(&desk).len(), 3, "a plan labels nothing");
    let told = desk.done(&["rules", "news", "--apply"]);
    assert!(told.contains("1 place is labelled"), "{told}");
    assert_eq!(labels(&desk), ["boilerplate"; 4]);
    assert_eq!(desk.copydesk(&["rules", "news", "--apply"]).status, 1, "nothing is left to do");

    desk.done(&["undo", "news"]);
    assert_eq!(labels(&desk).len(), 3, "one step took the last one back");
    desk.done(&["rules", "news", "--remove", id]);
    assert_eq!((rules(&desk).len(), labels(&desk).len()), (0, 3), "its labels stay");
}

#[test]
fn a_dry_run_writes_nothing_and_matches_the_real_run() {
    let desk = desk();
    let before = desk.tree("news");
    let plan = desk.done(&[&ADD[..], &["--dry-run"]].concat());
    assert!(plan.contains("would label 3") && plan.contains("nothing is written"), "{plan}");
    assert_eq!(desk.tree("news"), before);
    let done = desk.done(&ADD);
    for place in ["a.txt:1", "b.txt:1", "c.txt:1"] {
        assert!(plan.contains(place) && done.contains(place), "{plan}\n{done}");
    }
}

#[test]
fn rules_leave_other_decisions_alone() {
    let desk = desk();
    let one = ["annotate", "news", "--article", "b.txt", "--quote", SAID, "--label", "sourced"];
    desk.done(&one);
    let told = desk.done(&ADD);
    assert!(told.contains("1 place is decided already and left alone."), "{told}");
    assert_eq!(labels(&desk), ["boilerplate", "sourced", "boilerplate"]);
}

#[test]
fn a_repeat_is_named_by_its_id_too() {
    let desk = desk();
    let report = desk.done(&["repeats", "news", "--format", "json"]);
    let json: Value = serde_json::from_str(&report).unwrap();
    let id = json["clusters"][0]["id"].as_str().unwrap();
    desk.done(&["rules", "news", "--add", "3", "--cluster", id]);
    assert_eq!(labels(&desk), ["boilerplate"; 3]);
}

#[test]
fn a_wrong_rule_is_an_error_and_writes_nothing() {
    let desk = desk();
    desk.write(
        "news/e.txt",
        format!("Dr. Ana Ruiz, a hydrologist. Later “No,” {SAID}.\n\nWho is Dr. Ana Ruiz?\n"),
    );
    desk.write("news/f.txt", "It was late.\n\nWho is Dr. Ana Ruiz?\n");
    let before = desk.tree("news");
    let refused = |arguments: &[&str], says: &str| {
        let ran = desk.copydesk(&[&["rules", "news"], arguments].concat());
        assert_eq!(ran.status, 2, "{arguments:?}: {}", ran.told);
        assert!(ran.told.contains(says), "{arguments:?}: {}", ran.told);
    };
    refused(&["--add", "3"], "--quote");
    refused(&["--quote", "rain"], "--add");
    refused(&["--dry-run"], "--add");
    refused(&["--add", "3", "--apply", "--quote", "x"], "cannot be used with");
    refused(&["--add", "nonsense", "--quote", "Ruiz"], "the labels are sourced");
    refused(&["--add", "3", "--quote", "nowhere"], "no repeat has “nowhere”");
    refused(&["--add", "3", "--quote", " "], "--quote has no words");
    refused(&["--add", "3", "--cluster", "0123"], "no repeat has the id 0123");
    refused(&["--add", "3", "--quote", "Ana Ruiz"], "repeats have “Ana Ruiz”: give more words");
    refused(&["--remove", "0123456789abcdef"], "no rule has the id");
    assert_eq!(desk.tree("news"), before);
    assert_eq!(desk.copydesk(&["rules", "news"]).status, 1, "there is no rule");
    desk.done(&["rules", "news", "--add", "3", "--quote", "Who is Dr. Ana Ruiz?"]);
    let again = desk.copydesk(&["rules", "news", "--add", "3", "--quote", "who is dr ana ruiz"]);
    assert_eq!(again.status, 1);
    assert!(again.told.contains("this rule is kept already"), "{}", again.told);
}
