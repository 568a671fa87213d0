//! Dates in the lines of an article: names of months and weekdays, and the first date with a year.

use super::Span;

/// Full and short names of months in the languages whose newspapers are likeliest.
const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "januar", "februar", "märz", "mai", "juni", "juli", "oktober",
    "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
];

/// Names of weekdays, which may stand before a date.
const DAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
];

/// Returns `true` if the word is the name of a month or of a weekday, for example `Jan.`.
pub(super) fn is_day_or_month(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    MONTHS.contains(&word.as_str()) || DAYS.contains(&word.as_str())
}

/// Returns the names of months and of weekdays, in lower case.
pub(crate) fn days_and_months() -> impl Iterator<Item = &'static str> {
    MONTHS.iter().chain(DAYS).copied()
}

/// The first date with a year in `within`: "January 5, 2024", "5 Jan. 2024", "2024-01-05".
pub(super) fn date(text: &str, within: Span) -> Option<Span> {
    let words = within.of(text);
    if words.len() > 300 {
        return None;
    }
    let mut end = within.start;
    let tokens: Vec<Span> = words
        .split_inclusive(char::is_whitespace)
        .map(|part| {
            let start = end;
            end += part.len();
            let lead = part.trim_start_matches(is_edge);
            let start = start + (part.len() - lead.len());
            Span::new(start, start + lead.trim_end_matches(is_edge).len())
        })
        .filter(|span| !span.is_empty())
        .collect();
    (0..tokens.len()).find_map(|at| date_at(text, &tokens[at..]))
}

/// Returns `true` for the characters around a word, for example a comma.
fn is_edge(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The date that begins with the first of `tokens`.
fn date_at(text: &str, tokens: &[Span]) -> Option<Span> {
    let word = |at: usize| tokens.get(at).map_or("", |span| span.of(text));
    let lower = |at: usize| word(at).to_lowercase();
    let skip = usize::from(DAYS.contains(&lower(0).as_str()));
    let (first, second) = (lower(skip), lower(skip + 1));
    let is_of = |at: usize| usize::from(matches!(lower(at).as_str(), "de" | "of"));
    let is_month = |word: &str| MONTHS.contains(&word);
    let last = if is_number_date(word(skip)) {
        skip
    } else if is_month(&first) && is_day(&second) {
        skip + 2
    } else {
        let month = skip + 1 + is_of(skip + 1);
        if !(is_day(&first) && is_month(&lower(month))) {
            return None;
        }
        month + 1 + is_of(month + 1)
    };
    let fits = last == skip || is_year(word(last));
    let span = tokens.first()?.join(*tokens.get(last)?);
    fits.then_some(span)
}

/// "5", "05", "5th".
fn is_day(word: &str) -> bool {
    let figures = word.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &word[figures.len()..];
    matches!(suffix, "" | "st" | "nd" | "rd" | "th")
        && figures.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// A year of the time of newspapers.
fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1600..2200).contains(&year))
}

/// "2024-01-05", "2024-01-05T10:00", "05/01/2024", "5.1.2024".
fn is_number_date(word: &str) -> bool {
    let day = word.split('T').next().unwrap_or_default();
    ['-', '/', '.'].into_iter().any(|mark| {
        let parts: Vec<&str> = day.split(mark).collect();
        let small = |part: &str| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n > 0);
        match parts[..] {
            [year, month, day] if is_year(year) => small(month) && small(day),
            [day, month, year] if is_year(year) => small(month) && small(day),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_need_a_year() {
        let find = |text| date(text, Span::new(0, str::len(text))).map(|span| span.of(text));
        assert_eq!(find("Published Jan. 5, 2024 at noon"), Some("Jan. 5, 2024"));
        assert_eq!(find("Friday, 5 January 2024"), Some("Friday, 5 January 2024"));
        assert_eq!(find("5 de enero de 2024"), Some("5 de enero de 2024"));
        assert_eq!(find("on 2024-01-05T10:00Z"), Some("2024-01-05T10:00Z"));
        assert_eq!(find("Latest News (Dec 4)"), None);
        assert_eq!(find("3.5 of 1234"), None);
    }
}
