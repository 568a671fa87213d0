//! Finds quotations: pairs of opening and closing marks with the words between them.
//!
//! Owns the reading of quotation marks in the styles of European newspapers. [`super::sentence`]
//! decides what a quotation means for sentences, [`super::outline`] what a quotation means for a
//! selection. The text is read in one pass with a stack that is no deeper than the number of mark
//! styles, so time is linear in the text.
//!
//! A double mark always counts. A single mark counts only when closed, because an apostrophe looks
//! the same: for example `the players’ union`.

use super::Span;

/// A quotation mark that opens or closes a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuoteMark {
    /// Bytes of the mark.
    pub(super) span: Span,
    /// Opening or closing.
    pub(super) end: MarkEnd,
    /// `true` inside an outer quotation.
    pub(super) nested: bool,
}

/// The two ends of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkEnd {
    /// Start of a quotation.
    Open,
    /// End of a quotation.
    Close,
}

/// A quotation that is open, or was closed.
#[derive(Clone, Copy, Debug)]
struct OpenQuotation {
    kind: QuoteStyle,
    open: Span,
    close: Option<Span>,
    depth: usize,
}

/// The style of an opening mark, which decides the closing marks that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuoteStyle {
    /// “ ”, and ” ” as Swedes write.
    Curly,
    /// „ “ or „ ”.
    Low,
    /// Straight double marks.
    Straight,
    /// « ».
    Guillemet,
    /// » «.
    GuillemetInward,
    /// ‹ ›.
    SmallGuillemet,
    /// ‘ ’.
    Single,
    /// ‚ ‘ or ‚ ’.
    SingleLow,
    /// Straight single marks.
    SingleStraight,
}

impl QuoteStyle {
    /// Returns `true` if an unclosed mark of this style is more likely an apostrophe than a
    /// quotation.
    fn needs_close(self) -> bool {
        matches!(
            self,
            QuoteStyle::Single
                | QuoteStyle::SingleLow
                | QuoteStyle::SingleStraight
                | QuoteStyle::SmallGuillemet
        )
    }
}

/// The function of a mark at its place.
enum MarkRole {
    Open(QuoteStyle),
    Close(QuoteStyle),
    Nothing,
}

/// Returns the outermost quotations of `within` with their marks, in reading order and on borders
/// of grapheme clusters.
///
/// `within` is meant to be one block: an unclosed double mark runs to the end of `within`.
///
/// ```
/// use copydesk::text::{Span, quotations};
///
/// let text = "“The ‘new’ line is late,” she said.";
/// let found = quotations(text, Span::new(0, text.len()));
/// assert_eq!(found[0].of(text), "“The ‘new’ line is late,”");
/// ```
pub fn quotations(text: &str, within: Span) -> Vec<Span> {
    let end = within.trim(text).end;
    let pairs = pairs(text, within);
    pairs
        .iter()
        .filter(|pair| pair.depth == 0)
        .map(|pair| Span::new(pair.open.start, pair.close.map_or(end, |mark| mark.end)))
        .map(|quotation| quotation.whole(text))
        .collect()
}

/// Every mark of every quotation in `within`, nested ones too, in reading order.
pub(super) fn marks(text: &str, within: Span) -> Vec<QuoteMark> {
    let mut marks: Vec<QuoteMark> = pairs(text, within)
        .iter()
        .flat_map(|pair| {
            let nested = pair.depth > 0;
            let place = |span, end| QuoteMark { span, end, nested };
            let close = pair.close.filter(|mark| !mark.is_empty());
            [Some(place(pair.open, MarkEnd::Open)), close.map(|mark| place(mark, MarkEnd::Close))]
        })
        .flatten()
        .collect();
    marks.sort_unstable_by_key(|mark| mark.span);
    marks
}

/// All quotations in `within`, by their opening mark.
fn pairs(text: &str, within: Span) -> Vec<OpenQuotation> {
    let words = within.of(text);
    let mut open: Vec<OpenQuotation> = Vec::new();
    let mut done: Vec<OpenQuotation> = Vec::new();
    let mut before = None;
    for (at, mark) in words.char_indices() {
        let span = Span::new(at, at + mark.len_utf8());
        let place = MarkContext { before, rest: &words[span.end..] };
        match role(mark, &place, &open) {
            MarkRole::Open(kind) => open.push(OpenQuotation {
                kind,
                open: shift(span, within.start),
                close: None,
                depth: 0,
            }),
            MarkRole::Close(kind) => close(kind, shift(span, within.start), &mut open, &mut done),
            MarkRole::Nothing => {}
        }
        before = Some(mark);
    }
    done.extend(open.into_iter().filter(|pair| !pair.kind.needs_close()));
    done.sort_unstable_by_key(|pair| pair.open);
    nest(&mut done);
    done
}

/// Closes the innermost open quotation of `kind` and every quotation inside.
fn close(
    kind: QuoteStyle,
    mark: Span,
    open: &mut Vec<OpenQuotation>,
    done: &mut Vec<OpenQuotation>,
) {
    let Some(at) = open.iter().rposition(|pair| pair.kind == kind) else {
        return;
    };
    let inner = open.split_off(at + 1);
    done.extend(inner.into_iter().filter_map(|pair| {
        // A quotation without a closing mark ends with the outer quotation.
        let close = Some(Span::new(mark.start, mark.start));
        (!pair.kind.needs_close()).then_some(OpenQuotation { close, ..pair })
    }));
    done.extend(open.pop().map(|pair| OpenQuotation { close: Some(mark), ..pair }));
}

/// Counts the outer quotations of each quotation.
fn nest(pairs: &mut [OpenQuotation]) {
    let mut ends: Vec<usize> = Vec::new();
    for pair in pairs {
        while ends.last().is_some_and(|&end| end <= pair.open.start) {
            ends.pop();
        }
        pair.depth = ends.len();
        ends.push(pair.close.map_or(usize::MAX, |mark| mark.end));
    }
}

/// The characters around a mark.
struct MarkContext<'a> {
    before: Option<char>,
    rest: &'a str,
}

impl MarkContext<'_> {
    fn after(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Returns `true` at the start of a word, where no quotation could end.
    fn starts(&self) -> bool {
        self.before.is_none_or(|c| c.is_whitespace() || "([{<-–—/:*_“‘„\"'«‹…".contains(c))
            && self.after().is_some_and(|c| !c.is_whitespace())
    }

    /// Returns `true` at the end of a word: after a character and before no letter.
    fn ends(&self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace())
            && self.after().is_none_or(|c| !c.is_alphanumeric())
    }

    /// Before a letter or figure, and not the apostrophe of "’90s", "'em" or "'n'".
    fn starts_single(&self) -> bool {
        let word = self.rest.split(|c: char| !c.is_alphanumeric()).next();
        let word = word.unwrap_or_default();
        let figures = word.trim_end_matches('s');
        let decade = figures.len() == 2 && figures.bytes().all(|b| b.is_ascii_digit());
        let clipped = ["em", "n", "til", "tis", "twas", "cause", "round"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
        self.starts() && !decade && !clipped
    }
}

/// Returns the function of `mark`, given the characters around the mark and the open quotations.
fn role(mark: char, place: &MarkContext<'_>, open: &[OpenQuotation]) -> MarkRole {
    let is_open = |kind: QuoteStyle| open.iter().any(|pair| pair.kind == kind);
    let closes = |kinds: &[QuoteStyle]| {
        let innermost = open.iter().rev().find(|pair| kinds.contains(&pair.kind));
        innermost.map(|pair| MarkRole::Close(pair.kind))
    };
    let opens = |kind: QuoteStyle, fits: bool| {
        if fits && !is_open(kind) { MarkRole::Open(kind) } else { MarkRole::Nothing }
    };
    let double = [QuoteStyle::Curly, QuoteStyle::Low];
    let single = [QuoteStyle::Single, QuoteStyle::SingleLow];
    match mark {
        '“' if is_open(QuoteStyle::Low) => MarkRole::Close(QuoteStyle::Low),
        '“' if is_open(QuoteStyle::Curly) && place.ends() => MarkRole::Close(QuoteStyle::Curly),
        '“' | '‟' => opens(QuoteStyle::Curly, true),
        '”' => closes(&double).unwrap_or_else(|| opens(QuoteStyle::Curly, place.starts())),
        '„' => opens(QuoteStyle::Low, true),
        '"' if is_open(QuoteStyle::Straight) => straight_close(place),
        '"' => opens(QuoteStyle::Straight, place.starts()),
        '«' => closes(&[QuoteStyle::GuillemetInward])
            .unwrap_or_else(|| opens(QuoteStyle::Guillemet, true)),
        '»' => closes(&[QuoteStyle::Guillemet])
            .unwrap_or_else(|| opens(QuoteStyle::GuillemetInward, place.starts())),
        '‹' => opens(QuoteStyle::SmallGuillemet, place.starts()),
        '›' => closes(&[QuoteStyle::SmallGuillemet]).unwrap_or(MarkRole::Nothing),
        '‚' => opens(QuoteStyle::SingleLow, place.starts()),
        '‘' if is_open(QuoteStyle::SingleLow) => MarkRole::Close(QuoteStyle::SingleLow),
        '‘' => opens(QuoteStyle::Single, place.starts_single()),
        '’' if place.ends() => closes(&single).unwrap_or(MarkRole::Nothing),
        '\'' if is_open(QuoteStyle::SingleStraight) && place.ends() => {
            MarkRole::Close(QuoteStyle::SingleStraight)
        }
        '\'' => opens(QuoteStyle::SingleStraight, place.starts_single()),
        _ => MarkRole::Nothing,
    }
}

/// Reads a straight mark inside an open quotation as closing, unless the mark stands directly
/// before a word.
fn straight_close(place: &MarkContext<'_>) -> MarkRole {
    if place.starts() && !place.ends() {
        MarkRole::Nothing
    } else {
        MarkRole::Close(QuoteStyle::Straight)
    }
}

/// The span moved right by `by` bytes.
fn shift(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The quotations of the text are those in double square brackets.
    fn check(marked: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let mut shown = text.clone();
        for span in quotations(&text, Span::new(0, text.len())).iter().rev() {
            shown.insert_str(span.end, "]]");
            shown.insert_str(span.start, "[[");
        }
        assert_eq!(shown, marked);
    }

    #[test]
    fn every_style_of_mark_is_read() {
        check("He said [[“it rained”]] and left.");
        check("He said [[\"it rained\"]] and [[\"it froze\"]].");
        check("Il dit [[« il pleut »]] et part; [[«oui»]].");
        check("Er sagt [[„es regnet“]] und [[»es friert«]].");
        check("Han sa [[”det regnar”]] och gick.");
        check("The [[‘Soles’]] cartel and the [['Suns']] group.");
    }

    #[test]
    fn apostrophes_are_not_marks() {
        check("It’s the players’ union, isn’t it?");
        check("It's the players' union of the '90s, rock 'n' roll.");
        check("In the ’90s and the ‘80s they said ‘no more.");
        check("The Suns’ boat");
    }

    #[test]
    fn nested_quotations_belong_to_the_outer_one() {
        check("She said: [[“He told me ‘go away’ and I went.”]] Then [[‘a “b” c’]].");
        check("[[\"He said 'I am. You are not.' and left,\"]] she said.");
    }

    #[test]
    fn an_unclosed_quotation_runs_to_the_end() {
        check("He said: [[“It rained. We left.]]");
        check("He said: [[\"It rained.]]");
    }

    #[test]
    fn measures_and_breadcrumbs_are_not_quotations() {
        check("He is 6'2\" tall.");
        check("Home » world » News");
    }

    proptest! {
        #[test]
        fn quotations_are_in_order_and_disjoint(
            text in "[“”\"„«»‘’'‹›‚ a.s9é\u{301}\u{600}\u{200d}]{0,60}",
        ) {
            let found = quotations(&text, Span::new(0, text.len()));
            for span in &found {
                prop_assert!(span.get(&text).is_some_and(|words| !words.is_empty()), "{:?}", span);
                prop_assert_eq!(span.whole(&text), *span);
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start, "{:?}", pair);
            }
            let marks = marks(&text, Span::new(0, text.len()));
            for pair in marks.windows(2) {
                prop_assert!(pair[0].span.start <= pair[1].span.start);
            }
        }
    }
}
