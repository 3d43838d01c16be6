//! PNG files: header, resolution, title, compressed rows (ISO/IEC 15948).

use std::io::Write as _;

use flate2::write::ZlibEncoder;

use super::canvas::Canvas;
use super::raster::{Picture, picture};
use crate::error::Result;

/// A PNG file of a canvas with `per_inch` pixels to the inch.
///
/// # Errors
/// A resolution outside [24, 1200], more than a hundred million pixels, or a letter that no font of ours has.
pub(crate) fn document(canvas: &Canvas, title: &str, per_inch: f64) -> Result<Vec<u8>> {
    Ok(file(&picture(canvas, per_inch)?, title, per_inch))
}

/// The rows have no filter, which suits areas of one colour.
fn file(picture: &Picture, title: &str, per_inch: f64) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend((picture.width as u32).to_be_bytes());
    header.extend((picture.height as u32).to_be_bytes());
    // Eight bits each of red, green and blue; deflate; no interlacing.
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &header);
    let per_metre = ((per_inch / 0.0254).round() as u32).to_be_bytes();
    chunk(&mut file, b"pHYs", &[&per_metre[..], &per_metre[..], &[1]].concat());
    // Keyword, uncompressed, no language, and the text in UTF-8.
    chunk(&mut file, b"iTXt", &[&b"Title\0\0\0\0\0"[..], title.as_bytes()].concat());
    let mut rows = ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    for row in picture.pixels.chunks(3 * picture.width) {
        // Writing to a Vec cannot fail.
        let _ = rows.write_all(&[0]).and_then(|()| rows.write_all(row));
    }
    chunk(&mut file, b"IDAT", &rows.finish().unwrap_or_default());
    chunk(&mut file, b"IEND", &[]);
    file
}

/// Adds a piece of a PNG file: length, name, content, checksum.
fn chunk(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    file.extend((content.len() as u32).to_be_bytes());
    let mut checksum = flate2::Crc::new();
    checksum.update(name);
    checksum.update(content);
    file.extend(name);
    file.extend(content);
    file.extend(checksum.sum().to_be_bytes());
}
