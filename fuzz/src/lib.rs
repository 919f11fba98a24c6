//! What the fuzz targets share. A target is a function of bytes that panics where something is wrong; libFuzzer comes with clang, and the
//! program's `main` with it.

pub mod clock;
pub mod gateway;
pub mod texts;

use std::sync::Once;

/// Makes a function of bytes the target of this program.
#[macro_export]
macro_rules! target {
    ($one:path) => {
        #[unsafe(no_mangle)]
        extern "C" fn LLVMFuzzerTestOneInput(data: *const u8, size: usize) -> std::ffi::c_int {
            // SAFETY: libFuzzer hands over so many bytes; with none, perhaps no pointer.
            let data = if size == 0 { &[] } else { unsafe { std::slice::from_raw_parts(data, size) } };
            $crate::run(data, $one);
            0
        }
    };
}

/// Runs one input. Any panic is a finding, also one that the library would stop at its border.
pub fn run(data: &[u8], one: fn(&[u8])) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            told(panic);
            std::process::abort();
        }));
        // The machine's own settings must not steer a target.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("IHUYI_") {
                // SAFETY: no other thread is there yet.
                unsafe { std::env::remove_var(name) };
            }
        }
    });
    one(data);
}

/// A folder for this process alone, below `TMPDIR`, which tools/fuzz makes and removes.
pub fn folder() -> &'static std::path::Path {
    static FOLDER: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("ihuyi-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for files");
        folder
    })
}
