//! What a test binary prints: cargo is content with one in which no test ran.

/// How many tests of one binary passed, if this line says so.
pub(crate) fn passes(line: &str) -> u64 {
    let Some((_, rest)) = line.split_once("test result: ") else {
        return 0;
    };
    let mut words = rest.split(' ').skip_while(|word| word.parse::<u64>().is_err());
    words.next().and_then(|count| count.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_read_from_the_result_line_only() {
        assert_eq!(passes("test result: ok. 12 passed; 0 failed; 0 ignored"), 12);
        assert_eq!(passes("test result: FAILED. 3 passed; 1 failed"), 3);
        assert_eq!(passes("test 9 of 10 ... ok"), 0);
    }
}
