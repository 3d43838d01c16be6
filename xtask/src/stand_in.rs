//! A stand-in for the shared library, for the linker.
//!
//! The linker reads every exported name of a library that it links: a hundred thousand for ours, at
//! each cell. The stand-in is a shared library of a few kilobytes with the compiler's metadata of the
//! real one (section `.rustc`), its run-time name, and no names at all; a shared object may leave names
//! open, and the loader finds them in the real library. Without `objcopy` and `cc`, or on another system
//! than Linux, cells are linked against the real library, which only costs time.

use crate::Outcome;
use crate::exec::output;
use crate::freeze::library_name;
use crate::project::{make_folder, write_file};
use std::path::{Path, PathBuf};
use std::process::Command;

/// File name of the stand-in: it must not hide the real library at run time.
const NAME: &str = "libcwola_nb-names.so";

/// Moves the real library of a frozen build to `run/` and puts a stand-in into `lib/`; `None` where it cannot be made.
pub fn make(folder: &Path) -> Outcome<Option<PathBuf>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let lib = folder.join("lib");
    let real = lib.join(library_name());
    let Some(stand_in) = link(&real, &lib) else { return Ok(None) };
    make_folder(&folder.join("run"))?;
    std::fs::rename(&real, folder.join("run").join(library_name()))
        .map_err(|error| format!("{} cannot be moved: {error}.", real.display()))?;
    Ok(Some(stand_in))
}

/// Where a frozen build keeps the library that cells are compiled against.
pub fn compiled_against(folder: &Path) -> PathBuf {
    let stand_in = folder.join("lib").join(NAME);
    if stand_in.exists() { stand_in } else { folder.join("lib").join(library_name()) }
}

/// Folder in which the loader finds the real library.
pub fn loaded_from(folder: &Path) -> PathBuf {
    let run = folder.join("run");
    if run.exists() { run } else { folder.join("lib") }
}

fn link(real: &Path, lib: &Path) -> Option<PathBuf> {
    let (metadata, source, library) = (lib.join("metadata.bin"), lib.join("metadata.s"), lib.join(NAME));
    output(
        Command::new("objcopy")
            .args(["-O", "binary", "--only-section=.rustc", "--set-section-flags", ".rustc=alloc"])
            .args([real, &metadata]),
    )?;
    let text = ".section .rustc,\"\",@progbits\n.incbin \"metadata.bin\"\n.section .note.GNU-stack,\"\",@progbits\n";
    write_file(&source, text).ok()?;
    let name = format!("-Wl,-soname,{}", library_name());
    let made =
        output(Command::new("cc").current_dir(lib).args(["-shared", "-nostdlib", "-o", NAME, "metadata.s"]).arg(name));
    let _ = std::fs::remove_file(&metadata);
    let _ = std::fs::remove_file(&source);
    if made.is_none() {
        let _ = std::fs::remove_file(&library);
        return None;
    }
    // The metadata of the toolkit itself is some kilobytes: its crates lie beside it as `.rmeta`.
    std::fs::metadata(&library).is_ok_and(|file| file.len() > 4096).then_some(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_stand_in_the_real_library_serves() {
        let folder = std::env::temp_dir().join(format!("cwola-stand-in-{}", std::process::id()));
        assert_eq!(compiled_against(&folder), folder.join("lib").join(library_name()));
        assert_eq!(loaded_from(&folder), folder.join("lib"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_stand_in_keeps_metadata_and_name_and_no_symbols() {
        let folder = std::env::temp_dir().join(format!("cwola-stand-in-made-{}", std::process::id()));
        make_folder(&folder.join("lib")).expect("folder");
        let code = ".section .rustc,\"\",@progbits\n.fill 9000,1,7\n.text\n.globl answer\nanswer: ret\n";
        std::fs::write(folder.join("lib/a.s"), code).expect("source");
        let real = folder.join("lib").join(library_name());
        let built =
            Command::new("cc").args(["-shared", "-nostdlib", "-o"]).args([&real, &folder.join("lib/a.s")]).status();
        assert!(built.expect("cc").success());
        let stand_in = make(&folder).expect("made").expect("a stand-in");
        assert_eq!(compiled_against(&folder), stand_in);
        assert!(loaded_from(&folder).join(library_name()).exists());
        let bytes = std::fs::read(&stand_in).expect("stand-in");
        assert!(bytes.windows(9000).any(|part| part.iter().all(|&byte| byte == 7)));
        let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        assert!(has(b"libcwola_nb.so\0") && !has(b"answer"));
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
