//! Writes the files that follow from the types of the core.
//!
//! `cargo run -p rollwise-codegen` writes them; with `-- --check` it only says which ones are stale.

mod conditions;
mod defaults;
mod fields;
mod machine;
mod model;
mod python;
mod roots;
mod schema;
mod text;
mod typescript;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use model::Model;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [] => write_all(),
        [flag] if flag == "--check" => check_all(),
        _ => Err("usage: rollwise-codegen [--check]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Nothing is left to do when even the message cannot be written.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

/// Every generated file: its path from the root of the repository, and its text.
fn files() -> Result<Vec<(String, String)>, String> {
    let model = Model::read(&roots::definitions())?;
    let mut files = vec![
        ("python/src/rollwise/types.py".to_owned(), python::emit(&model)),
        ("node/types.d.ts".to_owned(), typescript::emit(&model)),
        ("node/fields.js".to_owned(), fields::emit(&model)),
        ("docs/defaults.md".to_owned(), defaults::emit(&model)?),
        ("docs/conditions.md".to_owned(), conditions::emit()),
        ("docs/state-machine.md".to_owned(), machine::emit()),
    ];
    files.extend(schema::emit());
    Ok(files)
}

fn write_all() -> Result<(), String> {
    for (name, text) in files()? {
        let path = root().join(&name);
        let written = fs::create_dir_all(path.parent().unwrap_or(&path)).and_then(|()| fs::write(&path, text));
        written.map_err(|err| format!("{name}: {err}"))?;
    }
    Ok(())
}

fn check_all() -> Result<(), String> {
    let is_stale = |(name, text): &(String, String)| fs::read_to_string(root().join(name)).ok().as_ref() != Some(text);
    let stale: Vec<String> = files()?.into_iter().filter(is_stale).map(|(name, _)| name).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("stale, run `cargo run -p rollwise-codegen`:\n  {}", stale.join("\n  ")))
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_current() {
        super::check_all().unwrap();
    }
}
