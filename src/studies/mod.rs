//! The studies of the Note: every figure and table is one call.
