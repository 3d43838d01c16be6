//! Mixed samples: rows of signal and background events under two labels, without truth.
