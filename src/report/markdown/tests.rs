//! Comments, and what is hostile to them.
