//! The sample articles that are embedded in the program.
//!
//! The articles are read like files, so the sample behaves like a corpus of one's own.

use super::Article;

/// A file of `assets/sample` with its name.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/sample/", $name)))),+]
    };
}

/// Names and bytes, in the order of a corpus.
static FILES: &[(&str, &[u8])] = embedded![
    "01-harbour-fees.txt",
    "02-night-ferries.txt",
    "03-river-barrier.txt",
    "04-fishing-quota.md",
    "05-lighthouse-keeper.txt",
    "06-port-questions.txt",
    "07-tide-mill.html",
];

/// The sample corpus.
pub fn sample() -> Vec<Article> {
    let articles = FILES.iter();
    articles.map(|(name, bytes)| Article::read(name, bytes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_in_order_and_without_problems() {
        let sample = sample();
        assert!(sample.is_sorted_by(|a, b| a.path < b.path));
        for article in sample {
            assert!(!article.text.trim().is_empty(), "{}", article.path);
            assert_eq!(article.problem(), None, "{}", article.path);
        }
    }
}
