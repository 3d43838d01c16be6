//! Cuts, cutflows, mass windows and jet pairing.
