//! Journeys through the concordance: every place of words, with the words around it.

use copydesk::find::LineOrder;

use super::journey::Journey;
use crate::tui::state::finder::FinderResults;

/// The columns of the screen at which a word stands in the rows of the list.
fn columns(reader: &Journey, word: &str) -> Vec<usize> {
    let screen = reader.screen();
    let rows = screen.lines().skip(4).take_while(|row| !row.starts_with("──"));
    let found = rows.filter_map(|row| {
        let row = row.to_lowercase();
        Some(row.split_once(word)?.0.chars().count())
    });
    found.collect()
}

#[test]
fn keywords_stand_in_one_column_with_the_words_around_them() {
    let mut reader = Journey::sample();
    reader.press("space /").shows("Concordance ›").shows("one line for each place");
    reader.typed("varga").shows("lines in").shows("by article");
    let columns = columns(&reader, "varga");
    assert!(columns.len() > 1, "{}", reader.screen());
    assert!(columns.windows(2).all(|two| two[0] == two[1]), "{columns:?}");
    let hit = reader.app.theme.part(crate::tui::theme::Part::Hit);
    let keyword = reader.find("Varga");
    assert_eq!(reader.drawn().0[keyword].style().bg, hit.bg);
}

#[test]
fn one_key_goes_through_the_orders_and_one_through_the_modes() {
    let mut reader = Journey::sample();
    reader.press("space /").typed("the harbour");
    let rows = |reader: &Journey| -> Vec<String> {
        let screen = reader.screen();
        screen.lines().skip(4).take(6).map(str::to_owned).collect()
    };
    let by_article = rows(&reader);
    reader.press("ctrl-o").shows("by words to the left");
    let by_left = rows(&reader);
    reader.press("ctrl-o").shows("by words to the right");
    let by_right = rows(&reader);
    assert!(by_article != by_left && by_left != by_right);
    reader.press("ctrl-o").shows("by article");
    assert_eq!(rows(&reader), by_article);
    let n = |reader: &Journey| reader.finder().map_or(0, |finder| finder.rows.len);
    let n_words = n(&reader);
    reader.press("ctrl-r").shows("phrase · ");
    let n_phrases = n(&reader);
    assert!(0 < n_phrases && n_phrases < n_words, "{n_phrases} {n_words}");
    reader.press("ctrl-r").shows("regex · ").press("ctrl-u");
    reader.typed("harbou?rs?").shows("lines in");
    reader.press("ctrl-r").shows("exact · ");
    reader.press("esc space /").shows("harbou?rs?").shows("exact · ");
}

#[test]
fn a_wrong_expression_says_in_which_column() {
    let mut reader = Journey::sample();
    reader.press("space / ctrl-r ctrl-r").typed("in:01 harbour");
    let n = reader.finder().map_or(0, |finder| finder.rows.len);
    assert!(n > 0);
    reader.typed("(").shows("not clear yet: column 14: this is no");
    assert_eq!(
        reader.finder().map(|finder| finder.rows.len),
        Some(n),
        "the lines of before stay while one types on"
    );
    reader.typed("s)?").shows_not("not clear");
}

#[test]
fn enter_jumps_to_the_place_and_shift_h_comes_back() {
    let mut reader = Journey::sample();
    reader.press("j j space /").typed("gull ness").press("enter");
    assert_ne!(reader.place().0, 0);
    assert!(reader.words().contains("Gull Ness"), "{}", reader.words());
    reader.press("H");
    assert_eq!(reader.place(), (0, 2));
}

#[test]
fn ticked_lines_are_labelled_as_one_step() {
    let mut reader = Journey::sample();
    reader.press("space / type:experts down T");
    let n = reader.finder().map_or(0, |finder| finder.ticked.len());
    assert!(n >= 3, "{n}");
    reader.shows(&format!("{n} ticked")).press("2");
    assert_eq!(reader.n_labelled("unsourced"), n);
    assert_eq!(reader.saved_records(), n, "they are on disk");
    reader.press("u");
    assert_eq!(reader.n_annotations(), 0, "one key takes all back");
    reader.press("T tab tab 3").shows("Labelled 2 passages boilerplate");
    assert!(reader.finder().is_some(), "the concordance stays open");
}

#[test]
fn a_label_on_the_row_dims_it_and_goes_on_to_another_sentence() {
    // Two lines of one sentence stand below each other.
    let text = "Ports and ports are ports.\n\nOther ports.\n";
    let mut reader = Journey::over(&[("a.txt", text)]);
    reader.press("space / type:ports down 1");
    let selected = reader.finder().map(|finder| finder.rows.selected);
    assert_eq!(selected, Some(3), "the next lines are of the same sentence");
    reader.press("2");
    assert_eq!(reader.n_labelled("sourced"), 1);
    assert_eq!(reader.n_labelled("unsourced"), 1);
    let dim = reader.style_at("and ports are").add_modifier;
    assert!(dim.contains(ratatui::style::Modifier::DIM), "{}", reader.screen());
}

#[test]
fn counts_stand_beside_the_lines_or_in_their_place() {
    let mut reader = Journey::sample();
    reader.press("space / type:harbour").shows_not("█");
    reader.press("ctrl-b").shows("█").shows("in ");
    reader.press("ctrl-b").shows_not("█");
    reader.resize(120, 40);
    reader.shows("█");
    reader.press("ctrl-b").shows("The counts stand beside the lines.");
    let Some(FinderResults::Lines { found, counts, .. }) =
        reader.finder().map(|finder| &finder.results)
    else {
        panic!("a concordance is open");
    };
    assert_eq!(counts.iter().map(|(_, n)| n).sum::<usize>(), found.total);
    assert!(counts.is_sorted_by_key(|(_, n)| std::cmp::Reverse(*n)));
}

#[test]
fn only_the_first_of_many_lines_are_kept_and_that_is_told() {
    let sentence = "Ports and ports, ports or ports; ports. ".repeat(50);
    let text = format!("{sentence}\n\n").repeat(50);
    let mut reader = Journey::over(&[("a.txt", &text)]);
    reader.press("space / type:port").shows("12500 lines in 1 article · the first 10000 are shown");
    reader.press("down G");
    assert_eq!(reader.finder().map(|finder| finder.rows.selected), Some(9_999));
    reader.press("ctrl-o").shows("12500 lines");
}

#[test]
fn words_go_over_between_the_passages_and_the_concordance() {
    let mut reader = Journey::sample();
    reader.press("space f type:quota down space /");
    reader.shows("Concordance › quota");
    assert_eq!(reader.app.popups.len(), 1);
    reader.press("down space f").shows("Passages › quota");
    reader.press("esc").shows_not("Concordance");
}

#[test]
fn filters_are_shown_and_taken_off_and_picked() {
    for open in ["space f", "space /"] {
        let mut reader = Journey::sample();
        reader.press(open).typed("harbour in:01 !kind:heading");
        reader.shows(" only  in:01   not kind:heading");
        reader.press("ctrl-x").shows_not("not kind").shows(" only  in:01");
        reader.press("ctrl-x").shows_not(" only ");
        reader.press("ctrl-x").shows("There is no filter to take off.");
        reader.press("ctrl-f").shows("label:undecided");
        reader.typed("undecided").press("enter");
        reader.shows("label:undecided harbour").shows(" only  label:undecided");
        reader.press("ctrl-f").typed("without").press("enter").shows_not(" only ");
        reader.press("ctrl-f").typed("!\"label not a\"").press("esc");
        reader.press("ctrl-f").typed("not a claim").press("enter");
        reader.shows("label:\"not a claim\" harbour");
    }
}

#[test]
fn new_articles_are_searched_while_the_lines_are_shown() {
    let mut reader = Journey::over(&[("a.txt", "One port.\n"), ("b.txt", "No word.\n")]);
    reader.press("space / type:port").shows("1 line in 1 article");
    let path = reader.path("corpus/b.txt");
    std::fs::write(&path, "A port and a port.\n").expect("the article changes");
    reader.press("esc J space R space /").shows("3 lines in 2 articles");
}

#[test]
fn the_order_asked_for_last_is_asked_for_again() {
    let mut reader = Journey::sample();
    reader.press("space / type:port ctrl-o esc space /");
    let order = match reader.finder().map(|finder| &finder.results) {
        Some(FinderResults::Lines { order, .. }) => Some(*order),
        _ => None,
    };
    assert_eq!(order, Some(LineOrder::Left));
}
