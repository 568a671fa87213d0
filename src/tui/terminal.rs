//! The real terminal: entering and leaving the alternate screen, reading its events.
//!
//! The terminal is left as found in every case: at the end, after an error, after a panic in any thread,
//! after a signal (see [`super::signals`]). `ratatui::restore` and `eprintln!` are not used, since both
//! panic without a terminal.

use std::{
    io::{self, Stdout, Write},
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

use anyhow::Context;
use copydesk::{
    keymap::{Key, KeyCode},
    text::visible,
};
use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{
        self as input, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste,
        EnableMouseCapture, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
    },
    execute, queue,
    style::{Attribute, SetAttribute},
    terminal::{
        Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode, size,
    },
};
use ratatui::{
    Terminal as Ratatui, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect,
};

use super::{
    app::App,
    effect_runner::{PATIENCE, Terminal},
    event::{Event, HUNG_UP, Mouse},
    layout::LARGEST,
    saver::PendingTasks,
    view,
    worker::feed,
};

/// Longest wait for the last words to a terminal.
const STALLED: Duration = Duration::from_millis(150);

/// The terminal in the hands of copydesk.
pub struct Screen {
    terminal: Ratatui<CrosstermBackend<Stdout>>,
    size: (u16, u16),
    /// Set by [`Terminal::suspend`], which takes the terminal over again itself.
    stopped_here: bool,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// A panic in any thread gives the terminal back, waits for tasks on their way to the disk, and ends
    /// the program.
    pub fn enter(pending: PendingTasks) -> anyhow::Result<Self> {
        std::panic::set_hook(Box::new(move |panic| {
            // A panic of the PDF extractor is caught, so the program goes on.
            if copydesk::corpus::is_panic_contained() {
                return;
            }
            leave_for_good();
            tell(panic);
            pending.wait(PATIENCE);
            // A panic beside the main thread would leave the program drawing over the shell.
            std::process::exit(101);
        }));
        // Otherwise crossterm answers `NO_COLOR` with a reset of bold and reverse too.
        crossterm::style::force_color_output(true);
        let size = clamped(size().unwrap_or((80, 24)));
        let terminal = ratatui(size)?;
        // Made before the terminal is taken, so that `drop` gives back a half-taken terminal.
        let screen = Self { terminal, size, stopped_here: false };
        take_over().context("cannot take over the terminal")?;
        Ok(screen)
    }

    /// Returns columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Draws one frame.
    pub fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        self.terminal.draw(|frame| view::draw(frame, app)).context("cannot draw")?;
        Ok(())
    }

    /// Clears the screen, so that the next frame draws every cell.
    ///
    /// `Terminal::clear` of ratatui asks the terminal for its cursor. The answer would go to the thread
    /// behind the keys, and the program would end without the answer.
    fn blank(&mut self) -> anyhow::Result<()> {
        self.terminal = ratatui(self.size)?;
        execute!(io::stdout(), SetAttribute(Attribute::Reset), Clear(ClearType::All))
            .context("cannot draw")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Returns a terminal of a fixed area, so that absurd sizes make no absurd buffers.
fn ratatui(size: (u16, u16)) -> io::Result<Ratatui<CrosstermBackend<Stdout>>> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
    Ratatui::with_options(CrosstermBackend::new(io::stdout()), TerminalOptions { viewport })
}

fn clamped(size: (u16, u16)) -> (u16, u16) {
    (size.0.clamp(1, LARGEST.0), size.1.clamp(1, LARGEST.1))
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste)
}

/// Gives the terminal back and ignores failures, since nobody is left to hear of them.
///
/// A terminal without output, for example after `Ctrl-S`, must not keep the program from ending. The
/// modes need no output and come first; the rest gets at most [`STALLED`]. Standard output is not
/// locked, because another thread may hold the lock while waiting for the terminal.
pub fn leave() {
    let _ = disable_raw_mode();
    let (sender, done) = channel();
    thread::spawn(move || {
        let mut last_words = Vec::new();
        let _ = queue!(
            last_words, DisableBracketedPaste, DisableMouseCapture, LeaveAlternateScreen, Show
        );
        write_past_locks(&last_words);
        let _ = sender.send(());
    });
    let _ = done.recv_timeout(STALLED);
}

/// Gives the terminal back for the end of the program, in a thread beside the drawing thread.
///
/// Holds the lock of standard output for ever, so that the drawing thread cannot write half a frame
/// after the last words.
pub fn leave_for_good() {
    let (sender, locked) = channel();
    thread::spawn(move || {
        let _lock = io::stdout().lock();
        let _ = sender.send(());
        loop {
            thread::park();
        }
    });
    // A thread that waits for a stalled terminal may hold the lock for ever.
    let _ = locked.recv_timeout(STALLED);
    leave();
}

#[cfg(unix)]
fn write_past_locks(mut bytes: &[u8]) {
    let stdout = io::stdout();
    while let Ok(n_written @ 1..) = rustix::io::retry_on_intr(|| rustix::io::write(&stdout, bytes))
    {
        bytes = &bytes[n_written..];
    }
}

#[cfg(not(unix))]
fn write_past_locks(bytes: &[u8]) {
    let _ = io::stdout().write_all(bytes);
    let _ = io::stdout().flush();
}

/// Writes the message and the place of a panic. The message may quote foreign text.
fn tell(panic: &std::panic::PanicHookInfo<'_>) {
    let words = panic.to_string();
    let lines: Vec<_> = words.lines().map(visible).collect();
    let thread = thread::current();
    let name = thread.name().unwrap_or("background");
    let _ = writeln!(
        io::stderr(),
        "copydesk has a fault and had to stop; every decision that the screen called saved is on \
         disk.\n{name}: {}",
        lines.join("\n")
    );
}

impl Terminal for Screen {
    #[cfg(unix)]
    fn suspend(&mut self) -> anyhow::Result<()> {
        leave();
        self.stopped_here = true;
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        take_over()?;
        self.redraw()
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn take_over(&mut self) -> anyhow::Result<()> {
        if std::mem::take(&mut self.stopped_here) {
            return Ok(());
        }
        // A stop from outside left our modes on; the shell has set its own modes since.
        leave();
        take_over()?;
        self.redraw()
    }

    fn redraw(&mut self) -> anyhow::Result<()> {
        self.blank()
    }

    fn resize(&mut self, size: (u16, u16)) -> anyhow::Result<()> {
        self.size = clamped(size);
        self.blank()
    }

    fn copy(&mut self, words: &str) -> anyhow::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(words))?;
        io::stdout().flush()?;
        Ok(())
    }
}

/// Posts the events of the terminal, and the end after the loss of the terminal.
pub fn listen(events: &Sender<Event>) {
    let read = std::iter::from_fn(|| input::read().ok());
    let end = std::iter::once_with(|| Event::Terminate(HUNG_UP));
    feed(events.clone(), read.filter_map(translate).chain(end));
}

fn translate(event: input::Event) -> Option<Event> {
    match event {
        input::Event::Key(key) if key.kind != KeyEventKind::Release => {
            translate_key(key.code, key.modifiers).map(Event::Key)
        }
        input::Event::Key(_) | input::Event::FocusGained | input::Event::FocusLost => None,
        input::Event::Paste(text) => Some(Event::Paste(text)),
        // `signals` posts sizes, and listens earlier.
        input::Event::Resize(..) if cfg!(unix) => None,
        input::Event::Resize(cols, rows) => Some(Event::Resize(cols, rows)),
        input::Event::Mouse(mouse) => {
            let what = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Press,
                MouseEventKind::Drag(MouseButton::Left) => Mouse::Drag,
                MouseEventKind::Up(MouseButton::Left) => Mouse::Release,
                MouseEventKind::ScrollUp => Mouse::WheelUp,
                MouseEventKind::ScrollDown => Mouse::WheelDown,
                _ => return None,
            };
            Some(Event::Mouse(what, mouse.column, mouse.row))
        }
    }
}

fn translate_key(code: input::KeyCode, modifiers: KeyModifiers) -> Option<Key> {
    let code = match code {
        input::KeyCode::Char(character) => KeyCode::Char(character),
        input::KeyCode::Enter => KeyCode::Enter,
        input::KeyCode::Esc => KeyCode::Esc,
        input::KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        input::KeyCode::Tab => KeyCode::Tab,
        input::KeyCode::BackTab => KeyCode::BackTab,
        input::KeyCode::Backspace => KeyCode::Backspace,
        input::KeyCode::Delete => KeyCode::Delete,
        input::KeyCode::Up => KeyCode::Up,
        input::KeyCode::Down => KeyCode::Down,
        input::KeyCode::Left => KeyCode::Left,
        input::KeyCode::Right => KeyCode::Right,
        input::KeyCode::Home => KeyCode::Home,
        input::KeyCode::End => KeyCode::End,
        input::KeyCode::PageUp => KeyCode::PageUp,
        input::KeyCode::PageDown => KeyCode::PageDown,
        _ => return None,
    };
    let ctrl = modifiers.contains(KeyModifiers::CONTROL);
    let alt = modifiers.contains(KeyModifiers::ALT);
    Some(Key { code, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_translated() {
        let ctrl_d = translate_key(input::KeyCode::Char('d'), KeyModifiers::CONTROL);
        assert_eq!(ctrl_d.map(|key| key.to_string()).as_deref(), Some("ctrl-d"));
        let shift_tab = translate_key(input::KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(shift_tab.map(|key| key.to_string()).as_deref(), Some("shift-tab"));
        let capital = translate_key(input::KeyCode::Char('J'), KeyModifiers::SHIFT);
        assert_eq!(capital, Some(Key::char('J')));
        assert_eq!(translate_key(input::KeyCode::F(1), KeyModifiers::NONE), None);
    }
}
