//! The words that attribute, and the words that only look like names. English.

use std::{collections::HashMap, sync::LazyLock};

/// Verbs that take any clause: "says the plan failed".
const FREE: &str = "\
    say says said explain explains explained argue argues argued warn warns warned insist \
    insists insisted assert asserts asserted allege alleges alleged contend contends contended \
    believe believes believed caution cautions cautioned stress stresses stressed tell tells \
    told";

/// Verbs that attribute only before "that", a question word or a quotation, or after a quotation.
const STRICT: &str = "\
    acknowledge acknowledges acknowledged add adds added admit admits admitted agree agrees \
    agreed announce announces announced ask asks asked boast boasts boasted claim claims claimed \
    comment comments commented complain complains complained concede concedes conceded conclude \
    concludes concluded confirm confirms confirmed continue continues continued declare declares \
    declared deny denies denied emphasise emphasised emphasises emphasize emphasized emphasizes \
    estimate estimates estimated find finds found hint hints hinted joke jokes joked lament \
    laments lamented maintain maintains maintained mention mentions mentioned note notes noted \
    observe observes observed predict predicts predicted promise promises promised recall \
    recalls recalled remark remarks remarked remember remembers remembered repeat repeats \
    repeated reply replies replied report reports reported respond responds responded reveal \
    reveals revealed state states stated suggest suggests suggested testify testifies testified \
    think thinks thought vow vows vowed wonder wonders wondered write writes wrote";

/// Verbs with somebody as their object: "accused the regime of enabling it".
const BLAMING: &str = "\
    accuse accuses accused blame blames blamed";

/// Verbs of documents: "a study found", "the report highlights".
const SHOWING: &str = "\
    find finds found highlight highlights highlighted indicate indicates indicated reveal \
    reveals revealed show shows showed suggest suggests suggested warn warns warned say says \
    said estimate estimates estimated conclude concludes concluded note notes noted put puts";

/// Documents that speak for whoever made them.
const DOCUMENTS: &str = "\
    analysis article assessment briefing editorial investigation letter paper poll report \
    statement study survey";

/// Nouns of saying behind a possessive: "Carvajal’s startling claims".
const SAYINGS: &str = "\
    accusation accusations allegation allegations argument assertion assertions claim claims \
    comments remarks revelation revelations statement statements testimony warning warnings";

/// Words between a subject and its verb.
const BETWEEN: &str = "\
    also again always even further had has have himself herself just later now often once still \
    then would";

/// What a title before a name is.
const TITLES: &str = "\
    ambassador bishop captain capt chancellor col colonel congressman congresswoman dame dr \
    father gen general gov governor judge justice lady lieutenant lord lt mayor minister mr mrs \
    ms mx president prof professor rabbi rep representative rev reverend sen senator sergeant \
    sgt sheriff sir sister";

/// Words of institutions: what bears one is no person, and may go on with "of …" and "for …".
const INSTITUTIONS: &str = "\
    academy administration agency alliance assembly association authority bank board bureau \
    cartel center centre chamber church college command commission committee company conference \
    congress corporation council court department embassy federation forum foundation fund \
    government group house initiative institute institution league ministry museum network \
    observatory office organisation organization parliament party police port programme program \
    project school senate service society station trust union university watch";

/// Small words inside the names of people: "Hugo de la Cruz".
const PARTICLES: &str = "\
    al bin da de del den der di do dos du el ibn la las le los van von y";

/// Small words inside the names of institutions.
const LINKS: &str = "\
    and for of on the";

/// Words that are no names although a sentence begins with them, and end a noun phrase.
const FUNCTION: &str = "\
    a about above across after again against all although among an and another any are around as \
    at because been before behind below between both but by can could despite did do does during \
    each either even every finally first for from furthermore had has have he her here his how \
    however i if in including indeed instead into is it its just last later likewise many may \
    meanwhile might more moreover most much must my nevertheless no not now of on once one only \
    or other our out over per perhaps said says she should similarly since so some still such \
    than that the their then there these they this those though through thus to today tomorrow \
    two under unlike until up upon was we were what when where whether which while whilst who \
    whom whose why will with within without would yes yesterday yet you your";

/// Groups that speak without a name, as a sentence begins with them.
const NOBODY: &str = "\
    activists analysts authorities campaigners commentators critics diplomats economists \
    everybody everyone experts historians insiders investigators lawmakers lawyers leaders \
    ministers nobody observers officials opponents parliamentarians people police politicians \
    prosecutors reports researchers residents scientists somebody someone sources students \
    supporters witnesses workers";

/// Days and months: capitalised, and nobody.
const DATES: &str = "\
    monday tuesday wednesday thursday friday saturday sunday january february march april june \
    july august september october november december";

/// Words after which a name is no subject.
const BEFORE_OBJECT: &str = "\
    about across after against among around at before behind between by during for from in \
    including inside into like near of on onto outside over than through to toward towards under \
    upon with within without";

/// What a description after a name begins with.
const DESCRIBING: &str = "\
    a an the who whose one former formerly currently now then head chief director professor \
    president founder co-founder author senior lead deputy associate assistant chair chairman \
    chairwoman editor analyst researcher expert minister mayor secretary executive vice \
    spokesman spokeswoman spokesperson commander leader member co-author";

/// What the clause of a free verb begins with, beside names and figures.
const CLAUSE: &str = "\
    a all an any both each every he her his how i if in it its many most much my no nobody not \
    nothing our she some such that the their there these they this those we what when where \
    whether which who why you your";

/// What follows a strict verb.
const CONTENT: &str = "\
    how that what whether why";

/// The lists.
#[derive(Clone, Copy)]
enum List {
    Free,
    Strict,
    Blaming,
    Showing,
    Documents,
    Sayings,
    Between,
    Titles,
    Institutions,
    Particles,
    Links,
    Function,
    Nobody,
    Dates,
    BeforeObject,
    Describing,
    Clause,
    Content,
}

/// The words of each list.
const LISTS: [(List, &str); 18] = [
    (List::Free, FREE),
    (List::Strict, STRICT),
    (List::Blaming, BLAMING),
    (List::Showing, SHOWING),
    (List::Documents, DOCUMENTS),
    (List::Sayings, SAYINGS),
    (List::Between, BETWEEN),
    (List::Titles, TITLES),
    (List::Institutions, INSTITUTIONS),
    (List::Particles, PARTICLES),
    (List::Links, LINKS),
    (List::Function, FUNCTION),
    (List::Nobody, NOBODY),
    (List::Dates, DATES),
    (List::BeforeObject, BEFORE_OBJECT),
    (List::Describing, DESCRIBING),
    (List::Clause, CLAUSE),
    (List::Content, CONTENT),
];

/// The classes of each word.
static CLASSES: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut classes = HashMap::new();
    for (list, words) in LISTS {
        for word in words.split_whitespace() {
            *classes.entry(word).or_default() |= 1 << list as u32;
        }
    }
    classes
});

fn is_in(word: &str, list: List) -> bool {
    CLASSES.get(word).is_some_and(|classes| classes >> list as u32 & 1 == 1)
}

/// How much must follow a verb for it to attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Any clause.
    Free,
    /// "that" or a quotation.
    Strict,
    /// Somebody.
    Blaming,
}

/// The frame of a verb of saying; none for other words.
pub(super) fn frame(word: &str) -> Option<Frame> {
    if is_in(word, List::Free) {
        Some(Frame::Free)
    } else if is_in(word, List::Strict) {
        Some(Frame::Strict)
    } else {
        is_in(word, List::Blaming).then_some(Frame::Blaming)
    }
}

macro_rules! is_one_of {
    ($($(#[$doc:meta])* $name:ident: $list:ident;)*) => {
        $($(#[$doc])* pub(super) fn $name(word: &str) -> bool { is_in(word, List::$list) })*
    };
}

is_one_of! {
    /// A verb of documents.
    shows: Showing;
    /// A document.
    is_document: Documents;
    /// A noun of saying.
    is_saying: Sayings;
    /// A title of a person.
    is_title: Titles;
    /// A word of institutions.
    is_institution: Institutions;
    /// A small word inside a person's name.
    is_particle: Particles;
    /// A small word inside an institution's name.
    is_link: Links;
    /// A word that is never part of a noun phrase's names.
    is_function: Function;
    /// A group without a name.
    is_nobody: Nobody;
    /// A day or a month.
    is_date: Dates;
    /// A word before an object.
    comes_before_object: BeforeObject;
    /// The first word of a description.
    describes: Describing;
    /// The first word of a clause.
    begins_clause: Clause;
    /// The first word of what is said.
    begins_content: Content;
}

/// Whether a word may stand between a subject and its verb.
pub(super) fn stands_between(word: &str) -> bool {
    is_in(word, List::Between) || (word.len() > 4 && word.ends_with("ly"))
}
