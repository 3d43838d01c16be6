//! `cargo lab`: everything from a bare machine to an open notebook.

use crate::exec::{cargo, output};
use crate::project::Project;
use crate::text::duration;
use crate::{
    Outcome, command_line, doctor, jupyter, kernel, leftovers, notebooks, processes, program, python, rust_src,
};
use std::process::Command;
use std::time::Instant;

/// How JupyterLab is to be opened.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub browser: bool,
    pub port: Option<u16>,
    pub features: String,
    /// `CWOLA_PROFILE` of the kernels; None: as it is.
    pub profile: Option<String>,
}

/// Sets everything up; says first what it will do and how long it takes.
pub fn setup(project: &Project, features: &str) -> Outcome {
    let start = Instant::now();
    announce(project);
    leftovers::remove_old(project);
    doctor::stop_if_impossible(project)?;
    // pip waits for the network while cargo uses the processor.
    let packages = {
        let project = project.clone();
        std::thread::spawn(move || python::install(&project, python::JUPYTER))
    };
    if !rust_src::install(project) {
        println!(
            "  warning: the sources of Rust's standard library are missing, and so is its documentation, which holds them \
             as well. Notebooks need them to know the types of variables. Cure: `rustup component add rust-src`."
        );
    }
    // Both builds end with a chain of crates that keeps one core busy alone. Side by side and with equal rights no core
    // waits; one behind the other, the second ended six minutes after the first, on one core.
    let kernel_program = {
        let project = project.clone();
        std::thread::spawn(move || step("kernel program", program::ready(&project), || program::build(&project)))
    };
    let mut built = None;
    let toolkit = step("toolkit", false, || {
        built = Some(kernel::build(project, features)?);
        command_line::build(project, features)
    });
    kernel_program.join().unwrap_or_else(|_| Err("Installing the Rust kernel stopped unexpectedly.".into()))?;
    toolkit?;
    step("Jupyter", packages.is_finished(), || {
        packages.join().unwrap_or_else(|_| Err("Installing Python packages stopped unexpectedly.".into()))
    })?;
    if let Some(frozen) = built {
        kernel::configure(project, &frozen)?;
    }
    jupyter::configure(project)?;
    notebooks::make_missing(project)?;
    println!("  ready after {}\n", duration(start.elapsed()));
    Ok(())
}

/// Sets up and opens JupyterLab; returns when Jupyter ends.
pub fn open(project: &Project, options: &Options) -> Outcome<bool> {
    setup(project, &options.features)?;
    if let Some(problem) = options.port.and_then(doctor::port_problem) {
        return Err(problem);
    }
    println!("Opening JupyterLab; stop it with Ctrl-C. The kernel is called \"{}\".", kernel::DISPLAY);
    let mut command = jupyter::lab(project, options.browser, options.port);
    if let Some(profile) = &options.profile {
        command.env("CWOLA_PROFILE", profile);
    }
    let status = processes::run(&mut command).map_err(|error| format!("JupyterLab cannot be started: {error}."))?;
    if status.success() {
        return Ok(true);
    }
    Err(format!("JupyterLab ended unexpectedly ({status}); what it said stands above."))
}

/// One step: silent when nothing is to be done, else with its time.
fn step(name: &str, nothing_to_do: bool, work: impl FnOnce() -> Outcome) -> Outcome {
    let start = Instant::now();
    if !nothing_to_do {
        println!("  {name} …");
    }
    work()?;
    if !nothing_to_do {
        println!("  {name}: done in {}", duration(start.elapsed()));
    }
    Ok(())
}

/// The plan with its times, which are for two cores.
fn announce(project: &Project) {
    let mut plan = Vec::new();
    if !python::ready(project, python::JUPYTER) {
        plan.push("Jupyter into .venv (about 1 min, beside the other steps)");
    }
    if !program::ready(project) {
        plan.push("the kernel program on the crates of evcxr, compiled here (about 15 min, beside the other)");
    }
    if !kernel::built_before(project) {
        plan.push("the toolkit and its dependencies, compiled here (about 19 min)");
    }
    println!("cwola in {}", project.root().display());
    if plan.is_empty() {
        println!("  already set up; checking that everything is up to date (seconds)");
        return;
    }
    println!("  To be done once, with times for two processor cores (here: {}):", cores());
    for line in plan {
        println!("    - {line}");
    }
    println!("  Nothing outside this folder is changed but cargo's download cache and the rust-src component.");
    println!("  You may stop with Ctrl-C; the next `cargo lab` goes on where this one stopped.");
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get())
}

/// Versions of the tools, for the report of `doctor`.
pub fn rust_version(project: &Project) -> Option<String> {
    output(cargo(project).arg("--version")).and(output(Command::new("rustc").arg("--version")))
}
