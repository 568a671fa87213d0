//! The finder while typing: time per key over 10,000 and 100,000 passages, beside its peers.
//!
//! Every query is typed letter by letter, and each letter is a search, as on the screen. The peers get
//! the same passages and queries in the same run: `fuzzy-matcher`'s SkimMatcherV2 and `nucleo-matcher`
//! on every passage, each with one thread as ours. They answer an easier question (one subsequence, no
//! folding of quotes, no words over two sentences), so the ratio compares waiting, not answers.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "screen/corpus.rs"]
mod corpus;

#[path = "screen/spread.rs"]
mod spread;

use std::{hint::black_box, time::Instant};

use copydesk::{
    corpus::Article,
    find::{Passages, Query, SearchOptions},
};
use criterion::Criterion;
use fuzzy_matcher::{FuzzyMatcher as _, skim::SkimMatcherV2};
use nucleo_matcher::{
    Config, Matcher, Utf32String,
    pattern::{CaseMatching, Normalization, Pattern},
};

use self::{corpus::Writer, spread::Spread};

/// Words of the corpus, a word of its tail, a typing error, a phrase, a name that is not there.
const QUERIES: [&str; 5] = [
    "harbour council",
    "security analyst",
    "goverment border",
    "\"organized crime\"",
    "isabella ramirez",
];

fn main() {
    for n_passages in [10_000, 100_000] {
        let corpus = Corpus::new(n_passages);
        compare(&corpus);
        let mut criterion = Criterion::default().without_plots().sample_size(20);
        let name = format!("search \"harbour council\", {n_passages} passages");
        criterion.bench_function(&name, |bench| {
            bench.iter(|| corpus.search("harbour council"));
        });
    }
}

/// The same passages in the form that each wants them.
struct Corpus {
    passages: Passages,
    plain: Vec<String>,
    wide: Vec<Utf32String>,
}

impl Corpus {
    fn new(n_passages: usize) -> Self {
        let (mut passages, mut plain) = (Passages::default(), Vec::new());
        let mut writer = Writer::new(23);
        let start = Instant::now();
        for index in 0.. {
            if plain.len() >= n_passages {
                break;
            }
            let text = writer.article(corpus::ARTICLE_BYTES);
            let article = Article::read("made-up.txt", text.as_bytes());
            passages.add(index, &article.text, &article.outline.sentences);
            let sentences = article.outline.sentences.iter();
            plain.extend(sentences.map(|sentence| article.words(sentence.span).to_owned()));
        }
        println!(
            "{} passages written, read and indexed in {:.2} s",
            plain.len(),
            start.elapsed().as_secs_f64()
        );
        let wide = plain.iter().map(|words| words.as_str().into()).collect();
        Self {
            passages,
            plain,
            wide,
        }
    }

    fn search(&self, words: &str) -> usize {
        // Half a phrase or an open quotation mark finds nothing, as on the screen.
        let Ok(query) = Query::parse(words) else {
            return 0;
        };
        let options = SearchOptions {
            limit: 100,
            scattered: false,
            accept: &|_, _| true,
            proceed: &|| true,
        };
        self.passages.search(&query, &options).hits.len()
    }

    fn skim(&self, matcher: &SkimMatcherV2, words: &str) -> usize {
        let scores = self.plain.iter().enumerate();
        let found = scores.filter_map(|(at, text)| Some((matcher.fuzzy_match(text, words)?, at)));
        best(found.collect())
    }

    fn nucleo(&self, matcher: &mut Matcher, words: &str) -> usize {
        let pattern = Pattern::parse(words, CaseMatching::Ignore, Normalization::Smart);
        let scores = self.wide.iter().enumerate();
        let found = scores.filter_map(|(at, text)| {
            let score = pattern.score(text.slice(..), matcher)?;
            Some((i64::from(score), at))
        });
        best(found.collect())
    }
}

/// The hundred best of all that matched, as a list shows them.
fn best(mut found: Vec<(i64, usize)>) -> usize {
    if found.len() > 100 {
        found.select_nth_unstable_by(100, |one, other| other.cmp(one));
        found.truncate(100);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    black_box(&found).len()
}

fn compare(corpus: &Corpus) {
    let skim = SkimMatcherV2::default().ignore_case();
    let mut nucleo = Matcher::new(Config::DEFAULT);
    let (mut ours, mut skims, mut nucleos) =
        (Spread::default(), Spread::default(), Spread::default());
    for query in QUERIES {
        let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
        for typed in ends.map(|end| &query[..end]) {
            ours.time(|| corpus.search(typed));
            skims.time(|| corpus.skim(&skim, typed));
            nucleos.time(|| corpus.nucleo(&mut nucleo, typed));
        }
    }
    let n_passages = corpus.plain.len();
    ours.print(&format!("copydesk, a key over {n_passages} passages"));
    skims.print("SkimMatcherV2 on every passage");
    nucleos.print("nucleo-matcher on every passage");
    let ratio = |peer: &Spread| peer.total().as_secs_f64() / ours.total().as_secs_f64();
    println!(
        "all keys together: SkimMatcherV2 takes {:.1} times as long, nucleo-matcher {:.1} times",
        ratio(&skims),
        ratio(&nucleos)
    );
}
