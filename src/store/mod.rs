//! The run store: trainings on disk, found again by configuration.
