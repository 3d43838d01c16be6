//! Network architectures.
