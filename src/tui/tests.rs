//! Journeys: keys in, the screen as text out.

mod pictures;
