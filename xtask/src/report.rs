//! Everything that xtask prints. No other module writes to the terminal.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use crate::package::Sizes;

/// Announces the next step.
pub(crate) fn step(text: &str) {
    println!("\n==> {text}");
}

/// Prints one plain line.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// Prints something that did not stop the work but that its reader should know.
pub(crate) fn notice(text: &str) {
    println!("note: {text}");
}

/// Prints an error with everything that led to it.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

/// Prints the end of a stage.
pub(crate) fn stage_end(name: &str, duration: Duration, verdict: &str) {
    println!("--- {name}: {verdict} ({:.1} s)", duration.as_secs_f64());
}

/// Prints the table of sizes.
pub(crate) fn sizes(rows: &[Sizes]) {
    print!("{}", size_table(rows));
}

fn size_table(rows: &[Sizes]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0).max("file".len());
    let mut table = format!("{:width$} {:>9} {:>9} {:>9}\n", "file", "raw", "gzip -9", "brotli");
    for row in rows {
        let Sizes { name, raw, gzip, brotli } = row;
        table.push_str(&format!("{name:width$} {raw:>9} {gzip:>9} {brotli:>9}\n"));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_table_aligns_its_columns() {
        let rows = [
            Sizes { name: "sockline.js".into(), raw: 30_000, gzip: 10_000, brotli: 9_000 },
            Sizes { name: "wasm.js".into(), raw: 7, gzip: 27, brotli: 11 },
        ];
        assert_eq!(
            size_table(&rows),
            "file              raw   gzip -9    brotli\n\
             sockline.js     30000     10000      9000\n\
             wasm.js             7        27        11\n"
        );
    }
}
