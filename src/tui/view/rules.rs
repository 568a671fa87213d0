//! The rules: decisions that go on to places which turn up later.

use copydesk::annotation::Rule;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{lists, paint};
use crate::tui::{app::App, layout::Regions, theme::Part};

/// Draws the rules in order of their making.
pub fn rules(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let rules = app.project.rules();
    let title = format!(
        "Rules ({}); d takes one away, W labels new places",
        rules.len()
    );
    lists::heading(buffer, app, regions.main, (&title, ""));
    if rules.is_empty() {
        let words = "No rule yet: R labels every place of a repeat, w then keeps it as a rule.";
        lists::nothing(buffer, app, regions, words);
    }
    lists::rows(
        buffer,
        app,
        &app.views.rules.list.rows,
        regions.list(),
        |buffer, row, line| {
            if let Some(rule) = rules.get(row) {
                rule_row(buffer, app, rule, line);
            }
        },
    );
}

fn rule_row(buffer: &mut Buffer, app: &App, rule: &Rule, line: Rect) {
    let theme = app.theme;
    let codebook = app.project.codebook();
    let letter = codebook.letter_of(&rule.label).to_string();
    let role = app.label(&rule.label).map(|label| label.role);
    let style = theme.letter(role.unwrap_or(copydesk::annotation::Role::Custom));
    let n = app.n_of_rule(rule.id);
    let places = format!(" {n:>4} {}  ", if n == 1 { "place " } else { "places" });
    let words = [
        (" ", theme.part(Part::Text)),
        (letter.as_str(), style),
        (&places, theme.part(Part::Dim)),
        (&rule.words, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}

/// The first words of a passage on one line.
pub fn in_short(passage: &str, cols: usize) -> String {
    let line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    super::reader::cut(&line, cols)
}
