//! The figures as tables in Markdown.

use std::fmt::Write;

use super::figures::{Measure, NATIVE};
use super::statistics::Spread;

/// A measure's contestants: the median, and how it compares with native in the same round.
pub(super) fn measure(measure: &Measure) -> String {
    let Measure { title, unit, limit, figures } = measure;
    let [columns, rules] = if measure.of(NATIVE).is_some() {
        [" × native | middle half | more than native |", "---:|---:|---:|"]
    } else {
        [""; 2]
    };
    let mut table = format!(
        "### {title}\n\nLimited by {limit}.\n\n\
         | Contestant | {unit} |{columns}\n\
         |---|---:|{rules}\n"
    );
    for (name, rounds) in figures {
        let median = number(Spread::of(rounds).median);
        let comparison = match comparison(measure, name) {
            Some(comparison) => format!(" {comparison} |"),
            None if columns.is_empty() => String::new(),
            None => " | | |".to_owned(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(table, "| {name} | {median} |{comparison}");
    }
    table
}

fn comparison(measure: &Measure, name: &str) -> Option<String> {
    let ratio = measure.compared(name, NATIVE, |own, native| own / native)?;
    if !ratio.median.is_finite() {
        return None;
    }
    let more = measure.compared(name, NATIVE, |own, native| own - native)?;
    let [low, high] = [ratio.low, ratio.high].map(number);
    Some(format!("{} | {low} to {high} | {}", number(ratio.median), signed(more.median)))
}

/// Three digits that count, and no more than four behind the point.
pub(super) fn number(value: f64) -> String {
    let digits = if value == 0.0 { 0.0 } else { 2.0 - value.abs().log10().floor() };
    format!("{value:.*}", digits.clamp(0.0, 4.0) as usize)
}

fn signed(value: f64) -> String {
    format!("{}{}", if value < 0.0 { "" } else { "+" }, number(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::measure as figures;

    #[test]
    fn contestants_are_compared_with_native_in_the_same_round() {
        let rounds = figures("send", &[("native", &[1.0, 5.0]), ("ours", &[2.0, 10.0])]);
        let table = measure(&rounds);
        assert!(table.contains("| ours | 6.00 | 2.00 | 2.00 to 2.00 | +3.00 |"), "{table}");
    }

    #[test]
    fn what_native_does_not_do_is_compared_with_nothing() {
        let table = measure(&figures("calls", &[("ours", &[2.0])]));
        assert!(table.ends_with("| Contestant | µs |\n|---|---:|\n| ours | 2.00 |\n"), "{table}");
    }

    #[test]
    fn three_digits_count() {
        assert_eq!(
            [0.00123, 0.25, 12.345, 1234.5].map(number),
            ["0.0012", "0.250", "12.3", "1234"]
        );
        assert_eq!((number(0.0), signed(-0.5)), ("0".to_owned(), "-0.500".to_owned()));
    }
}
