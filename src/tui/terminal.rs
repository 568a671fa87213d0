//! The real terminal: entering and leaving it, reading its events, signals.
//!
//! It is left as it was found whatever happens: at the end, after an error, after a panic in any
//! thread, after a signal. `ratatui::restore` is not used, since it panics where the terminal is gone.

use std::{
    io::{self, Stdout, Write},
    sync::mpsc::Sender,
    thread,
};

use anyhow::Context;
use copydesk::keymap::{Key, KeyCode};
use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{
        self as input, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste,
        EnableMouseCapture, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
    },
    execute,
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
    event::{Event, Mouse},
    layout::LARGEST,
    outside::{PATIENCE, Terminal},
    post,
    saver::Pending,
    view,
};

/// The terminal while copydesk owns it.
pub struct Screen {
    terminal: Ratatui<CrosstermBackend<Stdout>>,
    size: (u16, u16),
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// A panic in any thread gives it back, waits for what is on its way to the disk, and ends the
    /// program.
    pub fn enter(pending: Pending) -> anyhow::Result<Self> {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // The extractor of pages may panic on a page and is caught: nothing ends then.
            if copydesk::corpus::is_panic_contained() {
                return;
            }
            leave();
            hook(panic);
            pending.wait(PATIENCE);
            // A panic beside the main thread would leave the program drawing over the shell.
            std::process::exit(101);
        }));
        // Otherwise crossterm answers NO_COLOR with a reset that wipes bold and reverse too.
        crossterm::style::force_color_output(true);
        take_over().context("cannot take over the terminal")?;
        let size = clamped(size().unwrap_or((80, 24)));
        Ok(Self {
            terminal: ratatui(size)?,
            size,
        })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Draws one frame.
    pub fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        if clamped(app.size) != self.size {
            self.size = clamped(app.size);
            self.blank()?;
        }
        self.terminal
            .draw(|frame| view::draw(frame, app))
            .context("cannot draw")?;
        Ok(())
    }
}

impl Screen {
    /// Clears the screen, so that the next frame draws every cell.
    ///
    /// Ratatui's own way asks the terminal where its cursor is; the answer goes to the thread that
    /// reads keys, and the program would end for want of it.
    fn blank(&mut self) -> anyhow::Result<()> {
        self.terminal = ratatui(self.size)?;
        execute!(
            io::stdout(),
            SetAttribute(Attribute::Reset),
            Clear(ClearType::All)
        )
        .context("cannot draw")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// A fixed area, so that a terminal that claims absurd sizes makes no absurd buffers.
fn ratatui(size: (u16, u16)) -> io::Result<Ratatui<CrosstermBackend<Stdout>>> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
    Ratatui::with_options(
        CrosstermBackend::new(io::stdout()),
        TerminalOptions { viewport },
    )
}

fn clamped(size: (u16, u16)) -> (u16, u16) {
    (size.0.clamp(1, LARGEST.0), size.1.clamp(1, LARGEST.1))
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste
    )
}

/// Gives the terminal back; what fails is passed over, since there is nobody left to tell.
fn leave() {
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}

impl Terminal for Screen {
    #[cfg(unix)]
    fn suspend(&mut self) -> anyhow::Result<()> {
        leave();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        take_over()?;
        self.redraw()
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn redraw(&mut self) -> anyhow::Result<()> {
        self.blank()
    }

    fn copy(&mut self, words: &str) -> anyhow::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(words))?;
        io::stdout().flush()?;
        Ok(())
    }
}

/// Sends what the terminal and the system say, for as long as somebody listens.
pub fn listen(events: &Sender<Event>) {
    let sender = events.clone();
    thread::spawn(move || {
        while let Ok(event) = input::read() {
            if let Some(event) = translate(event)
                && !post(&sender, event)
            {
                return;
            }
        }
        // The terminal is gone.
        post(&sender, Event::Terminate);
    });
}

/// Ends the program in order when the system asks for it; the terminal is given back within a second in
/// any case, and only a disk that is slower than that is waited for longer.
#[cfg(unix)]
pub fn listen_to_signals(events: &Sender<Event>, pending: Pending) {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
        iterator::Signals,
    };
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else {
        return;
    };
    let events = events.clone();
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            post(&events, Event::Terminate);
            thread::sleep(std::time::Duration::from_millis(800));
            leave();
            pending.wait(PATIENCE);
            std::process::exit(128 + signal);
        }
    });
}

/// Other systems end the program with the window.
#[cfg(not(unix))]
pub fn listen_to_signals(_events: &Sender<Event>, _pending: Pending) {}

fn translate(event: input::Event) -> Option<Event> {
    match event {
        input::Event::Key(key) if key.kind != KeyEventKind::Release => {
            translate_key(key.code, key.modifiers).map(Event::Key)
        }
        input::Event::Key(_) | input::Event::FocusGained | input::Event::FocusLost => None,
        input::Event::Paste(text) => Some(Event::Paste(text)),
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
        assert_eq!(
            shift_tab.map(|key| key.to_string()).as_deref(),
            Some("shift-tab")
        );
        let capital = translate_key(input::KeyCode::Char('J'), KeyModifiers::SHIFT);
        assert_eq!(capital, Some(Key::char('J')));
        assert_eq!(
            translate_key(input::KeyCode::F(1), KeyModifiers::NONE),
            None
        );
    }
}
