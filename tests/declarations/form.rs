//! The form that every source is read into, and the comparison of two: both ways, with the file, the line and what is expected.

use std::collections::BTreeMap;

/// Where a declaration stands.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    pub path: String,
    pub line: usize,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Convention {
    /// stdcall on 32-bit Windows, the platform's C convention everywhere else.
    Promised,
    Stdcall,
    Plain,
}

impl std::fmt::Display for Convention {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Convention::Promised => "stdcall on 32-bit Windows and the C convention elsewhere",
            Convention::Stdcall => "stdcall everywhere",
            Convention::Plain => "the C convention everywhere",
        })
    }
}

#[derive(Clone, Debug)]
pub struct Argument {
    /// Where the language names them.
    pub name: Option<String>,
    pub kind: String,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub at: At,
    pub name: String,
    pub returns: String,
    pub arguments: Vec<Argument>,
    pub convention: Convention,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub at: At,
    pub name: String,
    pub kind: String,
    /// Of an array.
    pub length: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Struct {
    pub at: At,
    pub name: String,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug)]
pub struct Constant {
    pub at: At,
    pub name: String,
    pub value: i64,
}

/// What a source declares, its types spelled as it spells them.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    pub functions: Vec<Function>,
    pub structs: Vec<Struct>,
    /// Types without members, known by their addresses alone.
    pub opaque: Vec<(At, String)>,
    pub constants: Vec<Constant>,
}

/// Where a type is used: a language may say the same C type differently.
#[derive(Clone, Copy, PartialEq)]
pub enum Use {
    Argument,
    Return,
    Member,
}

/// How a language says what C says.
pub trait Language {
    /// The one spelling of a C type, as `const char *`; for an array, of its element.
    fn kind(&self, c: &str, place: Use) -> Option<String>;
    /// The bytes of a member's type, by the language's own spelling; arrays by their element.
    fn width(&self, kind: &str) -> Option<usize>;
    /// The name of a constant, an argument, a struct.
    fn constant(&self, name: &str) -> String {
        name.to_owned()
    }
    fn argument(&self, name: &str) -> String {
        name.to_owned()
    }
    fn structure(&self, name: &str) -> String {
        name.to_owned()
    }
}

/// The functions both ways.
pub fn functions(
    abi: &[Function],
    found: &[Function],
    language: &dyn Language,
    convention: Convention,
    path: &str,
) -> Vec<String> {
    let wanted = |f: &Function| f.name.clone();
    let (pairs, mut errors) =
        pair(abi, found, wanted, |f| (&f.name, &f.at), |f| signature(f, language), path, "function");
    for (abi, found) in pairs {
        errors.extend(function(abi, found, language, convention));
    }
    errors
}

/// One function.
pub fn function(abi: &Function, found: &Function, language: &dyn Language, convention: Convention) -> Vec<String> {
    let mut errors = Vec::new();
    let name = &abi.name;
    let at = &found.at;
    match language.kind(&abi.returns, Use::Return) {
        None => errors.push(format!("{at}: {name}: this test has no rule for {}", abi.returns)),
        Some(kind) if kind != found.returns => {
            errors.push(format!("{at}: {name} returns {}, expected {kind} ({})", found.returns, abi.returns));
        }
        Some(_) => {}
    }
    let (has, needs) = (found.arguments.len(), abi.arguments.len());
    if has != needs {
        errors.push(format!("{at}: {name} takes {has} arguments, expected {needs}: {}", signature(abi, language)));
    }
    for (n, (abi, found)) in abi.arguments.iter().zip(&found.arguments).enumerate() {
        let c = abi.name.as_deref().unwrap_or_default();
        let shown = format!("{at}: argument {} of {name} ({c})", n + 1);
        match language.kind(&abi.kind, Use::Argument) {
            None => errors.push(format!("{shown}: this test has no rule for {}", abi.kind)),
            Some(kind) if kind != found.kind => {
                errors.push(format!("{shown} is {}, expected {kind} ({})", found.kind, abi.kind));
            }
            Some(_) => {}
        }
        let wanted = language.argument(c);
        if let Some(called) = found.name.as_ref().filter(|called| **called != wanted) {
            errors.push(format!("{shown} is called {called}, expected {wanted}"));
        }
    }
    if found.convention != convention {
        errors.push(format!("{at}: {name} is called by {}, expected {convention}", found.convention));
    }
    errors
}

/// The structs both ways, with the offsets that C gives to what is declared.
pub fn structs(abi: &[Layout], found: &[Struct], language: &dyn Language, path: &str) -> Vec<String> {
    let wanted = |s: &Layout| language.structure(&s.name);
    let shown = |s: &Layout| format!("{} bytes, {} members", s.size, s.members.len());
    let (pairs, mut errors) = pair(abi, found, wanted, |s| (&s.name, &s.at), shown, path, "struct");
    for (abi, found) in pairs {
        errors.extend(structure(abi, found, language));
    }
    errors
}

fn structure(abi: &Layout, found: &Struct, language: &dyn Language) -> Vec<String> {
    let mut errors = Vec::new();
    let name = &found.name;
    for (n, expected) in abi.members.iter().enumerate() {
        let Some(kind) = language.kind(&expected.kind, Use::Member) else {
            errors.push(format!("{}: {name}: this test has no rule for {}", found.at, expected.kind));
            continue;
        };
        let wanted = shown(&expected.name, &kind, expected.length);
        match found.members.get(n) {
            None => errors.push(format!("{}: {name} lacks its member {}, expected {wanted}", found.at, n + 1)),
            Some(member) if (&member.name, &member.kind, member.length) != (&expected.name, &kind, expected.length) => {
                let is = shown(&member.name, &member.kind, member.length);
                errors.push(format!("{}: member {} of {name} is {is}, expected {wanted}", member.at, n + 1));
            }
            Some(_) => {}
        }
    }
    for member in found.members.iter().skip(abi.members.len()) {
        errors.push(format!("{}: {name} has the member {}, expected none behind the last", member.at, member.name));
    }
    match layout(&found.members, language) {
        Err(error) => errors.push(error),
        Ok((offsets, size)) => {
            let mut moved = found.members.iter().zip(&offsets).zip(&abi.offsets).filter(|((_, is), must)| is != must);
            if let Some(((member, is), must)) = moved.next() {
                errors.push(format!("{}: {name}.{} is at offset {is}, expected {must}", member.at, member.name));
            }
            if size != abi.size {
                errors.push(format!("{}: {name} is of {size} bytes, expected {}", found.at, abi.size));
            }
        }
    }
    errors
}

/// Offsets and size as C lays members out: each at a multiple of its own width, the whole a multiple of the widest.
pub fn layout(members: &[Member], language: &dyn Language) -> Result<(Vec<usize>, usize), String> {
    let (mut offsets, mut end, mut widest) = (Vec::new(), 0usize, 1);
    for member in members {
        let width = language
            .width(&member.kind)
            .ok_or_else(|| format!("{}: how many bytes {} has is not known", member.at, member.kind))?;
        let start = end.next_multiple_of(width);
        offsets.push(start);
        end = start + width * member.length.unwrap_or(1);
        widest = widest.max(width);
    }
    Ok((offsets, end.next_multiple_of(widest)))
}

/// The types without members.
pub fn opaque(abi: &[(At, String)], found: &[(At, String)], path: &str) -> Vec<String> {
    let shown = |_: &(At, String)| "a type without members".to_owned();
    pair(abi, found, |t| t.1.clone(), |t| (&t.1, &t.0), shown, path, "type").1
}

/// The constants both ways.
pub fn constants(abi: &[Constant], found: &[Constant], language: &dyn Language, path: &str) -> Vec<String> {
    let wanted = |c: &Constant| language.constant(&c.name);
    let shown = |c: &Constant| c.value.to_string();
    let (pairs, mut errors) = pair(abi, found, wanted, |c| (&c.name, &c.at), shown, path, "constant");
    for (abi, found) in pairs {
        if abi.value != found.value {
            let (at, name) = (&found.at, &found.name);
            errors.push(format!("{at}: {name} is {}, expected {} ({})", found.value, abi.value, abi.name));
        }
    }
    errors
}

type Pairs<'a, A, F> = (Vec<(&'a A, &'a F)>, Vec<String>);

/// Brings together what has the same name. What has no partner, or two, is an error; one that is missing is told with the line of what
/// stands before it in the ABI.
fn pair<'a, A, F>(
    abi: &'a [A],
    found: &'a [F],
    wanted: impl Fn(&A) -> String,
    named: impl Fn(&F) -> (&String, &At),
    shown: impl Fn(&A) -> String,
    path: &str,
    what: &str,
) -> Pairs<'a, A, F> {
    let (mut pairs, mut errors) = (Vec::new(), Vec::new());
    let mut by_name: BTreeMap<&str, &F> = BTreeMap::new();
    for one in found {
        let (name, at) = named(one);
        if let Some(other) = by_name.insert(name, one) {
            errors.push(format!("{at}: {name} is declared a second time, first at {}", named(other).1));
        }
    }
    let mut before = At { path: path.to_owned(), line: 1 };
    for one in abi {
        let name = wanted(one);
        match by_name.remove(name.as_str()) {
            Some(partner) => {
                before = named(partner).1.clone();
                pairs.push((one, partner));
            }
            None => errors.push(format!("{before}: the {what} {name} is missing here, expected {}", shown(one))),
        }
    }
    for (name, one) in by_name {
        errors.push(format!("{}: the {what} {name} is not in include/ihuyi.abi, expected none", named(one).1));
    }
    (pairs, errors)
}

fn signature(function: &Function, language: &dyn Language) -> String {
    let say = |c: &str, place| language.kind(c, place).unwrap_or_else(|| c.to_owned());
    let arguments: Vec<String> = function.arguments.iter().map(|a| say(&a.kind, Use::Argument)).collect();
    format!("({}) returning {}", arguments.join(", "), say(&function.returns, Use::Return))
}

fn shown(name: &str, kind: &str, length: Option<usize>) -> String {
    length.map_or_else(|| format!("{name} of type {kind}"), |n| format!("{name} of type {kind}, {n} times"))
}

/// A struct as the ABI's text has it.
#[derive(Clone, Debug)]
pub struct Layout {
    pub name: String,
    pub members: Vec<Member>,
    pub offsets: Vec<usize>,
    pub size: usize,
}
