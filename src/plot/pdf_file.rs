//! The frame of a PDF file: numbered objects, compressed streams, the table of where each begins.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::write::ZlibEncoder;

/// The map from numbers of letters to Unicode, in the lists of at most 100 that readers expect.
pub(crate) fn meanings(letters: &[(u16, char, f64)]) -> String {
    let mut text = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) \
         /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n\
         endcodespacerange\n",
    );
    for some in letters.chunks(100) {
        let _ = writeln!(text, "{} beginbfchar", some.len());
        for (id, letter, _) in some {
            let _ = writeln!(text, "<{id:04X}> <{}>", utf16(&letter.to_string()));
        }
        text.push_str("endbfchar\n");
    }
    text + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// A text of the file's own description.
pub(crate) fn unicode(text: &str) -> String {
    format!("<FEFF{}>", utf16(text))
}

/// Numbered objects one after the other, and the table of where each begins.
pub(crate) struct File {
    bytes: Vec<u8>,
    /// Where the objects begin, by number less one.
    starts: Vec<usize>,
}

impl File {
    pub(crate) fn new() -> File {
        // Four bytes above 127 tell transfer programs that the file is not text.
        File { bytes: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), starts: Vec::new() }
    }

    /// Adds an object; they come in the order of their numbers.
    pub(crate) fn object(&mut self, id: usize, content: &str) {
        self.begin(id);
        self.bytes.extend(format!("{id} 0 obj\n{content}\nendobj\n").bytes());
    }

    /// Adds compressed content.
    pub(crate) fn stream(&mut self, id: usize, entries: &str, content: &[u8]) {
        let mut packed = ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        // Writing to a Vec cannot fail.
        let _ = packed.write_all(content);
        let packed = packed.finish().unwrap_or_default();
        self.begin(id);
        let head = format!("{id} 0 obj\n<< {entries}/Length {} /Filter /FlateDecode >>\nstream\n", packed.len());
        self.bytes.extend(head.bytes());
        self.bytes.extend(packed);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    fn begin(&mut self, id: usize) {
        debug_assert_eq!(id, self.starts.len() + 1);
        self.starts.push(self.bytes.len());
    }

    pub(crate) fn finish(mut self, catalogue: usize, info: usize) -> Vec<u8> {
        let table = self.bytes.len();
        let count = self.starts.len() + 1;
        let mut text = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for start in &self.starts {
            let _ = writeln!(text, "{start:010} 00000 n ");
        }
        let _ = writeln!(
            text,
            "trailer\n<< /Size {count} /Root {catalogue} 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF"
        );
        self.bytes.extend(text.bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_where_objects_begin() {
        let mut file = File::new();
        file.object(1, "<< /Type /Catalog >>");
        file.stream(2, "", b"some content");
        file.object(3, &format!("<< /Title {} >>", unicode("aη")));
        let bytes = file.finish(1, 3);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("/Title <FEFF006103B7>"));
        let find = |text: &[u8]| bytes.windows(text.len()).position(|part| part == text).unwrap_or(0);
        for id in 1..=3 {
            let entry = format!("{:010} 00000 n \n", find(format!("{id} 0 obj").as_bytes()));
            assert!(text.contains(&entry), "{id}");
        }
        let table = format!("startxref\n{}\n%%EOF", find(b"xref\n"));
        assert!(text.trim_end().ends_with(&table), "{text}");
    }
}
