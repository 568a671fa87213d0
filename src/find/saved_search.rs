//! A search with a name, kept in the store of a corpus.

use serde::{Deserialize, Serialize};

use super::{LineOrder, SearchMode};

/// The view of a saved search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedView {
    /// The best passages.
    #[default]
    Passages,
    /// Every place.
    Concordance,
}

/// A search with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Unique name.
    pub name: String,
    /// View of the results.
    #[serde(default)]
    pub view: SavedView,
    /// Interpretation of the query.
    #[serde(default = "plain")]
    pub mode: SearchMode,
    /// The order of a concordance.
    #[serde(default)]
    pub order: LineOrder,
    /// The typed text.
    pub query: String,
}

/// A hand-written entry without a `mode` means [`SearchMode::Words`].
fn plain() -> SearchMode {
    SearchMode::Words
}

impl SavedSearch {
    /// Returns the query with the new names of articles in its filters, for example `in:new.txt` for
    /// `in:old.txt`; `None` if no filter names a renamed article as a whole.
    pub fn with_articles(&self, new_name: impl Fn(&str) -> Option<String>) -> Option<String> {
        const FILTER: &str = "in:";
        let (mut query, mut rest, mut is_new) = (String::new(), self.query.as_str(), false);
        while let Some(at) = rest.find(FILTER) {
            let (before, from) = rest.split_at(at);
            let value = &from[FILTER.len()..];
            query.push_str(before);
            query.push_str(FILTER);
            let (name, n_bytes) = match value.strip_prefix('"').and_then(|open| open.find('"')) {
                Some(end) => (&value[1..=end], end + 2),
                None => {
                    let end = value.find(char::is_whitespace).unwrap_or(value.len());
                    (&value[..end], end)
                }
            };
            let is_filter =
                before.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '!');
            match new_name(name).filter(|_| is_filter) {
                Some(new) => {
                    let quote = if new.contains(' ') { "\"" } else { "" };
                    query.push_str(&format!("{quote}{new}{quote}"));
                    is_new = true;
                }
                None => query.push_str(&value[..n_bytes]),
            }
            rest = &value[n_bytes..];
        }
        query.push_str(rest);
        is_new.then_some(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_follow_renamed_articles() {
        let new_name = |name: &str| match name {
            "a.txt" => Some("b.txt".to_owned()),
            "b.txt" => Some("a.txt".to_owned()),
            "old one.txt" => Some("x.txt".to_owned()),
            "x.txt" => Some("new one.txt".to_owned()),
            _ => None,
        };
        let check = |query: &str, expected: Option<&str>| {
            let search = SavedSearch {
                name: "s".to_owned(),
                view: SavedView::Passages,
                mode: SearchMode::Words,
                order: LineOrder::default(),
                query: query.to_owned(),
            };
            assert_eq!(search.with_articles(new_name).as_deref(), expected, "{query}");
        };
        check("tram in:a.txt", Some("tram in:b.txt"));
        check("in:a.txt in:b.txt late", Some("in:b.txt in:a.txt late"));
        check("!in:\"old one.txt\" tram", Some("!in:x.txt tram"));
        check("in:x.txt", Some("in:\"new one.txt\""));
        check("in:a", None);
        check("in:a.txt.html main:a.txt \"in:a.txt\"", None);
        check("in:", None);
        check("in:\"a.txt", None);
    }
}
