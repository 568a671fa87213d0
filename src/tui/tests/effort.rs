//! The cost of a full review, counted in keys.
//!
//! A decision is a sentence that is given its label. The goal is 1.2 keys for each at the most, over
//! every sentence of a real article.

use std::{fs, path::Path};

use copydesk::text::Span;

use super::journey::Journey;

/// The most that a decision may cost.
const GOAL: f64 = 1.2;

/// Reviews the article in the reader with the label keys of `choice`; returns keys and decisions.
///
/// The reviewer decides the furniture with one key, then goes through the rest in reading order; what
/// the one key decided otherwise than the reviewer would is gone back to and changed.
fn review(reader: &mut Journey, choice: &dyn Fn(&str) -> char) -> (usize, usize) {
    let article = reader.place().0;
    let n_sentences = reader.app.sentences().len();
    let before = reader.n_keys();
    reader.press("0 enter");
    while reader.place().0 == article && reader.label_of(article, reader.place().1).is_none() {
        let key = choice(reader.words());
        reader.typed(&key.to_string());
    }
    let wanted = |reader: &Journey, sentence: usize| {
        let article = reader.app.project.article(article).expect("it is loaded");
        let words = article.words(article.outline.sentences[sentence].span);
        let label = reader.app.project.codebook().by_key(choice(words));
        label.expect("a label of the codebook").id.0.clone()
    };
    for sentence in 0..n_sentences {
        let wrong = reader.label_of(article, sentence) != Some(&wanted(reader, sentence));
        if wrong && reader.app.settings.auto_jump {
            reader.press(",");
        }
        if wrong {
            correct(reader, (article, sentence), choice);
        }
    }
    for sentence in 0..n_sentences {
        let label = wanted(reader, sentence);
        assert_eq!(reader.label_of(article, sentence), Some(label.as_str()));
    }
    (reader.n_keys() - before, n_sentences)
}

/// Walks to a sentence, sentence by sentence, and changes its label.
fn correct(reader: &mut Journey, goal: (usize, usize), choice: &dyn Fn(&str) -> char) {
    if reader.place().0 != goal.0 {
        reader.press("H");
    }
    while reader.place().1 > goal.1 {
        reader.press(if goal.1 * 2 < reader.place().1 { "g g" } else { "k" });
    }
    while reader.place().1 < goal.1 {
        reader.press("j");
    }
    let key = choice(reader.words());
    reader.typed(&key.to_string());
}

fn tell(name: &str, (keys, decisions): (usize, usize)) {
    let cost = keys as f64 / decisions as f64;
    println!("{name}: {keys} keys for {decisions} decisions, {cost:.3} keys each");
    assert!(cost <= GOAL, "{name}: {cost:.3} keys for a decision are more than {GOAL}");
}

/// Returns the sentences of the sure kinds, with the keys of their labels.
fn settled(reader: &Journey) -> Vec<(String, char)> {
    let project = &reader.app.project;
    let sure = project.settle_rows(&[reader.place().0]).into_iter();
    let sure = sure.filter(|row| row.settle == copydesk::annotation::SettleMode::Sure);
    sure.flat_map(|row| {
        let key = row.label.and_then(|id| Some(project.codebook().by_id(&id)?.key)).unwrap_or('4');
        let words = |(article, span): (usize, Span)| {
            project.article(article).map_or("", |article| article.words(span)).to_owned()
        };
        row.places.into_iter().map(move |place| (words(place), key)).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn a_full_review_of_a_sample_article_costs_little() {
    let mut reader = Journey::sample();
    let choice = |words: &str| {
        let named = ["Varga", "Żmijewski", "report", "Ångström"];
        let is_furniture = !words.ends_with(['.', '”', '!']) || words.ends_with("pier.");
        match words {
            _ if named.iter().any(|name| words.contains(name)) => '1',
            _ if is_furniture => '4',
            _ => '2',
        }
    };
    let settled = settled(&reader);
    let decide = |words: &str| {
        let known = settled.iter().find(|(known, _)| known == words);
        known.map_or_else(|| choice(words), |(_, key)| *key)
    };
    tell("01-harbour-fees.txt", review(&mut reader, &decide));
}

#[test]
fn a_full_review_of_a_real_article_costs_little() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let name = "000_b4765d913067389d.txt";
    let text = fs::read_to_string(root.join("corpus").join(name));
    let gold = fs::read_to_string(root.join("gold/claims-000-004.json"));
    let (Ok(text), Ok(gold)) = (text, gold) else {
        eprintln!("the real corpus is not here: its review is not counted");
        return;
    };
    let gold: serde_json::Value = serde_json::from_str(&gold).expect("the gold file is JSON");
    let articles = gold["articles"].as_array().expect("its articles");
    let article = articles.iter().find(|article| article["file"] == name).expect("this article");
    let sentences = article["sentences"].as_array().expect("its sentences");
    assert_eq!(sentences.len(), 69);
    let choice = |words: &str| {
        let sentence = sentences.iter().find(|sentence| sentence["text"] == words);
        let sentence =
            sentence.unwrap_or_else(|| panic!("{words:?} is no sentence of the gold file"));
        match sentence["label"].as_str() {
            Some("sourced") => '1',
            Some("unsourced") => '2',
            _ => '4',
        }
    };
    let mut reader = Journey::over(&[(name, &text), ("next.txt", "The next article.")]);
    let settled = settled(&reader);
    // The gold file knows one label for all sentences that are no claim.
    let choice = |words: &str| {
        let known = settled.iter().find(|(known, _)| known == words);
        match (choice(words), known) {
            ('4', Some((_, key))) => *key,
            (key, _) => key,
        }
    };
    tell(name, review(&mut reader, &choice));
}
