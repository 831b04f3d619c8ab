//! Bytes, lines and words as `wc` counts them, and the longest line.

use suitkaise::prelude::*;

/// What was counted in one file, or in many.
#[derive(Cerial, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) bytes: u64,
    /// Newline bytes; a last line without one is no line, as for `wc -l`.
    pub(crate) lines: u64,
    /// What stands between ASCII whitespace.
    pub(crate) words: u64,
    /// The longest line in bytes, its newline not counted.
    pub(crate) longest: u64,
}

impl Counts {
    /// Takes the counts of another file in.
    pub(crate) fn add(&mut self, other: &Counts) {
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.words += other.words;
        self.longest = self.longest.max(other.longest);
    }
}

/// Counts a file that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    counts: Counts,
    /// The number of the longest line, from 1; the first of those that are equally long.
    longest_at: u64,
    line: u64,
    in_word: bool,
}

impl Counter {
    /// Takes the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8]) {
        self.counts.bytes += piece.len() as u64;
        for &byte in piece {
            let is_space = is_space(byte);
            self.counts.words += u64::from(!is_space && !self.in_word);
            self.in_word = !is_space;
            if byte == b'\n' {
                self.end_line();
                self.counts.lines += 1;
            } else {
                self.line += 1;
            }
        }
    }

    /// The counts, and the number of the longest line from 1; 0 when there is none.
    pub(crate) fn finish(mut self) -> (Counts, u64) {
        self.end_line();
        (self.counts, self.longest_at)
    }

    fn end_line(&mut self) {
        if self.line > self.counts.longest {
            self.counts.longest = self.line;
            self.longest_at = self.counts.lines + 1;
        }
        self.line = 0;
    }
}

/// C's `isspace`: as `u8::is_ascii_whitespace`, and the vertical tab.
fn is_space(byte: u8) -> bool {
    byte == b' ' || (b'\t'..=b'\r').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &[u8]) -> ([u64; 4], u64) {
        let mut counter = Counter::default();
        counter.feed(text);
        let (counts, at) = counter.finish();
        ([counts.bytes, counts.lines, counts.words, counts.longest], at)
    }

    #[test]
    fn counts_are_those_of_wc() {
        assert_eq!(counted(b""), ([0, 0, 0, 0], 0));
        assert_eq!(counted(b"\n\n"), ([2, 2, 0, 0], 0));
        assert_eq!(counted(b"one two\nthree"), ([13, 1, 3, 7], 1));
        assert_eq!(counted(b"a\x0bb\x0cc\rd\te\n"), ([10, 1, 5, 9], 1));
        assert_eq!(counted(b"\xff\x00 \xc2\xa0x\n"), ([7, 1, 2, 6], 1));
    }

    #[test]
    fn the_first_of_the_longest_lines_is_named() {
        assert_eq!(counted(b"a\nbbb\ncc\nddd\n").1, 2);
        assert_eq!(counted(b"a\nbbb\nlast one").1, 3);
    }

    #[test]
    fn pieces_count_as_the_whole() {
        let text = b"some words,\nmore\twords\n\n and the end";
        for at in 0..text.len() {
            let mut counter = Counter::default();
            counter.feed(&text[..at]);
            counter.feed(&text[at..]);
            let (counts, longest_at) = counter.finish();
            assert_eq!(([counts.bytes, counts.lines, counts.words, counts.longest], longest_at), counted(text));
        }
    }

    #[test]
    fn sums_keep_the_longest_line() {
        let mut sum = Counts { bytes: 1, lines: 1, words: 0, longest: 4 };
        sum.add(&Counts { bytes: 10, lines: 2, words: 3, longest: 2 });
        assert_eq!(sum, Counts { bytes: 11, lines: 3, words: 3, longest: 4 });
    }
}
