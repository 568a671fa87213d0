//! Marking a source or a cue never stores other words than the reviewer chose.

use super::journey::Journey;

const TEXT: &str = "“The dam will hold until the spring, and no later,” says Eva Roth, an engineer of the \
    harbour office. It rained all night. Nobody was hurt.\n\n\
    The minister visited the town. He said “wait for the report of the office in May” twice.\n\n\
    A very long statement follows here, explains Professor Doctor Maria Magdalena Constantinopoulos-Featherstonehaugh of the Institute for Applied Hydrology.";

fn reader(size: (u16, u16)) -> Journey {
    Journey::over(&[("dam.txt", TEXT)]).sized(size.0, size.1)
}

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// Returns the sources and cues of all annotations.
fn parts(reader: &Journey) -> Vec<(Option<String>, Option<String>)> {
    let quote = |part: &copydesk::annotation::AttributionPart| part.quote.clone();
    let all = reader.annotations().into_iter().map(|one| &one.content);
    all.map(|one| (one.source.as_ref().map(quote), one.cue.as_ref().map(quote))).collect()
}

fn some(words: &str) -> Option<String> {
    Some(words.to_owned())
}

#[test]
fn a_proposed_source_and_its_cue_are_stored_with_enter() {
    for size in SIZES {
        let mut reader = reader(size);
        reader.press("a").shows("Source? Enter takes “Eva Roth” · / another word");
        reader.shows("source? “Eva Roth” · Enter stores");
        reader.press("enter").shows("Source “Eva Roth” · Cue? Enter takes “says”");
        reader.press("enter").shows("Cue “says” · no label yet · u undoes");
        assert_eq!(parts(&reader), [(some("Eva Roth"), some("says"))]);
        reader.press("u");
        assert_eq!(parts(&reader), [(some("Eva Roth"), None)]);
        reader.press("u");
        assert_eq!(parts(&reader), []);
        reader.press("a enter esc");
        assert_eq!(parts(&reader), [(some("Eva Roth"), None)], "Esc leaves the cue out");
    }
}

#[test]
fn a_quotation_and_a_sentence_are_never_a_source_or_a_cue() {
    for size in SIZES {
        for key in ["a", "A"] {
            // Selected before: the sentence, the quotation, the words said, two paragraphs.
            for (select, told) in [
                ("x x", "! A whole sentence is no"),
                ("v )", "! A quotation is not its"),
                ("v w w w w w", "! A quotation is not its"),
                ("v j", "! A"),
                ("v j j j j", "! "),
            ] {
                let mut reader = reader(size);
                reader.press(select).press(key);
                reader.shows(told);
                assert_eq!(parts(&reader), [], "{select} {key}");
                // The way goes on with the speaker of these words, and Enter stores the speaker only.
                reader.press("enter");
                for (source, cue) in parts(&reader) {
                    assert!(source.is_none_or(|words| words == "Eva Roth"), "{select} {key}");
                    assert!(cue.is_none_or(|words| words == "says"), "{select} {key}");
                }
            }
            // Selected after: the words stay selected, and nothing is stored.
            let mut reader = reader(size);
            reader.press("j j").press(key).press("x enter");
            reader.shows("! A whole sentence is no");
            assert_eq!(parts(&reader), []);
            assert!(reader.app.reader.selection.is_some(), "the choice goes on");
            reader.press("esc");
            assert_eq!(parts(&reader), []);
        }
    }
}

#[test]
fn a_selected_quotation_gets_its_source_and_then_its_label() {
    let text = "“It will fall. I know it,” said Ada Lind, an engineer. Nobody laughed.";
    let mut reader = Journey::over(&[("a.txt", text)]);
    reader.press("x a enter enter 1");
    let all = reader.annotations();
    assert_eq!(all.len(), 1, "one annotation has all: {all:?}");
    assert_eq!(all[0].anchor.quote, "“It will fall. I know it,” said Ada Lind, an engineer.");
    assert!(all[0].content.label.is_some() && all[0].content.source.is_some(), "{all:?}");
    assert_eq!(reader.place(), (0, 2), "and reading goes on behind the quotation");
}

#[test]
fn a_word_that_is_not_there_changes_nothing_and_is_told() {
    for size in SIZES {
        for (key, begin) in [("a", ""), ("A", ""), ("a", "j "), ("A", "j j ")] {
            let mut reader = reader(size);
            reader.press(begin).press(key);
            let before = reader.words().to_owned();
            reader.press("/ type:ramires");
            reader.shows("! “ramires” is not in this sentence · nothing changed");
            assert_eq!(reader.words(), before);
            reader.press("enter enter");
            reader.shows("! “ramires” is not in this sentence · nothing changed");
            assert_eq!(parts(&reader), [], "Enter saves no other word");
            reader.press("esc esc");
            assert_eq!((parts(&reader), reader.n_annotations()), (vec![], 0));
        }
        // The same while words for a label are selected.
        let mut reader = reader(size);
        reader.press("v w / type:ramires").shows("! “ramires” is not in this sentence");
        reader.press("esc");
        assert_eq!(reader.words(), "The dam");
    }
}

#[test]
fn nothing_chosen_is_nothing_stored() {
    for size in SIZES {
        for key in ["a", "A"] {
            let mut reader = reader(size);
            // No speaker is known of this sentence.
            reader.press("j").press(key).press("enter");
            reader.shows("selected yet");
            assert_eq!(parts(&reader), []);
            reader.press("/ enter enter");
            assert_eq!(parts(&reader), [], "an empty line chooses nothing");
            reader.press("esc v").press(key).press("enter");
            assert_eq!(parts(&reader), [], "v alone chooses nothing");
            reader.press("/ type:night enter enter");
            let chosen = some("night");
            let found = parts(&reader);
            assert!(found == [(chosen.clone(), None)] || found == [(None, chosen)], "{found:?}");
        }
    }
}

#[test]
fn a_search_takes_the_whole_name() {
    let mut reader = reader((80, 24));
    reader.press("a / type:rot").shows("source? “Eva Roth”");
    reader.press("enter enter enter");
    assert_eq!(parts(&reader), [(some("Eva Roth"), some("says"))]);
}

#[test]
fn source_cue_and_message_are_cut_with_a_sign_and_last() {
    let mut reader = reader((80, 24));
    reader.press("G a / type:Professor enter enter A / type:explains enter enter , 2 i");
    reader.typed("a note").press("enter e").typed("https://example.org/a/very/long/address/of/it");
    reader.press("enter c esc");
    let screen = reader.screen();
    let row = screen.lines().find(|row| row.contains("source: ")).expect("the details");
    assert!(row.contains("cue: explains"), "the cue is whole:\n{screen}");
    assert!(row.contains("… · cue: explains"), "the source is cut with a sign:\n{screen}");
    assert!(row.trim_end().ends_with('…'), "that more is left out is shown:\n{screen}");
    assert!(row.chars().count() <= 80, "{row}");
    // A message that is longer than the row ends with the sign.
    reader.app.message = Some((crate::tui::session::Tone::Told, "word ".repeat(40)));
    let screen = reader.screen();
    assert!(
        screen
            .lines()
            .any(|row| row.trim_end().ends_with("word…") || row.trim_end().ends_with('…'))
    );
}
