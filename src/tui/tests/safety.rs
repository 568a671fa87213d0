//! The promises T1 and T5: no character of others reaches the terminal as it is, in any view; and the
//! cell under the cursor is the text under the cursor.
//!
//! Hostile words stand everywhere at once: in the text, the title, the byline, the file's name, notes,
//! labels, the annotator's name, messages, typed lines. Every sight is then drawn, and every cell is
//! judged by [`copydesk::testing`], which does not know the filter.

use std::fs;

use copydesk::{
    store::Dirs,
    testing::{cell_objection, objection, trials},
    text::{Span, glyphs},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{
    journey::{Journey, opening},
    sights::SIGHTS,
};
use crate::tui::{
    event::{Event, Mouse},
    layout::page::Row,
};

/// Returns the fault of a screen: a symbol that must not be sent, or a width that does not agree with
/// what ratatui skips when it compares two frames.
fn screen_objection(buffer: &Buffer) -> Option<String> {
    let width = usize::from(buffer.area.width);
    for row in buffer.content.chunks(width) {
        let mut covered = 0;
        for cell in row {
            let symbol = cell.symbol();
            if let Some(bad) = cell_objection(symbol) {
                return Some(bad);
            }
            if covered > 0 && symbol != " " {
                return Some(format!("{symbol:?} stands under a wide symbol"));
            }
            covered = covered.max(symbol.width()).saturating_sub(1);
        }
    }
    None
}

/// One character of each class and each border of the classes, and of what combines them.
fn representatives() -> Vec<String> {
    let all = ('\0'..=char::MAX).collect::<Vec<_>>();
    let borders = all.windows(2).filter(|pair| is_judged(pair[0]) != is_judged(pair[1]));
    let mut found: Vec<String> = borders.flatten().map(char::to_string).collect();
    let combined = [
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "\u{1b}]0;owned\u{7}",
        "\u{1b}]52;c;b3duZWQ=\u{7}",
        "\u{1b}[2J",
        "\u{9b}31m",
        "\u{90}q\u{9c}",
        "\u{1b}_x\u{1b}\\",
        "a\u{200d}b",
        "👩\u{200d}🚀",
        "❤\u{fe0f}\u{fe0f}",
        "🇩🇪🇩",
        "स\u{94d}त\u{94d}र",
        "ｶﾞ",
        "\u{1100}\u{1161}\u{11a8}",
        "x\u{e0100}",
        "葛\u{e0100}",
        "\u{600}1",
        "\u{11f02}a",
        "\u{202e}txt.exe",
        "\r\n",
        "\u{85}",
        "\t\t",
    ];
    found.extend(combined.map(str::to_owned));
    found
}

fn is_judged(c: char) -> bool {
    objection(c.encode_utf8(&mut [0; 4])).is_some()
}

/// A name that a file system takes.
fn file_name(words: &str) -> String {
    let name: String = words.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end < 120);
    format!("n{}.txt", &name[..end.last().unwrap_or(0)])
}

/// A corpus in which these words stand wherever words of others can stand.
fn desk(words: &[String]) -> Journey {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder for the articles");
    let joined = words.join(" ");
    let lines: Vec<String> = words
        .chunks(4)
        .map(|some| format!("The mayor {} said so. It rained.", some.join("x")))
        .collect();
    let text = format!(
        "Title {joined}\n\nby Ann {joined} Lee\n\n{}\n\n• item {joined}\n",
        lines.join("\n\n")
    );
    for name in [file_name(&joined), "b.txt".to_owned()] {
        fs::write(corpus.join(name), &text).expect("an article");
    }
    let definition = format!("{joined:?}");
    let labels = format!(
        "(format:1,guidelines:1,labels:[\n(id:\"sourced\",name:{definition},key:'1',letter:'S',role:Sourced,definition:{definition},examples:[{definition}]),\n])\n"
    );
    fs::create_dir(corpus.join("annotations")).expect("a store");
    fs::write(corpus.join("annotations/project.ron"), labels).expect("a codebook");
    let mut opening = opening(&folder);
    opening.annotator = joined.chars().filter(|c| *c != '\0').take(60).collect();
    opening.dirs = Dirs::below(&folder.path().join("home"));
    let project = opening.open_paths(&[corpus]).expect("the folder opens");
    let mut reader = Journey::begin(folder, project, (80, 24));
    let label = &reader.app.project.codebook().labels[0];
    assert_eq!(label.definition, joined, "the codebook is read as it was written");
    reader.app.settings.annotator = Some(joined.clone());
    reader.press("j j 1 i");
    reader.take(Event::Paste(joined));
    reader.press("enter");
    reader
}

/// Draws every sight at some sizes, with a message and with typed words of others.
fn judge_all_sights(words: &[String], sizes: &[(u16, u16)]) {
    let mut reader = desk(words);
    let joined = words.join(" ");
    let judge = |reader: &Journey, sight: &str| {
        let bad = screen_objection(&reader.drawn().0);
        assert_eq!(bad, None, "at {sight:?}:\n{}", reader.screen());
    };
    for (there, back) in SIGHTS {
        for (cols, rows) in sizes {
            reader.resize(*cols, *rows);
            reader.press(there);
            judge(&reader, there);
            reader.take(Event::Paste(joined.clone()));
            judge(&reader, there);
            reader.app.fail(joined.clone());
            judge(&reader, there);
            reader.press("esc esc").press(back).press("esc esc q q esc esc");
            if reader.is_over() {
                reader = reader.reopened();
            }
        }
    }
}

#[test]
fn t1_every_class_of_characters_is_safe_in_every_view() {
    let words = representatives();
    for chunk in words.chunks(120) {
        judge_all_sights(chunk, &[(120, 40)]);
    }
}

#[test]
fn t1_code_points_of_all_planes_are_safe_in_every_view() {
    let (n_chars, n_chunks) = (trials(30, 400), trials(2, 1_114_112 / 400 + 1));
    for start in (0..1_114_112).step_by(1_114_112 / n_chunks) {
        let all = (start..start + n_chars).filter_map(|code| char::from_u32(code as u32));
        let words: Vec<String> = all.map(|c| format!("{c}")).collect();
        if !words.is_empty() {
            judge_all_sights(&words, &[(120, 40)]);
        }
    }
}

#[test]
fn t1_the_check_catches_words_that_were_not_made_visible() {
    for bad in
        ["\u{202e}evil", "zero\u{200b}width", "tag\u{e0041}", "private\u{e000}", "sep\u{2028}"]
    {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        Line::raw(bad).render(buffer.area, &mut buffer);
        assert!(screen_objection(&buffer).is_some(), "{bad:?}");
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
    buffer[(0, 0)].set_symbol(&format!("e{}", "\u{301}".repeat(100)));
    assert!(screen_objection(&buffer).is_some(), "marks without end");
    buffer[(0, 0)].set_symbol("漢");
    assert_eq!(screen_objection(&buffer), None);
    buffer[(1, 0)].set_symbol("x");
    assert!(screen_objection(&buffer).is_some(), "a letter under a wide symbol");
}

/// A text of letters of all widths, clusters, controls, marks and breaks.
fn odd_text(seed: u64) -> String {
    const PARTS: [&str; 30] = [
        "word ",
        "a",
        "é",
        "e\u{301}",
        "漢",
        "字 ",
        "👩\u{200d}🚀",
        "🇩🇪",
        "❤\u{fe0f}",
        "ｶﾞ",
        "स\u{94d}त\u{94d}र ",
        "\t",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{200b}",
        "\u{ad}",
        "\u{301}",
        "\n",
        "\r\n",
        "\r",
        "\u{2028}",
        "\0",
        ". ",
        "? ",
        "— ",
        "\u{e0041}",
        "여",
        "می\u{200c}خواهم ",
        "- ",
        "\u{a0}",
    ];
    let mut random = fastrand::Rng::with_seed(seed);
    let mut text = "Plain words come first, so that this is a text. ".repeat(4);
    for _ in 0..120 {
        text.push_str(PARTS[random.usize(..PARTS.len())]);
    }
    text
}

/// The byte of the text that a row shows at a column of the text column.
type Map = fn(&Row, &str, usize) -> usize;

/// Returns the first cell whose drawn text differs from the map of cells to the text.
fn cell_objections(reader: &Journey, map: Map) -> Option<String> {
    let app = &reader.app;
    let area = app.regions()?.text(app.settings.measure);
    let (buffer, text) = (reader.drawn().0, &app.article()?.text);
    for (row, y) in app.reader.page.rows.iter().skip(app.reader.top).zip(area.top()..area.bottom())
    {
        let cells = expected_cells(text, row.span);
        let columns = usize::from(row.indent)..usize::from(area.width);
        for ((expected, byte), col) in cells.iter().zip(columns).filter(|_| row.block.is_some()) {
            let drawn = buffer[(area.x + col as u16, y)].symbol();
            let known = map(row, text, col);
            // The marks around the focus stand in the cells of spaces.
            let is_other = drawn != expected && !(expected == " " && matches!(drawn, "▌" | "▐"));
            if known != *byte || is_other {
                return Some(format!(
                    "{col},{y}: {drawn:?} for {expected:?}; byte {known}, not {byte}"
                ));
            }
        }
    }
    None
}

/// Returns the text that each cell of a row should show, with the byte of its glyph.
fn expected_cells(text: &str, span: Span) -> Vec<(String, usize)> {
    let mut cells = Vec::new();
    for glyph in glyphs(text, span) {
        for letter in glyphs(&glyph.symbol, Span::new(0, glyph.symbol.len())) {
            cells.push((letter.symbol.into_owned(), glyph.span.start));
            cells.extend((1..letter.cols).map(|_| (" ".to_owned(), glyph.span.start)));
        }
    }
    cells
}

#[test]
fn t5_the_marks_of_the_focus_hide_no_character() {
    // The second sentence begins with what is shown as one character: a space with an accent.
    let text = "Plain words come first. \u{301}Word is next. The last one.\n";
    let mut reader = Journey::over(&[("a.txt", text)]).sized(80, 24);
    for _ in 0..3 {
        let found = cell_objections(&reader, Row::byte_at);
        assert_eq!(found, None, "{}", reader.screen());
        reader.press("j");
    }
}

#[test]
fn t5_the_cell_under_the_cursor_is_the_text_under_the_cursor() {
    for seed in 0..trials(30, 3_000) as u64 {
        let mut reader =
            Journey::over(&[("a.txt", &odd_text(seed))]).sized(40 + (seed % 60) as u16, 30);
        for _ in 0..4 {
            assert_eq!(
                cell_objections(&reader, Row::byte_at),
                None,
                "seed {seed}:\n{}",
                reader.screen()
            );
            assert_cursor(&reader, seed);
            reader.press("j j");
        }
        // A click selects what it was on.
        let area = reader.app.regions().expect("large enough").text(reader.app.settings.measure);
        for (x, y) in [(3, 1), (9, 2), (20, 3)] {
            let at = Position::new(area.x + x, area.y + y);
            let row = reader.app.reader.top + usize::from(y);
            let text = reader.app.article().expect("an article").text.clone();
            if let Some(byte) = reader.app.reader.page.byte_at(&text, row, x) {
                reader.mouse(Mouse::Press, at);
                let outline = &reader.app.article().expect("an article").outline;
                assert_eq!(reader.place().1, outline.sentence_at(byte), "seed {seed}");
            }
        }
    }
}

/// The hardware cursor sits on the first cell of the words in focus.
fn assert_cursor(reader: &Journey, seed: u64) {
    let (buffer, cursor) = reader.drawn();
    let words = reader.words();
    let first = glyphs(words, Span::new(0, words.len())).next();
    let expected = first.map_or_else(String::new, |glyph| glyph.symbol.into_owned());
    let drawn = buffer[cursor].symbol();
    assert!(
        expected.starts_with(drawn),
        "seed {seed}: {drawn:?} under the cursor, not {expected:?}"
    );
}

#[test]
fn t5_the_check_catches_a_map_that_takes_columns_for_characters() {
    let by_characters: Map = |row, text, col| {
        let words = row.span.of(text);
        let at = words.char_indices().nth(col.saturating_sub(row.indent.into()));
        row.span.start + at.map_or(0, |(at, _)| at)
    };
    for words in ["漢字 and more", "a tab\tand more", "an \u{202e} override", "e\u{301}le\u{301}ve"]
    {
        let reader = Journey::over(&[("a.txt", &format!("{words} words stand here on the line."))]);
        assert_eq!(cell_objections(&reader, Row::byte_at), None);
        assert!(cell_objections(&reader, by_characters).is_some(), "{words:?}");
    }
}

#[test]
fn t1_a_flood_that_is_pasted_holds_nothing_up() {
    let floods = [
        "a".repeat(100_000),
        "\n".repeat(70_000),
        "\u{301}".repeat(100_000),
        "\u{202e}\n".repeat(40_000),
    ];
    for (keys, back) in
        [("i", "esc"), ("/", "esc"), (":", "esc"), ("space f", "esc esc"), ("f", "esc")]
    {
        for flood in &floods {
            let mut reader = Journey::sample().sized(40, 12);
            reader.press(keys);
            reader.take(Event::Paste(flood.clone()));
            assert_eq!(screen_objection(&reader.drawn().0), None);
            reader.press(back);
        }
    }
}
