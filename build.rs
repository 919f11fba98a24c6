//! What the linker is told beside what Rust tells it: the shared library's name and that it stays loaded, and on Windows what
//! `tools/windows-build` has made.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=IHUYI_LINK");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => {
            // Bumped with IHUYI_ABI_VERSION, and only then: programs find the library by this name.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libihuyi.so.1");
            // A host that unloads a library whose threads or thread-locals still live crashes.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        Ok("windows") => {
            // Absent in a plain `cargo build`, which then makes a DLL without resources.
            if let Some(folder) = std::env::var_os("IHUYI_LINK") {
                windows(Path::new(&folder));
            }
        }
        _ => {}
    }
}

/// Version resources for both, the type library inside the DLL's, and the decorated names of stdcall beside the bare ones.
fn windows(folder: &Path) {
    for (instruction, file) in
        [("rustc-cdylib-link-arg", "dll.o"), ("rustc-cdylib-link-arg", "aliases.def"), ("rustc-link-arg-bins", "exe.o")]
    {
        let file = folder.join(file);
        // Only 32 bit has decorated names.
        if !file.exists() {
            continue;
        }
        println!("cargo:rerun-if-changed={}", file.display());
        println!("cargo:{instruction}={}", file.display());
    }
}
