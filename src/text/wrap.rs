//! Breaking text into screen rows.
