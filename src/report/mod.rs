//! Tables, captions and everything that a notebook displays.
