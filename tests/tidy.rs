//! The repository tests itself: rules that no compiler knows.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use sockline::engine::{HeartbeatConfig, PacingConfig, QueueConfig, RetryConfig, Window};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files below a folder.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no Rust files in {folder}");
    files.sort();
    files
}

/// Code without its comments, so that a comment may name what the code must
/// not. String literals are left alone: none in these folders holds `//`.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// What makes code impure: the browser, a clock, randomness, input and output,
/// threads, process-wide state.
const IMPURE: &[&str] = &[
    "wasm_bindgen",
    "web_sys",
    "js_sys",
    "gloo",
    "JsValue",
    "crate::browser",
    "crate::client",
    "super::super",
    "std::time",
    "core::time",
    "Instant",
    "SystemTime",
    "getrandom",
    "RandomState",
    "HashMap",
    "HashSet",
    "rand::",
    "std::thread",
    "thread_local",
    "\nstatic ",
    " static ",
    "std::env",
    "std::fs",
    "std::net",
    "std::io",
    "println!",
    "extern ",
];

/// The rule of the engine's purity, as (place, word) for each breach.
fn impurities(name: &str, text: &str) -> Vec<(String, &'static str)> {
    let code = code(text);
    IMPURE
        .iter()
        .filter(|word| code.contains(**word))
        .map(|word| (name.to_owned(), *word))
        .collect()
}

#[test]
fn engine_and_driver_name_no_browser_clock_or_randomness() {
    let breaches: Vec<_> = ["src/engine", "src/driver"]
        .iter()
        .flat_map(|folder| rust_files(folder))
        .flat_map(|path| {
            impurities(&path.display().to_string(), &fs::read_to_string(&path).unwrap())
        })
        .collect();
    assert_eq!(breaches, []);
}

#[test]
fn the_rule_of_the_engines_purity_catches_every_breach() {
    for breach in [
        "let now = std::time::Instant::now();",
        "use web_sys::WebSocket;",
        "use wasm_bindgen::prelude::*;",
        "let seed = js_sys::Math::random();",
        "use crate::browser::Driver;",
        "let map: HashMap<u32, u32> = HashMap::new();",
        "extern \"C\" { fn now() -> f64; }",
    ] {
        assert!(!impurities("planted", breach).is_empty(), "not caught: {breach}");
    }
    assert_eq!(impurities("planted", "// Instant::now() is not for the engine."), []);
}

#[test]
fn rooms_know_only_what_stands_below_them() {
    for (folder, forbidden) in [
        ("src/engine", &["crate::driver", "crate::browser", "crate::client"][..]),
        ("src/driver", &["crate::browser", "crate::client", "crate::Client"][..]),
        ("src/browser", &["crate::client", "crate::Client", "crate::codec"][..]),
        ("src/client", &["crate::codec"][..]),
        ("frameworks", &["sockline::engine", "sockline::driver", "sockline::browser"][..]),
    ] {
        for path in rust_files(folder) {
            let code = code(&fs::read_to_string(&path).unwrap());
            for word in forbidden {
                assert!(!code.contains(word), "{} names {word}", path.display());
            }
        }
    }
}

#[test]
fn only_the_driver_drains_the_engine() {
    for folder in ["src", "pkg/src"] {
        for path in rust_files(folder) {
            let code = code(&fs::read_to_string(&path).unwrap());
            let polls = code.contains(".poll_event()") || code.contains(".poll_action(");
            let allowed =
                path.ends_with("driver/drive.rs") || path.starts_with(root().join("src/engine"));
            assert!(!polls || allowed, "{} drains the engine", path.display());
        }
    }
}

#[test]
fn unsafe_code_stands_at_the_border_and_in_the_heap() {
    for folder in ["src", "pkg/src", "xtask/src", "server/src", "frameworks", "bench/rust/src"] {
        for path in rust_files(folder) {
            let code = code(&fs::read_to_string(&path).unwrap());
            let may = ["pkg/src/border.rs", "pkg/src/heap.rs"].iter().any(|it| path.ends_with(it));
            assert!(may || !code.contains("unsafe "), "{} is unsafe", path.display());
            assert!(may || !code.contains("(unsafe_code)"), "{}", path.display());
        }
    }
}

#[test]
fn javascript_has_every_function_that_webassembly_imports() {
    let border = read("pkg/src/border.rs");
    let link = read("pkg/face/link.js");
    let (_, imports) = border.split_once("pub(crate) mod imports {").unwrap();
    let (imports, _) = imports.split_once("macro_rules!").unwrap();
    let mut renamed = None;
    let mut count = 0;
    for line in imports.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("#[link_name = \"") {
            renamed = name.strip_suffix("\"]");
        } else if let Some((name, _)) = line
            .strip_prefix("pub(crate) safe fn ")
            .and_then(|declaration| declaration.split_once('('))
        {
            let name = renamed.take().unwrap_or(name);
            let is_method = link.contains(&format!("\n  {name}("));
            let is_function = link.contains(&format!("\n    {name}:"));
            assert!(is_method || is_function || name == "release", "{name} is not in link.js");
            count += 1;
        }
    }
    assert!(count > 15, "only {count} imports were found");
}

#[test]
fn names_that_are_published_as_letters_are_nobody_elses() {
    let names = read("xtask/npm/names.mjs");
    let types = code(&read("pkg/face/sockline.d.ts"));
    let face: String = ["link", "sockline", "copies", "events", "options", "stats"]
        .map(|module| read(format!("pkg/face/{module}.js")))
        .concat();
    let has = |text: &str, name| text.split(|c: char| !c.is_alphanumeric()).any(|it| it == name);
    let names: Vec<&str> =
        names.lines().filter_map(|line| line.strip_prefix("  \"")?.strip_suffix("\",")).collect();
    assert!(names.len() > 20 && names.len() <= 52, "{} names", names.len());
    for name in names {
        assert!(has(&face, name), "nothing is called {name}");
        for end in [":", "?:", "("] {
            assert!(!types.contains(&format!(" {name}{end}")), "{name} is public");
        }
    }
}

#[test]
fn handlers_are_fn_and_exported_methods_take_shared_self() {
    for folder in ["src/driver", "src/browser", "src/client", "pkg/src"] {
        for path in rust_files(folder) {
            let code = code(&fs::read_to_string(&path).unwrap());
            for word in ["FnMut(", "into_js_value", "&mut self)"] {
                let in_drop = word == "&mut self)"
                    && code.matches(word).count() == code.matches("fn drop(&mut self)").count();
                assert!(!code.contains(word) || in_drop, "{} has {word}", path.display());
            }
        }
    }
}

#[test]
fn nothing_listens_to_unload() {
    let face = fs::read_dir(root().join("pkg/face")).unwrap().map(|entry| entry.unwrap().path());
    let rust = ["src", "pkg/src"].into_iter().flat_map(rust_files);
    for path in face.chain(rust) {
        let code = code(&fs::read_to_string(&path).unwrap());
        for name in ["\"unload\"", "onunload", "beforeunload"] {
            assert!(!code.contains(name), "{} has {name}", path.display());
        }
    }
}

#[test]
fn nothing_is_stored() {
    for folder in ["src", "pkg/src"] {
        for path in rust_files(folder) {
            let code = code(&fs::read_to_string(&path).unwrap());
            assert!(!code.contains("Storage"), "{} names storage", path.display());
        }
    }
    for entry in fs::read_dir(root().join("pkg/face")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("Storage") && !text.contains("indexedDB"), "{}", path.display());
    }
}

/// web-sys types it as `u32`, which wraps at 4 GiB.
#[test]
fn buffered_amount_is_a_float() {
    let binding = read("src/browser/web_socket.rs");
    assert!(binding.contains("fn buffered_amount_if_any(this: &WebSocket) -> f64;"));
}

/// Every line of the checklist, in its order.
fn checklist() -> Vec<String> {
    let counted = |prefix: &str, count: u32| {
        (1..=count).map(|number| format!("{prefix}{number}")).collect::<Vec<_>>()
    };
    [("", 50), ("L", 9), ("R", 5), ("D", 5), ("Q", 8), ("C", 3), ("E", 4), ("W", 8), ("H", 5)]
        .iter()
        .flat_map(|(prefix, count)| counted(prefix, *count))
        .collect()
}

#[test]
fn installing_the_package_runs_nothing_and_brings_nothing_else() {
    let manifest = read("pkg/package.json");
    for word in ["\"scripts\"", "ependencies\"", "\"bin\""] {
        assert!(!manifest.contains(word), "pkg/package.json has {word}");
    }
}

#[test]
fn the_package_brings_both_licences() {
    let manifest = read("pkg/package.json");
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        // npm takes a file along by itself only if its name is `LICENSE`.
        assert!(manifest.contains(&format!("\"{name}\"")), "pkg/package.json leaves {name} out");
        assert!(root().join("pkg").join(name).is_file(), "there is no pkg/{name}");
    }
}

/// Where `cargo xtask packaging` lists its environments.
const PACKAGING: &str = "xtask/src/packaging/mod.rs";

#[test]
fn every_throw_away_project_is_tried() {
    let list = read(PACKAGING);
    for entry in fs::read_dir(root().join("tests/packaging")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_listed = list.contains(&format!("\"{name}\""));
        assert!(entry.path().is_file() || is_listed, "no task tries {name}");
    }
}

#[test]
fn the_table_of_pitfalls_is_whole_and_names_tests_that_exist() {
    let table = read("tests/PITFALLS.md");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Line"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let lines: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(lines, checklist());
    let rust: String = rust_files("tests")
        .iter()
        .chain(&rust_files("src"))
        .chain(&rust_files("frameworks"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for row in &rows {
        let [line, _, tests] = row[..] else { panic!("{row:?} has not three columns") };
        let quoted: Vec<&str> = tests.split('`').collect();
        assert!(quoted.len() > 1 || tests.starts_with("open: "), "line {line} names no test");
        for pair in quoted.chunks(2) {
            let [before, name] = pair else { continue };
            let file = before.rsplit([',', ';']).next().unwrap_or("").trim().strip_suffix(':');
            let exists = match file {
                Some("packaging") => read(PACKAGING).contains(&format!("\"{name}\"")),
                Some(file) => {
                    read(format!("tests/npm/{file}")).contains(&format!(" it(\"{name}\", "))
                        || template_has(file, name)
                }
                None => has_rust_test(&rust, name),
            };
            assert!(exists, "line {line} names {name}, which is no test");
        }
    }
}

/// Whether a function of this name has an attribute that makes it a test.
fn has_rust_test(rust: &str, name: &str) -> bool {
    rust.match_indices(&format!("fn {name}(")).any(|(at, _)| {
        let (lines, _) = rust[..at].rsplit_once('\n').unwrap_or_default();
        let above = lines.lines().rev().map(str::trim);
        let mut attributes =
            above.take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        attributes.any(|line| ["#[test]", "#[wasm_bindgen_test]"].contains(&line))
    })
}

#[test]
fn only_a_test_can_be_named_in_the_table_of_pitfalls() {
    let rust = "#[test]\n#[allow(x)]\nfn one() {}\n\nfn helper() {}\n\n#[wasm_bindgen_test]\n// Why.\n\
                async fn two() {}\n#[derive(Debug)]\nfn three() {}\n";
    for (name, is_test) in
        [("one", true), ("helper", false), ("two", true), ("three", false), ("four", false)]
    {
        assert_eq!(has_rust_test(rust, name), is_test, "{name}");
    }
}

/// Whether a title made from a template could be this one.
fn template_has(file: &str, name: &str) -> bool {
    let test = read(format!("tests/npm/{file}"));
    test.lines().any(|line| {
        let Some((_, rest)) = line.split_once("it(`") else { return false };
        rest.split_once('`').is_some_and(|(title, _)| fills(&test, title, name))
    })
}

/// Whether a name is a template with texts or constants of the file in the place of its `${…}`.
fn fills(file: &str, template: &str, name: &str) -> bool {
    let Some((start, rest)) = template.split_once("${") else { return template == name };
    let Some((_, rest)) = rest.split_once('}') else { return false };
    let Some(name) = name.strip_prefix(start) else { return false };
    let has = |value: &str| {
        let number = || file.replace('_', "").contains(&format!(" = {value};"));
        file.contains(&format!("\"{value}\"")) || number()
    };
    (0..=name.len())
        .filter_map(|length| name.split_at_checked(length))
        .any(|(value, after)| fills(file, rest, after) && has(value))
}

#[test]
fn a_template_is_filled_with_what_its_file_has() {
    let file = "for (const [name, error] of [[\"1005\", \"Fault\"], [\"é\", \"Fault\"]])";
    assert!(fills("const CYCLES = 1_000;", "${CYCLES} come and go", "1000 come and go"));
    for (name, is_one) in [
        ("1005: Fault, as asked", true),
        ("é: Fault, as asked", true),
        ("1006: Fault, as asked", false),
        ("1005: fault, as asked", false),
        ("1005: Fault", false),
        (": Fault, as asked", false),
    ] {
        assert_eq!(fills(file, "${name}: ${error}, as asked", name), is_one, "{name}");
    }
    assert!(fills(file, "plain", "plain") && !fills(file, "plain", "plainer"));
}

#[test]
fn every_test_of_the_npm_face_is_run() {
    let lists = read("tests/npm/run.js");
    let files = fs::read_dir(root().join("tests/npm")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let tests: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".test.js").map(String::from)).collect();
    assert!(!tests.is_empty());
    for test in tests {
        assert!(lists.contains(&format!("\"{test}\"")), "{test}.test.js is in no list of run.js");
    }
}

#[test]
fn differences_have_a_reason_in_the_docs_and_every_clause_is_run() {
    let docs = read("docs/differences.md");
    let mut documented: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(title, _)| title))
        .collect();
    let data = read("tests/conformance/differences.js");
    let mut listed = names_between(&data, "DIFFERENCES = [", "]");
    documented.sort_unstable();
    listed.sort_unstable();
    assert_eq!(documented, listed);

    let mut clauses = names_between(&read("tests/conformance/clauses.js"), "CLAUSES = [", "]");
    let mut files: Vec<String> = fs::read_dir(root().join("tests/conformance"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".test.js")?.to_owned())
        })
        .collect();
    clauses.sort_unstable();
    files.sort_unstable();
    assert_eq!(clauses, files);
}

/// The first code block of a language in a README.
fn readme_block(readme: &str, language: &str) -> String {
    let readme = read(readme);
    let (_, rest) = readme.split_once(&format!("```{language}\n")).expect("it has the block");
    rest.split_once("```").expect("the block ends").0.to_owned()
}

#[test]
fn the_readmes_rust_is_the_rust_that_runs() {
    let block = readme_block("README.md", "rust");
    let (_, function) = block.split_once("\n\n").expect("imports, an empty line, the function");
    let run = function
        .replace("fn chat()", "fn chat(url: String)")
        .replace("\"wss://example.com/chat\"", "url");
    assert!(read("tests/client_thirty_seconds.rs").contains(&run), "differs from\n{run}");
}

/// `tests/npm/thirty-seconds.test.js` runs the package's.
#[test]
fn the_readmes_javascript_is_the_packages() {
    assert_eq!(readme_block("README.md", "js"), readme_block("pkg/README.md", "js"));
}

#[test]
fn the_readmes_map_has_every_folder_and_no_other() {
    let readme = read("README.md");
    let folders: Vec<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("/` |").map(|(folder, _)| folder))
        .collect();
    for folder in &folders {
        assert!(root().join(folder).is_dir(), "{folder} is in the README only");
    }
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_built = name == "target" || name.starts_with('.');
        let is_named = folders.iter().any(|folder| folder.split('/').next() == Some(&name));
        assert!(is_built || is_named || entry.path().is_file(), "the README leaves {name}/ out");
    }
    // The rooms of `src` stand there one by one.
    for room in fs::read_dir(root().join("src")).unwrap() {
        let room = room.unwrap();
        let name = format!("src/{}", room.file_name().into_string().unwrap());
        let is_named = folders.contains(&name.as_str());
        assert!(is_named || room.path().is_file(), "the README leaves {name}/ out");
    }
}

/// What the minimal programs take is the limit of what the engine's bounds allow.
#[test]
fn the_bench_holds_back_as_the_engine_does() {
    let (page, programs) = ("bench/page/contestants.js", "bench/rust/src/bin");
    let (held, kept) =
        (format!("{programs}/raw-web-sys-held.rs"), format!("{programs}/raw-web-sys-kept.rs"));
    let engine = read("src/engine/pacing.rs");
    for (name, file, start) in [
        ("EARLY", page, "window: "),
        ("BELOW", page, "below: "),
        ("EARLY", &held, "WINDOW: usize = "),
        ("BELOW", &held, "UNKNOWN: usize = "),
        ("INITIAL", &kept, "WINDOW: usize = "),
        ("INITIAL", "bench/page/kept.js", "WINDOW = "),
    ] {
        let (_, rest) = engine.split_once(&format!("const {name}: f64 = ")).expect(name);
        let (number, _) = rest.split_once(".0;").expect("a whole number");
        assert!(read(file).contains(&format!("{start}{number}")), "{file} has no {start}{number}");
    }
}

/// The names in an object literal or array that follows `start`, up to `end`.
fn names_between(text: &str, start: &str, end: &str) -> Vec<String> {
    let (_, rest) = text.split_once(start).expect("the list starts");
    let (list, _) = rest.split_once(end).expect("the list ends");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// JavaScript names by position what Rust enumerates; both must have the same
/// order.
#[test]
fn both_halves_of_the_npm_package_number_alike() {
    let link = read("pkg/face/link.js");
    let output = read("src/engine/output.rs");
    for (list, enumeration, display) in [
        ("cause: [", "pub enum Cause {", "Display for Cause {"),
        ("reason: [", "pub enum DropReason {", "Display for DropReason {"),
        ("\"end\", {", "pub enum EndCause {", "Display for EndCause {"),
    ] {
        let names = names_between(&link, list, "]");
        assert_eq!(names, variants(&output, enumeration), "{enumeration}");
        // The Rust face displays them under the same names.
        assert_eq!(
            names_between(&read("src/client/events.rs"), display, "\n}"),
            names,
            "{display}"
        );
    }
    let states = variants(&read("src/engine/state.rs"), "pub enum State {");
    assert_eq!(names_between(&read("pkg/face/stats.js"), "const states = [", "]"), states);
    let numbers = |path: &str, start: &str, end: &str| -> Vec<String> {
        let text = read(path);
        let lines = text.lines().filter_map(|line| line.strip_prefix(start));
        lines.map(|line| line.replace(end, " = ")).collect()
    };
    let calls = numbers("pkg/face/calls.js", "export const ", " = ");
    assert!(calls.len() > 8, "only {calls:?}");
    assert_eq!(numbers("pkg/src/commands.rs", "const ", ": u32 = "), calls);
}

/// The names of an interface's members in the package's types.
fn members(interface: &str) -> Vec<String> {
    let types = read("pkg/face/sockline.d.ts");
    let (_, rest) =
        types.split_once(&format!("\nexport interface {interface}")).expect("it is there");
    let (body, _) = rest.split_once("\n}").expect("the interface ends");
    body.lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(':').map(|(name, _)| name))
        .map(|name| name.trim_end_matches('?').trim_start_matches("readonly ").to_owned())
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .collect()
}

/// The groups of options by their names in the README, each with its interface.
const OPTIONS: [(&str, &str); 6] = [
    ("", "Options"),
    ("reconnect.", "ReconnectOptions"),
    ("queue.", "QueueOptions"),
    ("pacing.", "PacingOptions"),
    ("heartbeat.", "HeartbeatOptions"),
    ("", "SendOptions"),
];

#[test]
fn the_packages_readme_has_every_option_and_every_event() {
    let readme = read("pkg/README.md");
    let options = read("pkg/face/options.js");
    let mut count = 0;
    for (prefix, interface) in OPTIONS {
        for name in members(interface) {
            let row = format!("| `{prefix}{name}` |");
            assert!(readme.contains(&row), "the README has no row {row}");
            assert!(options.contains(&name), "options.js does not read {name}");
            count += 1;
        }
    }
    assert!(count > 25, "only {count} options were found");
    let events = members("SocklineEventMap");
    let sockline = read("pkg/face/sockline.js");
    assert_eq!(events, names_between(&sockline, "socket.#handlers, [", "]"));
    for event in events {
        assert!(readme.contains(&format!("\n| `{event}` |")), "the README has no event {event}");
    }
}

/// The defaults that are numbers, as `options.js` has them.
#[test]
fn the_packages_readme_has_every_default() {
    let readme = read("pkg/README.md");
    let options = read("pkg/face/options.js");
    let (_, rest) = options.split_once("const GROUPS = {").expect("the table of defaults starts");
    let (table, _) = rest.split_once("\n};").expect("the table of defaults ends");
    let mut group = "";
    let mut count = 0;
    for word in table.split(['{', ',', '\n', '}']).map(str::trim) {
        let Some((name, default)) = word.split_once(':') else { continue };
        let default = match default.trim() {
            "" => {
                group = name;
                continue;
            }
            "undefined" => continue,
            "Infinity" => "`Infinity`".to_owned(),
            "-1" => "measured".to_owned(),
            number => number.replace('_', ","),
        };
        let row = format!("| `{group}.{name}` | {default} |");
        assert!(readme.contains(&row), "the README has no row {row}");
        count += 1;
    }
    assert!(count > 10, "only {count} defaults were found");
}

/// A number as JavaScript's sources have it.
fn grouped(number: f64) -> String {
    if number.is_infinite() {
        return "Infinity".into();
    }
    let digits = format!("{number}");
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// Both faces, and the class with the other packages' names, have the engine's.
#[test]
fn javascript_has_the_engines_defaults() {
    let options = read("pkg/face/options.js");
    let (retry, queue) = (RetryConfig::default(), QueueConfig::default());
    let (pacing, heartbeat) = (PacingConfig::default(), HeartbeatConfig::default());
    assert_eq!(retry.max_retries, u32::MAX, "JavaScript's is Infinity");
    assert_eq!(pacing.window, Window::Adaptive, "JavaScript's is -1");
    for (name, default) in [
        ("base", retry.base),
        ("cap", retry.cap),
        ("floor", retry.floor),
        ("maxRetries", f64::INFINITY),
        ("stableAfter", retry.stable_after),
        ("connectDeadline", retry.connect_deadline),
        ("closeDeadline", retry.close_deadline),
        ("maxMessages", queue.max_messages as f64),
        ("maxBytes", queue.max_bytes as f64),
        ("window", -1.0),
        ("poll", pacing.poll),
        ("interval", heartbeat.interval),
        ("deadline", heartbeat.deadline),
    ] {
        let line = format!("{name}: {},", grouped(default));
        assert!(options.replace(" }", ", }").contains(&line), "options.js has another {line}");
    }
    let compat = read("pkg/face/compat.js");
    for line in [
        format!("=== undefined ? {} : 2 * minReconnectionDelay", grouped(retry.base)),
        format!("Math.max(base, {})", grouped(retry.cap)),
        format!("minReconnectionDelay ?? {},", grouped(retry.floor)),
        format!("minUptime ?? {};", grouped(retry.stable_after)),
        format!("const MOST = {};", grouped(queue.max_messages as f64)),
    ] {
        assert!(compat.contains(&line), "compat.js has no {line}");
    }
}

/// The variants of an enum without fields, in kebab case.
fn variants(text: &str, start: &str) -> Vec<String> {
    let (_, rest) = text.split_once(start).expect("the enum is there");
    let (body, _) = rest.split_once("\n}").expect("the enum ends");
    body.lines()
        .map(str::trim)
        .filter(|line| line.ends_with(',') && !line.starts_with("//"))
        .map(|line| {
            let mut kebab = String::new();
            for letter in line.trim_end_matches(',').chars() {
                if letter.is_uppercase() && !kebab.is_empty() {
                    kebab.push('-');
                }
                kebab.extend(letter.to_lowercase());
            }
            kebab
        })
        .collect()
}
