//! The article text of an HTML page.
