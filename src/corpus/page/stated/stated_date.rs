//! Dates as pages state them, in ISO 8601 with the stated precision.
//!
//! A wording that allows two days gives no date, for example `05/07/2026`.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the date of a statement, with time and offset if stated.
pub(crate) fn stated_date(raw: &str) -> Option<String> {
    let raw = raw.trim();
    iso(raw).or_else(|| figures(raw)).or_else(|| named_month(raw))
}

/// `2026-05-07`, `2026-05-07T21:10:00+02:00`, `20260507`, `2026/05/07 21:10`, `2026-05`.
fn iso(raw: &str) -> Option<String> {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 && (raw.len() == 8 || raw.as_bytes().get(8) == Some(&b'T')) {
        return date(&raw[..4], &raw[4..6], &raw[6..8]);
    }
    if digits != 4 {
        return None;
    }
    let year = &raw[..4];
    let separator =
        raw.as_bytes().get(4).copied().filter(|byte| matches!(byte, b'-' | b'/' | b'.'));
    let Some(separator) = separator else {
        return (raw.len() == 4).then(|| in_range(year, 1600, 2200))?;
    };
    let rest = &raw[5..];
    let (month, after) = split_figures(rest)?;
    let Some(after) = after.strip_prefix(char::from(separator)) else {
        return after
            .is_empty()
            .then(|| Some(format!("{}-{}", in_range(year, 1600, 2200)?, padded(month, 12)?)))?;
    };
    let (day, after) = split_figures(after)?;
    Some(date(year, month, day)? + &time(after))
}

/// `07.05.2026`, and `13/05/2026`, in which only one order of day and month is possible.
fn figures(raw: &str) -> Option<String> {
    let (first, after) = split_figures(raw)?;
    let separator = after.chars().next().filter(|c| matches!(c, '.' | '/' | '-'))?;
    let (second, after) = split_figures(&after[1..])?;
    let after = after.strip_prefix(separator)?;
    let (year, after) = split_figures(after)?;
    let (a, b): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    let (day, month) = match separator {
        '.' => (first, second),
        _ if a > 12 => (first, second),
        _ if b > 12 || a == b => (second, first),
        _ => return None,
    };
    (year.len() == 4).then(|| Some(date(year, month, day)? + &time(after)))?
}

/// `Thu, 07 May 2026 21:10:00 GMT`, `May 7, 2026`, `Mon Nov 30 2026 10:00:00 GMT+0100`.
fn named_month(raw: &str) -> Option<String> {
    let words: Vec<&str> = raw
        .split(|c: char| c.is_whitespace() || c == ',' || c == '.')
        .filter(|word| !word.is_empty())
        .take(12)
        .collect();
    let at = words.iter().position(|word| month_of(word).is_some())?;
    let month = month_of(words[at])?.to_string();
    let is_day = |word: &&str| {
        !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit())
    };
    let before = at.checked_sub(1).and_then(|before| words.get(before)).filter(|word| is_day(word));
    let (day, next) = match before {
        Some(day) => (*day, at + 1),
        None => (*words.get(at + 1).filter(|word| is_day(word))?, at + 2),
    };
    let year = words.get(next).filter(|word| word.len() == 4)?;
    let clock = words.get(next + 1).copied().unwrap_or_default();
    let zone = words.get(next + 2).copied().unwrap_or_default();
    let is_clock =
        clock.contains(':') && !zone.eq_ignore_ascii_case("am") && !zone.eq_ignore_ascii_case("pm");
    let time = if is_clock { time(&format!("T{clock}{}", offset(zone))) } else { String::new() };
    Some(date(year, &month, day)? + &time)
}

fn offset(zone: &str) -> &str {
    match zone {
        "GMT" | "UTC" | "Z" => "Z",
        _ => {
            let signed =
                zone.strip_prefix("GMT").or_else(|| zone.strip_prefix("UTC")).unwrap_or(zone);
            if signed.starts_with(['+', '-']) { signed } else { "" }
        }
    }
}

fn month_of(word: &str) -> Option<usize> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    let full = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ][at];
    let word = word.to_ascii_lowercase();
    (word.len() == 3 || word == full || word == "sept").then_some(at + 1)
}

/// Returns `Thh:mm…` of the words behind a date, as far as they are a time; empty if none.
fn time(after: &str) -> String {
    let Some(clock) = after.strip_prefix(['T', 't', ' ']).map(str::trim) else {
        return String::new();
    };
    let is_zone = |at: usize| matches!(clock.as_bytes()[at], b'+' | b'-' | b'Z' | b'z' | b' ');
    let end = (0..clock.len())
        .find(|at| clock.is_char_boundary(*at) && is_zone(*at))
        .unwrap_or(clock.len());
    let (hands, zone) = clock.split_at(end);
    let parts: Vec<&str> = hands.split(':').collect();
    let is_clock = (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
        && parts[0].len() == 2
        && parts[1].len() == 2;
    if !is_clock {
        return String::new();
    }
    let zone = zone.trim();
    let figures = zone.get(1..).unwrap_or_default().replace(':', "");
    let is_offset = zone.starts_with(['+', '-'])
        && figures.len() == 4
        && figures.bytes().all(|b| b.is_ascii_digit());
    let zone = match zone {
        "Z" | "z" | "GMT" | "UTC" => "Z".to_owned(),
        _ if is_offset => format!("{}{}:{}", &zone[..1], &figures[..2], &figures[2..]),
        _ => String::new(),
    };
    format!("T{hands}{zone}")
}

fn split_figures(text: &str) -> Option<(&str, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (len > 0).then(|| text.split_at(len))
}

fn date(year: &str, month: &str, day: &str) -> Option<String> {
    let date =
        format!("{}-{}-{}", in_range(year, 1600, 2200)?, padded(month, 12)?, padded(day, 31)?);
    // The zero of computers' clocks is no date of an article.
    (date != "1970-01-01").then_some(date)
}

fn in_range(figures: &str, first: u32, last: u32) -> Option<String> {
    let number: u32 = figures.parse().ok()?;
    (first..=last).contains(&number).then(|| figures.to_owned())
}

fn padded(figures: &str, last: u32) -> Option<String> {
    let number: u32 = figures.parse().ok()?;
    ((1..=last).contains(&number) && figures.len() <= 2).then(|| format!("{number:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        assert_eq!(stated_date(raw).as_deref().unwrap_or("none"), expected, "{raw}");
    }

    #[test]
    fn dates_keep_their_precision_and_offset() {
        check("2026-05-07T21:10:00+02:00", "2026-05-07T21:10:00+02:00");
        check("2026-05-07T21:10:00.000Z", "2026-05-07T21:10:00.000Z");
        check("2026-05-07T21:10:00+0200", "2026-05-07T21:10:00+02:00");
        check(" 2026-05-07 ", "2026-05-07");
        check("2026-05-07 21:10", "2026-05-07T21:10");
        check("20260507", "2026-05-07");
        check("2026/5/7", "2026-05-07");
        check("2026-05", "2026-05");
        check("2026", "2026");
        check("Thu, 07 May 2026 21:10:00 GMT", "2026-05-07T21:10:00Z");
        check("May 7, 2026", "2026-05-07");
        check("7 September 2026", "2026-09-07");
        check("Mon Nov 30 2026 10:00:00 GMT+0100 (CET)", "2026-11-30T10:00:00+01:00");
        check("07.05.2026", "2026-05-07");
        check("13/05/2026", "2026-05-13");
    }

    #[test]
    fn wordings_of_two_days_or_of_no_day_give_none() {
        for raw in [
            "05/07/2026", "", "May 2026", "yesterday", "2026-13-01", "0001-01-01",
            "1970-01-01T00:00:00Z", "12345678901", "© 2026",
        ] {
            check(raw, "none");
        }
    }
}
