//! Histograms and figures in the look of the field.
