//! Feature matrices and scalers: what a network sees.
