//! The delay of keys while a search over a million passages runs, on a screen of 120x40.
//!
//! Queries are typed letter by letter at a fixed pace into the passages and into the concordance, with
//! the real searcher on its threads beside. A key's time runs from the moment it is due, so that waiting
//! for a frame that is being drawn counts, to the end of its own frame. Answers are taken in and drawn
//! when they come, as the program does; how long the first one takes is told apart.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use copydesk::keymap::{Key, parse_keys};

use super::keys::HeadlessScreen;
use crate::{corpus::Writer, spread::Spread};

/// Bytes of an article; some five hundred such hold a tenth of a million passages.
const ARTICLE_BYTES: usize = 25_000;

/// A fast typist's pause between two keys.
const PACE: Duration = Duration::from_millis(60);

const QUERIES: [&str; 6] = [
    "harbour prices",
    "the ministry of",
    "organized crime analyst",
    "label:undecided council",
    "isn't",
    "regional security",
];

/// Types all queries over so many articles and prints the times.
pub fn measure(n_articles: usize) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("articles");
    write(&folder, n_articles);
    let began = Instant::now();
    let mut desk = HeadlessScreen::searching(home, &folder);
    desk.play("space f", 1);
    desk.press(Key::char('q'));
    while desk.is_searching() {
        desk.wait(Duration::from_secs(60));
    }
    println!(
        "{n_articles} articles, {} passages: read and indexed in {:.1} s",
        desk.n_passages(),
        began.elapsed().as_secs_f64()
    );
    desk.play("ctrl-u esc", 1);
    for (name, open) in [
        ("passages", "space f ctrl-u"),
        ("concordance", "space / ctrl-u"),
        ("concordance by words to the left", "space / ctrl-u ctrl-o"),
    ] {
        let (mut keys, mut answers) = (Spread::default(), Spread::default());
        for query in QUERIES {
            desk.play(open, 1);
            type_in(&mut desk, query, (&mut keys, &mut answers));
            desk.play("ctrl-o ctrl-o", usize::from(open.ends_with("ctrl-o")));
            desk.play("esc", 1);
        }
        keys.print(&format!("{name}: a key to its frame"));
        answers.print(&format!("{name}: a key to its first answer"));
    }
}

fn write(folder: &Path, n_articles: usize) {
    fs::create_dir(folder).expect("a new folder");
    let mut writer = Writer::new(23);
    for index in 0..n_articles {
        let article = writer.article(ARTICLE_BYTES);
        fs::write(folder.join(format!("{index:05}.txt")), article).expect("an article");
    }
}

fn type_in(desk: &mut HeadlessScreen, query: &str, (keys, answers): (&mut Spread, &mut Spread)) {
    let mut due = Instant::now();
    let back = parse_keys("backspace").expect("a key")[0];
    let letters = query.chars().map(Key::char);
    for key in letters.chain([back; 3]) {
        let typed = due;
        due += PACE;
        let mut asked = None;
        desk.press(key);
        // A key waits while an answer is drawn: that time is the user's as well.
        keys.push(typed.elapsed());
        if desk.is_searching() {
            asked = Some(Instant::now());
        }
        while let Some(left) = due.checked_duration_since(Instant::now()) {
            if desk.wait(left)
                && let Some(asked) = asked.take()
            {
                answers.push(asked.elapsed());
            }
        }
    }
}
