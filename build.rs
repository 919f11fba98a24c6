//! The shared library's name for the linker, and that it stays loaded once it is loaded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Bumped with IHUYI_ABI_VERSION, and only then: programs find the library by this name.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libihuyi.so.1");
        // A host that unloads a library whose threads or thread-locals still live crashes.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
