//! Physics of the generators.
