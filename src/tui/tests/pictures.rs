//! The pictures of the documentation: frames drawn by the program's own views, as SVG.
//!
//! A test compares them with the files under `docs/pictures`, so they cannot be out of date;
//! `COPYDESK_BLESS=1 cargo test pictures` writes them anew.

use std::{fmt::Write as _, fs, ops::ControlFlow, path::Path};

use copydesk::{
    find::{ConcordanceOptions, Filter, LineContext, Passage, PassageIndex, SearchOptions},
    keymap::{Keymap, parse_keys},
    project::{ProjectOptions, concordance},
    store::{Dirs, Settings, ThemeName},
    text::Span,
};
use jiff::Timestamp;
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::tui::{
    app::App,
    effect::{Effect, SearchGoal},
    event::Event,
    saver_task::TaskOutcome,
    state::finder::SearchAnswer,
    view,
};

/// Pixels of one cell.
const CELL: (f32, f32) = (8.4, 18.0);

/// Plays keys over the sample; `"typed"` stands for text.
fn play(size: (u16, u16), theme: ThemeName, script: &[&str]) -> Buffer {
    let home = tempfile::tempdir().expect("a temporary folder");
    let opening = ProjectOptions {
        dirs: Dirs::below(home.path()),
        annotator: "ana".to_owned(),
        store: Some(home.path().join("annotations")),
        seed: 7,
    };
    let settings = Settings { theme, ..Settings::default() };
    let mut app = App::new(opening.open_sample(), Keymap::default(), settings, size);
    app.open_article(0, 0);
    app.compare_all();
    let repeats = app.project.repeats(&mut |_| ControlFlow::Continue(()));
    app.background.repeats = repeats;
    let mut at = Timestamp::from_second(1_790_000_000).expect("a time");
    for words in script {
        let keys = match words.strip_prefix('"') {
            Some(typed) => {
                typed.trim_end_matches('"').chars().map(copydesk::keymap::Key::char).collect()
            }
            None => parse_keys(words).expect("keys of a script"),
        };
        for key in keys {
            at += jiff::SignedDuration::from_secs(4);
            let effects = app.update(Event::Key(key), at);
            answer(&mut app, effects, at);
        }
    }
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a test backend");
    terminal.draw(|frame| view::draw(frame, &app)).expect("a frame");
    let mut buffer = terminal.backend().buffer().clone();
    hide_home(&mut buffer);
    buffer
}

/// Shows the temporary folder of the annotations as `annotations`.
fn hide_home(buffer: &mut Buffer) {
    const LABEL: &str = " annotations: ";
    let (cols, rows) = (buffer.area.width, buffer.area.height);
    let symbol = |buffer: &Buffer, x, y| buffer[(x, y)].symbol().to_owned();
    for y in 0..rows {
        let row: String = (0..cols).map(|x| symbol(buffer, x, y)).collect();
        let Some(rest) = row.strip_prefix(LABEL) else { continue };
        let n_path = rest.trim_end().chars().count();
        let blank = buffer[(cols - 1, y)].clone();
        let shown = "annotations".chars().map(Some).chain(std::iter::repeat(None));
        for (x, shown) in (LABEL.len() as u16..).zip(shown).take(n_path) {
            match shown {
                Some(character) => _ = buffer[(x, y)].set_char(character),
                None => buffer[(x, y)] = blank.clone(),
            }
        }
    }
}

/// Saves and searches at once, which the program does beside the screen; nothing else is carried out.
fn answer(app: &mut App, effects: Vec<Effect>, at: Timestamp) {
    for effect in effects {
        if let Effect::Save(jobs) = effect {
            for job in jobs {
                let saved = Box::new(TaskOutcome::Annotations(job.carry_out()));
                app.update(Event::Stored(saved), at);
            }
            continue;
        }
        let Effect::Search(request) = effect else { continue };
        let mut passages = PassageIndex::default();
        for index in 0..app.project.len() {
            let article = app.project.load(index);
            passages.add(index, &article.text, &article.outline.sentences);
        }
        let articles = app.project.loaded_articles();
        let facts = app.project.filter_facts();
        let accept = |filter: &Filter, passage: &Passage| facts.accept(filter, passage);
        let answer = match request.goal {
            SearchGoal::Passages { scattered } => {
                let options = SearchOptions {
                    limit: request.limit,
                    scattered,
                    accept: &accept,
                    proceed: &|| true,
                };
                SearchAnswer::Passages(passages.search(&request.query, &options))
            }
            SearchGoal::Lines { order } => {
                let context = |passage: &Passage| {
                    let text = &articles[passage.article].as_ref()?.text;
                    let within = Span::new(0, text.len());
                    Some(LineContext { text, within })
                };
                let options = ConcordanceOptions {
                    order,
                    limit: request.limit,
                    context: &context,
                    accept: &accept,
                    proceed: &|| true,
                };
                SearchAnswer::Lines(concordance(&passages, &request.query, &options, 1))
            }
        };
        app.update(Event::Found(request.generation, answer, None), at);
    }
}

/// Draws a frame as SVG.
fn svg(buffer: &Buffer, dark: bool) -> String {
    let (ink, paper) = if dark { ("#d8d8d8", "#1c1c1c") } else { ("#202020", "#ffffff") };
    let (width, height) =
        (f32::from(buffer.area.width) * CELL.0, f32::from(buffer.area.height) * CELL.1);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">"
    );
    let _ = writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>");
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let run = run(buffer, x, y);
            draw_run(&mut svg, buffer, (x, y, run), (ink, paper));
            x += run;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Returns the number of cells that look alike from here on.
fn run(buffer: &Buffer, x: u16, y: u16) -> u16 {
    let first = &buffer[(x, y)];
    let alike = |cell: &Cell| cell.style() == first.style();
    (x..buffer.area.width).take_while(|x| alike(&buffer[(*x, y)])).count() as u16
}

fn draw_run(
    svg: &mut String,
    buffer: &Buffer,
    (x, y, n): (u16, u16, u16),
    (ink, paper): (&str, &str),
) {
    let cell = &buffer[(x, y)];
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (mut front, mut back) = (colour(cell.fg, ink), colour(cell.bg, paper));
    if reversed {
        std::mem::swap(&mut front, &mut back);
    }
    let (left, top) = (f32::from(x) * CELL.0, f32::from(y) * CELL.1);
    if back != paper {
        let width = f32::from(n) * CELL.0;
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{back}\"/>",
            CELL.1
        );
    }
    let words: String = (x..x + n).map(|x| buffer[(x, y)].symbol()).collect();
    if words.trim().is_empty() {
        return;
    }
    let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"{front}\"{} xml:space=\"preserve\" \
         textLength=\"{:.1}\">{escaped}</text>",
        top + 13.5,
        attributes(cell.modifier),
        f32::from(n) * CELL.0,
    );
}

fn attributes(modifier: Modifier) -> String {
    [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.62\""),
    ]
    .into_iter()
    .filter(|(known, _)| modifier.contains(*known))
    .map(|(_, words)| words)
    .collect()
}

fn colour(colour: Color, default: &str) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Black => "#000000".to_owned(),
        Color::Red => "#cc4444".to_owned(),
        Color::Green => "#44aa66".to_owned(),
        Color::Yellow => "#ccaa33".to_owned(),
        Color::Magenta => "#b070c0".to_owned(),
        Color::Cyan => "#44a0b8".to_owned(),
        _ => default.to_owned(),
    }
}

#[track_caller]
fn check(name: &str, buffer: &Buffer, dark: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(name);
    let drawn = svg(buffer, dark);
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the pictures' folder");
        fs::write(&path, drawn).expect("the picture is written");
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == drawn,
        "{name} is out of date: look at the screen, then COPYDESK_BLESS=1 cargo test pictures"
    );
}

/// Some decisions on the first sample article, so that the pictures show what the program is for.
const REVIEWED: &[&str] = &["0 enter", "2 2 2 1 1 1 2"];

#[test]
fn reader() {
    check("reader.svg", &play((80, 24), ThemeName::Light, &[REVIEWED[0], REVIEWED[1]]), false);
}

#[test]
fn reader_wide() {
    let script = [REVIEWED[0], REVIEWED[1], "k k i", "\"who counted?\"", "enter"];
    check("reader-wide.svg", &play((120, 36), ThemeName::Dark, &script), true);
}

#[test]
fn passages() {
    let script = ["space f", "\"varga harbours\"", "tab tab"];
    check("passages.svg", &play((80, 24), ThemeName::Light, &script), false);
}

#[test]
fn keywords() {
    let script = ["space /", "\"harbour\"", "ctrl-o", "down", "j tab j tab"];
    check("concordance.svg", &play((120, 30), ThemeName::Light, &script), false);
}

#[test]
fn repeats() {
    let script = ["/", "\"explains\"", "enter", "R"];
    check("repeats.svg", &play((80, 24), ThemeName::Light, &script), false);
}

/// Site text labelled everywhere, then folded, at its first fold.
const READ_ONCE: &[&str] = &["space r", "/", "\"kind:chrome\"", "enter", "R 3 j R 3 j R 3", "esc"];

#[test]
fn read_once() {
    let script = [READ_ONCE, &["esc", "G", "o"]].concat();
    let picture = play((80, 24), ThemeName::Light, &script);
    check("read-once.svg", &picture, false);
}

#[test]
fn matrix() {
    let picture = play((80, 24), ThemeName::Light, &["space x", "right"]);
    check("matrix.svg", &picture, false);
}

#[test]
fn repeat_list() {
    let picture = play((80, 24), ThemeName::Light, &["space r", "G"]);
    check("repeat-list.svg", &picture, false);
}

#[test]
fn figures() {
    let script = [REVIEWED[0], REVIEWED[1], "J", REVIEWED[0], "2 1 1 2 1 2 2", "space p"];
    check("figures.svg", &play((80, 24), ThemeName::Light, &script), false);
}
