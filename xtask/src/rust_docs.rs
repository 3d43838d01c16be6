//! The sources of the standard library, read back from the documentation that comes with Rust.
//!
//! rustup installs the documentation by default, and it shows every source file as a page. Where the component `rust-src`
//! cannot be downloaded, these pages hold the same text, of exactly the installed version.

use crate::exec::output;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folder of the pages, when the documentation is installed.
pub fn pages() -> Option<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let folder = Path::new(&sysroot).join("share/doc/rust/html/src");
    folder.join("core/lib.rs.html").exists().then_some(folder)
}

/// Writes the sources of a crate, without its tests.
pub fn restore(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if path.is_dir() && name != "tests" {
            restore(&path, &to.join(name))?;
        } else if let Some(file) = name.strip_suffix(".html")
            && let Some(source) = source(&std::fs::read_to_string(&path)?)
        {
            std::fs::write(to.join(file), source)?;
        }
    }
    Ok(())
}

/// The source text of a page: no tags, no line numbers, no entities.
fn source(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("<pre class=\"rust\"><code>")?;
    let (mut rest, _) = rest.split_once("</code></pre>")?;
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((entity, character)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            text.push(*character);
            rest = &rest[entity.len()..];
        } else if rest.starts_with('<') {
            let (tag, behind) = rest.split_once('>')?;
            // Line numbers are links that are not to be copied.
            rest = if tag.ends_with("data-nosnippet") { behind.split_once("</a>")?.1 } else { behind };
        } else {
            text.push('&');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    Some(text)
}

const ENTITIES: [(&str, char); 5] = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"'), ("&#39;", '\'')];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_source() {
        let page = "<html><pre class=\"rust\"><code><a href=#1 id=1 data-nosnippet>1</a><span class=\"doccomment\">//! A &lt;b&gt; &amp;amp;\n\
                    <a href=#2 id=2 data-nosnippet>2</a></span><span class=\"kw\">fn </span>f(x: <span class=\"kw-2\">&amp;</span>T) {}\n\
                    </code></pre></html>";
        assert_eq!(source(page).expect("source"), "//! A <b> &amp;\nfn f(x: &T) {}\n");
    }

    /// Guards the fallback itself: where this Rust has both, the text must be the same.
    #[test]
    fn pages_of_this_rust_are_its_sources() {
        let Some(pages) = pages() else { return };
        let page = std::fs::read_to_string(pages.join("core/option.rs.html")).expect("page");
        let text = source(&page).expect("source");
        assert!(text.contains("pub const fn is_some(&self) -> bool {") && !text.contains("<span"));
        let sysroot = pages.ancestors().nth(5).expect("sysroot");
        if let Ok(original) = std::fs::read_to_string(sysroot.join("lib/rustlib/src/rust/library/core/src/option.rs")) {
            assert_eq!(text, original);
        }
    }
}
