//! The list views: articles, annotations, labels, settings.

use copydesk::{
    annotation::LabelId,
    corpus::Article,
    diagnostic::Severity,
    store::ThemeName,
    text::{Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    bars::percent,
    details::letter,
    paint,
    reader::{cut, short_path},
};
use crate::tui::{
    app::App,
    layout::{LABEL_LINES, Regions},
    list::ListCursor,
    theme::Part,
    views::ViewId,
    views::settings::Setting,
};

/// Draws the heading of a list with its filter.
pub fn heading(buffer: &mut Buffer, app: &App, area: Rect, (title, filter): (&str, &str)) {
    let row = Rect { height: 1, ..area };
    let filter = if filter.is_empty() {
        String::new()
    } else {
        format!("   filter: {filter}")
    };
    let words = [
        (" ", app.theme.part(Part::Text)),
        (title, app.theme.part(Part::Heading)),
        (&filter, app.theme.part(Part::Warning)),
    ];
    paint::words(buffer, row, &words);
}

/// Says in place of the rows why there are none.
pub fn nothing(buffer: &mut Buffer, app: &App, regions: &Regions, words: &str) {
    let area = regions.list();
    let at = Position::new(area.x + 1, area.y);
    paint::put(buffer, at, area.width, words, app.theme.part(Part::Dim));
}

/// Calls `draw` for each seen row with its index and its line, and marks the selected one.
pub fn rows(
    buffer: &mut Buffer,
    app: &App,
    rows: &ListCursor,
    area: Rect,
    mut draw: impl FnMut(&mut Buffer, usize, Rect),
) {
    for (index, y) in rows.seen(usize::from(area.height)).zip(area.top()..) {
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        draw(buffer, index, line);
        if index == rows.selected {
            paint::tint(buffer, line, app.theme.part(Part::Active));
        }
    }
}

/// Draws the articles with their progress and problems.
pub fn articles(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.articles.list;
    let title = format!("Articles ({})", list.items.len());
    heading(buffer, app, regions.main, (&title, &list.filter));
    rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| {
            if let Some(index) = list.items.get(row) {
                article_row(buffer, app, *index, line);
            }
        },
    );
}

fn article_row(buffer: &mut Buffer, app: &App, index: usize, line: Rect) {
    let theme = app.theme;
    let tally = app.project.tally_of(index);
    let (decided, all) = (tally.n_decided(), tally.n_sentences());
    let progress = match app.project.article(index) {
        None => "not read yet".to_owned(),
        Some(_) if all == 0 => String::new(),
        Some(_) => format!("{decided:>3}/{all:<3} {:>3} %", percent(decided, all)),
    };
    let drift = app.project.anchor_summary(index);
    let (annotation, part) = match worst(app, index) {
        Some(Severity::Error) => ("✗", Part::Bad),
        Some(Severity::Warning) => ("!", Part::Warning),
        // The text changed under its annotations.
        _ if drift.is_some_and(|drift| drift.n_displaced() > 0) => ("~", Part::Warning),
        _ if drift.is_some() => ("~", Part::Dim),
        _ if all > 0 && decided == all => ("✓", Part::Good),
        _ => (" ", Part::Dim),
    };
    let file = short_path(app.project.path(index), 20);
    let room = usize::from(line.width).saturating_sub(4 + 15 + 22);
    let name = match app.project.article(index) {
        Some(article) => problem(app, index).unwrap_or_else(|| without_stem(article)),
        None => app.project.path(index).to_owned(),
    };
    let words = format!("{:<20}  ", copydesk::text::visible(&file));
    let name = cut(&name, room);
    let parts = [
        (" ", theme.part(Part::Text)),
        (annotation, theme.part(part)),
        (" ", theme.part(Part::Text)),
        (&words, theme.part(Part::Dim)),
        (&name, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &parts);
    paint::right(
        buffer,
        line,
        &format!("{progress} "),
        theme.part(Part::Text),
    );
}

/// An article's name without its file's, which stands beside it.
fn without_stem(article: &Article) -> String {
    let name = article.name();
    match name.split_once(": ") {
        Some((stem, words)) if article.title().is_none() && article.path.contains(stem) => {
            words.to_owned()
        }
        _ => name,
    }
}

/// Columns of the article's name before a passage.
const PASSAGE_NAME: usize = 18;

/// Draws what stands before a passage in a list: tick, letter of its label, article; returns the rest
/// of the line.
pub fn passage_head(
    buffer: &mut Buffer,
    app: &App,
    line: Rect,
    (index, label, is_ticked): (usize, Option<&LabelId>, bool),
) -> Rect {
    let theme = app.theme;
    let (letter, style) = match label.and_then(|id| app.label(id)) {
        Some(label) => (label.letter.to_string(), theme.letter(label.role)),
        None => ("·".to_owned(), theme.part(Part::Dim)),
    };
    let tick = if is_ticked { "▸" } else { " " };
    let name = format!(" {:<PASSAGE_NAME$} ", name(app, index, PASSAGE_NAME));
    let words = [
        (tick, theme.part(Part::Key)),
        (letter.as_str(), style),
        (&name, theme.part(Part::Dim)),
    ];
    let x = paint::words(buffer, line, &words);
    Rect {
        x,
        width: line.right().saturating_sub(x),
        ..line
    }
}

/// An article's name in at most `cols` columns; its path while it is not read.
pub fn name(app: &App, index: usize, cols: usize) -> String {
    match app.project.article(index) {
        Some(article) => cut(&article.name(), cols),
        None => short_path(app.project.path(index), cols),
    }
}

/// The gravest finding about an article.
fn worst(app: &App, index: usize) -> Option<Severity> {
    let path = app.project.path(index);
    let findings = app.project.findings().iter().filter(|(of, _)| of == path);
    findings.map(|(_, diagnostic)| diagnostic.severity).max()
}

/// What stands instead of the name of an article without text.
fn problem(app: &App, index: usize) -> Option<String> {
    let article = app.project.article(index)?;
    let first = article.problem().or(article.diagnostics.first());
    first
        .filter(|_| article.outline.sentences.is_empty())
        .map(std::string::ToString::to_string)
}

/// Draws the annotations of all articles.
pub fn annotations(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let list = &app.views.annotations.list;
    let kind = if app.views.annotations.only_notes {
        "Annotations with a note"
    } else {
        "Annotations"
    };
    let ticked = app.views.annotations.list.ticked.len();
    let ticked = if ticked > 0 {
        format!(", {ticked} ticked")
    } else {
        String::new()
    };
    let title = format!("{kind} ({}{ticked})", list.items.len());
    heading(buffer, app, regions.main, (&title, &list.filter));
    if list.items.is_empty() {
        let words = "Nothing here yet: 1 to 9 in the article make annotations.";
        nothing(buffer, app, regions, words);
    }
    rows(
        buffer,
        app,
        &list.rows,
        regions.list(),
        |buffer, row, line| {
            let Some((index, id)) = list.items.get(row).copied() else {
                return;
            };
            let Some(annotation) = app.project.annotation(index, id) else {
                return;
            };
            let theme = app.theme;
            let (letter, style) = letter(app, annotation);
            let tick = if app.views.annotations.list.ticked.contains(&(index, id)) {
                "▸"
            } else {
                " "
            };
            let lost = if annotation.is_placed() {
                ""
            } else {
                "(not in the text any more) "
            };
            let contested = if app.project.annotations(index).is_contested(id) {
                "≠"
            } else {
                " "
            };
            let file = format!("{:<18} ", name(app, index, 18));
            let note = annotation
                .note
                .as_ref()
                .map_or(String::new(), |note| format!("  — {note}"));
            // A long quotation leaves the note up to half of the row.
            let room = usize::from(line.width).saturating_sub(22 + paint::width(lost));
            let quote = annotation.quote.replace(['\n', '\r'], " ");
            let quote = cut(&quote, room - paint::width(&note).min(room / 2));
            let parts = [
                (tick, theme.part(Part::Key)),
                (letter.as_str(), style),
                (contested, theme.part(Part::Warning)),
                (&file, theme.part(Part::Dim)),
                (lost, theme.part(Part::Warning)),
                (&quote, theme.part(Part::Text)),
                (&note, theme.part(Part::Dim)),
            ];
            paint::words(buffer, line, &parts);
        },
    );
}

/// Draws the codebook: three lines for each label.
pub fn labels(buffer: &mut Buffer, app: &App, regions: &Regions) {
    heading(buffer, app, regions.main, ("Labels", ""));
    let area = regions.list();
    let theme = app.theme;
    let seen = app
        .views
        .labels
        .list
        .rows
        .seen(usize::from(area.height / LABEL_LINES));
    for (row, y) in seen.zip((area.top()..).step_by(usize::from(LABEL_LINES))) {
        let label = &app.project.codebook().labels[row];
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        let key = format!(" {} ", label.key);
        let letter = label.letter.to_string();
        let name = format!("  {}", label.name);
        let parts = [
            (key.as_str(), theme.part(Part::Key)),
            (&letter, theme.letter(label.role)),
            (&name, theme.part(Part::Heading)),
        ];
        paint::words(buffer, line, &parts);
        if row == app.views.labels.list.rows.selected {
            paint::tint(buffer, line, theme.part(Part::Active));
        }
        definition(
            buffer,
            app,
            &label.definition,
            Rect {
                y: y + 1,
                height: 2,
                ..area
            },
        );
    }
}

/// Two rows of a definition, with an ellipsis when there is more.
fn definition(buffer: &mut Buffer, app: &App, words: &str, area: Rect) {
    let cols = area.width.saturating_sub(6);
    let rows = wrap(words, Span::new(0, words.len()), usize::from(cols.max(1)));
    for (index, (row, y)) in rows.iter().zip(area.top()..area.bottom()).enumerate() {
        let more = index == 1 && rows.len() > 2;
        let line = if more {
            &words[row.start..]
        } else {
            row.of(words)
        };
        let line = cut(line, usize::from(cols));
        let at = Position::new(area.x + 5, y);
        paint::put(buffer, at, cols, &line, app.theme.part(Part::Dim));
    }
}

/// Draws the settings with their values.
pub fn settings(buffer: &mut Buffer, app: &App, regions: &Regions) {
    heading(buffer, app, regions.main, ("Settings (Enter changes)", ""));
    rows(
        buffer,
        app,
        &app.views.settings.list.rows,
        regions.list(),
        |buffer, row, line| {
            let (name, value) = setting(app, Setting::ALL[row]);
            let words = format!(" {name:<28} {value}");
            let at = Position::new(line.x, line.y);
            paint::put(buffer, at, line.width, &words, app.theme.part(Part::Text));
        },
    );
    let area = regions.list();
    let y = area.y + Setting::ALL.len() as u16 + 1;
    if y < area.bottom() {
        let words = format!(
            " annotations are kept in {}",
            app.project.store_dir().display()
        );
        let at = Position::new(area.x, y);
        paint::put(buffer, at, area.width, &words, app.theme.part(Part::Dim));
    }
}

fn setting(app: &App, setting: Setting) -> (&'static str, String) {
    let settings = &app.settings;
    match setting {
        Setting::Theme => {
            let name = match settings.theme {
                ThemeName::Auto => "the terminal's own colours",
                ThemeName::Terminal => "16 colours",
                ThemeName::Light => "light",
                ThemeName::Dark => "dark",
                ThemeName::Mono => "no colours",
            };
            let forced = if app.session.no_color {
                " (NO_COLOR is set: no colours)"
            } else {
                ""
            };
            ("theme", format!("{name}{forced}"))
        }
        Setting::Measure => ("text width", format!("{} columns", settings.measure)),
        Setting::AutoJump => (
            "after a label",
            if settings.auto_jump {
                "jump on"
            } else {
                "stay"
            }
            .to_owned(),
        ),
        Setting::KeepTexts => (
            "texts of articles",
            if settings.keep_texts {
                "kept beside the annotations (mind the rights)"
            } else {
                "not kept"
            }
            .to_owned(),
        ),
        Setting::Annotator => ("annotator", app.project.annotator().to_owned()),
    }
}

/// Where the hardware cursor sits: on the selected row.
pub fn cursor(app: &App, regions: &Regions) -> Option<Position> {
    let area = app.list_area(regions);
    let (rows, lines_each) = match app.view {
        ViewId::Articles => (&app.views.articles.list.rows, 1),
        ViewId::Annotations => (&app.views.annotations.list.rows, 1),
        ViewId::Figures => (&app.views.figures.list.rows, 1),
        ViewId::Repeats => (&app.views.repeats.list.rows, 1),
        ViewId::Anchors => (&app.views.anchors.list.rows, 1),
        ViewId::Sources => (&app.views.sources.list.rows, 1),
        ViewId::Rules => (&app.views.rules.list.rows, 1),
        ViewId::Matrix => (&app.views.matrix.list.rows, 1),
        ViewId::Settings => (&app.views.settings.list.rows, 1),
        ViewId::Labels => (&app.views.labels.list.rows, usize::from(LABEL_LINES)),
        ViewId::Reader => return None,
    };
    let offset = rows.selected.saturating_sub(rows.top) * lines_each;
    let y = area.y + u16::try_from(offset).ok()?;
    (y < area.bottom()).then_some(Position::new(area.x, y))
}
