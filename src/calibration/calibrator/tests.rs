//! Laws of calibrators.
