//! What is in a wasm, by where it was written.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use super::origin;

/// Bytes of a file.
pub(super) type Ranges = Vec<Range<usize>>;

/// A wasm whose functions have kept their names.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The bodies of the functions.
    functions: Vec<Function>,
    /// What is no function's body, and is published.
    others: BTreeMap<String, Ranges>,
    /// Where the part begins that is not published.
    pub(super) end: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    symbol: String,
    body: Range<usize>,
}

impl Contents {
    /// Reads a module.
    pub(super) fn read(wasm: &[u8]) -> Result<Self> {
        Self::read_with(wasm, None)
    }

    /// Reads a module to which wasm-bindgen has added functions, which have no names.
    pub(super) fn read_glued(wasm: &[u8]) -> Result<Self> {
        Self::read_with(wasm, Some("wasm_bindgen::glue::added"))
    }

    fn read_with(wasm: &[u8], nameless: Option<&str>) -> Result<Self> {
        let mut contents = Self { end: wasm.len(), ..Self::default() };
        let mut names = BTreeMap::new();
        let mut imported = 0;
        // What a section begins with, its kind and its length, counts as the section's.
        let mut begin = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.context("the wasm is invalid")?;
            let Some(end) = end(&payload, wasm) else { continue };
            let range = begin..end;
            begin = end;
            match &payload {
                Payload::CodeSectionEntry(_) => {
                    contents.functions.push(Function { symbol: String::new(), body: range });
                }
                Payload::CustomSection(custom) => {
                    contents.end = contents.end.min(range.start);
                    if let KnownCustom::Name(section) = custom.as_known() {
                        names = function_names(section)?;
                    }
                }
                payload => {
                    if let Payload::ImportSection(imports) = payload {
                        for import in imports.clone().into_imports() {
                            imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                        }
                    }
                    contents.others.entry(kind(payload).to_owned()).or_default().push(range);
                }
            }
        }
        for (function, index) in contents.functions.iter_mut().zip(imported..) {
            let symbol = names.remove(&index).or_else(|| nameless.map(str::to_owned));
            function.symbol = symbol.with_context(|| format!("function {index} has no name"))?;
            ensure!(function.body.end <= contents.end, "functions come after a custom section");
        }
        Ok(contents)
    }

    /// Bytes by origin: source files, crates, and what is no code.
    pub(super) fn by_origin(&self) -> BTreeMap<String, Ranges> {
        let mut groups = self.others.clone();
        for function in &self.functions {
            groups.entry(origin::of(&function.symbol)).or_default().push(function.body.clone());
        }
        groups
    }

    /// The largest function of an origin, with its size.
    pub(super) fn largest(&self, origin: &str) -> Option<(String, usize)> {
        self.functions
            .iter()
            .filter(|function| origin::of(&function.symbol) == origin)
            .max_by_key(|function| function.body.len())
            .map(|function| (origin::name(&function.symbol), function.body.len()))
    }
}

/// Where a part ends, if it is one.
fn end(payload: &Payload<'_>, wasm: &[u8]) -> Option<usize> {
    match payload {
        Payload::Version { range, .. } => Some(range.end),
        // The bodies are parts of their own; before them stands only how many there are.
        Payload::CodeSectionStart { range, .. } => {
            Some(range.start + leb128_length(wasm.get(range.start..)?))
        }
        Payload::CodeSectionEntry(body) => Some(body.range().end),
        other => other.as_section().map(|(_, range)| range.end),
    }
}

/// What a part is called that is no function.
fn kind(payload: &Payload<'_>) -> &'static str {
    match payload {
        Payload::TypeSection(_) | Payload::FunctionSection(_) => "(types of functions)",
        Payload::ImportSection(_) => "(imports)",
        Payload::ExportSection(_) => "(exports)",
        Payload::DataSection(_) | Payload::DataCountSection { .. } => "(data)",
        _ => "(memory, tables, lengths)",
    }
}

fn function_names(section: wasmparser::NameSectionReader<'_>) -> Result<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    for subsection in section {
        if let Name::Function(functions) = subsection? {
            for naming in functions {
                let naming = naming?;
                names.insert(naming.index, naming.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// How long the number is at the beginning of the bytes.
fn leb128_length(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| byte & 0x80 != 0).count() + 1
}
