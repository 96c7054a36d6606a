//! The gates of one look as a table.

use super::prose::{explain, number};
use super::style::{Style, mark};
use super::table::{Cells, Row, table};
use crate::gate::{Check, GateReport};
use crate::reason::Reason;

/// One line for each gate, marked by what it counts as.
pub(super) fn gates(report: &GateReport, indent: usize, style: Style) -> String {
    let rows = report.checks.iter().map(|check| {
        let mark = check.counts_as.map_or_else(|| "-".to_owned(), |verdict| style.paint(verdict, mark(verdict)));
        Row { mark, name: check.gate.to_string(), cells: cells(check) }
    });
    table(indent, &["observed", "limit", "baseline", "samples"], rows.collect())
}

/// The numbers that were compared, or why there are none.
fn cells(check: &Check) -> Cells {
    let samples = check.samples.map(|samples| samples.to_string());
    if check.margin.is_some() {
        let level = |value: Option<f64>| value.map(|value| number(Some(value))).unwrap_or_default();
        let samples = samples.unwrap_or_default();
        return Cells::Numbers(vec![level(check.observed), level(check.limit), level(check.baseline), samples]);
    }
    let reason = explain(&Reason { samples: None, ..check.reason() });
    let why = reason.strip_prefix(&format!("{}: ", check.gate)).unwrap_or(&reason);
    let observed = check.observed.map(|value| format!("observed {}", number(Some(value))));
    let baseline = check.baseline.map(|value| format!("baseline {}", number(Some(value))));
    let samples = samples.map(|samples| format!("{samples} samples"));
    let known = [Some(why.to_owned()), observed, samples, baseline];
    Cells::Note(known.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
