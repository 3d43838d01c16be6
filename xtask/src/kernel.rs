//! The notebook kernel: one shared library, a facade without dependencies, a kernelspec.
//!
//! The library is built by `cargo rustc … -- -Cprefer-dynamic`, so that the flag reaches only the
//! last, tiny crate and every dependency is compiled once for the kernel, the tests and the
//! command line. Cells find it through `--extern`; see `init.evcxr` below.

use crate::exec::{Job, cargo, output};
use crate::freeze::{Frozen, freeze};
use crate::project::{Project, make_folder, read_file, write_file};
use crate::text::{json, json_strings};
use crate::{Outcome, icon, program, rust_src};
use std::path::{Path, PathBuf};

/// Name of the kernel in notebooks.
pub const NAME: &str = "cwola-rust";
/// What Jupyter shows.
pub const DISPLAY: &str = "Rust (cwola)";

/// Builds the shared library; a build that is fresh takes half a second.
pub fn build(project: &Project, features: &str) -> Outcome<Frozen> {
    let mut command = cargo(project);
    command.args(["rustc", "--lib", "--package", "cwola-nb", "--message-format", "json-render-diagnostics"]);
    if !features.is_empty() {
        let features: Vec<String> = features.split(',').map(|name| format!("cwola/{}", name.trim())).collect();
        command.arg("--features").arg(features.join(","));
    }
    command.args(["--", "-Cprefer-dynamic"]);
    if cfg!(target_os = "macos") {
        command.arg(format!("-Clink-arg=-Wl,-install_name,@rpath/{}", crate::freeze::library_name()));
    }
    let mut artifacts: Vec<PathBuf> = Vec::new();
    Job::new(project, "toolkit", "toolkit", command).with_total(crates(project)).run(|line| {
        if line.starts_with("{\"reason\":\"compiler-artifact\"") {
            artifacts.extend(json_strings(line, "filenames").into_iter().map(PathBuf::from));
        }
    })?;
    freeze(project, &artifacts)
}

/// Whether the library was ever built here, for the estimate of the time.
pub fn built_before(project: &Project) -> bool {
    project.target().join("debug").join(crate::freeze::library_name()).exists()
}

/// Number of packages that cargo will compile.
fn crates(project: &Project) -> Option<usize> {
    if built_before(project) {
        return None;
    }
    let mut tree = cargo(project);
    tree.args(["tree", "--package", "cwola-nb", "--edges", "normal,build", "--prefix", "none"]);
    let text = output(&mut tree)?;
    let mut lines: Vec<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)").trim_end_matches(" (proc-macro)")).collect();
    lines.sort_unstable();
    lines.dedup();
    Some(lines.len())
}

/// Writes the kernel's configuration and its kernelspec.
pub fn configure(project: &Project, frozen: &Frozen) -> Outcome {
    let config = project.private("kernel/config");
    write_file(&config.join("init.evcxr"), &init(frozen))?;
    write_file(&config.join("prelude.rs"), &read_file(&project.path("prelude.rs"))?)?;
    make_folder(&project.private("tmp"))?;
    let spec = project.path(".venv/share/jupyter/kernels").join(NAME);
    icon::write(&spec)?;
    write_file(&spec.join("kernel.json"), &kernelspec(project, &config))
}

/// Start-up commands of the kernel. The flags are separated by U+001F, as cargo wants them in
/// `CARGO_ENCODED_RUSTFLAGS`, so that the project may lie in a folder with spaces in its name.
fn init(frozen: &Frozen) -> String {
    let lib = frozen.folder.join("lib");
    let mut flags = vec![
        "-Cprefer-dynamic".to_string(),
        format!("--extern=cwola_nb={}", frozen.library.display()),
        format!("-Ldependency={}", lib.display()),
        format!("-Clink-arg=-Wl,-rpath,{}", frozen.run.display()),
        "-Ccodegen-units=1".to_string(),
        // Checks inside the standard library's generic functions would be compiled into every cell; a number that
        // overflows is still an error.
        "-Cdebug-assertions=off".to_string(),
        "-Coverflow-checks=on".to_string(),
    ];
    if frozen.run != lib {
        // The stand-in has no names that a cell could need, so the linker would leave it out.
        flags.push("-Clink-arg=-Wl,--no-as-needed".to_string());
        flags.push(format!("-Clink-arg={}", frozen.library.display()));
    }
    // Cells are small and never compiled twice: keeping intermediate results costs more than it saves.
    format!(
        ":opt 0\n:build_env CARGO_INCREMENTAL=0\n:build_env CARGO_ENCODED_RUSTFLAGS={}\n:dep cwola = {{ path = {} }}\n",
        flags.join("\u{1f}"),
        json(&frozen.folder.join("facade").display().to_string())
    )
}

fn kernelspec(project: &Project, config: &Path) -> String {
    let text = |path: &Path| json(&path.display().to_string());
    let mut environment = vec![
        ("EVCXR_CONFIG_DIR", text(config)),
        ("CWOLA_HOME", text(project.root())),
        ("CWOLA_DATA", text(&project.path("data-samples"))),
        // Each kernel makes a folder for its cells there and removes it when it ends.
        ("TMPDIR", text(&project.private("tmp"))),
    ];
    if let Some(folder) = rust_src::stand_in(project) {
        environment.push(("RUST_SRC_PATH", text(&folder)));
    }
    let environment: Vec<String> =
        environment.iter().map(|(name, value)| format!("    {}: {value}", json(name))).collect();
    format!(
        "{{\n  \"argv\": [{}, \"{{connection_file}}\"],\n  \"display_name\": {},\n  \
         \"language\": \"rust\",\n  \"interrupt_mode\": \"message\",\n  \"env\": {{\n{}\n  }}\n}}\n",
        text(&program::path(project)),
        json(DISPLAY),
        environment.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_survive_spaces() {
        let folder = PathBuf::from("/my folder/k");
        let text = init(&Frozen { library: folder.join("lib/libcwola_nb.so"), run: folder.join("lib"), folder });
        assert!(text.contains("--extern=cwola_nb=/my folder/k/lib/libcwola_nb.so\u{1f}-Ldependency"));
        assert!(text.contains(":dep cwola = { path = \"/my folder/k/facade\" }"));
    }
}
