//! Jupyter's surroundings: every folder it writes to lies in the project.

use crate::exec::output;
use crate::kernel::NAME;
use crate::project::{Project, make_folder, write_file};
use crate::{Outcome, leftovers};
use std::process::Command;

/// What JupyterLab opens.
const FIRST: &str = "00-quickstart.ipynb";
/// No question about news at the first start: nothing opens the network.
const PAGE: &str =
    "{\n  \"disabledExtensions\": {\n    \"@jupyterlab/apputils-extension:announcements\": true\n  }\n}\n";
/// The names of the notebooks are shown in full: no column of times beside them. Who wants it back has it in the menu of
/// the list's head.
const SETTINGS: &str =
    "{\n  \"@jupyterlab/filebrowser-extension:browser\": {\n    \"showLastModifiedColumn\": false\n  }\n}\n";
/// And the list is wide enough for the longest, which ends at 280 pixels.
const STYLE: &str = "body { --jp-sidebar-min-width: 260px; }\n";

/// A Python command in `.venv` that writes only inside the project.
pub fn python(project: &Project) -> Command {
    let mut command = Command::new(project.venv_python());
    let folders = [
        ("JUPYTER_DATA_DIR", "jupyter/data"),
        ("JUPYTER_CONFIG_DIR", "jupyter/config"),
        ("IPYTHONDIR", "jupyter/ipython"),
        ("MPLCONFIGDIR", "jupyter/matplotlib"),
        ("XDG_CACHE_HOME", "jupyter/cache"),
        ("XDG_CONFIG_HOME", "jupyter/xdg"),
        ("XDG_DATA_HOME", "jupyter/share"),
    ];
    for (name, folder) in folders {
        command.env(name, project.private(folder));
    }
    command.env("JUPYTER_RUNTIME_DIR", leftovers::runtime_folder(project));
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1").env("JUPYTER_PLATFORM_DIRS", "1");
    // Set by `cargo run` for this launcher only.
    for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    command
}

/// Jupyter's settings, so that nobody has to change them first.
pub fn configure(project: &Project) -> Outcome {
    make_folder(&project.private("jupyter/data"))?;
    let folder = project.private("jupyter/config");
    write_file(&folder.join("labconfig/page_config.json"), PAGE)?;
    write_file(&folder.join("labconfig/default_setting_overrides.json"), SETTINGS)?;
    write_file(&folder.join("custom/custom.css"), STYLE)
}

/// JupyterLab on `notebooks/`, offering the Rust kernel only.
pub fn lab(project: &Project, browser: bool, port: Option<u16>) -> Command {
    let mut command = python(project);
    command.arg(project.path("xtask/python/lab.py")).arg("--notebook-dir").arg(project.path("notebooks"));
    command.arg(format!("--LabApp.default_url=/lab/tree/{FIRST}")).arg("--LabApp.custom_css=True");
    // Not with what goes when Jupyter ends: pages that are open then go on at the next start.
    let secret = project.private("jupyter/cookie_secret");
    command.arg(format!("--ServerApp.cookie_secret_file={}", secret.display()));
    command.arg("--KernelSpecManager.ensure_native_kernel=False");
    command.arg(format!("--KernelSpecManager.allowed_kernelspecs={NAME}"));
    command.arg(format!("--MultiKernelManager.default_kernel_name={NAME}"));
    command.arg("--LabApp.extension_manager=readonly");
    if !browser {
        command.arg("--no-browser");
    }
    if let Some(port) = port {
        command.arg(format!("--port={port}"));
    }
    // Jupyter refuses to run as root, which is the usual user in a container.
    if output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        command.arg("--allow-root");
    }
    command
}
