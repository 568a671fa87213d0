//! Journeys through sizes: every view and everything that lies on top, on every screen.

use ratatui::layout::Position;

use super::{journey::Journey, sights::SIGHTS};
use crate::tui::event::Mouse;

#[test]
fn every_sight_is_drawn_on_every_screen() {
    let mut reader = Journey::sample();
    reader.press("1 2 i type:remark enter 3 v w 2 space f esc");
    for (there, back) in SIGHTS {
        reader.press(there);
        // Both sides of every border, and steps between them: all 9,000 sizes would take minutes.
        for cols in (30..=130).filter(|cols| cols % 7 == 2 || [59, 60, 119, 120].contains(cols)) {
            for rows in (8..=40).filter(|rows| rows % 5 == 3 || [9, 10, 14, 15].contains(rows)) {
                reader.resize(cols, rows);
                reader.shows_not("needs 30x8");
            }
        }
        reader.resize(80, 24);
        reader.press(back);
    }
}

#[test]
fn the_reader_is_drawn_on_all_sizes() {
    let mut reader = Journey::sample();
    reader.press("j j j j");
    for cols in 30..=130 {
        reader.resize(cols, 8 + cols % 33);
        assert!(reader.sees_sentence(), "{cols}:\n{}", reader.screen());
    }
}

#[test]
fn below_30x8_it_says_what_it_needs() {
    let mut reader = Journey::sample();
    for (cols, rows) in [(29, 24), (80, 7), (19, 3)] {
        reader.resize(cols, rows);
        reader.shows("copydesk needs 30x8");
        reader.press("j 1 space f type:x esc esc : esc").click(Position::new(1, 1));
    }
    reader.resize(1, 1);
    reader.shows("c");
    reader.resize(80, 24);
    reader.shows("saved");
}

#[test]
fn a_storm_of_sizes_loses_neither_place_nor_selection() {
    let mut reader = Journey::sample();
    for _ in 0..14 {
        reader.press("j");
    }
    reader.press("v w w");
    let (place, words) = (reader.place(), reader.words().to_owned());
    for round in 0..5 {
        for (cols, rows) in [(200, 60), (1, 1), (30, 8), (80, 24), (0, 0), (5000, 3000), (120, 40)]
        {
            reader.resize(cols, rows);
            if round == 3 {
                reader.mouse(Mouse::WheelDown, Position::new(3, 3));
            }
        }
    }
    reader.resize(80, 24);
    assert_eq!((reader.place(), reader.words()), (place, words.as_str()));
    reader.press("w");
    assert!(reader.sees_sentence(), "{}", reader.screen());
}

#[test]
fn a_wide_screen_has_the_list_at_the_left_and_the_annotations_at_the_right() {
    let mut reader = Journey::sample().sized(200, 60);
    reader.press("1 2");
    reader.shows("This sentence").shows("Annotations of this article").shows("Night Ferries");
    reader.resize(120, 40);
    reader.shows("This sentence").shows_not("Night Ferries");
    reader.resize(80, 24);
    reader.shows_not("This sentence").shows("undecided · byline");
}

#[test]
fn the_smallest_screen_can_be_worked_on() {
    let mut reader = Journey::sample().sized(30, 8);
    reader.press("j j j").shows("The harbour board");
    reader.press("1 2 u").shows("Undone");
    reader.press("space f type:quota").shows("quota");
    reader.press("enter");
    assert!(reader.sees_sentence(), "{}", reader.screen());
    reader.press("? type:undo").shows("undo");
    reader.press("esc i type:hello").shows("hello");
}

#[test]
fn the_cursor_is_seen_after_every_motion_on_every_shape() {
    for (cols, rows) in [(30, 8), (45, 10), (80, 24), (130, 16)] {
        let mut reader = Journey::sample().sized(cols, rows);
        for keys in
            ["j j j j", "}", "ctrl-d", "G", "ctrl-u", "tab", "J", "H", "/ type:the enter n n N"]
        {
            reader.press(keys);
            assert!(reader.sees_sentence(), "{keys} at {cols}x{rows}:\n{}", reader.screen());
        }
    }
}

#[test]
fn a_size_that_is_told_twice_is_drawn_anew() {
    let mut reader = Journey::sample();
    // Of 80x24, 1x1 and 80x24 again the program may hear only the last, and the terminal has cut all cells.
    reader.resize(80, 24);
    assert_eq!(reader.terminal.n_resized, 1);
}
