//! The kinds of text on a page, as the codebook's table of kinds names them.
//!
//! A [`TextKind`] is coarser than a block's kind and finer where a label depends on the difference. For
//! example a heading with a figure may state something, and a heading without a figure states nothing.

/// The kind of a sentence for the codebook's table of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TextKind {
    /// Menus, breadcrumbs, links to other articles, notices of the site.
    Navigation,
    /// An invitation to comment, to subscribe or to share, with the lines of the site about it.
    Invitation,
    /// A fixed call-out that stands alone, for example "Did you know?".
    CallOut,
    /// The line of the author, and the line of the date.
    Byline,
    /// A heading without a figure, a verb and a quotation.
    Heading,
    /// A question of a part with questions and answers.
    AskedQuestion,
    /// A heading with a figure, a verb or a quotation, or a heading that asks.
    StatingHeading,
    /// A question in the running text.
    Question,
    /// A request to the reader that is no invitation, for example "Have your passport ready."
    Request,
    /// A note about the author, for example at the end of the article.
    AuthorNote,
    /// The credit of a picture.
    Credit,
    /// The caption of a picture.
    Caption,
    /// A line that announces a list.
    LeadIn,
    /// An item of a list.
    ListItem,
    /// A post, a tweet or another block quotation.
    Post,
    /// A row of a table.
    TableRow,
    /// Everything else.
    RunningText,
}

impl TextKind {
    /// All kinds, in the order of the screen.
    pub const ALL: [TextKind; 17] = [
        TextKind::Navigation,
        TextKind::Invitation,
        TextKind::CallOut,
        TextKind::Byline,
        TextKind::Heading,
        TextKind::AskedQuestion,
        TextKind::StatingHeading,
        TextKind::Question,
        TextKind::Request,
        TextKind::AuthorNote,
        TextKind::Credit,
        TextKind::Caption,
        TextKind::LeadIn,
        TextKind::ListItem,
        TextKind::Post,
        TextKind::TableRow,
        TextKind::RunningText,
    ];

    /// Returns the name in files and commands, for example `stating_heading`.
    pub fn name(self) -> &'static str {
        match self {
            TextKind::Navigation => "navigation",
            TextKind::Invitation => "invitation",
            TextKind::CallOut => "call_out",
            TextKind::Byline => "byline",
            TextKind::Heading => "heading",
            TextKind::AskedQuestion => "asked_question",
            TextKind::StatingHeading => "stating_heading",
            TextKind::Question => "question",
            TextKind::Request => "request",
            TextKind::AuthorNote => "author_note",
            TextKind::Credit => "credit",
            TextKind::Caption => "caption",
            TextKind::LeadIn => "lead_in",
            TextKind::ListItem => "list_item",
            TextKind::Post => "post",
            TextKind::TableRow => "table_row",
            TextKind::RunningText => "running_text",
        }
    }

    /// Returns the words on the screen, for example `navigation, site lines`.
    pub fn words(self) -> &'static str {
        match self {
            TextKind::Navigation => "navigation, site lines",
            TextKind::Invitation => "invitations to comment, subscribe",
            TextKind::CallOut => "fixed call-outs",
            TextKind::Byline => "bylines, datelines",
            TextKind::Heading => "headings",
            TextKind::AskedQuestion => "questions in question-and-answer",
            TextKind::StatingHeading => "headings that may state or ask",
            TextKind::Question => "questions in the running text",
            TextKind::Request => "requests to the reader",
            TextKind::AuthorNote => "notes about the author",
            TextKind::Credit => "credits of pictures",
            TextKind::Caption => "captions",
            TextKind::LeadIn => "lead-ins",
            TextKind::ListItem => "list items",
            TextKind::Post => "posts, block quotations",
            TextKind::TableRow => "table rows",
            TextKind::RunningText => "running text",
        }
    }

    /// Returns the kind with a [name](Self::name).
    pub fn from_name(name: &str) -> Option<TextKind> {
        TextKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
