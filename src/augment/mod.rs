//! Table-level augmentation of events: rotation, smearing, copies.
