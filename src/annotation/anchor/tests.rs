//! Tests of finding words again, most of them with the words marked inside the text: `[[words]]`.

mod changed;

mod promises;

use proptest::prelude::*;

use super::*;

const STORY: &str = "The council met on Monday. Nobody expected a long evening. \
    \"The tram will run by May,\" said Ana Ruiz, who leads the transport office. \
    Critics disagreed: the bridge is not ready, and the depot has no roof. \
    A second vote is planned. Nobody expected a long evening. The mayor left early.";

/// The text without its brackets, and the span that they marked.
fn marked(text: &str) -> (String, Option<Span>) {
    let Some((head, rest)) = text.split_once("[[") else {
        return (text.to_owned(), None);
    };
    let (words, tail) = rest.split_once("]]").unwrap();
    let span = Span::new(head.len(), head.len() + words.len());
    (format!("{head}{words}{tail}"), Some(span))
}

fn reanchor(text: &str, wanted: &Anchor) -> (AnchorState, Span) {
    WordIndex::new(text).reanchor(wanted)
}

/// Marks words in one text and looks for them in another.
fn check(old: &str, new: &str, expected: AnchorState) {
    let (old, span) = marked(old);
    let (new, place) = marked(new);
    let wanted = anchor(&old, span.unwrap());
    let (anchored, found) = reanchor(&new, &wanted);
    assert_eq!(anchored, expected, "in {new:?}, found {:?}", found.get(&new));
    match place {
        Some(place) => assert_eq!(found, place, "found {:?}", found.get(&new)),
        None => assert!(!matches!(expected, AnchorState::Kept | AnchorState::Moved)),
    }
}

/// The story with `words` marked and `edit` applied around and in them.
fn in_story(words: &str) -> String {
    STORY.replacen(words, &format!("[[{words}]]"), 1)
}

#[test]
fn context_is_32_chars_on_char_boundaries() {
    let text = format!("{}<x>{}", "é".repeat(40), "漢".repeat(40));
    let made = anchor(&text, Span::new(80, 83));
    assert_eq!(made.quote, "<x>");
    assert_eq!(made.prefix, "é".repeat(32));
    assert_eq!(made.suffix, "漢".repeat(32));
    assert_eq!(anchor("ab", Span::new(0, 2)).prefix, "");
}

#[test]
fn ends_of_a_text_are_whole_where_it_is_short() {
    assert_eq!((last("añb", 2), first("añb", 2)), ("ñb", "añ"));
    assert_eq!((last("añb", 9), first("añb", 9)), ("añb", "añb"));
    assert_eq!((last("añb", 0), first("añb", 0)), ("", ""));
}

#[test]
fn what_is_exported_has_these_names() {
    let all = [AnchorState::Kept, AnchorState::Moved, AnchorState::Ambiguous, AnchorState::Orphan];
    assert_eq!(all.map(AnchorState::name), ["kept", "moved", "ambiguous", "orphan"]);
}

/// A place of which words and sides are this much alike, with a whole context on each side.
fn candidate(words: f64, before: f64, after: f64) -> Candidate {
    let side = |like| Side { recorded: CONTEXT_CHARS, like };
    Candidate { span: Span::default(), words, before: side(before), after: side(after) }
}

#[test]
fn one_side_holds_words_when_enough_of_it_is_there() {
    let holds = |recorded, like, quote| Side { recorded, like }.holds(quote);
    assert!(holds(32, 1.0, 4) && holds(16, 0.9, 20));
    assert!(!holds(32, 1.0, 3) && !holds(16, 0.9, 19), "too short");
    assert!(!holds(15, 1.0, 99) && !holds(32, 0.89, 99));
}

#[test]
fn edited_words_need_more_likeness_where_a_side_is_another_one() {
    let of = |chars: usize| anchor(&"x".repeat(chars), Span::new(0, chars));
    let good = |words, before, after| candidate(words, before, after).is_good_enough(&of(10));
    assert!(good(ENCLOSED_FLOOR, 1.0, 1.0) && !good(0.49, 1.0, 1.0));
    assert!(!good(0.69, 1.0, 0.89), "one side is not as recorded");
    assert!(good(WORDS_FLOOR, 1.0, 0.89));
}

#[test]
fn surroundings_that_are_hardly_alike_count_nothing_in_the_rank() {
    let rank = |words, before, after| candidate(words, before, after).rank();
    let same = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(same(rank(1.0, 1.0, 1.0), 1.0));
    assert!(same(rank(0.7, 0.5, 0.8), (2.8 + 0.5 + 0.8) / 6.0));
    assert!(same(rank(1.0, CHANCE, 0.39), (4.0 + CHANCE) / 6.0));
}

#[test]
fn short_words_stand_by_a_side_and_long_ones_alone() {
    let stand = |quote: &str, before: &str, after: &str| {
        let old = format!("Once upon a time {quote} far away");
        let at = old.find(quote).unwrap();
        let wanted = anchor(&old, Span::new(at, at + quote.len()));
        // Both sides keep their lengths, so the words stay at their place.
        let text = format!("{before:17}{quote}{after:9}");
        stands(&text, &wanted)
    };
    assert!(stand("the end", "Once upon a time ", "#########"));
    assert!(stand("the end", "#################", " far away"));
    assert!(!stand("the end", "#################", "#########"));
    let just_short = "x".repeat(LONG_CHARS - 1);
    assert!(!stand(&just_short, "#################", "#########"));
    let long = "x".repeat(LONG_CHARS);
    assert!(stand(&long, "#################", "#########"));
    let alone = anchor("x", Span::new(0, 1));
    assert!(stands("x and more", &alone), "nothing around it was recorded");
    let with_one_side = anchor("x and", Span::new(0, 1));
    assert!(!stands("x or else", &with_one_side));
}

#[test]
fn words_that_are_weighed_and_found_at_their_place_are_kept() {
    check(
        "[[They all said no to it.]] and then it rained for many weeks.",
        "[[They all said no to it.]] and then it raine##############s.",
        AnchorState::Kept,
    );
}

#[test]
fn of_places_that_are_told_apart_by_little_the_nearest_is_taken() {
    let text = "ab . ab . ab";
    let wanted = anchor(text, Span::new(5, 7));
    let at = |start: usize, like| Candidate {
        span: Span::new(start, start + 2),
        ..candidate(1.0, like, 1.0)
    };
    let chosen = |good: &[Candidate]| match choose(text, &wanted, good) {
        Choice::Nothing => "nothing".to_owned(),
        Choice::One(span) => span.start.to_string(),
        Choice::Several => "several".to_owned(),
    };
    assert_eq!(chosen(&[]), "nothing");
    assert_eq!(chosen(&[at(0, 1.0), at(5, 0.95)]), "5", "it is nearer");
    assert_eq!(chosen(&[at(0, 1.0), at(5, 0.5)]), "0", "it is the better one");
    assert_eq!(chosen(&[at(0, 1.0), at(5, 1.0)]), "several");
    assert_eq!(chosen(&[at(5, 1.0), at(5, 0.95)]), "several", "all around is the same");
}

#[test]
fn same_text_keeps() {
    check(&in_story("said"), &in_story("said"), AnchorState::Kept);
    check("[[all]]", "[[all]]", AnchorState::Kept);
}

#[test]
fn short_words_stay_at_their_place_when_they_stand_elsewhere_too() {
    check("a no. b [[no]]. c no.", "a no. b [[no]]. c no. And no.", AnchorState::Kept);
}

#[test]
fn a_line_put_in_front_moves() {
    let words = "Critics disagreed: the bridge is not ready, and the depot has no roof.";
    check(&in_story(words), &format!("UPDATED\n\n{}", in_story(words)), AnchorState::Moved);
    let short = "tram";
    check(&in_story(short), &format!("UPDATED\n\n{}", in_story(short)), AnchorState::Moved);
}

#[test]
fn context_tells_repeated_sentences_apart() {
    let second = STORY.replace(
        "planned. Nobody expected a long evening.",
        "planned. [[Nobody expected a long evening.]]",
    );
    check(&second, &format!("New! {second}"), AnchorState::Moved);
    let first = in_story("Nobody expected a long evening.");
    check(&first, &format!("New! {first}"), AnchorState::Moved);
}

#[test]
fn one_rewritten_neighbour_does_not_lose_the_words() {
    check(
        "It rained on the whole coast today. [[He said no.]] The port stayed shut until Friday noon.",
        "Snow fell. [[He said no.]] The port stayed shut until Friday noon.",
        AnchorState::Moved,
    );
}

#[test]
fn equal_places_are_not_chosen_between() {
    let item = "Sign up for our letter and never miss what matters to your town. ";
    let old = format!("{item}[[Read on.]] {item}Read on. {item}");
    let new = format!("News. {item}Read on. {item}Read on. {item}");
    check(&old, &new, AnchorState::Ambiguous);
}

#[test]
fn where_not_all_places_are_looked_at_none_is_chosen() {
    let many = "no. ".repeat(1001);
    let (before, after) = ("no? ".repeat(9), "! no".repeat(9));
    check(
        &format!("{before}[[no]]{after} {many}"),
        &format!("x {before}no{after} {many}"),
        AnchorState::Ambiguous,
    );
}

#[test]
fn light_edits_move_and_heavy_ones_orphan() {
    let old = in_story("Critics disagreed: the bridge is not ready, and the depot has no roof.");
    let light = STORY.replace(
        "Critics disagreed: the bridge is not ready, and the depot has no roof.",
        "[[Critics disagree: the bridge isn't ready, and the depot has no roof!]]",
    );
    check(&old, &light, AnchorState::Moved);
    check(&old, &format!("Corrected on Tuesday. {light}"), AnchorState::Moved);
    let heavy = STORY.replace(
        "Critics disagreed: the bridge is not ready, and the depot has no roof.",
        "Some neighbours doubt that the works at the river can end in time.",
    );
    check(&old, &heavy, AnchorState::Orphan);
}

#[test]
fn edits_in_scripts_without_spaces_are_followed() {
    check(
        "市議会は月曜日に開かれた。[[新しい路面電車は五月に走り始める予定だと市長は述べた。]]橋はまだ完成していない。",
        "速報。市議会は月曜日に開かれた。[[新しい路面電車は六月に走り始める予定だと市長は述べた。]]橋はまだ完成していない。",
        AnchorState::Moved,
    );
}

#[test]
fn deleted_words_are_orphans_also_in_empty_texts() {
    check(&in_story("who leads the transport office"), "", AnchorState::Orphan);
    check(
        &in_story("A second vote is planned."),
        &STORY.replace("A second vote is planned. ", ""),
        AnchorState::Orphan,
    );
    let empty = Anchor {
        span: Span::new(7, 7),
        quote: String::new(),
        prefix: String::new(),
        suffix: String::new(),
    };
    assert_eq!(reanchor("abc", &empty), (AnchorState::Orphan, Span::new(3, 3)));
}

#[test]
fn long_passages_are_followed_through_edits() {
    let sentences: Vec<String> = (0..60)
        .map(|n| format!("Sentence number {n} tells of street {} and house {}.", n * 7, n * 13))
        .collect();
    let old = sentences.join(" ");
    let wanted = anchor(
        &old,
        Span::new(
            old.find("Sentence number 10 ").unwrap(),
            old.find(" Sentence number 50 ").unwrap(),
        ),
    );
    assert!(wanted.quote.len() > LONG_CHARS * 40);
    let new = format!(
        "Intro. {}",
        old.replace("Sentence number 30 ", "Sentence thirty of them ")
            .replace("street 70 ", "street 71 ")
    );
    let (anchored, span) = reanchor(&new, &wanted);
    assert_eq!(anchored, AnchorState::Moved);
    assert!(span.of(&new).starts_with("Sentence number 10 tells of street 71"));
    assert!(span.of(&new).ends_with("street 343 and house 637."));
}

#[test]
fn hostile_repetition_stays_fast() {
    let text = "a ".repeat(500_000);
    let wanted = anchor(&text, Span::new(0, 20_000));
    let began = std::time::Instant::now();
    assert!(matches!(
        reanchor(&format!("b {text}"), &wanted).0,
        AnchorState::Moved | AnchorState::Ambiguous | AnchorState::Orphan
    ));
    let line = "x".repeat(2_000_000);
    let wanted = anchor(&line, Span::new(1_000, 61_000));
    reanchor(&format!("{line}y")[1..], &wanted);
    assert!(began.elapsed().as_secs() < 20, "took {:?}", began.elapsed());
}

/// Rough sentences: good enough to have many real quotes.
fn rough_sentences(text: &str) -> Vec<Span> {
    let ends = text.match_indices(['.', '?', '!', '\n']).map(|(at, end)| at + end.len());
    let mut start = 0;
    ends.map(|end| Span::new(std::mem::replace(&mut start, end), end).trim(text))
        .filter(|span| span.len() > 3)
        .collect()
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn quotes_never_attach_to_unrelated_real_articles() {
    let articles = crate::testing::real_articles();
    let (mut tried, mut attached) = (0, 0);
    for (name, old) in &articles {
        for (_, new) in articles.iter().filter(|(other, _)| other != name) {
            let index = WordIndex::new(new);
            for span in rough_sentences(old) {
                let wanted = anchor(old, span);
                let (anchored, found) = index.reanchor(&wanted);
                tried += 1;
                if matches!(anchored, AnchorState::Kept | AnchorState::Moved) {
                    attached += 1;
                    let here = anchor(new, found);
                    assert_eq!(here.quote, wanted.quote);
                    let chrome = similarity(&here.prefix, &wanted.prefix) > 0.5
                        || similarity(&here.suffix, &wanted.suffix) > 0.5;
                    assert!(chrome || found.len() > 80, "{:?}", wanted.quote);
                }
            }
        }
    }
    assert!(tried > 100, "{tried} quotes were tried on other articles");
    println!("{tried} quotes tried on other articles, {attached} stand there word for word");
}

#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn sentences_of_real_articles_survive_small_edits() {
    let (mut right, mut all) = (0, 0);
    let mut random = fastrand::Rng::with_seed(7);
    for (_, old) in crate::testing::real_articles() {
        let spans = rough_sentences(&old);
        for _ in 0..40 {
            let edit = spans[random.usize(..spans.len())];
            let new = format!("{}A new line.{}", &old[..edit.start], &old[edit.end..]);
            let index = WordIndex::new(&new);
            for span in spans.iter().filter(|span| **span != edit && span.len() > 8) {
                let shift = |at: usize| {
                    if at > edit.start { at + 11 - edit.len() } else { at }
                };
                let expected = Span::new(shift(span.start), shift(span.end));
                let (anchored, found) = index.reanchor(&anchor(&old, *span));
                let told = !matches!(anchored, AnchorState::Kept | AnchorState::Moved);
                assert!(told || found == expected, "{:?} on {:?}", span.of(&old), found.of(&new));
                all += 1;
                right += usize::from(found == expected && !told);
            }
        }
    }
    println!("{right} of {all} found again");
    assert!(all > 0 && right * 1000 >= all * 995, "{right} of {all}");
}

#[test]
fn one_place_that_several_words_lead_to_is_one_place() {
    for (before, after) in [("Kwame", "Kwwame"), ("sluice,", "slluice,"), ("drew", "dreew")] {
        let old = "At the mill, on Sunday morning, at 7.05 a.m., [[Kwame Ad\u{e9}y\u{1eb9}m\u{ed} drew the sluice, \
            and]] the wheel shuddered, and a quarter of an hour later there was light.";
        check(old, &old.replace(before, after), AnchorState::Moved);
    }
}

#[test]
fn words_with_an_accent_that_they_had_not_are_told_as_moved() {
    let (then, span) = marked("Nobody knew why the [[cafe]] was closed on that Monday.");
    let wanted = anchor(&then, span.unwrap());
    for now in
        [then.replace("cafe", "cafe\u{301}"), then.replace("the cafe", "the old cafe\u{301}")]
    {
        let (state, place) = reanchor(&now, &wanted);
        assert_eq!((state, place.of(&now)), (AnchorState::Moved, "cafe\u{301}"));
    }
}

proptest! {
    #[test]
    fn what_is_found_parts_no_grapheme_cluster(
        words in prop::collection::vec("[a-d]{1,6}|[ \u{301}\u{600}\u{200d}👩🇩🇪.]{1,3}", 6..30),
        (from, len) in (0..6_usize, 1..6_usize),
        (at, more) in (0..30_usize, "[ \u{301}\u{600}\u{200d}👩🇩🇪ab]{1,3}"),
    ) {
        let then = words.concat();
        let start = words[..from].concat().len();
        let end = start + words[from..from + len.min(words.len() - from)].concat().len();
        let span = Span::new(start, end).whole(&then);
        let mut words = words;
        words.insert(at.min(words.len()), more);
        let now = words.concat();
        let (state, place) = reanchor(&now, &anchor(&then, span));
        if matches!(state, AnchorState::Kept | AnchorState::Moved) {
            prop_assert_eq!(place.whole(&now), place, "{:?} in {:?}", place.of(&now), now);
        }
    }

    #[test]
    fn any_words_of_any_text_are_kept_in_it(text in "(\\PC|[ab \n]){1,60}", cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (borders[cut.0.index(borders.len())], borders[cut.1.index(borders.len())]);
        prop_assume!(a != b);
        let span = Span::new(a.min(b), a.max(b)).whole(&text);
        prop_assert_eq!(reanchor(&text, &anchor(&text, span)), (AnchorState::Kept, span));
    }

    #[test]
    fn found_spans_fit_any_other_text(old in "(\\PC|[ab ,.\n]){1,80}", new in "(\\PC|[ab ,.\n]){0,80}", cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let borders: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
        let (a, b) = (borders[cut.0.index(borders.len())], borders[cut.1.index(borders.len())]);
        let wanted = anchor(&old, Span::new(a.min(b), a.max(b)));
        let (_, span) = reanchor(&new, &wanted);
        prop_assert!(span.get(&new).is_some());
    }

    #[test]
    fn words_moved_whole_are_found(front in "[a-z ]{0,90}") {
        let words = "\"The tram will run by May,\" said Ana Ruiz, who leads the transport office.";
        let (old, span) = marked(&in_story(words));
        let new = format!("{front}\n{old}");
        let (_, found) = reanchor(&new, &anchor(&old, span.unwrap()));
        prop_assert_eq!(found.of(&new), words);
    }
}
