//! Every binding's own declarations, read from the very source that its programs compile or load, and held against `include/ihuyi.abi` both
//! ways: nothing missing, nothing extra, nothing different.
//!
//! A declaration that a parser here cannot read is an error, never passed over. That the comparison can fail is proven by slips: each is
//! planted into the real source, in memory, and has to be named.

mod abi;
mod basic;
mod c;
mod cpp;
mod csharp;
mod enums;
mod eyuyan;
mod form;
mod foxpro;
mod java;
mod lex;
mod pascal;
mod pascal_code;
mod php;
mod powerscript;
mod python;
mod slips;
mod win32;

use std::path::Path;

/// A file of a binding.
#[derive(Clone)]
pub struct Source {
    /// As errors name it, from the checkout's root.
    pub path: String,
    pub text: String,
}

/// A mistake that somebody could make, planted by replacing a text that the source has once.
pub struct Slip {
    pub what: &'static str,
    /// How the file's path ends.
    pub file: &'static str,
    pub find: &'static str,
    pub replace: &'static str,
    /// What an error has to say.
    pub named: &'static str,
}

struct Binding {
    /// Its folder in `bindings/`.
    folder: &'static str,
    /// Every file of it that declares something.
    files: &'static [&'static str],
    check: fn(&abi::Abi, &[Source]) -> lex::Read<Vec<String>>,
    slips: &'static [Slip],
}

const BINDINGS: &[Binding] = &[
    Binding { folder: "cpp", files: cpp::FILES, check: cpp::check, slips: slips::cpp::SLIPS },
    Binding { folder: "delphi", files: pascal::FILES, check: pascal::check, slips: slips::pascal::SLIPS },
    Binding { folder: "dotnet", files: csharp::FILES, check: csharp::check, slips: slips::csharp::SLIPS },
    Binding { folder: "java", files: java::FILES, check: java::check, slips: slips::java::SLIPS },
    Binding { folder: "php", files: php::FILES, check: php::check, slips: slips::php::SLIPS },
    Binding { folder: "python", files: python::FILES, check: python::check, slips: slips::python::SLIPS },
    Binding { folder: "win32", files: win32::FILES, check: win32::check, slips: slips::win32::SLIPS },
];

/// The folders that declare nothing: their programs have the COM object.
const COM_ALONE: &[&str] = &["asp"];

impl Binding {
    fn sources(&self) -> Vec<Source> {
        let path = |file: &&str| match file.strip_prefix("../../") {
            Some(shared) => shared.to_owned(),
            None => format!("bindings/{}/{file}", self.folder),
        };
        self.files.iter().map(path).map(|path| Source { text: text(&path), path }).collect()
    }

    /// What differs from the ABI; a source that cannot be read differs.
    fn errors(&self, sources: &[Source]) -> Vec<String> {
        let abi = abi::read(&text(abi::PATH)).unwrap();
        (self.check)(&abi, sources).unwrap_or_else(|error| vec![error])
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    // Some files of Windows people may have their line ends.
    text.replace("\r\n", "\n")
}

fn declares_the_abi(folder: &str) {
    let binding = BINDINGS.iter().find(|b| b.folder == folder).unwrap();
    let errors = binding.errors(&binding.sources());
    assert!(errors.is_empty(), "{} differences:\n{}", errors.len(), errors.join("\n"));
}

/// Plants each slip and wants it named, with the file and a line.
fn names_every_slip(folder: &str) {
    let binding = BINDINGS.iter().find(|b| b.folder == folder).unwrap();
    assert!(binding.slips.len() >= 5, "{folder} has only {} slips", binding.slips.len());
    let sources = binding.sources();
    let before = binding.errors(&sources);
    let mut failures = Vec::new();
    for slip in binding.slips {
        let mut slipped = sources.clone();
        let mut files = slipped.iter_mut().filter(|source| source.path.ends_with(&format!("/{}", slip.file)));
        let source = files.next().unwrap_or_else(|| panic!("{folder}: no file {}", slip.file));
        let times = source.text.matches(slip.find).count();
        if times != 1 {
            failures.push(format!("{} ({}): `{}` is there {times} times", slip.what, source.path, slip.find));
            continue;
        }
        source.text = source.text.replace(slip.find, slip.replace);
        let errors = binding.errors(&slipped);
        let named = |error: &String| error.contains(slip.named) && !before.contains(error) && placed(error, &slipped);
        if !errors.iter().any(named) {
            failures.push(format!("{}: no error has `{}`:\n  {}", slip.what, slip.named, errors.join("\n  ")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whether an error names a file and a line of it.
fn placed(error: &str, sources: &[Source]) -> bool {
    sources.iter().any(|source| {
        let rest = error.strip_prefix(&source.path).and_then(|rest| rest.strip_prefix(':'));
        let line = rest.and_then(|rest| rest.split(':').next()).and_then(|line| line.parse::<usize>().ok());
        line.is_some_and(|line| (1..=source.text.lines().count()).contains(&line))
    })
}

#[test]
fn every_binding_is_held_against_the_abi() {
    let mut folders: Vec<String> = std::fs::read_dir(root().join("bindings"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|folder| !COM_ALONE.contains(&folder.as_str()))
        .collect();
    folders.sort();
    let listed: Vec<&str> = BINDINGS.iter().map(|binding| binding.folder).collect();
    assert_eq!(folders, listed, "the folders of bindings/ and the table BINDINGS in tests/declarations/main.rs differ");
}

#[test]
fn the_abi_text_is_read_whole() {
    let abi = abi::read(&text(abi::PATH)).unwrap();
    let lines = text(abi::PATH).lines().filter(|line| !line.starts_with('#')).count();
    let members: usize = abi.structs.iter().map(|s| s.members.len()).sum();
    assert_eq!(abi.constants.len() + abi.structs.len() + members + abi.functions.len(), lines);
    assert!(abi.functions.len() > 10 && abi.constants.len() > 50, "{abi:?}");
    for layout in &abi.structs {
        let computed = form::layout(&layout.members, &c::C).unwrap();
        assert_eq!(computed, (layout.offsets.clone(), layout.size), "{}", layout.name);
    }
}

macro_rules! bindings {
    ($($folder:ident: $declares:ident, $slips:ident;)*) => {
        $(
            #[test]
            fn $declares() {
                declares_the_abi(stringify!($folder));
            }

            #[test]
            fn $slips() {
                names_every_slip(stringify!($folder));
            }
        )*

        #[test]
        fn every_binding_has_its_tests() {
            assert_eq!([$(stringify!($folder)),*], *BINDINGS.iter().map(|b| b.folder).collect::<Vec<_>>());
        }
    };
}

bindings! {
    cpp: cpp_declares_the_abi, slips_in_cpp_are_named;
    delphi: delphi_declares_the_abi, slips_in_delphi_are_named;
    dotnet: dotnet_declares_the_abi, slips_in_dotnet_are_named;
    java: java_declares_the_abi, slips_in_java_are_named;
    php: php_declares_the_abi, slips_in_php_are_named;
    python: python_declares_the_abi, slips_in_python_are_named;
    win32: win32_declares_the_abi, slips_in_win32_are_named;
}
