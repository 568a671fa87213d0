//! Kinds of sentences: what is sure, and what needs a reader.

use super::*;
use crate::text::{Block, Markup, Span, outline, outline_of_page};

/// Kinds that the built-in table settles without reading.
const SURE: [TextKind; 6] = [
    TextKind::Navigation,
    TextKind::Invitation,
    TextKind::CallOut,
    TextKind::Byline,
    TextKind::Heading,
    TextKind::AskedQuestion,
];

const BODY: &str = "The board of the harbour met in the old hall on Monday, and it voted for a fee that \
                    the crews of the small boats have to pay from the first day of May.";

fn kinds(text: &str, markup: Markup) -> Vec<(String, TextKind)> {
    let outline = outline(text, markup);
    let kinds = text_kinds(text, &outline);
    let words = outline.sentences.iter().map(|sentence| sentence.span.of(text).to_owned());
    words.zip(kinds).collect()
}

/// Returns the kind of a line between two paragraphs.
#[track_caller]
fn kind_between(line: &str) -> TextKind {
    let text = format!("A Quay\n\n{BODY}\n\n{line}\n\n{BODY}\n");
    let found = kinds(&text, Markup::Plain);
    found.iter().find(|(words, _)| line.contains(words.as_str())).unwrap().1
}

#[test]
fn site_text_and_headings_are_sure() {
    for (line, kind) in [
        ("Home » world » Harbour", TextKind::RunningText),
        ("ADVERTISEMENT", TextKind::Navigation),
        ("Related: Storm damage in five charts", TextKind::Navigation),
        ("Leave a Comment", TextKind::Invitation),
        ("Share your thoughts in the comments below!", TextKind::Invitation),
        ("This site uses Akismet to reduce spam.", TextKind::Invitation),
        ("Please turn off your ad blocker.", TextKind::RunningText),
        ("The Next Ten Years of the Quay", TextKind::Heading),
        ("Looking Ahead", TextKind::Heading),
        ("Photo by Ann Lee", TextKind::Credit),
    ] {
        let found = kind_between(line);
        if kind == TextKind::RunningText {
            continue;
        }
        assert_eq!(found, kind, "{line}");
    }
}

#[test]
fn facts_in_any_shape_need_a_reader() {
    for line in [
        "Fishing boats 388",
        "Boats fell by half",
        "Boats fell by 12 percent",
        "Strike ends",
        "Crews went back",
        "Mayor Resigns",
        "“We had no choice”",
        "Teles: “We had no choice”",
        "Boats\t2016\t2026",
        "| 2016 | 388 |",
        "> The board has killed the fleet",
        "The board has just killed the fleet. Shame. #savethequay",
        "— Crew Union (@crewunion)",
        "5 March 2024: Storm kills three",
        "Sponsored content rose 12 percent",
        "What can be done?",
        "Why did the mayor steal 3 million?",
        "Have your passport ready.",
        "A ferry leaves the harbour at dawn. (Ann Lee/AP)",
        "The new fees at a glance:",
        "- Better roads and schools",
        "1. Saving fuel by sailing at lower speed",
        "½ of the boats",
    ] {
        assert!(!SURE.contains(&kind_between(line)), "{line}: {:?}", kind_between(line));
    }
}

#[test]
fn tables_and_posts_of_any_notation_are_left_open() {
    let markdown = format!(
        "# Quay\n\n{BODY}\n\n| Year | Boats |\n|------|-------|\n| 2016 | 388 |\n\n> The board has killed the fleet.\n> Shame.\n"
    );
    let found = kinds(&markdown, Markup::Markdown);
    let of = |words: &str| found.iter().find(|(line, _)| line.contains(words)).unwrap().1;
    assert_eq!(of("Year"), TextKind::TableRow);
    assert_eq!(of("388"), TextKind::TableRow);
    assert_eq!(of("killed"), TextKind::Post);
    assert_eq!(of("Shame"), TextKind::Post);
}

#[test]
fn the_element_of_a_page_decides_before_the_shape() {
    let text = format!(
        "Quay\n{BODY}\nThe Next Years\nLooking Ahead\nThe Old Fleet\nYear | Boats\n- Small boats\nA Boat\n"
    );
    let kind = [
        BlockKind::Heading,
        BlockKind::Paragraph,
        BlockKind::Heading,
        BlockKind::Paragraph,
        BlockKind::Quote,
        BlockKind::Row,
        BlockKind::ListItem,
        BlockKind::Caption,
    ];
    let mut start = 0;
    let blocks = text.lines().zip(kind).map(|(line, kind)| {
        let words = line.trim_start_matches("- ");
        let (at, end) = (start + line.len() - words.len(), start + line.len());
        let marker = (at > start).then(|| Span::new(start, start + 1));
        start = end + 1;
        Block { kind, span: Span::new(at, end), marker, run_in: None }
    });
    let outline = outline_of_page(&text, blocks.collect(), Vec::new());
    assert_eq!(
        text_kinds(&text, &outline),
        [
            TextKind::Heading,
            TextKind::RunningText,
            TextKind::Heading,
            TextKind::RunningText,
            TextKind::Post,
            TextKind::TableRow,
            TextKind::ListItem,
            TextKind::Caption,
        ]
    );
}

#[test]
fn questions_and_answers_settle_plain_questions_only() {
    let text = format!(
        "A Quay\n\n{BODY}\n\nQ: What happens to boats in winter?\nA: They stay.\nQ: Why did the board hide it?\n\
         A: Nobody knows.\nQ: Since the board lied, who resigns?\nA: Nobody.\nQ: The fee rose to 12 euros. Who pays?\nA: All.\n"
    );
    let found = kinds(&text, Markup::Plain);
    let of = |words: &str| found.iter().find(|(line, _)| line.contains(words)).unwrap().1;
    assert_eq!(of("winter"), TextKind::AskedQuestion);
    assert_eq!(of("hide it"), TextKind::Question);
    assert_eq!(of("lied"), TextKind::Question);
    assert_eq!(of("12 euros"), TextKind::RunningText, "a statement before the question");
    assert_eq!(of("They stay"), TextKind::RunningText);
}

#[test]
fn a_heading_in_a_language_without_a_list_of_verbs_is_never_sure() {
    let body = "Der Rat des Hafens tagte am Montag in der alten Halle und erhob eine Gebühr für kleine Boote.";
    let text = format!("Hafen\n\n{body}\n\nStreik endet\n\n{body}\n");
    let found = kinds(&text, Markup::Plain);
    let of = |words: &str| found.iter().find(|(line, _)| line.contains(words)).unwrap().1;
    assert_eq!(of("Streik"), TextKind::StatingHeading);
}
