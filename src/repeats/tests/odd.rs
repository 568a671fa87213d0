//! Odd input, for example one word a million times: bounded work, no panic, sensible answers.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;

#[test]
fn nothing_gives_nothing() {
    assert!(repeats(&[]).clusters.is_empty());
    assert!(repeats(&["", " \n", "\0"]).clusters.is_empty());
    let sequential = repeats(&["Alone in the world, and happy to be so."]);
    assert!(sequential.clusters.is_empty());
}

#[test]
fn one_article_many_times_is_one_passage() {
    let text = "Harbour Closed\n\nFog closed the narrow harbour entrance during the stormy winter \
                night. Nobody knows when the ferries sail again, says the pilot.\n";
    let found = repeats(&vec![text; 1000]);
    let best = &found.clusters[0];
    assert_eq!((best.n_articles, best.occurrences.len()), (1000, 1000));
    assert!(found.clusters.len() < 4);
}

#[test]
fn one_word_many_times_ends_soon() {
    let text = "buffalo ".repeat(20_000);
    let found = repeats(&[&text, &text, &text]);
    assert!(found.clusters.len() < 100);
}

/// Counts the parts of work for some texts. Parts have a fixed size, so the count measures the work on any
/// machine.
fn n_parts(texts: &[&str]) -> usize {
    let n_parts = AtomicUsize::new(0);
    let workers = |n: usize, work: &(dyn Fn(usize) + Sync)| {
        n_parts.fetch_add(n, Ordering::Relaxed);
        sequential(n, work);
    };
    repeats_by(&workers, texts);
    n_parts.into_inner()
}

#[test]
fn odd_input_makes_no_more_work_than_news() {
    let fresh: Vec<String> = (0..80_000).map(|word| format!("w{word}")).collect();
    let half = fresh.join(" ");
    let usual = n_parts(&[&half, &half]);
    let one_word = "buffalo ".repeat(80_000);
    let few_words = "fog ice tide lock buoy pier mole ".repeat(80_000 / 7);
    let no_spaces = "a".repeat(300_000);
    let chinese = "浓雾在冬夜里封锁了狭窄的港口入口".repeat(80_000 / 16);
    for odd in [one_word, few_words, no_spaces, chinese] {
        let n_parts = n_parts(&[&odd, &odd]);
        let shown: String = odd.chars().take(20).collect();
        assert!(n_parts <= 2 * usual, "{shown}: {n_parts} parts, not {usual}");
    }
}

#[test]
fn copies_of_one_article_make_work_for_each_copy_not_for_each_pair() {
    let text = "Harbour Closed\n\nFog closed the narrow harbour entrance during the stormy winter \
                night. Nobody knows when the ferries sail again, says the pilot.\n";
    for n in [20, 200] {
        let (some, more) = (n_parts(&vec![text; n]), n_parts(&vec![text; 10 * n]));
        assert!(more <= 12 * some, "{n} copies: {some} parts, ten times as many: {more}");
    }
}

#[test]
fn text_without_spaces_or_signs_is_read() {
    let long = "a".repeat(300_000);
    repeats(&[&long, &long]);
    let words = "fog ice tide lock buoy pier mole ".repeat(3_000);
    repeats(&[&words, &words]);
}

#[test]
fn other_scripts_are_compared() {
    let russian = "туман закрыл узкий вход в гавань на всю зимнюю ночь";
    let found = repeats(&[&format!("Вчера {russian}."), &format!("Снова {russian}!")]);
    assert_eq!(found.clusters[0].pattern, russian);
    let chinese = "浓雾在冬夜里封锁了狭窄的港口入口";
    let found = repeats(&[&format!("昨天{chinese}。"), &format!("又是{chinese}，")]);
    assert_eq!(found.clusters[0].pattern, chinese);
    let arabic = "أغلق الضباب مدخل الميناء الضيق طوال ليلة الشتاء";
    assert_eq!(repeats(&[arabic, arabic]).clusters.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn occurrences_are_whole_and_apart(texts in proptest::collection::vec("([a-d]{1,2}[ .?:\n»]{1,2}){0,60}|\\PC{0,40}", 0..5)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = repeats(&texts);
        prop_assert_eq!(&found, &repeats(&texts));
        for cluster in &found.clusters {
            prop_assert!(cluster.n_articles > 1);
            let mut before = (0, 0);
            for one in &cluster.occurrences {
                let words = one.span.get(texts[one.article]);
                prop_assert!(words.is_some_and(|words| !words.trim().is_empty()));
                prop_assert!((one.article, one.span.start) >= before);
                before = (one.article, one.span.end);
                prop_assert!(one.slots.iter().all(|slot| one.span.contains(*slot)));
            }
        }
    }
}
