//! Queries that nobody means, and texts that nobody wrote, in both finders: nothing panics, every key
//! is taken, and what is found is right.

use copydesk::project::{ReloadOutcome, ReloadScope};

use super::journey::Journey;

/// Both finders, the concordance in each of its modes.
const FINDERS: [&str; 4] = ["space f", "space /", "space / ctrl-r", "space / ctrl-r ctrl-r"];

/// Texts with what terminals and indexes trip over.
fn hostile() -> Vec<(&'static str, String)> {
    vec![
        ("a.txt", "Москва и Киев. حكومة لبنان قالت ذلك. 政府は言った。 Party 🎉 time 👩\u{200d}🚀!\n".to_owned()),
        ("b.md", "Escape \u{1b}[31mred\u{1b}[0m here, \u{202e}backwards\u{202c}, e\u{301}\u{301}\u{301} marks.\n".to_owned()),
        ("c.txt", format!("{} end of it.\n", "unbroken".repeat(2_000))),
    ]
}

fn over(texts: &[(&'static str, String)]) -> Journey {
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Journey::over(&texts)
}

fn n_rows(reader: &Journey) -> usize {
    reader.finder().map_or(0, |finder| finder.rows.len)
}

/// Pastes a query into a finder and does everything that can be done to rows.
fn ask(reader: &mut Journey, open: &str, query: &str) -> usize {
    reader.press(open).press("ctrl-u");
    reader.take(crate::tui::event::Event::Paste(query.to_owned()));
    let n = n_rows(reader);
    reader.press("down j tab k T T ctrl-o m m m o o o b b ctrl-s ctrl-s esc");
    reader.press("ctrl-b ctrl-b ctrl-a ctrl-e pagedown pageup ctrl-x esc esc");
    assert!(reader.finder().is_none(), "{query:.40?}");
    assert_eq!(reader.n_annotations(), 0);
    n
}

#[test]
fn nothing_and_next_to_nothing_is_asked() {
    let letters = "x".repeat(10_000);
    let words = "word ".repeat(2_000);
    for open in FINDERS {
        let mut reader = over(&hostile());
        for query in [
            "", " ", "   \t ", "\u{a0}", "\"", "'", "!", "(", "[", "{2", "/", "/(", "label:",
            "in:\"", "…—’“", "\\", &letters, &words,
        ] {
            ask(&mut reader, open, query);
        }
        // One letter is a search like any other.
        assert!(ask(&mut reader, open, "e") > 0 || open == "space /", "{open}");
    }
}

#[test]
fn too_long_a_query_says_so() {
    for open in FINDERS {
        let mut reader = Journey::sample();
        reader.press(open);
        reader.take(crate::tui::event::Event::Paste("x".repeat(10_000)));
        reader.shows("at most 2000 letters");
        reader.press("ctrl-u").shows_not("at most");
    }
}

#[test]
fn an_expression_that_explodes_elsewhere_is_bounded() {
    let text = format!("{}!\n", "a".repeat(3_000));
    for query in ["(a+)+$", "(a|a)*b", "(.*)*(.*)*(.*)*x", "(a{0,50}){0,20}b"] {
        let mut reader = Journey::over(&[("a.txt", &text)]);
        reader.press("space / ctrl-r ctrl-r").typed(query);
        assert!(!reader.finder().is_some_and(|finder| finder.waiting));
        reader.press("esc space f").typed(&format!("/{query}/"));
    }
    let mut reader = Journey::over(&[("a.txt", &text)]);
    reader.press("space / ctrl-r ctrl-r").typed("((a{99}){99}){99}");
    reader.shows("too big");
}

#[test]
fn every_script_is_found() {
    for query in ["москва", "КИЕВ", "لبنان", "政府", "here", "marks", "party"] {
        for open in ["space f", "space /", "space / ctrl-r ctrl-r"] {
            let mut reader = over(&hostile());
            let n = ask(&mut reader, open, query);
            // Chinese has no spaces: the whole sentence is a word, which begins with the one asked for.
            assert!(n > 0, "{open}: {query}");
        }
    }
    let mut reader = over(&hostile());
    assert!(ask(&mut reader, "space / ctrl-r ctrl-r", "🎉|🚀") > 0);
}

#[test]
fn a_giant_passage_is_one_passage_like_any_other() {
    let text = format!("{}needle {}\n", "hay ".repeat(60_000), "hay ".repeat(60_000));
    for open in ["space f", "space /"] {
        let mut reader = Journey::over(&[("a.txt", &text)]);
        reader.press(open).typed("needle");
        assert_eq!(n_rows(&reader), 1);
        reader.shows("needle").press("down 1");
        reader.resize(200, 60);
        reader.press("enter");
    }
}

#[test]
fn articles_that_go_while_their_hits_are_shown_are_no_trouble() {
    for open in ["space f", "space /"] {
        let mut reader = Journey::over(&[("a.txt", "A port. Another port. And a port more.\n")]);
        reader.press(open).typed("port").press("down G T");
        let path = reader.path("corpus/a.txt");
        std::fs::write(&path, "Gone.\n").expect("the article is cut short");
        let reloaded = reader.app.project.reload(0, ReloadScope::All);
        assert_eq!(reloaded, ReloadOutcome::Read);
        // The rows are those of the old text until the next key of the query asks anew.
        reader.press("j k 1 i esc ctrl-d b b");
        reader.resize(120, 40);
        reader.press("enter");
        assert!(reader.place().1 == 0 || reader.finder().is_some());
    }
}
