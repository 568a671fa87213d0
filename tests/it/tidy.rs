//! Repository rules as tests, so that no reviewer has to say them twice.
//!
//! This file owns the walk over the repository and the list of rules. A rule is a function from a
//! path and a text to what is wrong there ([`Finding`]), kept with a known-bad input beside it, so
//! that each can be seen failing. Rules for files that do not exist yet simply hold.
//!
//! - [`form`]: headers, sizes, names.
//! - [`layers`]: the modules that a module may import, and the modules that may touch the outside.
//! - [`circles`]: import circles.
//! - [`naming`]: names of types, and numbers with their nouns.
//! - [`documents`]: paths, links and types that the documentation names.
//! - [`package`]: dependencies, and traces of the place where the code was written.
//! - [`promises`]: the table of promises, and the tests that try them.
//! - [`rust`]: the part of the Rust language that the rules read.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

mod circles;
mod documents;
mod form;
mod layers;
mod naming;
mod package;
mod promises;
mod rust;

/// One broken rule: where, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    line: usize,
    advice: String,
}

impl Finding {
    fn new(line: usize, advice: impl Into<String>) -> Self {
        Finding { line, advice: advice.into() }
    }
}

/// Returns the faults of one file, given its path from the root (with `/`) and its text.
type Rule = fn(&str, &str) -> Vec<Finding>;

struct TextFile {
    path: String,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text files below `place` (a file or a folder) in path order; none when it does not exist.
fn text_files(place: &str) -> Vec<TextFile> {
    let mut paths = Vec::new();
    collect(&root().join(place), &mut paths);
    paths.sort();
    paths.iter().filter_map(|path| read(path)).collect()
}

/// Links are not followed, so a loop among the fixtures cannot catch the walk.
fn collect(path: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(kind) = path.symlink_metadata() else {
        return;
    };
    if kind.is_file() {
        paths.push(path.to_owned());
    } else if kind.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of the repository can be listed");
        for entry in entries {
            collect(&entry.expect("an entry of the repository can be read").path(), paths);
        }
    }
}

/// A file that is not UTF-8 (a picture, a fixture with a broken encoding) has no text to judge.
fn read(path: &Path) -> Option<TextFile> {
    let text = fs::read_to_string(path).ok()?;
    let from_root = path.strip_prefix(root()).expect("the walk stays inside the repository");
    let parts: Vec<_> =
        from_root.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(TextFile { path: parts.join("/"), text })
}

/// The Rust files of the program.
fn sources() -> Vec<TextFile> {
    rust_files(&["src"])
}

fn rust_files(places: &[&str]) -> Vec<TextFile> {
    let files: Vec<_> = places
        .iter()
        .flat_map(|place| text_files(place))
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    assert!(!files.is_empty(), "the walk finds no Rust file below {places:?}: mend the walk");
    files
}

#[track_caller]
fn assert_obeyed(files: &[TextFile], rule: Rule) {
    let broken: Vec<String> = files
        .iter()
        .flat_map(|file| {
            rule(&file.path, &file.text)
                .into_iter()
                .map(move |Finding { line, advice }| format!("{}:{line}: {advice}", file.path))
        })
        .collect();
    assert!(broken.is_empty(), "{} to mend:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_rust_file_begins_with_a_header_that_says_what_it_owns() {
    assert_obeyed(&rust_files(&["src", "tests", "benches"]), form::header);
}

#[test]
fn a_file_above_600_lines_says_in_its_header_why_it_is_long() {
    assert_obeyed(&rust_files(&["src", "tests", "benches"]), form::size);
}

#[test]
fn a_file_is_named_after_its_noun() {
    assert_obeyed(&rust_files(&["src", "tests", "benches"]), form::name);
}

#[test]
fn every_module_has_a_layer_and_imports_its_own_and_lower_ones() {
    assert_obeyed(&sources(), layers::imports);
}

#[test]
fn modules_do_not_import_each_other_in_circles() {
    let files = sources();
    for (module, _) in layers::MODULES {
        let found = circles::modules_in_circles(module, &files);
        let advice = "open the circle by moving a type to a leaf";
        assert_eq!(found, Vec::<String>::new(), "{module}: {advice}");
    }
}

/// Type names that several files still define. The number only shrinks.
const KNOWN_NAMES: usize = 34;

#[test]
fn a_type_name_is_defined_in_one_file() {
    let files = sources();
    let found = naming::names_of_several_files(&files);
    assert!(found.len() <= KNOWN_NAMES, "{}: say of what each is: {found:#?}", found.len());
}

#[test]
fn a_number_in_a_message_agrees_with_its_noun() {
    assert_obeyed(&sources(), naming::counted_nouns);
}

#[test]
fn only_the_store_touches_files() {
    assert_obeyed(&sources(), layers::files);
}

#[test]
fn the_lower_layers_have_no_clock_threads_environment_or_output() {
    assert_obeyed(&sources(), layers::outside);
}

#[test]
fn the_library_never_names_a_terminal_or_an_argument_parser() {
    assert_obeyed(&sources(), layers::surface_crates);
}

#[test]
fn colours_are_named_in_the_theme_only() {
    assert_obeyed(&sources(), layers::colours);
}

#[test]
fn only_update_changes_the_state_of_the_screen() {
    assert_obeyed(&sources(), layers::screen_state);
}

#[test]
fn words_get_to_the_screen_by_one_way() {
    assert_obeyed(&sources(), layers::cells);
}

#[test]
fn every_dependency_is_explained_in_a_decision() {
    let decisions: String =
        text_files("docs/decisions").into_iter().map(|file| file.text).collect();
    if decisions.is_empty() {
        eprintln!("docs/decisions is not here (the published package leaves it out): not checked");
        return;
    }
    for path in ["Cargo.toml", "benches/Cargo.toml"] {
        let manifest = fs::read_to_string(root().join(path)).unwrap();
        let broken = package::unexplained_dependencies(&manifest, &decisions);
        assert!(broken.is_empty(), "{path}: {broken:#?}");
    }
}

#[test]
fn every_promise_has_a_row_and_a_test() {
    let Ok(page) = fs::read_to_string(root().join("docs/reliability.md")) else {
        eprintln!("docs is not here (the published package leaves it out): not checked");
        return;
    };
    let broken = promises::strangers(&page, &rust_files(&["src", "tests"]));
    assert!(broken.is_empty(), "docs/reliability.md: {broken:#?}");
}

/// Every file and folder that the documentation can name; a folder ends with `/`.
fn files_and_folders() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let places = ["src", "tests", "docs", "benches", "assets", "fuzz", ".github", ".ci"];
    let top = fs::read_dir(root()).expect("the repository can be listed");
    let mut paths: Vec<_> =
        top.map(|entry| entry.expect("an entry of the repository").path()).collect();
    paths.retain(|path| path.is_file());
    places.iter().for_each(|place| collect(&root().join(place), &mut paths));
    for path in paths {
        let path = path.strip_prefix(root()).expect("the walk stays inside the repository");
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        known.extend((1..parts.len()).map(|n| parts[..n].join("/") + "/"));
        known.insert(parts.join("/"));
    }
    known
}

/// The pages that describe the repository as it is. Decisions describe the time when they were taken.
fn pages() -> Vec<TextFile> {
    let places = ["README.md", "CONTRIBUTING.md", "docs"];
    let mut pages: Vec<_> = places.iter().flat_map(|place| text_files(place)).collect();
    pages.retain(|page| page.path.ends_with(".md") && !page.path.starts_with("docs/decisions/"));
    pages
}

#[test]
fn every_path_and_link_of_the_documentation_exists() {
    if !root().join("docs/decisions").exists() {
        eprintln!("docs/decisions is not here (the published package leaves it out): not checked");
        return;
    }
    let known = files_and_folders();
    let broken = pages().into_iter().flat_map(|TextFile { path, text }| {
        let folder = path.rfind('/').map_or("", |end| &path[..=end]);
        let mut found = documents::missing_paths(&text, &known);
        found.extend(documents::broken_links(folder, &text, &known));
        found
            .into_iter()
            .map(|found| format!("{path}:{}: {}", found.line, found.advice))
            .collect::<Vec<_>>()
    });
    let broken: Vec<String> = broken.collect();
    assert!(broken.is_empty(), "{} to mend:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_type_of_the_glossary_is_defined_in_its_file() {
    let Ok(page) = fs::read_to_string(root().join("docs/architecture.md")) else {
        eprintln!("docs is not here (the published package leaves it out): not checked");
        return;
    };
    let broken = documents::missing_types(&page, &sources());
    assert!(broken.is_empty(), "docs/architecture.md: {broken:#?}");
}

#[test]
fn every_crate_comes_from_the_public_registry() {
    assert_obeyed(&text_files("Cargo.lock"), package::crate_sources);
}

#[test]
fn no_file_tells_where_it_was_written() {
    let places = [
        ".cargo", ".ci", ".editorconfig", ".gitattributes", ".github", "CHANGELOG.md",
        "Cargo.toml", "README.md", "_typos.toml", "assets", "benches", "clippy.toml", "deny.toml",
        "docs", "justfile", "rustfmt.toml", "src", "tests",
    ];
    let files: Vec<_> = places.into_iter().flat_map(text_files).collect();
    assert_obeyed(&files, package::workplace_traces);
}
