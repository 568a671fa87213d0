//! The table of keys in `README.md`, typed from top to bottom, does what each row says.
//!
//! The keys are read from the table, so that a row cannot say other keys than those that are tried. Only
//! what a reader makes up is added here: words, letters and addresses.

use copydesk::annotation::Annotation;

use super::journey::Journey;
use crate::tui::views::ViewId;

const README: &str = include_str!("../../../README.md");

/// The state before the keys of a step.
struct Was {
    place: (usize, usize),
    words: String,
    annotations: Vec<(usize, Annotation)>,
}

impl Was {
    fn of(reader: &Journey) -> Self {
        let place = reader.place();
        Self { place, words: reader.words().to_owned(), annotations: annotations(reader) }
    }
}

fn annotations(reader: &Journey) -> Vec<(usize, Annotation)> {
    let project = &reader.app.project;
    let all = 0..project.len();
    all.flat_map(|at| project.annotations(at).iter().map(move |one| (at, one.clone()))).collect()
}

/// Returns the label of the sentence at a place.
fn label(reader: &Journey, (article, sentence): (usize, usize)) -> Option<&str> {
    reader.label_of(article, sentence)
}

/// Returns the annotation of exactly the sentence at the cursor.
fn here(reader: &Journey) -> Option<Annotation> {
    let project = &reader.app.project;
    let span = reader.app.sentence()?.span;
    project.annotations(reader.place().0).exactly(span).cloned()
}

fn is_on_screen(reader: &Journey, words: &str) -> bool {
    reader.screen().contains(words)
}

/// Some keys of a row, and whether the row came true.
type Check = (&'static str, fn(&Was, &Journey) -> bool);

/// Each row with its steps. `type:` words are made up, all other keys are those of the table.
const ROWS: &[(&str, &[Check])] = &[
    (
        "go to the next sentence, the next paragraph",
        &[
            ("j", |was, is| is.place().1 == was.place.1 + 1),
            ("}", |was, is| is.place().1 > was.place.1),
        ],
    ),
    (
        "go back to the sentence, the paragraph before",
        &[
            ("k", |was, is| is.place().1 + 1 == was.place.1),
            ("{", |was, is| is.place().1 < was.place.1),
        ],
    ),
    (
        "go to the next article, the article before",
        &[
            ("J", |was, is| is.place().0 == was.place.0 + 1),
            ("K", |was, is| is.place().0 + 1 == was.place.0),
        ],
    ),
    (
        "go to the next unlabelled sentence",
        &[("tab", |was, is| is.place().1 == was.place.1 + 1 && here(is).is_none())],
    ),
    (
        "label the sentence and go on",
        &[
            ("1", |was, is| label(is, was.place) == Some("sourced") && is.place() != was.place),
            ("2", |was, is| label(is, was.place) == Some("unsourced") && is.place() != was.place),
            ("3", |was, is| label(is, was.place) == Some("boilerplate") && is.place() != was.place),
            ("4", |was, is| label(is, was.place) == Some("not_a_claim") && is.place() != was.place),
        ],
    ),
    (
        "change the label that you put last, and be back",
        &[("backspace 2", |was, is| {
            let changed = (was.place.0, was.place.1 - 1);
            label(is, changed) == Some("unsourced")
                && is.place() == was.place
                && annotations(is).len() == was.annotations.len()
        })],
    ),
    (
        "take the label off that you put last, and be back",
        &[("backspace 2", |was, is| {
            label(is, (was.place.0, was.place.1 - 1)).is_none() && is.place() == was.place
        })],
    ),
    (
        "undo, redo",
        &[
            ("u", |was, is| annotations(is).len() == was.annotations.len() + 1),
            ("U", |was, is| annotations(is).len() + 1 == was.annotations.len()),
        ],
    ),
    (
        "write a note on the sentence, the address of the evidence",
        &[
            ("i type:why enter", |was, is| {
                is.place() == was.place
                    && here(is).is_some_and(|one| one.content.note.as_deref() == Some("why"))
            }),
            ("e type:https://example.org enter", |was, is| {
                is.place() == was.place
                    && here(is).is_some_and(|one| one.content.evidence.is_some())
            }),
        ],
    ),
    (
        "set your confidence",
        &[("c", |was, is| {
            is.place() == was.place && here(is).is_some_and(|one| one.content.confidence.is_some())
        })],
    ),
    (
        "mark the source of the sentence",
        &[("a / type:traw enter enter", |was, is| {
            let source = here(is).and_then(|one| one.content.source);
            is.place() == was.place && source.is_some_and(|part| part.quote == "trawlers")
        })],
    ),
    (
        "mark the cue word (\"says\")",
        &[("A / type:pay enter enter", |was, is| {
            let cue = here(is).and_then(|one| one.content.cue);
            is.place() == was.place && cue.is_some_and(|part| part.quote == "pay")
        })],
    ),
    (
        "label some words only",
        &[("v w b o 1", |was, is| {
            let is_new =
                |one: &Annotation| was.annotations.iter().all(|(_, known)| known.id != one.id);
            annotations(is).iter().any(|(_, one)| {
                is_new(one)
                    && one.content.label.as_ref().is_some_and(|label| label.0 == "sourced")
                    && was.words.starts_with(&one.anchor.quote)
                    && one.anchor.quote.len() < was.words.len()
            })
        })],
    ),
    (
        "find words in the article",
        &[
            ("/ type:walls enter", |_, is| is.words().contains("walls")),
            ("n", |_, is| is.words().contains("walls") && is.message().starts_with("Hit")),
        ],
    ),
    (
        "label a quotation together with its speaker",
        &[("x 1", |was, is| {
            annotations(is).len() == was.annotations.len() + 1
                && annotations(is).iter().any(|(_, one)| {
                    let words = &one.anchor.quote;
                    words.starts_with('“') && words.contains("explains Dr. Helena Varga")
                })
        })],
    ),
    (
        "go to the next passage that repeats",
        &[("] r", |was, is| {
            let span = is.app.sentence().map(|sentence| sentence.span);
            let repeats = is.app.background.repeats.as_ref();
            is.place() > was.place
                && repeats
                    .zip(span)
                    .is_some_and(|(all, span)| all.n_articles_at(is.place().0, span) > 1)
        })],
    ),
    (
        "see all places of a repeat",
        &[
            ("r", |_, is| is_on_screen(is, "bits against chance")),
            ("esc", |_, is| is.app.popups.is_empty()),
        ],
    ),
    (
        "label all places of a repeat that have no label",
        &[("R 1", |was, is| {
            let n_new = annotations(is).len() - was.annotations.len();
            let is_kept = |known: &(usize, Annotation)| annotations(is).contains(known);
            n_new > 1 && was.annotations.iter().all(is_kept)
        })],
    ),
    (
        "find a passage in all articles",
        &[("space f type:kleder enter", |was, is| {
            is.app.popups.is_empty() && is.place() != was.place && is.view() == ViewId::Reader
        })],
    ),
    (
        "see every place of a word or phrase in its context",
        &[("space / type:bridge ctrl-o", |_, is| is_on_screen(is, "by words to the left"))],
    ),
    ("label hits", &[("down tab 1", |was, is| annotations(is).len() == was.annotations.len() + 1)]),
    ("go back, step by step", &[("esc esc", |_, is| is.app.popups.is_empty())]),
    (
        "see all repeats, annotations, articles, figures",
        &[
            ("space r", |_, is| is.view() == ViewId::Repeats),
            ("space a", |_, is| is.view() == ViewId::Annotations),
            ("space O", |_, is| is.view() == ViewId::Articles),
            ("space p", |_, is| is.view() == ViewId::Figures),
        ],
    ),
    (
        "open an article",
        &[("space o type:barrier enter", |_, is| is.view() == ViewId::Reader && is.place().0 == 2)],
    ),
    (
        "see the annotations of a label",
        &[("space l type:boiler enter", |_, is| {
            is.view() == ViewId::Annotations && is.app.views.annotations.list.items.len() == 1
        })],
    ),
    ("be back in the article", &[("space space", |_, is| is.view() == ViewId::Reader)]),
    (
        "write a file for other tools",
        &[
            ("space e", |_, is| is_on_screen(is, "Export as")),
            ("esc", |_, is| is.app.popups.is_empty()),
        ],
    ),
    (
        "learn more",
        &[
            ("space", |_, is| is_on_screen(is, "progress and figures")),
            ("?", |_, is| is_on_screen(is, "Keys in the article")),
        ],
    ),
];

/// Returns the rows of the table: the wish, and the keys between backticks as a journey writes keys.
fn table(page: &str) -> Vec<(String, Vec<String>)> {
    let rows = page.lines().skip_while(|line| !line.starts_with("| you want to"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split(" | ");
        let wish = cells.next().unwrap_or_default().trim().to_owned();
        let keys = cells.next().unwrap_or_default().split('`').skip(1).step_by(2);
        (wish, keys.map(written).collect())
    };
    rows.map(row).collect()
}

/// Returns a key of the page as a journey writes the key, for example `backspace` for `Bksp`.
fn written(key: &str) -> String {
    match key {
        "Bksp" => "backspace".to_owned(),
        "↓" => "down".to_owned(),
        _ if key.chars().count() > 1 => key.to_lowercase(),
        _ => key.to_owned(),
    }
}

/// Types the table of a page; returns what is not as the page says.
fn type_table(page: &str, size: (u16, u16)) -> Result<(), String> {
    let mut reader = Journey::sample().sized(size.0, size.1);
    let rows = table(page);
    if rows.len() != ROWS.len() {
        return Err(format!("{} rows are tried, and the table has {}", ROWS.len(), rows.len()));
    }
    for ((wish, keys), (tried, steps)) in rows.iter().zip(ROWS) {
        let typed = steps.iter().flat_map(|(keys, _)| keys.split_whitespace());
        let typed: Vec<&str> = typed.filter(|key| !key.starts_with("type:")).collect();
        if wish != tried || *keys != typed {
            return Err(format!("the table says {wish}: {keys:?}; tried is {tried}: {typed:?}"));
        }
        for (keys, holds) in *steps {
            let was = Was::of(&reader);
            reader.press(keys);
            if !holds(&was, &reader) {
                let screen = reader.screen();
                return Err(format!("{keys} does not {wish}: {}\n{screen}", reader.message()));
            }
        }
    }
    Ok(())
}

#[test]
fn the_table_typed_from_top_to_bottom_does_what_it_says() {
    for size in [(80, 24), (120, 40)] {
        assert_eq!(type_table(README, size), Ok(()), "{size:?}");
    }
}

#[test]
fn a_table_with_other_keys_or_rows_is_caught() {
    let bad = [
        ("| `Bksp` `2` |", "| `2` |"),
        ("| undo, redo | `u`, `U` |", "| undo, redo | `u`, `X` |"),
        ("| go to the next unlabelled sentence | `Tab` |\n", ""),
    ];
    for (good, bad) in bad {
        assert!(README.contains(good), "{good}");
        assert!(type_table(&README.replacen(good, bad, 1), (80, 24)).is_err(), "{bad}");
    }
}
