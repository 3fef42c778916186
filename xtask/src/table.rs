//! Tables, in Markdown that also reads well in a terminal.

/// A table whose first column is text and whose others are figures.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no rows.
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self { rows: vec![columns.iter().map(|&column| column.to_owned()).collect()] }
    }

    /// Adds a row, of as many cells as there are columns.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table in Markdown, its columns padded to one width.
    pub(crate) fn markdown(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
        };
        let widths: Vec<usize> = (0..columns).filter_map(width).collect();
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let padded =
                    if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") };
                text.push_str(&format!("| {padded} "));
            }
            text.push_str("|\n");
            if index == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let dashes = "-".repeat(width + 1);
                    let edge = if column == 0 { "-" } else { ":" };
                    text.push_str(&format!("|{dashes}{edge}"));
                }
                text.push_str("|\n");
            }
        }
        text
    }
}

/// A count with its thousands set apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A difference with its thousands set apart.
pub(crate) fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", count(number.unsigned_abs()))
}

/// Milliseconds as seconds, or "never".
pub(crate) fn seconds(millis: Option<f64>) -> String {
    millis.map_or_else(|| "never".to_owned(), |millis| format!("{:.1}", millis / 1_000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_figures_stand_right() {
        let mut table = Table::new(&["Policy", "Peak"]);
        table.row(vec!["ours".into(), count(1_234_567)]);
        assert_eq!(
            table.markdown(),
            "| Policy |      Peak |\n\
             |--------|----------:|\n\
             | ours   | 1,234,567 |\n"
        );
    }

    #[test]
    fn counts_are_set_apart_by_thousands() {
        assert_eq!([0, 999, 1_000, 100_000].map(count), ["0", "999", "1,000", "100,000"]);
        assert_eq!([-1_234, -1, 0, 1_234].map(signed), ["-1,234", "-1", "0", "1,234"]);
    }

    #[test]
    fn what_never_happens_has_no_time() {
        assert_eq!(seconds(Some(48_550.0)), "48.5");
        assert_eq!(seconds(None), "never");
    }
}
