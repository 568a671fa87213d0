//! Drawing: reads the state, writes cells, changes nothing.
//!
//! The header of `tui/layout.rs` draws the regions. Only this root, the bars and the popups see the
//! whole [`App`]; views see a `Scene`. Every word goes through [`draw::paint::put`](super::draw::paint::put), so
//! foreign text is always made visible.

mod passage_row;
mod bars;
mod article_sidebar;
mod finder;
mod concordance;
mod occurrences;
mod settle;
mod sheets;

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::draw::{paint, pen::TextPen};
use super::{
    app::App,
    layout::{LARGEST, Regions},
    state::popup::Popup,
    theme::Part,
};

/// Draws the whole screen and puts the hardware cursor on the focused item.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    // A resize may come between layout and drawing.
    let fits = |regions: &Regions| area.intersection(regions.screen) == regions.screen;
    let Some(regions) = app.regions().filter(fits) else {
        return too_small(frame.buffer_mut(), app);
    };
    let buffer = frame.buffer_mut();
    bars::tabs(buffer, app, &regions);
    for rule in regions.rules() {
        paint::rule(buffer, rule, app.theme.part(Part::Rule));
    }
    app.front().draw(buffer, app.scene(), &regions);
    side_panes(buffer, app, &regions);
    bars::status(buffer, app, &regions);
    bars::hints(buffer, app, &regions);
    for overlay in &app.popups {
        match overlay {
            Popup::Picker(picker) => sheets::picker(buffer, app, &regions, picker),
            Popup::Prompt(prompt) => sheets::prompt(buffer, app, &regions, prompt),
            Popup::Confirm(confirm) => sheets::confirm(buffer, app, &regions, confirm),
            Popup::Occurrences(shown) => occurrences::occurrences(buffer, app, &regions, shown),
            Popup::Settle(shown) => settle::settle(buffer, app, &regions, shown),
            Popup::Finder(finder) => finder::finder(buffer, app, &regions, finder),
        }
    }
    if let Some(rest) = app.which_key() {
        sheets::which_key(buffer, app, &regions, &rest);
    }
    if let Some(position) = cursor(app, &regions) {
        frame.set_cursor_position(position);
    }
}

fn too_small(buffer: &mut Buffer, app: &App) {
    let area = buffer.area.intersection(Rect::new(0, 0, LARGEST.0, LARGEST.1));
    paint::text(buffer, area, "copydesk needs 30x8", app.theme.part(Part::Text));
}

fn side_panes(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let scene = app.scene();
    if let Some(left) = regions.left {
        article_sidebar::article_sidebar(buffer, scene, left);
    }
    if let Some(right) = regions.right {
        for y in right.top()..right.bottom() {
            let at = Position::new(right.x, y);
            paint::sign(buffer, at, "│", scene.theme.part(Part::Rule));
        }
        let area = Rect { x: right.x + 2, width: right.width.saturating_sub(3), ..right };
        app.front().details(&mut TextPen { buffer, area }, scene);
    }
    if let Some(details) = regions.details {
        app.front().summary(buffer, scene, details);
    }
}

/// Returns the cell of the hardware cursor: in the typed text, else on the selected row.
fn cursor(app: &App, regions: &Regions) -> Option<Position> {
    match app.popups.last() {
        Some(Popup::Picker(picker)) => Some(sheets::picker_cursor(regions, picker)),
        Some(Popup::Prompt(prompt)) => Some(sheets::prompt_cursor(regions, prompt)),
        Some(Popup::Confirm(_)) => None,
        Some(Popup::Occurrences(shown)) => Some(occurrences::cursor(regions, shown)),
        Some(Popup::Settle(shown)) => Some(settle::cursor(regions, shown)),
        Some(Popup::Finder(finder)) => Some(finder::cursor(regions, finder)),
        None => app.front().cursor(app.scene(), regions),
    }
}
