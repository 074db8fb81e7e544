//! Lists the shipped packs and calendars, so that the binary carries them.
//!
//! In: the folder `policies`. Out: `library.rs`, one row a file with its path and
//! its text, sorted by path. The same files always give the same bytes.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its folder and writes its table; nothing of it is in the core"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    gather(Path::new("policies"), &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        // `{:?}` quotes and escapes as Rust does.
        let row = writeln!(
            table,
            "    ({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {file:?}))),"
        );
        row.map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(PathBuf::from(out).join("library.rs"), table)
}

/// Adds the pack files below a folder, their paths with `/` on every system.
fn gather(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("duly" | "yaml" | "yml")) {
            let parts: Option<Vec<_>> =
                path.components().map(|part| part.as_os_str().to_str()).collect();
            let parts = parts.ok_or_else(|| io::Error::other("a pack's path is not text"))?;
            files.push(parts.join("/"));
        }
    }
    Ok(())
}
