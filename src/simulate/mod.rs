//! Seeded generators of toy events.
