//! The layers of the modules, and the modules that may touch the outside (`docs/architecture.md`).
//!
//! The table [`MODULES`] is the rule; the functions read what a file of `src/` names and compare.
//! Tests beside the code are free: what they import is not compiled into the program.

use super::{
    Finding,
    rust::{NamedPath, Token, is_test_file, paths, production, tokens},
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Pure functions on `&str`.
    Text,
    /// Values; all of them may know the corpus, none of them each other.
    Values,
    /// Files, formats, the facade.
    Outside,
    /// Commands of a user.
    Asking,
    /// Values that the surfaces of the binary hand to each other.
    Between,
    /// The binary's: a terminal, a command line.
    Surface,
}

/// Every module of the first rank with its layer.
pub(super) const MODULES: [(&str, Layer); 16] = [
    ("text", Layer::Text),
    ("diagnostic", Layer::Text),
    ("corpus", Layer::Values),
    ("annotation", Layer::Values),
    ("find", Layer::Values),
    ("repeats", Layer::Values),
    ("suggest", Layer::Values),
    ("store", Layer::Outside),
    ("exchange", Layer::Outside),
    ("project", Layer::Outside),
    ("testing", Layer::Outside),
    ("command", Layer::Asking),
    ("keymap", Layer::Asking),
    ("start", Layer::Between),
    ("cli", Layer::Surface),
    ("tui", Layer::Surface),
];

/// A module imports its own layer and lower ones; the values know the corpus but not each other.
pub(super) fn imports(path: &str, text: &str) -> Vec<Finding> {
    let Some(module) = top_module(path) else {
        return Vec::new();
    };
    let Some(layer) = layer_of(module) else {
        let advice = format!("give `{module}` its layer in MODULES of tests/it/tidy/layers.rs");
        return vec![Finding::new(1, advice)];
    };
    with_paths(path, text, |named| {
        let target = own_module(path, &named.segments)?;
        let forbidden = target != module && !may_know((module, layer), target);
        forbidden.then(|| format!("`{module}` must not know `{target}`: pass the value in"))
    })
}

/// Only the store opens, lists or writes files, and the disk that tests simulate; the surfaces ask it.
pub(super) fn files(path: &str, text: &str) -> Vec<Finding> {
    if matches!(top_module(path), Some("store" | "testing")) {
        return Vec::new();
    }
    with_paths(path, text, |named| {
        let touches = matches!(
            named.segments.as_slice(),
            ["std", "fs", ..] | ["fs" | "File" | "OpenOptions" | "ignore", ..]
        );
        touches.then(|| format!("`{}`: files are the store's", named.segments.join("::")))
    })
}

/// The two lower layers are functions of their arguments.
pub(super) fn outside(path: &str, text: &str) -> Vec<Finding> {
    let layer = top_module(path).and_then(layer_of);
    if !matches!(layer, Some(Layer::Text | Layer::Values)) {
        return Vec::new();
    }
    with_paths(path, text, |named| {
        let reaches_out = match named.segments.as_slice() {
            ["std", area, ..] => {
                matches!(*area, "fs" | "thread" | "time" | "env" | "process" | "net")
            }
            [first, .., last] => *first == "fastrand" || *last == "now",
            _ => false,
        };
        reaches_out.then(|| format!("`{}`: make it a parameter", named.segments.join("::")))
    })
}

/// The library builds without the surfaces, so it cannot name their crates.
pub(super) fn surface_crates(path: &str, text: &str) -> Vec<Finding> {
    const CRATES: [&str; 6] =
        ["anyhow", "clap", "clap_complete", "clap_mangen", "crossterm", "ratatui"];
    let in_binary = path == "src/main.rs"
        || top_module(path).and_then(layer_of).is_some_and(|layer| layer == Layer::Surface);
    if in_binary {
        return Vec::new();
    }
    with_paths(path, text, |named| {
        let first = named.segments.first()?;
        CRATES.contains(first).then(|| format!("`{first}` belongs to `cli` and `tui`"))
    })
}

/// Styles are asked for by role.
pub(super) fn colours(path: &str, text: &str) -> Vec<Finding> {
    if path == "src/tui/theme.rs" || path.starts_with("src/tui/theme/") {
        return Vec::new();
    }
    with_tokens(path, text, |pair| {
        let literal = matches!(pair, [name, colons] if name.text == "Color" && colons.text == "::");
        literal.then(|| "ask the theme for a role instead of a colour".to_owned())
    })
}

/// Words get to the screen by one way, which makes them visible; ratatui's own ways let much through.
pub(super) fn cells(path: &str, text: &str) -> Vec<Finding> {
    const WAYS: [&str; 8] = [
        "set_symbol", "set_char", "set_string", "set_stringn", "set_line", "set_span",
        "append_symbol", "Paragraph",
    ];
    if top_module(path) != Some("tui") || path == "src/tui/draw/paint.rs" {
        return Vec::new();
    }
    let named = with_tokens(path, text, |pair| {
        let is_way = matches!(pair, [name, ..] if WAYS.contains(&name.text.as_str()));
        is_way.then(|| "draw words by `paint::put`, which makes them visible".to_owned())
    });
    let imported = with_paths(path, text, |named| {
        let is_way = matches!(named.segments.as_slice(), ["ratatui", "text" | "widgets", ..]);
        is_way.then(|| "draw words by `paint::put`, which makes them visible".to_owned())
    });
    named.into_iter().chain(imported).collect()
}

/// Only `update` changes the state of the screen; drawing and views cannot even name `update`.
///
/// The loop in `src/tui.rs` holds the state to call `update`, and sets no field.
pub(super) fn screen_state(path: &str, text: &str) -> Vec<Finding> {
    let advice = "send an event: only `update` changes the screen's state";
    if path == "src/tui.rs" {
        let sets =
            |four: &&[Token]| four[0].text == "app" && four[1].text == "." && four[3].text == "=";
        let tokens = tokens(text);
        let program = production(&tokens);
        let set = program.windows(4).filter(sets);
        return set.map(|four| Finding::new(four[0].line, advice)).collect();
    }
    let is_update = path == "src/tui/update.rs" || path.starts_with("src/tui/update/");
    if top_module(path) != Some("tui") || is_update {
        return Vec::new();
    }
    let changed = with_tokens(path, text, |pair| {
        let takes_app = matches!(pair, [one, two] if one.text == "mut" && two.text == "App");
        let is_method = matches!(pair, [one, two] if one.text == "mut" && two.text == "self");
        let changes = takes_app || (is_method && path == "src/tui/app.rs");
        changes.then(|| advice.to_owned())
    });
    let draws = path.starts_with("src/tui/view");
    let named = with_paths(path, text, |named| {
        let names_update = draws && named.segments.contains(&"update");
        names_update.then(|| "return a request: a view does not know `update`".to_owned())
    });
    changed.into_iter().chain(named).collect()
}

fn may_know((module, layer): (&str, Layer), target: &str) -> bool {
    // What is not a module of the first rank (an item of the root) has no layer to break.
    let Some(target_layer) = layer_of(target) else {
        return true;
    };
    match layer {
        Layer::Text => target_layer == Layer::Text,
        Layer::Values => target_layer == Layer::Text || (target == "corpus" && module != "corpus"),
        Layer::Outside => {
            matches!(target_layer, Layer::Text | Layer::Values | Layer::Outside)
        }
        Layer::Asking => !matches!(target_layer, Layer::Between | Layer::Surface),
        Layer::Between => target_layer != Layer::Surface,
        Layer::Surface => target_layer != Layer::Surface,
    }
}

fn layer_of(module: &str) -> Option<Layer> {
    MODULES.iter().find(|(name, _)| *name == module).map(|&(_, layer)| layer)
}

/// `find` for `src/find.rs` and `src/find/rank.rs`; none for the two roots.
fn top_module(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let top = inside.split('/').next()?;
    (!matches!(inside, "lib" | "main")).then_some(top)
}

/// Returns the module of the first rank that a path in the file leads to.
fn own_module<'a>(path: &'a str, segments: &[&'a str]) -> Option<&'a str> {
    resolve(path, segments)?.first().copied()
}

/// Returns a path of ours from the root of `src/`: `["text", "Span"]` for `super::Span` in `text/word.rs`.
pub(super) fn resolve<'a>(path: &'a str, segments: &[&'a str]) -> Option<Vec<&'a str>> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut place: Vec<&str> = inside.split('/').collect();
    let mut rest = segments.iter().copied().peekable();
    match rest.next()? {
        "crate" | "copydesk" => place.clear(),
        "self" => {}
        "super" => {
            place.pop();
        }
        _ => return None,
    }
    while rest.next_if_eq(&"super").is_some() {
        place.pop();
    }
    place.extend(rest);
    Some(place)
}

/// One finding for each path of the program part of the file that `judge` objects to.
fn with_paths(
    path: &str,
    text: &str,
    mut judge: impl FnMut(&NamedPath<'_>) -> Option<String>,
) -> Vec<Finding> {
    if is_test_file(path) {
        return Vec::new();
    }
    let program = production(&tokens(text));
    let objection = |named: &NamedPath<'_>| Some(Finding::new(named.line, judge(named)?));
    paths(&program).iter().filter_map(objection).collect()
}

/// One finding for each pair of neighbouring tokens that `judge` objects to.
fn with_tokens(
    path: &str,
    text: &str,
    mut judge: impl FnMut(&[Token]) -> Option<String>,
) -> Vec<Finding> {
    if is_test_file(path) {
        return Vec::new();
    }
    let program = production(&tokens(text));
    let objection = |pair: &[Token]| Some(Finding::new(pair[0].line, judge(pair)?));
    program.windows(2).filter_map(objection).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn holds(rule: super::super::Rule, path: &str, text: &str) {
        assert_eq!(rule(path, text), [], "{path}: {text}");
    }

    #[track_caller]
    fn breaks(rule: super::super::Rule, path: &str, text: &str) {
        assert_eq!(rule(path, text).len(), 1, "{path}: {text}");
    }

    #[test]
    fn the_text_core_knows_nothing_above_it() {
        holds(imports, "src/text/word.rs", "use super::Span; use crate::diagnostic::Diagnostic;");
        breaks(imports, "src/text/word.rs", "use crate::corpus::Article;");
        breaks(imports, "src/text/word.rs", "use super::super::corpus::Article;");
        breaks(imports, "src/diagnostic.rs", "fn f(a: &super::corpus::Article) {}");
    }

    #[test]
    fn only_update_changes_the_state_of_the_screen() {
        let change = "fn f(app: &mut App) {}";
        holds(screen_state, "src/tui/update/landing.rs", change);
        breaks(screen_state, "src/tui/saver.rs", change);
        let method = "impl App { fn f(&mut self) {} }";
        breaks(screen_state, "src/tui/app.rs", method);
        let import = "use crate::tui::update::Effects;";
        breaks(screen_state, "src/tui/views/rules.rs", import);
        holds(screen_state, "src/tui.rs", import);
        holds(screen_state, "src/tui.rs", "fn f(app: &mut App) { app.update(event, at); }");
        let sets = "fn f(app: &mut App) { app.message = None; }";
        breaks(screen_state, "src/tui.rs", sets);
    }

    #[test]
    fn values_know_the_corpus_but_not_each_other() {
        holds(imports, "src/find.rs", "mod rank; use crate::{corpus::Article, text::Span};");
        holds(imports, "src/find/rank.rs", "use crate::find::query::Query;");
        breaks(imports, "src/find/rank.rs", "use crate::{text::Span, annotation::Label};");
        breaks(imports, "src/annotation.rs", "use crate::find::Query;");
        breaks(imports, "src/repeats.rs", "use crate::suggest::Reason;");
        breaks(imports, "src/corpus/article.rs", "use crate::annotation::Label;");
        breaks(imports, "src/annotation/label.rs", "use crate::store::Store;");
    }

    #[test]
    fn the_upper_layers_look_down_only() {
        holds(imports, "src/project.rs", "use crate::{store::Store, find::Query, exchange::Csv};");
        breaks(imports, "src/store/atomic_write.rs", "use crate::command::Command;");
        holds(imports, "src/keymap.rs", "use crate::command::Command;");
        holds(imports, "src/cli/show.rs", "use copydesk::project::Project; use crate::cli::Out;");
        breaks(imports, "src/cli/show.rs", "use crate::tui::run;");
        breaks(imports, "src/tui/app.rs", "crate::cli::run()");
        holds(imports, "src/main.rs", "mod cli; mod tui; use crate::{cli::Args, tui::run};");
    }

    #[test]
    fn a_new_module_needs_a_layer() {
        breaks(imports, "src/weather.rs", "");
        breaks(imports, "src/weather/rain.rs", "");
    }

    #[test]
    fn files_are_for_the_store() {
        holds(files, "src/store/annotation_file.rs", "use std::fs::File;");
        holds(files, "src/cli/show.rs", "use std::io; // std::fs");
        for text in ["use std::{fs, io};", "std::fs::read(p)", "File::open(p)", "ignore::Walk"] {
            breaks(files, "src/cli/show.rs", text);
        }
        breaks(files, "src/main.rs", "use std::fs::OpenOptions;");
        holds(files, "src/text/span.rs", "#[cfg(test)] mod tests { use std::fs; }");
    }

    #[test]
    fn the_lower_layers_cannot_reach_out() {
        for text in [
            "use std::thread;",
            "use std::{fmt, time::Instant};",
            "std::env::var(\"HOME\")",
            "jiff::Timestamp::now()",
            "use jiff::Timestamp; fn f() { Timestamp::now(); }",
            "fastrand::u64(..)",
        ] {
            breaks(outside, "src/find/rank.rs", text);
        }
        holds(outside, "src/find/rank.rs", "use std::{fmt, ops::Range}; use jiff::Timestamp;");
        holds(outside, "src/store/atomic_write.rs", "use std::thread;");
        holds(outside, "src/text/span.rs", "#[cfg(test)] mod tests { use std::env; }");
    }

    #[test]
    fn the_library_names_no_crate_of_the_surfaces() {
        holds(surface_crates, "src/tui/app.rs", "use ratatui::Frame;");
        holds(surface_crates, "src/main.rs", "fn main() -> anyhow::Result<()> {}");
        breaks(surface_crates, "src/keymap.rs", "use crossterm::event::KeyEvent;");
        breaks(surface_crates, "src/lib.rs", "fn f() -> anyhow::Result<()> {}");
        breaks(surface_crates, "src/project.rs", "use clap;");
    }

    #[test]
    fn cells_are_set_by_one_file() {
        holds(cells, "src/tui/draw/paint.rs", "cell.set_symbol(symbol);");
        holds(cells, "src/tui/view/reader.rs", "paint::put(buffer, at, 3, words, style);");
        breaks(cells, "src/tui/view/reader.rs", "buffer.set_string(0, 0, words, style);");
        breaks(cells, "src/tui/view/reader.rs", "use ratatui::text::Span;");
        breaks(cells, "src/tui/view/reader.rs", "ratatui::widgets::List::new(rows);");
    }

    #[test]
    fn colours_are_for_the_theme() {
        holds(colours, "src/tui/theme.rs", "Color::Red");
        holds(colours, "src/tui/view/reader.rs", "theme.label(role)");
        breaks(colours, "src/tui/view/reader.rs", "Style::new().fg(Color::Red)");
        breaks(colours, "src/tui/view/reader.rs", "ratatui::style::Color::Red");
    }
}
