//! Sentences of whole articles: two real articles cut by hand, and news written for the test.

use std::fs;

use copydesk::{
    annotation::{KindTable, SettleMode},
    testing::real_data,
    text::{Markup, ScalarMap, TextKind, outline, text_kinds},
};

/// Start, end (in scalars) and kind of every sentence must equal the annotation by hand.
#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn the_real_articles_are_cut_as_by_hand() {
    let data = real_data();
    let gold = fs::read_to_string(data.join("gold/claims-000-004.json")).unwrap();
    let gold: serde_json::Value = serde_json::from_str(&gold).unwrap();
    for article in gold["articles"].as_array().unwrap() {
        let name = article["file"].as_str().unwrap();
        let text = fs::read_to_string(data.join("corpus").join(name)).unwrap();
        let scalars = ScalarMap::new(&text);
        let outline = outline(&text, Markup::Plain);
        let found: Vec<_> = outline
            .sentences
            .iter()
            .map(|sentence| {
                let place = |byte| scalars.scalar(&text, byte) as u64;
                let span = sentence.span;
                let kind = sentence.kind.name().to_owned();
                (place(span.start), place(span.end), sentence.block, kind)
            })
            .collect();
        let wanted: Vec<_> = article["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|sentence| {
                let number = |key: &str| sentence[key].as_u64().unwrap();
                let kind = sentence["kind"].as_str().unwrap().replace("directive", "claim");
                (number("start"), number("end"), number("block") as usize, kind)
            })
            .collect();
        assert_eq!(found, wanted, "{name}");
        for sentence in article["sentences"].as_array().unwrap() {
            let Some(label) = sentence["run_in"].as_array() else {
                continue;
            };
            let block = sentence["block"].as_u64().unwrap() as usize;
            let found = outline.blocks[block].run_in.unwrap();
            assert_eq!(scalars.scalar(&text, found.start) as u64, label[0].as_u64().unwrap());
            assert_eq!(scalars.scalar(&text, found.end) as u64, label[1].as_u64().unwrap());
        }
    }
}

/// News with the traps of real pages. One line is one sentence; a blank line ends a block; before the
/// bar stands the kind of the sentence, and a marker that is no part of it stands in round brackets.
const NEWS: &str = "\
heading| Ferry Operator ‘Blue Star’ to Cut 40 Jobs at St. Ives Port

byline| By Anaïs O’Neill and J. T. Brandt

byline| Updated: Feb. 3, 2025, 4:15 p.m. GMT

claim| ST. IVES, England — The ferry operator Blue Star Ltd. said on Monday that it would cut 40 of its 310 jobs at the port, the largest round of layoffs there since 2009.
claim| The move follows a 12.5% fall in passengers, according to the company’s annual report (see p. 14).

claim| “We did not take this decision lightly,” said Dr. Maria-Luisa Peña Jr., the chief executive.
claim| “Our costs have doubled.
claim| Our income has not.”

claim| Union leaders were less kind.
claim| “Where is the money?” asked Rhys ap Gwilym, who speaks for about 200 dockers.
claim| “They built a $3.2 million lounge last year!
question| Who sits in it?
claim| Nobody.”

heading| What the Numbers Say

claim| Passenger figures for the U.K. and the E.U. differ.
claim| In the U.S. the trend is upward, the U.S. Department of Transportation says.
claim| Prof. A. B. Okafor of Leeds, who studies such routes, called the forecast “optimistic at best.”
claim| She expects no recovery before 2030 ... if there is one at all.

question| So who pays?
claim| Mostly the towns: St. Ives alone would lose some £1.1 m. in fees, its council estimates.

claim| Pro Tip: Travellers with tickets for dates after Jan. 31 can ask for a refund at www.example.com/refunds.
claim| Refunds take approx. 10 days.

label| Did you know?
claim| The first steamer left St. Ives at 6 a.m. on May 4, 1846, with Capt. Elias Trewin at the wheel.

lead_in| Here is what the company plans:

claim| (- )Fewer sailings: Two of nine daily departures will end.
fragment| (- )Saving fuel by sailing at lower speed.
claim| (- )Prices will rise by 4 to 6 percent.

claim| The council’s reply was short.
claim| “No.”
claim| That was all the mayor, Ann Lee, would say at 9 p.m. Tuesday.
claim| Her deputy went further: “They lied to us in 2019.
claim| They lied in 2022,” he told the St. Ives Echo.

heading| Frequently Asked Questions

question| Will my ferry still sail?

claim| Most will.
claim| Check the timetable, which the company calls “Plan B.”

question| Can staff appeal?

claim| Yes, within 30 days (Art. 7 of the agreement).

chrome| Anaïs O’Neill is a reporter for the Echo.

chrome| Read more: The ferry that never was

call_to_action| See our guide to the ports of the south for more information.

chrome| © 2025 The St. Ives Echo.
chrome| All rights reserved.
";

#[test]
fn unseen_news_is_cut_as_a_reader_would() {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    for block in NEWS.trim().split("\n\n") {
        for (at, line) in block.lines().enumerate() {
            let (kind, words) = line.split_once("| ").unwrap();
            let words = match words.strip_prefix('(') {
                Some(rest) => {
                    let (marker, words) = rest.split_once(')').unwrap();
                    text.push('\n');
                    text.push_str(marker);
                    words
                }
                None => {
                    text.push_str(if at == 0 { "" } else { " " });
                    words
                }
            };
            text.push_str(words);
            wanted.push(format!("{kind}| {words}"));
        }
        text.push_str("\n\n");
    }
    let outline = outline(&text, Markup::Plain);
    let found: Vec<_> = outline
        .sentences
        .iter()
        .map(|sentence| format!("{}| {}", sentence.kind.name(), sentence.span.of(&text)))
        .collect();
    assert_eq!(found.join("\n"), wanted.join("\n"));
}

/// Of the sentences that `0` labels, none may be a claim, and the label must be that of the codebook.
#[test]
#[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
fn the_table_of_kinds_settles_no_claim_of_the_real_articles() {
    let data = real_data();
    let gold = fs::read_to_string(data.join("gold/claims-000-004.json")).unwrap();
    let gold: serde_json::Value = serde_json::from_str(&gold).unwrap();
    let table = KindTable::default();
    let (mut n_settled, mut wrong) = (0, Vec::new());
    for article in gold["articles"].as_array().unwrap() {
        let name = article["file"].as_str().unwrap();
        let text = fs::read_to_string(data.join("corpus").join(name)).unwrap();
        let outline = outline(&text, Markup::Plain);
        let kinds = text_kinds(&text, &outline);
        let sentences = article["sentences"].as_array().unwrap();
        for ((sentence, kind), truth) in outline.sentences.iter().zip(kinds).zip(sentences) {
            let row = table.row(kind);
            println!("{} {:?} {}", truth["kind"], kind, sentence.span.of(&text));
            if row.settle != SettleMode::Sure {
                continue;
            }
            n_settled += 1;
            let label = match truth["kind"].as_str().unwrap() {
                "chrome" | "call_to_action" | "label" => "boilerplate",
                "heading" | "byline" | "question" => "not_a_claim",
                _ => "",
            };
            // An invitation to comment may be a question.
            let is_invitation = kind == TextKind::Invitation && truth["kind"] == "question";
            if row.label.as_ref().is_none_or(|found| found.0 != label) && !is_invitation {
                wrong.push(format!("{}: {kind:?}: {}", truth["kind"], sentence.span.of(&text)));
            }
        }
    }
    println!("{n_settled} sentences settled, {} wrong", wrong.len());
    assert!(n_settled >= 20, "{n_settled}");
    assert_eq!(wrong, [""; 0]);
}
