//! Jupyter's surroundings: every folder it writes to lies in the project.

use crate::Outcome;
use crate::exec::output;
use crate::kernel::NAME;
use crate::project::{Project, make_folder, write_file};
use std::process::Command;

/// A Python command in `.venv` that writes only inside the project.
pub fn python(project: &Project) -> Command {
    let mut command = Command::new(project.venv_python());
    let folders = [
        ("JUPYTER_DATA_DIR", "jupyter/data"),
        ("JUPYTER_CONFIG_DIR", "jupyter/config"),
        ("JUPYTER_RUNTIME_DIR", "jupyter/runtime"),
        ("IPYTHONDIR", "jupyter/ipython"),
        ("MPLCONFIGDIR", "jupyter/matplotlib"),
        ("XDG_CACHE_HOME", "jupyter/cache"),
        ("XDG_CONFIG_HOME", "jupyter/xdg"),
        ("XDG_DATA_HOME", "jupyter/share"),
    ];
    for (name, folder) in folders {
        command.env(name, project.private(folder));
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1").env("JUPYTER_PLATFORM_DIRS", "1");
    // Set by `cargo run` for this launcher only.
    for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    command
}

/// No question about news at the first start: nothing opens the network.
pub fn configure(project: &Project) -> Outcome {
    for folder in ["jupyter/data", "jupyter/runtime"] {
        make_folder(&project.private(folder))?;
    }
    let page = "{\n  \"disabledExtensions\": {\n    \"@jupyterlab/apputils-extension:announcements\": true\n  }\n}\n";
    write_file(&project.private("jupyter/config/labconfig/page_config.json"), page)
}

/// JupyterLab on `notebooks/`, offering the Rust kernel only.
pub fn lab(project: &Project, browser: bool, port: Option<u16>) -> Command {
    let mut command = python(project);
    command.args(["-m", "jupyterlab", "--notebook-dir"]).arg(project.path("notebooks"));
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
