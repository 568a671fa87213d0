//! `keys`, `config path`, `completions`, `man`: the program about itself.

use super::CliDesk;

const SUBCOMMANDS: [&str; 11] = [
    "show", "list", "find", "export", "import", "annotate", "check", "keys", "config",
    "completions", "man",
];

#[test]
fn completions_and_manual_name_every_subcommand() {
    let desk = CliDesk::new();
    let help = desk.done(&["--help"]);
    let printed = [
        &["completions", "bash"][..],
        &["completions", "zsh"],
        &["completions", "fish"],
        &["man"],
        &["man", "--format", "markdown"],
        &["--help"],
    ];
    for arguments in printed {
        let text = desk.done(arguments);
        for name in SUBCOMMANDS {
            assert!(text.contains(name), "{arguments:?} does not name {name}");
        }
    }
    let listed = help.lines().filter(|line| {
        let word = line.strip_prefix("  ").and_then(|line| line.split(' ').next());
        word.is_some_and(|word| SUBCOMMANDS.contains(&word))
    });
    assert_eq!(listed.count(), SUBCOMMANDS.len(), "{help}");
    desk.refused(&["completions", "tcl"], 2, "bash");
}

#[test]
fn keys_prints_the_present_keys() {
    let desk = CliDesk::new();
    let default = desk.done(&["keys", "--default"]);
    assert_eq!(desk.done(&["keys"]), default);
    desk.write("home/config/keys.ron", "(reader: [(\"s\", \"next\"), (\"j\", \"none\")])");
    let keys = desk.done(&["keys"]);
    assert_ne!(keys, default);
    assert_eq!(desk.done(&["keys", "--default"]), default);
    let row = desk
        .done(&["keys", "--json"])
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|row| row["command"] == "next" && row["context"] == "reader")
        .unwrap();
    let has = |key: &str| row["keys"].as_array().unwrap().iter().any(|known| known == key);
    assert!(has("s") && !has("j"), "{row}");
}

#[test]
fn broken_keys_are_refused_with_file_and_place() {
    let desk = CliDesk::new();
    desk.write("home/config/keys.ron", "(\n  reader: 7,\n)");
    desk.refused(&["keys"], 2, "keys.ron: 2:");
    desk.write("home/config/keys.ron", "(reader: [(\"s\", \"fly\")])");
    desk.refused(&["keys"], 2, "fly");
    desk.done(&["keys", "--default"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_the_keys_holds_nothing_up() {
    let desk = CliDesk::new();
    desk.write("home/config/config.ron", "()");
    let path = desk.path("home/config/keys.ron");
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    desk.refused(&["keys"], 2, "not a regular file");
}

#[test]
fn broken_settings_are_reported_and_results_are_printed() {
    let desk = CliDesk::new();
    desk.write("home/config/config.ron", "(\n  colour: 1,\n)");
    desk.refused(&["list", "texts"], 0, "config.ron:2:3: ");
    assert_eq!(desk.done(&["list", "texts"]).lines().count(), 7);
}

#[test]
fn config_path_says_where_the_annotations_are() {
    let desk = CliDesk::new();
    let text = desk.done(&["config", "path", "texts"]);
    for name in ["settings", "keys", "data", "state", "cache", "annotations"] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{text}");
    }
    let paths: serde_json::Value =
        serde_json::from_str(&desk.done(&["config", "path", "texts", "--json"])).unwrap();
    let annotations = paths["annotations"].as_str().unwrap();
    assert!(annotations.ends_with("texts/annotations"), "{annotations}");
    assert!(paths["settings"].as_str().unwrap().ends_with("config.ron"));
}
