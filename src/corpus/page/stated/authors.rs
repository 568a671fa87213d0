//! The authors that a page states, without addresses, numbers and introducing words.

use super::{AUTHOR, StatedSource, StatedValue, Statements, one_line, unescaped};

/// Authors of one page; more is a list of something else.
const MAX_AUTHORS: usize = 30;

/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// Words before a name.
const INTRODUCTIONS: &[&str] =
    &["by ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "from "];

/// Returns the authors of the first place that states any.
pub(super) fn authors(page: &Statements<'_>) -> Vec<StatedValue> {
    let from_json_ld = || {
        let author = page
            .article()
            .and_then(|article| article.get("author").or_else(|| article.get("creator")));
        names_of(page.json_ld.names(author), split, &StatedSource::JsonLd("author"))
    };
    let from_meta = |name: &str| {
        let values = page
            .metas
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| (*value).to_owned());
        let source = StatedSource::Meta(name.to_owned());
        let is_creator = name.ends_with("creator") || name == "citation_author";
        names_of(values.collect(), |raw| if is_creator { turned(raw) } else { split(raw) }, &source)
    };
    let stated = from_json_ld();
    if !stated.is_empty() {
        return stated;
    }
    AUTHOR
        .iter()
        .map(|name| from_meta(name))
        .find(|authors| !authors.is_empty())
        .unwrap_or_else(|| from_elements(page))
}

/// The authors of `rel=author` and of an `itemprop` outside of other items.
fn from_elements(page: &Statements<'_>) -> Vec<StatedValue> {
    let of = |attribute: &'static str| {
        let names = page.elements.iter().filter(|node| {
            let value = page.tree.element(**node).and_then(|element| element.attribute(attribute));
            value.is_some_and(|value| {
                value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author"))
            })
        });
        let names = names.map(|node| page.words(*node)).collect();
        let source = if attribute == "rel" { "rel=author" } else { "itemprop" };
        names_of(names, split, &StatedSource::Element(source))
    };
    let named = of("rel");
    if named.is_empty() { of("itemprop") } else { named }
}

fn names_of(
    raws: Vec<String>,
    parts: impl Fn(&str) -> Vec<String>,
    source: &StatedSource,
) -> Vec<StatedValue> {
    let mut authors: Vec<StatedValue> = Vec::new();
    for raw in raws {
        for value in parts(&one_line(&unescaped(&raw))).iter().filter_map(|name| cleaned(name)) {
            let is_known = authors.iter().any(|author| author.value == value);
            if !is_known && authors.len() < MAX_AUTHORS {
                authors.push(StatedValue { value, raw: raw.clone(), source: source.clone() });
            }
        }
    }
    authors
}

/// Returns the names of a list such as "Ida Krog, Bo Lind and Cy Ost".
fn split(raw: &str) -> Vec<String> {
    let joined = raw
        .replace(" and ", ";")
        .replace(" & ", ";")
        .replace(" und ", ";")
        .replace(" et ", ";")
        .replace('|', ";");
    let mut names = Vec::new();
    for part in joined.split(';') {
        let pieces: Vec<&str> =
            part.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let are_names = pieces.iter().all(|piece| (2..=4).contains(&piece.split(' ').count()));
        if are_names {
            names.extend(pieces.iter().map(|piece| (*piece).to_owned()));
        } else {
            // "Ida Krog, Reporter": the first part is the name.
            names.extend(pieces.first().map(|piece| (*piece).to_owned()));
        }
    }
    names
}

/// Returns "Name Surname" for "Surname, Name".
fn turned(raw: &str) -> Vec<String> {
    match raw.split_once(',') {
        Some((last, first))
            if !first.contains(',') && !last.trim().contains(' ') && !first.trim().is_empty() =>
        {
            vec![format!("{} {}", first.trim(), last.trim())]
        }
        _ => split(raw),
    }
}

/// Returns the name without introduction and bracket; `None` if the words are no name.
fn cleaned(name: &str) -> Option<String> {
    let mut name = name.trim();
    for word in INTRODUCTIONS {
        if name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            name = name[word.len()..].trim();
        }
    }
    if let Some((before, _)) = name.split_once(" (") {
        name = before.trim();
    }
    let name = name
        .trim_matches(|c: char| c == ',' || c == '.' && name.ends_with(". ") || c == '"')
        .trim();
    let is_address = name.contains("://")
        || name.contains('@')
        || name.starts_with("www.")
        || name.starts_with('/');
    let has_letters = name.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    (has_letters && !is_address && name.len() <= MAX_NAME_BYTES).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[&str]) {
        let names: Vec<String> = split(raw).iter().filter_map(|name| cleaned(name)).collect();
        assert_eq!(names, expected, "{raw}");
    }

    #[test]
    fn names_are_parted_and_cleaned() {
        check("By Ida Krog", &["Ida Krog"]);
        check("Ida Krog, Bo Lind and Cy Ost", &["Ida Krog", "Bo Lind", "Cy Ost"]);
        check("Ida Krog, Reporter", &["Ida Krog"]);
        check("Ida Krog (dpa)", &["Ida Krog"]);
        for none in ["https://www.facebook.com/ida", "ida@quay.example", "1234", "/author/ida", ""]
        {
            check(none, &[]);
        }
    }

    #[test]
    fn surnames_come_last() {
        assert_eq!(turned("Krog, Ida"), ["Ida Krog"]);
        assert_eq!(turned("Ida Krog, Bo Lind"), ["Ida Krog", "Bo Lind"]);
    }
}
