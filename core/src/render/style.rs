//! Colour, used for verdicts alone.

use crate::reason::Verdict;

/// Whether text carries terminal colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// The same text with the escape codes of ANSI terminals.
    Colour,
}

impl Style {
    /// Text in the colour of a verdict: green, yellow or red.
    pub(super) fn paint(self, verdict: Verdict, text: &str) -> String {
        let code = match verdict {
            Verdict::Pass => 32,
            Verdict::Warn | Verdict::Inconclusive => 33,
            Verdict::Fail => 31,
        };
        match self {
            Self::Plain => text.to_owned(),
            Self::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// The sign of a verdict, the same in every style.
pub(super) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Warn => "!",
        Verdict::Inconclusive => "?",
        Verdict::Fail => "✗",
    }
}
