//! The documents agree with the program.
//!
//! `COPYDESK_BLESS=1 cargo test --test it docs` writes the pages that the program prints; without it
//! they are only compared.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::cli::CliDesk;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn assert_printed(page: &str, arguments: &[&str]) {
    let printed = CliDesk::new().done(arguments);
    let path = root().join(page);
    if env::var_os("COPYDESK_BLESS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let command = arguments.join(" ");
    assert!(
        written == printed,
        "{page} is not what `copydesk {command}` prints: run the tests with COPYDESK_BLESS=1"
    );
}

#[test]
fn the_page_of_keys_is_printed_by_the_program() {
    assert_printed("docs/keys.md", &["keys", "--default", "--format", "markdown"]);
}

#[test]
fn the_page_of_the_command_line_is_printed_by_the_program() {
    assert_printed("docs/cli.md", &["man", "--format", "markdown"]);
}

/// The commands in fenced `sh` blocks, each as one line.
fn commands(page: &str) -> Vec<&str> {
    let mut in_shell = false;
    let lines = page.lines().filter(|line| {
        if line.trim_start().starts_with("```") {
            in_shell = !in_shell && line.trim() == "```sh";
            return false;
        }
        in_shell
    });
    lines.filter(|line| line.starts_with("copydesk")).collect()
}

/// The words of a command, with quotation marks as the shell reads them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// The pages whose examples are run.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let mut pages: Vec<_> = docs.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.push(root().join("README.md"));
    pages.sort();
    pages.retain(|path| path.exists());
    pages
}

/// A folder where `my-articles` holds the sample, as the examples have it.
fn with_articles() -> CliDesk {
    let desk = CliDesk::new();
    fs::rename(desk.path("texts"), desk.path("my-articles")).unwrap();
    desk
}

fn run(desk: &CliDesk, page: &Path, command: &str) {
    let words = words(command);
    let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let ran = desk.copydesk(&arguments);
    assert_eq!(ran.status, 0, "{}: {command}: {}", page.display(), ran.told);
}

#[test]
fn every_example_of_the_documents_works() {
    let mut n_run = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let desk = with_articles();
        for command in commands(&text) {
            run(&desk, &page, command);
            n_run += 1;
        }
    }
    assert!(n_run > 0 || !root().join("README.md").exists());
}

#[test]
fn the_readme_names_the_two_commands() {
    let Ok(readme) = fs::read_to_string(root().join("README.md")) else {
        return;
    };
    for command in ["cargo run --release", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "{command}");
    }
}

#[test]
fn examples_are_found_and_split_as_a_shell_does() {
    let page = "```text\ncopydesk no\n```\n\n```sh\ncopydesk find a \"b c\" 'd'\ncargo x\n```\ncopydesk no\n";
    assert_eq!(commands(page), ["copydesk find a \"b c\" 'd'"]);
    assert_eq!(words("copydesk find  a \"b c\" 'd'"), ["copydesk", "find", "a", "b c", "d"]);
}
