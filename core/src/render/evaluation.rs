//! How good predictions were, as text.

use super::prose::{explain, number};
use super::style::{Style, mark};
use super::table::{Cells, Row, paragraph, table};
use crate::reason::Verdict;
use crate::success::{Capture, ClassScores, Classes, Estimate, Evaluation, MonthScore, ReliabilityBin};
use crate::units::Fraction;

/// How good predictions of success were: scores, decisions at thresholds, capture, reliability and months.
///
/// The log loss is marked by whether it is better than that of always predicting the base rate.
#[must_use]
pub fn evaluation(evaluation: &Evaluation, style: Style) -> String {
    let rate = percent(evaluation.base_rate);
    let headline = format!("{} deployments, {} of them failed ({rate})", evaluation.rows, evaluation.failures);
    let mut parts = vec![paragraph("", &headline), scores(evaluation, style), decisions(&evaluation.at_threshold)];
    parts.extend(evaluation.at_chosen.as_ref().map(decisions));
    parts.push(listed(&["of failures"], evaluation.capture.iter().map(capture)));
    parts.push(listed(&["predicted", "succeeded", "deployments"], evaluation.reliability.iter().map(bin)));
    let months = ["deployments", "failed", "ROC AUC", "log loss", "Brier score", "calibration error"];
    parts.push(listed(&months, evaluation.months.iter().map(month)));
    parts.push(evaluation.reasons.iter().map(|reason| paragraph("? ", &explain(reason))).collect());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn scores(evaluation: &Evaluation, style: Style) -> String {
    let better = evaluation.log_loss.value < evaluation.base_log_loss;
    let verdict = if better { Verdict::Pass } else { Verdict::Fail };
    let mut log_loss = row("log loss", estimate(&evaluation.log_loss));
    log_loss.mark = style.paint(verdict, mark(verdict));
    let auc = evaluation.roc_auc.as_ref().map(|auc| row("ROC AUC", estimate(auc)));
    let others = [
        log_loss,
        row("log loss of the base rate", vec![decimals(Some(evaluation.base_log_loss))]),
        row("Brier score", estimate(&evaluation.brier)),
        row("calibration error", estimate(&evaluation.calibration_error)),
    ];
    listed(&["score", "from", "to"], auc.into_iter().chain(others))
}

fn estimate(estimate: &Estimate) -> Vec<String> {
    [Some(estimate.value), estimate.low, estimate.high].map(decimals).to_vec()
}

/// What a decision at a threshold would have done.
fn decisions(classes: &Classes) -> String {
    let class = |name: &str, scores: &ClassScores| {
        let numbers = [scores.precision, scores.recall, scores.f1];
        row(name, numbers.map(|share| decimals(share.map(Fraction::get))).to_vec())
    };
    let title = format!(
        "failure predicted from a probability of {} on: {} right\n",
        number(Some(classes.threshold.get())),
        percent(classes.accuracy)
    );
    let rows = [class("failure", &classes.of_failure), class("success", &classes.of_success)];
    title + &listed(&["precision", "recall", "F1"], rows)
}

fn capture(capture: &Capture) -> Row {
    let name = format!("riskiest {} ({})", percent(capture.share), capture.gated);
    let caught = capture.caught.map(|caught| format!("{:.2} %", 100.0 * caught.get()));
    row(&name, vec![caught.unwrap_or_default()])
}

fn bin(bin: &ReliabilityBin) -> Row {
    let name = format!("{:.4} to {:.4}", bin.low.get(), bin.high.get());
    let share = |share: Fraction| decimals(Some(share.get()));
    row(&name, vec![share(bin.predicted), share(bin.observed), bin.rows.to_string()])
}

fn month(score: &MonthScore) -> Row {
    let numbers = [score.roc_auc, Some(score.log_loss), Some(score.brier), score.calibration_error].map(decimals);
    let counts = [score.rows.to_string(), score.failures.to_string()];
    row(&score.month, counts.into_iter().chain(numbers).collect())
}

/// A table of all that there is, and nothing without rows.
fn listed(headings: &[&str], rows: impl IntoIterator<Item = Row>) -> String {
    let rows: Vec<Row> = rows.into_iter().collect();
    if rows.is_empty() { String::new() } else { table(0, headings, rows) }
}

fn row(name: &str, numbers: Vec<String>) -> Row {
    Row { mark: " ".to_owned(), name: name.to_owned(), cells: Cells::Numbers(numbers) }
}

/// Four decimals, so that a column can be compared; what does not fit is shortened as elsewhere.
pub(super) fn decimals(value: Option<f64>) -> String {
    match value {
        Some(value) if value.abs() < 1000.0 => format!("{value:.4}"),
        Some(value) => number(Some(value)),
        None => String::new(),
    }
}

fn percent(share: Fraction) -> String {
    format!("{} %", number(Some(100.0 * share.get())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::success::{EvaluationPolicy, evaluate};

    #[test]
    fn the_report_says_what_was_measured_and_what_could_not_be() {
        let chosen_threshold = Some(Fraction::literal(1.0));
        let policy = EvaluationPolicy { resamples: 0, bins: 2, chosen_threshold, ..EvaluationPolicy::default() };
        let probabilities = [0.9, 0.8, 0.7, 0.6, 0.4, 0.3];
        let succeeded = [true, true, false, true, false, true];
        let at = [0.0, 86_400.0 * 31.0, 5.0, 6.0, 7.0, 8.0];
        let measured = evaluate(&policy, &probabilities, &succeeded, Some(&at)).unwrap();
        let want = "\
6 deployments, 2 of them failed (33.33 %)

                              score
  ROC AUC                    0.6250
✓ log loss                   0.6264
  log loss of the base rate  0.6365
  Brier score                0.2250
  calibration error          0.1833

failure predicted from a probability of 0.5 on: 66.67 % right
           precision  recall      F1
  failure     0.5000  0.5000  0.5000
  success     0.7500  0.7500  0.7500

failure predicted from a probability of 1 on: 66.67 % right
           precision  recall      F1
  failure             0.0000  0.0000
  success     0.6667  1.0000  0.8000

                     of failures
  riskiest 5 % (1)        0.00 %
  riskiest 10 % (1)       0.00 %
  riskiest 50 % (3)      50.00 %

                    predicted  succeeded  deployments
  0.3000 to 0.6000     0.4333     0.6667            3
  0.7000 to 0.9000     0.8000     0.6667            3

           deployments  failed  ROC AUC  log loss  Brier score
  1970-01            5       2   0.5000    0.7070       0.2620
  1970-02            1       0             0.2231       0.0400

? failure is never predicted at the threshold 1
";
        assert_eq!(evaluation(&measured, Style::Plain), want);
    }

    #[test]
    fn intervals_are_columns_and_a_useless_model_is_marked() {
        let probabilities = [0.9, 0.1, 0.8, 0.2].repeat(20);
        let succeeded = [true, true, false, false].repeat(20);
        let measured = evaluate(&EvaluationPolicy::default(), &probabilities, &succeeded, None).unwrap();
        let text = evaluation(&measured, Style::Colour);
        assert!(text.contains("score    from      to\n  ROC AUC"), "{text}");
        assert!(text.contains("\u{1b}[31m✗\u{1b}[0m log loss"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}
