//! PDFs of an article, made by programs that people use: WeasyPrint, Chromium, LibreOffice, LaTeX, groff.
//!
//! Each program sets the same blocks in its own way: one or two columns, running heads and page numbers, words
//! parted at line ends, ligatures.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use copydesk::text::BlockKind;

/// A block of an article, to be set.
pub struct SetBlock {
    pub kind: BlockKind,
    pub words: String,
}

impl SetBlock {
    pub fn is_headline(&self) -> bool {
        self.kind == BlockKind::Headline
    }

    pub fn is_heading(&self) -> bool {
        self.kind == BlockKind::Heading
    }

    pub fn is_item(&self) -> bool {
        self.kind == BlockKind::ListItem
    }
}

/// A program with its layout.
pub struct Setting {
    pub name: &'static str,
    pub n_columns: usize,
    make: fn(&Path, &[SetBlock], usize) -> Option<PathBuf>,
}

pub const SETTINGS: [Setting; 9] = [
    Setting { name: "WeasyPrint", n_columns: 1, make: weasyprint },
    Setting { name: "WeasyPrint", n_columns: 2, make: weasyprint },
    Setting { name: "Chromium", n_columns: 1, make: chromium },
    Setting { name: "Chromium", n_columns: 2, make: chromium },
    Setting { name: "LibreOffice", n_columns: 1, make: libreoffice },
    Setting { name: "LaTeX", n_columns: 1, make: latex },
    Setting { name: "LaTeX", n_columns: 2, make: latex },
    Setting { name: "groff", n_columns: 1, make: groff },
    Setting { name: "groff", n_columns: 2, make: groff },
];

impl Setting {
    /// Returns the PDF of an article in a folder, or `None` if the program fails or is not there.
    pub fn make(&self, folder: &Path, blocks: &[SetBlock]) -> Option<PathBuf> {
        let folder = folder.join(format!("{}-{}", self.name, self.n_columns));
        fs::create_dir_all(&folder).ok()?;
        (self.make)(&folder, blocks, self.n_columns).filter(|file| file.is_file())
    }
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<()> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().ok()?.success().then_some(())
}

/// Returns the first value for a headline, then for a heading, an item, and everything else.
fn by_kind<T: Copy>(block: &SetBlock, [headline, heading, item, other]: [T; 4]) -> T {
    if block.is_headline() {
        headline
    } else if block.is_heading() {
        heading
    } else if block.is_item() {
        item
    } else {
        other
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

fn html(blocks: &[SetBlock], style: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><style>{style}</style></head><body>"
    );
    let mut in_list = false;
    for block in blocks {
        if block.is_item() != in_list {
            page.push_str(if in_list { "</ul>" } else { "<ul>" });
            in_list = block.is_item();
        }
        let name = by_kind(block, ["h1", "h2", "li", "p"]);
        let _ = write!(page, "<{name}>{}</{name}>", escaped(&block.words));
    }
    page + if in_list { "</ul></body></html>" } else { "</body></html>" }
}

fn weasyprint(folder: &Path, blocks: &[SetBlock], n_columns: usize) -> Option<PathBuf> {
    let style = format!(
        "@page {{ size: A5; margin: 2cm 1.6cm; @top-left {{ content: 'The Quay Courier' }} \
         @bottom-center {{ content: counter(page) }} }} \
         body {{ font: 10.5pt/1.2 serif; columns: {n_columns}; text-align: justify; hyphens: auto }} \
         h1 {{ column-span: all; font-size: 18pt; hyphens: manual; text-align: left }} \
         h2 {{ font-size: 13pt; text-align: left }} p {{ margin: 0; text-indent: 1em }}"
    );
    fs::write(folder.join("page.html"), html(blocks, &style)).ok()?;
    run("weasyprint", &["page.html", "page.pdf"], folder)?;
    Some(folder.join("page.pdf"))
}

fn chromium(folder: &Path, blocks: &[SetBlock], n_columns: usize) -> Option<PathBuf> {
    let style =
        format!("body {{ columns: {n_columns}; column-gap: 2em }} h1 {{ column-span: all }}");
    fs::write(folder.join("page.html"), html(blocks, &style)).ok()?;
    let arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=page.pdf", "page.html"];
    run("chromium", &arguments, folder)?;
    Some(folder.join("page.pdf"))
}

fn libreoffice(folder: &Path, blocks: &[SetBlock], _: usize) -> Option<PathBuf> {
    fs::write(folder.join("page.html"), html(blocks, "")).ok()?;
    let home = format!("-env:UserInstallation=file://{}/home", folder.display());
    let arguments = [home.as_str(), "--headless", "--convert-to", "pdf", "page.html"];
    run("soffice", &arguments, folder)?;
    Some(folder.join("page.pdf"))
}

/// Returns documents of an article, as LibreOffice and pandoc write them; `None` if one of them fails.
pub fn office_documents(folder: &Path, blocks: &[SetBlock]) -> Option<Vec<PathBuf>> {
    fs::create_dir_all(folder).ok()?;
    fs::write(folder.join("page.html"), html(blocks, "")).ok()?;
    let home = format!("-env:UserInstallation=file://{}/home", folder.display());
    let mut files = Vec::new();
    for format in ["docx:MS Word 2007 XML", "odt"] {
        let reads = "--infilter=HTML (StarWriter)";
        let arguments = [home.as_str(), "--headless", reads, "--convert-to", format, "page.html"];
        run("soffice", &arguments, folder)?;
        files.push(folder.join(format!("page.{}", format.split(':').next()?)));
    }
    for name in ["pandoc.docx", "pandoc.odt", "pandoc.epub"] {
        run("pandoc", &["page.html", "-o", name], folder)?;
        files.push(folder.join(name));
    }
    files.iter().all(|file| file.is_file()).then_some(files)
}

fn latex(folder: &Path, blocks: &[SetBlock], n_columns: usize) -> Option<PathBuf> {
    let columns = if n_columns == 2 { "twocolumn,a4paper" } else { "a5paper" };
    let mut text = format!(
        "\\documentclass[{columns},10pt]{{article}}\n\\usepackage[T1]{{fontenc}}\n\
         \\usepackage[utf8]{{inputenc}}\n\\usepackage{{lmodern,textcomp,cmap}}\n\\pagestyle{{headings}}\n\\begin{{document}}\n"
    );
    for block in blocks {
        let words = latex_words(&block.words);
        let (before, after) = by_kind(
            block,
            [
                ("\\section*{\\LARGE ", "}\n"),
                ("\\section*{", "}\n"),
                ("\\begin{itemize}\\item ", "\\end{itemize}\n"),
                ("", "\n\n"),
            ],
        );
        text.push_str(&[before, &words, after].concat());
    }
    text.push_str("\\end{document}\n");
    fs::write(folder.join("page.tex"), text).ok()?;
    // LaTeX complains of letters that its fonts lack, and sets everything else.
    let _ = run("pdflatex", &["-interaction=nonstopmode", "page.tex"], folder);
    Some(folder.join("page.pdf"))
}

fn latex_words(words: &str) -> String {
    let mut text = String::new();
    for c in words.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                text.push('\\');
                text.push(c);
            }
            '“' => text.push_str("``"),
            '”' => text.push_str("''"),
            '"' => text.push_str("{\\textquotedbl}"),
            '‘' => text.push('`'),
            '’' => text.push('\''),
            '–' => text.push_str("--"),
            '—' => text.push_str("---"),
            '\\' => text.push_str("\\textbackslash{}"),
            '~' => text.push_str("\\textasciitilde{}"),
            '^' => text.push_str("\\textasciicircum{}"),
            c => text.push(c),
        }
    }
    text
}

fn groff(folder: &Path, blocks: &[SetBlock], n_columns: usize) -> Option<PathBuf> {
    let mut text =
        String::from(".nr PS 10\n.nr LL 5.5i\n.ds CH The Quay Courier\n.ds CF \\\\n[PN]\n");
    for (at, block) in blocks.iter().enumerate() {
        let words = block.words.replace('\\', "\\e");
        let guarded = if words.starts_with(['.', '\'']) { format!("\\&{words}") } else { words };
        let request = by_kind(block, [".TL", ".SH", ".IP \\[bu] 2", ".PP"]);
        let _ = writeln!(text, "{request}\n{guarded}");
        if at == 0 && n_columns == 2 {
            text.push_str(".2C\n");
        }
    }
    fs::write(folder.join("page.ms"), text).ok()?;
    let file = fs::File::create(folder.join("page.pdf")).ok()?;
    let mut command = Command::new("groff");
    command.args(["-k", "-ms", "-Tpdf", "page.ms"]).current_dir(folder);
    command.stdin(Stdio::null()).stdout(file).stderr(Stdio::null());
    command.status().ok()?.success().then(|| folder.join("page.pdf"))
}
