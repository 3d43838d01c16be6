//! The icon of the kernel: what Jupyter shows on its launcher and beside the name of the kernel.

use crate::Outcome;
use crate::project::write_bytes;
use std::path::Path;

/// Names as Jupyter knows them. The drawing is the SVG; the others were made from it.
const FILES: [(&str, &[u8]); 3] = [
    ("logo-svg.svg", include_bytes!("../../kernel/icon/logo-svg.svg")),
    ("logo-32x32.png", include_bytes!("../../kernel/icon/logo-32x32.png")),
    ("logo-64x64.png", include_bytes!("../../kernel/icon/logo-64x64.png")),
];

/// Writes the icon into the folder of a kernelspec.
pub fn write(kernelspec: &Path) -> Outcome {
    FILES.iter().try_for_each(|(name, bytes)| write_bytes(&kernelspec.join(name), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Guards against a picture of another size under the name.
    #[test]
    fn pictures_have_the_size_that_their_names_say() {
        for (name, bytes) in &FILES[1..] {
            assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n", "{name}");
            let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
            assert_eq!(*name, format!("logo-{}x{}.png", number(16), number(20)));
        }
    }
}
