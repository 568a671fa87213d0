//! Layouts of PDF pages, recorded from real programs and made by hand.

use super::*;

/// A sample article, set by WeasyPrint in two columns with words parted by `‐`, and by LaTeX with `-`.
const BY_WEASYPRINT: &str =
    include_str!("../../../../tests/fixtures/pdf/weasyprint-two-columns.xml");
const BY_LATEX: &str = include_str!("../../../../tests/fixtures/pdf/latex-two-columns.xml");
const ARTICLE: &str = include_str!("../../../../assets/sample/01-harbour-fees.txt");

fn lines(page: &HtmlPage) -> Vec<&str> {
    page.blocks.iter().map(|block| block.span.of(&page.text)).collect()
}

#[test]
fn recorded_layouts_give_the_paragraphs_of_the_article() {
    let plain = |text: &str| text.replace(['“', '”'], "\"").replace(['‘', '’'], "'");
    let paragraphs: Vec<String> = ARTICLE
        .lines()
        .map(|line| plain(line.trim_start_matches(['-', '•', ' ']).trim()))
        .filter(|line| !line.is_empty())
        .collect();
    for (layout, most_missing) in [(BY_WEASYPRINT, 0), (BY_LATEX, 1)] {
        let page = read_pdf_layout(PdfLayout::read(layout));
        let found: Vec<String> = lines(&page).into_iter().map(plain).collect();
        let missing: Vec<_> = paragraphs.iter().filter(|words| !found.contains(words)).collect();
        assert!(missing.len() <= most_missing, "{missing:#?} of {found:#?}");
        assert_eq!(page.omissions[0].reason, LeftOutReason::PageHead);
        assert_eq!(page.metadata.published, None);
    }
}

/// Returns a layout: each line has a place, and words of 5 points a letter with a blank of 5 points.
fn layout(pages: &[&[(f32, f32, &str)]]) -> PdfLayout {
    let word = |left: f32, top: f32, text: &str| {
        let right = left + 5.0 * text.chars().count() as f32;
        format!(
            "<word xMin='{left}' yMin='{top}' xMax='{right}' yMax='{}'>{text}</word>",
            top + 10.0
        )
    };
    let mut xml = String::from("<html><doc>");
    for page in pages {
        xml += "<page width='600' height='800'>";
        for (left, top, text) in *page {
            xml += "<line>";
            let mut left = *left;
            for part in text.split(' ') {
                xml += &word(left, *top, part);
                left += 5.0 * (part.chars().count() + 1) as f32;
            }
            xml += "</line>";
        }
        xml += "</page>";
    }
    PdfLayout::read(&(xml + "</doc></html>"))
}

#[test]
fn columns_are_read_one_after_the_other_between_lines_across() {
    let mut page: Vec<(f32, f32, &str)> =
        vec![(100.0, 100.0, "A headline that stands across both of the columns here now")];
    for (at, (left, right)) in [
        ("first line in the left one", "sixth line on the right"),
        ("second line in the left,", "seventh line on the rig,"),
        ("third line in the left,,", "eighth line on the righ,"),
        ("fourth line in the left,", "ninth line on the right,"),
        ("fifth line ends.", "tenth ends."),
    ]
    .into_iter()
    .enumerate()
    {
        let top = 130.0 + 12.0 * at as f32;
        page.push((100.0, top, left));
        page.push((320.0, top, right));
    }
    let page = read_pdf_layout(layout(&[&page]));
    let text = page.text.replace('\n', " ");
    let order = ["headline", "first", "second", "third", "fourth", "fifth", "sixth", "tenth"];
    let places: Vec<_> = order.iter().map(|word| text.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn hyphens_at_line_ends_go_or_stay_by_the_words_of_the_text() {
    let text: [(f32, f32, &str); 6] = [
        (100.0, 200.0, "The forty-one boats and the document were well-known to us"),
        (100.0, 212.0, "and the docu-"),
        (100.0, 224.0, "ment names forty-"),
        (100.0, 236.0, "one of them, in mid-"),
        (100.0, 248.0, "May, for Al-"),
        (100.0, 260.0, "Sisi and e\u{fb03}cient coun\u{ad}cils, in two-thirds of the cases to"),
    ];
    let page = read_pdf_layout(layout(&[&text]));
    for words in ["document names", "forty-one of", "mid-May", "Al-Sisi", "efficient"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
}

#[test]
fn running_heads_and_page_numbers_are_left_out_and_repeated_text_is_not() {
    let page = |number: &'static str| {
        [
            (100.0, 20.0, "The Quay Courier"),
            (100.0, 300.0, "A line that each page repeats in its middle."),
            (300.0, 780.0, number),
        ]
    };
    let pages = [page("1"), page("2"), page("3")];
    let pages: Vec<&[(f32, f32, &str)]> = pages.iter().map(<[_; 3]>::as_slice).collect();
    let page = read_pdf_layout(layout(&pages));
    assert_eq!(page.text.matches("repeats").count(), 3, "{}", page.text);
    assert!(!page.text.contains("Courier"));
    assert_eq!(page.omissions[0].n_words, 12);
}

#[test]
fn pictures_only_are_told_for_the_file_or_for_pages() {
    let scan = read_pdf_layout(layout(&[&[], &[]]));
    assert!(scan.diagnostics[0].message.starts_with("pictures only"));
    let mixed = read_pdf_layout(layout(&[&[(100.0, 300.0, "One line.")], &[]]));
    assert!(mixed.diagnostics[0].message.starts_with("1 of 2 pages"));
}

#[test]
fn a_page_of_very_many_lines_costs_one_look_at_each() {
    let lines: Vec<(f32, f32, &str)> = (0..30_000).map(|at| (at as f32, 400.0, "a b")).collect();
    let page = read_pdf_layout(layout(&[&lines]));
    assert_eq!(page.text.split_whitespace().filter(|word| *word == "a").count(), 30_000);
}

#[test]
fn odd_output_of_a_converter_is_read_as_far_as_it_goes() {
    for output in [
        "",
        "no xml",
        "<doc><page width='x'><line><word xMin='nan' xMax='inf'>a</word></line></page></doc>",
        "<doc><line><word>a</word></line></doc>",
        "<doc><page width='1e30' height='1e30'><line><word xMin='1e30' yMin='0' xMax='-1e30' yMax='1'>a</word>",
    ] {
        let page = read_pdf_layout(PdfLayout::read(output));
        assert!(page.text.len() <= 2, "{output}: {}", page.text);
    }
}
