//! Where a function of the WebAssembly was written.

use rustc_demangle::demangle;

/// The crates that make up std.
const STD: [&str; 5] = ["core", "alloc", "std", "compiler_builtins", "panic_abort"];

/// The source file of a symbol, or its crate if it is none of ours. A symbol without a path is the
/// border's: exports have plain names.
pub(super) fn of(symbol: &str) -> String {
    let modules = modules(symbol);
    let Some((crate_name, modules)) = modules.split_first() else {
        return "pkg/src/border.rs".to_owned();
    };
    let root = match crate_name.as_str() {
        "sockline" => "src",
        "sockline_npm" => "pkg/src",
        name if STD.contains(&name) => return "std".to_owned(),
        name => return name.to_owned(),
    };
    if modules.is_empty() {
        return format!("{root}/lib.rs");
    }
    format!("{root}/{}.rs", modules.join("/"))
}

/// A symbol's name without its path and its type's arguments.
pub(super) fn name(symbol: &str) -> String {
    let full = format!("{:#}", demangle(symbol));
    let mut depth = 0_usize;
    let outside = full.chars().filter(|&character| {
        let is_outside = depth == 0;
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_outside && character != '<'
    });
    let outside: String = outside.collect();
    let last = outside.rsplit("::").find(|part| !part.is_empty());
    last.unwrap_or(&full).to_owned()
}

/// The crate and the modules in which a symbol was defined, its `impl` block if it is in one. What
/// demangling shows of those is the type, which may stand in another file.
fn modules(symbol: &str) -> Vec<String> {
    match symbol.strip_prefix("_R") {
        Some(path) => V0(path).modules().unwrap_or_default(),
        None => legacy_modules(&format!("{:#}", demangle(symbol))),
    }
}

/// Older compilers' names have the modules of an `impl` block at their beginning.
fn legacy_modules(name: &str) -> Vec<String> {
    let name = name.trim_start_matches(['<', '&']).trim_start_matches("mut ");
    let mut path: Vec<String> = Vec::new();
    for part in name.split("::") {
        let is_module =
            part.chars().all(|it| it.is_ascii_lowercase() || it == '_' || it.is_ascii_digit());
        if !is_module {
            return path;
        }
        path.push(part.to_owned());
    }
    // The last is the function.
    path.pop();
    path
}

/// The rest of a symbol in the v0 mangling (RFC 2603).
struct V0<'a>(&'a str);

impl V0<'_> {
    fn modules(mut self) -> Option<Vec<String>> {
        let mut nested = self.nesting();
        let is_impl = self.take('M') || self.take('X');
        if is_impl {
            self.disambiguator();
            nested = self.nesting();
        }
        if !self.take('C') {
            return None;
        }
        self.disambiguator();
        let mut path = vec![self.identifier()?];
        // Of a path that is not an `impl` block's the last part is the function, and closures
        // are parts without a name.
        let modules = if is_impl { nested } else { nested.saturating_sub(1) };
        for _ in 0..modules {
            self.disambiguator();
            let part = self.identifier()?;
            // The function around a closure or another function, or the type around a constant.
            if part.is_empty() || part.starts_with(char::is_uppercase) {
                break;
            }
            path.push(part);
        }
        Some(path)
    }

    /// Leaves out how paths are nested, and counts how deep.
    fn nesting(&mut self) -> usize {
        let mut depth = 0;
        loop {
            if self.take('N') {
                // The namespace.
                self.0 = self.0.get(1..).unwrap_or_default();
                depth += 1;
            } else if !self.take('I') {
                return depth;
            }
        }
    }

    /// A number in base 62 that tells apart what has the same name.
    fn disambiguator(&mut self) {
        if self.0.starts_with('s')
            && let Some(end) = self.0.find('_')
        {
            self.0 = &self.0[end + 1..];
        }
    }

    fn identifier(&mut self) -> Option<String> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let length: usize = self.0.get(..digits)?.parse().ok()?;
        let rest = &self.0[digits..];
        // Stands between the length and a name that begins with a digit or another one.
        let rest = rest.strip_prefix('_').unwrap_or(rest);
        self.0 = rest.get(length..)?;
        rest.get(..length).map(str::to_owned)
    }

    fn take(&mut self, tag: char) -> bool {
        let rest = self.0.strip_prefix(tag);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Engine` is another file's type, but the function stands in `delivery.rs`.
    const IN_IMPL: &str = "_RNvMs2_NtNtCssQS5ihRfzC_8sockline6engine8deliveryINtNtB7_9lifecycle\
                           6EngineNtNtCs1uYZWKFWMYS_12sockline_npm7message7MessageE\
                           14forget_backlogB1e_";

    #[test]
    fn a_method_belongs_to_the_file_of_its_impl_block() {
        assert_eq!(of(IN_IMPL), "src/engine/delivery.rs");
        assert_eq!(name(IN_IMPL), "forget_backlog");
    }

    #[test]
    fn a_function_belongs_to_its_module() {
        let function = "_RNvNtCs1uYZWKFWMYS_12sockline_npm8commands4send";
        assert_eq!(of(function), "pkg/src/commands.rs");
        assert_eq!(name(function), "send");
    }

    #[test]
    fn other_crates_have_their_names() {
        let dropping = "_RINvNtCs8AEDuGettFC_4core3ptr13drop_in_placeINtNtB4_6option6OptionNtNt\
                        NtCssQS5ihRfzC_8sockline6engine6output5EventEECs1uYZWKFWMYS_12sockline_npm";
        assert_eq!(of(dropping), "std");
        let allocator = "_RNvXs0_NtCs3CKgMqbJAiS_9lol_alloc19free_list_allocatorNtB5_17FreeList\
                         AllocatorNtNtNtCs8AEDuGettFC_4core5alloc6global11GlobalAlloc10dealloc";
        assert_eq!(of(allocator), "lol_alloc");
    }

    #[test]
    fn an_export_is_the_borders() {
        assert_eq!((of("call").as_str(), name("call").as_str()), ("pkg/src/border.rs", "call"));
    }

    #[test]
    fn names_of_older_compilers_are_read_too() {
        let symbol = "_ZN8sockline6engine8delivery62_$LT$impl$u20$sockline..engine..lifecycle..\
                      Engine$LT$P$GT$$GT$4send17h0123456789abcdefE";
        assert_eq!(
            (of(symbol).as_str(), name(symbol).as_str()),
            ("src/engine/delivery.rs", "send")
        );
    }
}
