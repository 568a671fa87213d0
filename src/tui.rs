//! The terminal screen.
//!
//! Traffic is three closed enums. An [`event::Event`], for example a key, goes into
//! [`app::App::update`], the only function with changes of the state. `update` returns
//! [`effect::Effect`]s, for example a save, for
//! [`effect_runner::EffectRunner`]. A [`copydesk::command::Command`] is the meaning of a key; keys,
//! palette, menu and help share the commands. Views read the state.
//!
//! The loop takes in all waiting events, carries the effects of each out before the next event, and then
//! draws one frame. The screen changes on events only. No frame waits for the disk: the saver thread
//! does.

pub mod event;
pub mod effect;
pub mod app;
mod background;
mod scene;
mod session;
mod update;
pub mod view;
mod views;
mod list;
mod hints;
mod layout;
mod draw;
mod state;
mod theme;
pub mod worker;
mod feeds;
pub mod passage_search;
pub mod corpus_comparison;
pub mod saver_task;
pub mod saver;
pub mod effect_runner;
mod signals;
mod terminal;
#[cfg(test)]
mod tests;

use std::{
    collections::VecDeque,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use copydesk::{project::Project, store, text::count};
use jiff::Timestamp;

use self::{
    app::App,
    effect::Effect,
    effect_runner::{EffectRunner, EffectWorkers, PATIENCE, Terminal},
    event::Event,
    saver::Saver,
    session::Tone,
    terminal::Screen,
    worker::feed,
};
use crate::start::Start;

/// Shows the project until the user leaves, and returns the exit status of the program: 0, or another
/// number on a signal.
///
/// # Errors
/// [`store::ClockError`] for a clock beyond all records. An [`std::io::Error`] of a terminal without output or of a thread without start, or the first unsaved
/// decision. In any case the terminal is left as found, and then the saver is waited for.
pub fn run(start: Start) -> anyhow::Result<u8> {
    let now = store::now()?;
    let (sender, events) = channel();
    let saver = Saver::start(start.dirs.clone(), sender.clone())
        .context("cannot start the thread that saves")?;
    // First, so that every signal finds somebody who gives the terminal back, and no change of the size
    // is missed that `Screen::enter` asks for.
    signals::listen(&sender, saver.pending());
    let mut screen = Screen::enter(saver.pending().clone())?;
    let mut app = App::new(start.project, start.keymap, start.settings, screen.size());
    app.set_theme(start.no_color);
    let workers = EffectWorkers {
        search: passage_search::start(sender.clone())?,
        comparison: corpus_comparison::start_comparison(
            sender.clone(),
            app.project.repeats_cache().clone(),
        )?,
        source_list: corpus_comparison::start_source_list(sender.clone())?,
        events: sender.clone(),
    };
    let mut runner = EffectRunner::new(start.dirs, workers, saver);
    // Before anything is read, so that nothing changes between reading and the first look unseen for long.
    feed(sender.clone(), feeds::changed_files(app.project.watch()));
    let resumed = Event::Resumed(runner.last_place(&app));
    dispatch(&mut app, (&mut runner, &mut screen), resumed, now)?;
    // The articles that the first screen needed are read by now and need not be read again.
    let being_read = app.background.awaited.map(|_| app.reader.place.article);
    let entries = waiting(&app.project, being_read);
    let loaded = (0..app.project.len())
        .filter_map(|index| Some((index, app.project.article(index)?.clone())));
    runner.perform(&app, &mut screen, Effect::Index(loaded.collect()))?;
    let started = Event::Started(start.warning);
    dispatch(&mut app, (&mut runner, &mut screen), started, now)?;
    screen.draw(&app)?;
    terminal::listen(&sender);
    if let Some(recovery) = app.project.recovery() {
        feed(sender.clone(), feeds::earlier_annotations(recovery));
    }
    if let Some(search) = app.project.missing_search() {
        feed(sender.clone(), feeds::missing_annotations(search));
    }
    feed(sender, feeds::articles(entries));
    let ended = converse(&events, &mut app, &mut runner, &mut screen);
    drop(screen);
    let status = runner.status();
    finish(&mut app, &runner)?;
    match ended {
        Ok(()) => Ok(status),
        // A terminal that goes away fails under the frame that is being drawn.
        Err(error) => asked_to_end(&events).ok_or(error),
    }
}

/// Returns the exit status of a request by the system to end, if the request comes about now.
fn asked_to_end(events: &Receiver<Event>) -> Option<u8> {
    const SOON: Duration = Duration::from_millis(100);
    std::iter::from_fn(|| events.recv_timeout(SOON).ok()).find_map(|event| match event {
        Event::Terminate(status) => Some(status),
        _ => None,
    })
}

/// Takes in the outcomes of the saver and then the event; the effects of each are carried out before the
/// next.
///
/// # Errors
/// The [`std::io::Error`] of a terminal that takes no output.
pub fn dispatch(
    app: &mut App,
    (runner, terminal): (&mut EffectRunner, &mut impl Terminal),
    event: Event,
    at: Timestamp,
) -> anyhow::Result<()> {
    let mut events: VecDeque<Event> = runner.stored().into();
    events.push_back(event);
    while let Some(event) = events.pop_front() {
        for effect in app.update(event, at) {
            events.extend(runner.perform(app, terminal, effect)?);
        }
    }
    Ok(())
}

/// Takes events in and draws frames until the program is over; the first error of the terminal ends the
/// loop.
fn converse(
    events: &Receiver<Event>,
    app: &mut App,
    runner: &mut EffectRunner,
    screen: &mut Screen,
) -> anyhow::Result<()> {
    let mut now = store::now()?;
    while let Ok(event) = events.recv() {
        let mut waiting = std::iter::once(event).chain(events.try_iter()).peekable();
        while let Some(event) = waiting.next() {
            // Laying a large article out takes a while: of sizes in a row only the last one counts.
            if is_resize(&event) && waiting.peek().is_some_and(is_resize) {
                continue;
            }
            // A clock that is set to an odd time meanwhile stops for the program.
            now = store::now().unwrap_or(now);
            dispatch(app, (runner, screen), event, now)?;
            // Events after the end have no receiver and may never end themselves.
            if runner.is_over() {
                return Ok(());
            }
        }
        take_fast(app, runner, now);
        screen.draw(app)?;
    }
    Ok(())
}

/// Takes in what a fast disk has stored before the frame, so that the frame says `saved`.
fn take_fast(app: &mut App, runner: &mut EffectRunner, at: Timestamp) {
    if runner.await_fast_disk() {
        for event in runner.stored() {
            app.update(event, at);
        }
    }
}

/// Waits a last time, after the terminal is given back and no key can be pressed.
///
/// # Errors
/// The number of articles unsaved within [`PATIENCE`], or the reason of a failed save.
fn finish(app: &mut App, runner: &EffectRunner) -> anyhow::Result<()> {
    let is_done = runner.await_saver(PATIENCE);
    for event in std::iter::once(Event::TerminalLeft).chain(runner.stored()) {
        app.update(event, store::now().unwrap_or(Timestamp::MAX));
    }
    let seconds = PATIENCE.as_secs();
    ensure!(
        is_done,
        "the disk did not answer for {seconds} seconds: the last decisions may be lost"
    );
    let n = app.project.unsaved().count();
    let why = app.project.why_unsaved().map_or(String::new(), |why| format!(": {}", why.whole));
    ensure!(n == 0, "the last decisions on {} could not be saved{why}", count(n, "article"));
    match &app.message {
        Some((Tone::Failed, words)) => bail!(words.clone()),
        _ => Ok(()),
    }
}

fn is_resize(event: &Event) -> bool {
    matches!(event, Event::Resize(..))
}

/// Returns the unread entries, without the entry in the reading worker.
fn waiting(project: &Project, being_read: Option<usize>) -> Vec<(usize, copydesk::store::Entry)> {
    let all = 0..project.len();
    all.filter(|index| project.article(*index).is_none() && Some(*index) != being_read)
        .map(|index| (index, project.entry(index).clone()))
        .collect()
}
