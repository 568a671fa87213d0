//! Quotations, and the units that a selection widens to.
