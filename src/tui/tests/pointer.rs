//! Journeys with the mouse: a click places, a drag selects, the wheel scrolls, a hint does what it says.

use ratatui::layout::Position;

use super::journey::Journey;
use crate::tui::{event::Mouse, views::ViewId};

fn beside(at: Position, cols: u16) -> Position {
    Position::new(at.x + cols, at.y)
}

#[test]
fn a_click_puts_the_cursor_on_the_sentence() {
    let mut reader = Journey::sample();
    let at = reader.find("A ten-metre boat");
    reader.click(at);
    assert!(reader.words().starts_with("A ten-metre boat"));
    reader.click(Position::new(0, 12));
    assert!(reader.sees_sentence(), "a click beside the words does no harm");
}

#[test]
fn a_drag_selects_whole_words_either_way() {
    for backwards in [false, true] {
        let mut reader = Journey::sample();
        let (mut from, mut to) =
            (beside(reader.find("ten-metre"), 2), beside(reader.find("boat will"), 1));
        if backwards {
            (from, to) = (to, from);
        }
        reader.mouse(Mouse::Press, from).mouse(Mouse::Drag, to).mouse(Mouse::Release, to);
        assert_eq!(reader.words(), "ten-metre boat");
        reader.press("2");
        assert_eq!(reader.annotations()[0].anchor.quote, "ten-metre boat");
    }
}

#[test]
fn the_wheel_scrolls_and_leaves_the_cursor() {
    let mut reader = Journey::sample();
    let anywhere = Position::new(40, 10);
    for _ in 0..50 {
        reader.mouse(Mouse::WheelDown, anywhere);
    }
    reader.shows("from its readers.");
    assert_eq!(reader.place(), (0, 0));
    for _ in 0..50 {
        reader.mouse(Mouse::WheelUp, anywhere);
    }
    reader.shows("Home » Harbour");
    reader.mouse(Mouse::WheelDown, anywhere).mouse(Mouse::WheelDown, anywhere).press("j");
    assert!(reader.sees_sentence(), "a key comes back to the cursor");
}

#[test]
fn a_click_on_a_hint_does_it() {
    let mut reader = Journey::sample();
    reader.click_on("2 unsourced");
    assert_eq!(reader.label_of(0, 0), Some("unsourced"));
    reader.click_on("Space menu").shows("passages");
    reader.press("esc").click_on("? help").shows("Keys in the article");
    reader.click_on("Esc close");
    assert!(reader.app.popups.is_empty());
}

#[test]
fn a_click_on_a_tab_shows_its_view() {
    let mut reader = Journey::sample();
    for (tab, view) in [
        ("Articles", ViewId::Articles),
        ("Annotations", ViewId::Annotations),
        ("Sources", ViewId::Sources),
        ("Figures", ViewId::Figures),
        ("Read", ViewId::Reader),
    ] {
        reader.click_on(tab);
        assert_eq!(reader.view(), view, "{tab}");
    }
}

#[test]
fn a_click_selects_a_row_and_a_second_one_opens_it() {
    let mut reader = Journey::sample();
    reader.press("space O").click_on("04-fishing");
    assert_eq!(
        (reader.view(), reader.app.views.articles.list.rows.selected),
        (ViewId::Articles, 3)
    );
    reader.click_on("04-fishing");
    assert_eq!((reader.view(), reader.place().0), (ViewId::Reader, 3));
    reader.press("1 2 space a").click_on("U ");
    assert_eq!(reader.app.views.annotations.list.rows.selected, 1);
    reader.press("space p").click_on("Night Ferries");
    assert_eq!(reader.app.views.figures.list.rows.selected, 1);
    reader.press("space L").click_on("boilerplate");
    assert_eq!(reader.app.views.labels.list.rows.selected, 2);
    reader.press("space ,").click_on("after a label");
    assert_eq!(reader.app.views.settings.list.rows.selected, 2);
}

#[test]
fn clicks_work_in_what_lies_on_top() {
    let mut reader = Journey::sample();
    reader.press("space f type:varga").click_on("Night Ferries");
    let selected = reader.finder().map(|finder| finder.rows.selected);
    assert!(selected.is_some_and(|row| row > 0), "{selected:?}");
    reader.press("1");
    assert_eq!(reader.n_labelled("sourced"), 1, "the click went into the rows");
    reader.press("q : type:articles");
    reader.click_on("Show the articles");
    assert_eq!(reader.view(), ViewId::Articles);
}

#[test]
fn the_wheel_goes_through_lists_and_leaves_typed_lines_alone() {
    let mut reader = Journey::sample();
    let anywhere = Position::new(20, 10);
    reader.press("space O").mouse(Mouse::WheelDown, anywhere);
    assert_eq!(reader.app.views.articles.list.rows.selected, 1);
    reader.mouse(Mouse::WheelUp, anywhere);
    assert_eq!(reader.app.views.articles.list.rows.selected, 0);
    reader.press("q i type:ab").mouse(Mouse::WheelDown, anywhere).shows("› ab");
    reader.click(anywhere).press("enter");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("ab"));
}

#[test]
fn the_mouse_does_nothing_off_the_screen() {
    let mut reader = Journey::sample();
    for size in [(80, 24), (30, 8), (10, 3)] {
        reader.resize(size.0, size.1);
        for at in [(0, 0), (79, 23), (500, 500), (0, 7), (29, 7)] {
            let at = Position::new(at.0, at.1);
            reader.click(at).mouse(Mouse::Drag, at).mouse(Mouse::WheelDown, at);
        }
    }
    assert!(!reader.is_over());
}
