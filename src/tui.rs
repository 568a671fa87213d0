//! The terminal screen.
//!
//! Traffic is three closed enums: [`event::Event`] (what happened outside) goes into
//! [`app::App::update`], which asks for [`effect::Effect`]s (what the outside should do);
//! [`copydesk::command::Command`] is what keys, palette, menu and help mean in between. Only `update`
//! changes state; views read it. All events that are waiting are taken in, each with its effects done
//! before the next, and then one frame is drawn; the screen changes on events only. What waits for the
//! disk is done by the saver thread, so no frame waits for it.

pub mod app;

pub mod compare;

mod effect;

pub mod event;

mod background;

mod hints;

pub mod jobs;

mod layout;

mod list;

pub mod lister;

pub mod outside;

mod state;

pub mod saver;

mod scene;
mod session;

mod signals;

mod terminal;

#[cfg(test)]
mod tests;

mod theme;

mod update;

pub mod view;

mod views;

use std::{
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use anyhow::Context;
use copydesk::project::Project;
use jiff::Timestamp;

use crate::start::Start;

use self::{
    app::App, compare::Comparer, event::Event, lister::Lister, outside::Outside, saver::Saver,
    terminal::Screen,
};

/// Shows the project until the user leaves.
///
/// # Errors
/// A terminal that cannot be set up or drawn on, or decisions that could not be saved. The terminal is
/// left as it was found in any case, and then the saver is waited for.
///
/// Gives the status to end with, which is not 0 when the system asked for the end.
pub fn run(start: Start) -> anyhow::Result<u8> {
    let (sender, events) = channel();
    let searcher = jobs::start_searcher(sender.clone());
    let saver = Saver::start(start.dirs.clone(), sender.clone())
        .context("cannot start the thread that saves")?;
    // First, so that every signal finds somebody who gives the terminal back, and no change of the size
    // is missed that `Screen::enter` asks for.
    signals::listen(&sender, saver.pending());
    let mut screen = Screen::enter(saver.pending().clone())?;
    let mut app = App::new(start.project, start.keymap, start.settings, screen.size());
    app.set_theme(start.no_color);
    let comparer = Comparer::new(sender.clone(), app.project.repeats_cache().clone());
    let lister = Lister::new(sender.clone());
    let mut outside = Outside::new(start.dirs, searcher.clone(), comparer, saver).with(lister);
    // Before anything is read, so that nothing changes between reading and the first look unseen for long.
    jobs::watch_in_background(app.project.watch(), sender.clone());
    outside.resume(&mut app);
    // What the first screen needed is read by now and need not be read again.
    let being_read = app.background.awaited.map(|_| app.reader.place.article);
    let entries = waiting(&app.project, being_read);
    let loaded = (0..app.project.len())
        .filter_map(|index| Some((index, app.project.article(index)?.clone())));
    let _ = searcher.send(jobs::Inquiry::Articles(loaded.collect()));
    if app.project.n_waiting() == 0 {
        let compare = app.compare_all();
        outside.perform(&mut app, &mut screen, compare)?;
    }
    app.look_who_decides(Timestamp::now());
    if let Some(warning) = start.warning {
        let told = app.message.take().map(|(_, words)| format!(" · {words}"));
        app.tell(session::Tone::Warned, warning + &told.unwrap_or_default());
    }
    screen.draw(&app)?;
    terminal::listen(&sender);
    if let Some(examination) = app.project.examination() {
        jobs::look_for_astray(examination, sender.clone());
    }
    jobs::read_in_background(entries, sender);
    let ended = converse(&events, &mut app, &mut outside, &mut screen);
    drop(screen);
    let status = outside.status();
    outside.finish(&mut app)?;
    match ended {
        Ok(()) => Ok(status),
        // A terminal that goes away fails under the frame that is being drawn.
        Err(error) => asked_to_end(&events).ok_or(error),
    }
}

/// The status that the system asks the program to end with, where it does so about now.
fn asked_to_end(events: &Receiver<Event>) -> Option<u8> {
    const SOON: Duration = Duration::from_millis(100);
    std::iter::from_fn(|| events.recv_timeout(SOON).ok()).find_map(|event| match event {
        Event::Terminate(status) => Some(status),
        _ => None,
    })
}

/// Takes events in and draws frames until the program is over; the first error of the terminal ends it.
fn converse(
    events: &Receiver<Event>,
    app: &mut App,
    outside: &mut Outside,
    screen: &mut Screen,
) -> anyhow::Result<()> {
    while let Ok(event) = events.recv() {
        let mut waiting = std::iter::once(event).chain(events.try_iter()).peekable();
        while let Some(event) = waiting.next() {
            // Laying a large article out takes a while: of sizes in a row only the last one counts.
            if is_resize(&event) && waiting.peek().is_some_and(is_resize) {
                continue;
            }
            outside.take(app, screen, event, Timestamp::now())?;
            // What comes after the end is for nobody, and may never end itself.
            if outside.is_over() {
                return Ok(());
            }
        }
        outside.await_fast_disk(app);
        screen.draw(app)?;
    }
    Ok(())
}

fn is_resize(event: &Event) -> bool {
    matches!(event, Event::Resize(..))
}

/// The entries that are still to be read, but for one that is being read.
fn waiting(project: &Project, being_read: Option<usize>) -> Vec<(usize, copydesk::store::Entry)> {
    let all = 0..project.len();
    all.filter(|index| project.article(*index).is_none() && Some(*index) != being_read)
        .map(|index| (index, project.entry(index).clone()))
        .collect()
}

/// Tells the screen what happened; a screen that is gone needs no news.
fn post(sender: &std::sync::mpsc::Sender<Event>, event: Event) -> bool {
    sender.send(event).is_ok()
}
