//! The core reaches nothing outside: no file, socket, clock, environment, thread or randomness.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates that the core may bring along with its default features, build-time helpers included. None of them does I/O
/// on its own. Whoever adds one here has read what it does.
///
/// The minimiser that linfa brings reads a monotonic clock for statistics of its own, and links a source of random
/// numbers that a fit never draws from: no result depends on either. Without the feature `model` both are gone.
const KNOWN: &[&str] = &[
    "antlr4rust",
    "anyhow",
    "approx",
    "argmin",
    "argmin-math",
    "autocfg",
    "bit-set",
    "bit-vec",
    "block-buffer",
    "byteorder",
    "cel",
    "cfg-if",
    "chrono",
    "chrono-tz",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "digest",
    "either",
    "equivalent",
    "getrandom",
    "hashbrown",
    "hybrid-array",
    "indexmap",
    "itertools",
    "itoa",
    "lazy_static",
    "libc",
    "libm",
    "linfa",
    "linfa-logistic",
    "lock_api",
    "matrixmultiply",
    "memchr",
    "minimal-lexical",
    "murmur3",
    "ndarray",
    "ndarray-stats",
    "noisy_float",
    "nom",
    "num-complex",
    "num-integer",
    "num-traits",
    "once_cell",
    "parking_lot",
    "parking_lot_core",
    "paste",
    "pastey",
    "phf",
    "phf_shared",
    "ppv-lite86",
    "proc-macro2",
    "quote",
    "rand",
    "rand_chacha",
    "rand_core",
    "rand_xoshiro",
    "rawpointer",
    "rollwise",
    "ryu-js",
    "scopeguard",
    "serde",
    "serde_core",
    "serde_derive",
    "serde_json",
    "serde_path_to_error",
    "sha2",
    "siphasher",
    "smallvec",
    "sprs",
    "statrs",
    "syn",
    "thiserror",
    "thiserror-impl",
    "typed-arena",
    "typenum",
    "unicode-ident",
    "uuid",
    "web-time",
    "zerocopy",
    "zmij",
];

/// What would reach outside, or differ from run to run.
const REACHES_OUT: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::std",
    "std::time",
    "std::os",
    "Utc::now",
    "Local",
    "SystemTime",
    "Instant",
    "HashMap",
    "HashSet",
    "RandomState",
    "static mut",
    "thread_local",
    "println!",
    "eprintln!",
    "print!",
    "dbg!",
];

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_dependencies_of_the_core_are_known() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "-p",
            "rollwise",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(core())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let unknown: Vec<&str> = names.filter(|name| !KNOWN.contains(name)).collect();
    assert!(unknown.is_empty(), "read what they do before adding them here: {unknown:?}");
    assert!(tree.contains("serde_json"), "the tree is not that of the core: {tree}");
}

#[test]
fn the_sources_of_the_core_reach_nothing_outside() {
    let mut found = Vec::new();
    sources(&core().join("src"), &mut found);
    assert!(found.len() > 30, "{} files are not the whole core", found.len());
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        // Documentation may name what the code must not use.
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            let word = REACHES_OUT.iter().find(|word| line.contains(*word));
            assert!(word.is_none(), "{}: {word:?} in code line {number}: {line}", path.display());
        }
    }
}
