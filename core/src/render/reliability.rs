//! Predicted against observed success, as a picture.

use super::evaluation::decimals;
use crate::success::{Evaluation, ReliabilityBin};

/// Side of the square in which points are drawn, and where its upper left corner is.
const SIDE: f64 = 400.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 64.0;

/// Colours for light and for dark, with the paper under them, so that the picture can be read on any page.
const LOOKS: &str = "\
.paper{fill:#ffffff}.text{fill:#1f2328}.dim{fill:#59636e}.grid{stroke:#d1d9e0}.ideal{stroke:#59636e}\
.line{stroke:#0969da;fill:none}.point{fill:#0969da;fill-opacity:.75}\
text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif}.title{font-size:15px;font-weight:600}\
@media(prefers-color-scheme:dark){.paper{fill:#0d1117}.text{fill:#f0f6fc}.dim{fill:#9198a1}\
.grid{stroke:#3d444d}.ideal{stroke:#9198a1}.line{stroke:#4493f8}.point{fill:#4493f8}}";

/// The reliability of predictions as an SVG picture that needs nothing else.
///
/// One point for each bin, as large as its share of the deployments, on a line as wide as its probabilities. On the
/// diagonal, as many succeeded as were predicted to.
#[must_use]
pub fn reliability_svg(evaluation: &Evaluation) -> String {
    let error = &evaluation.calibration_error;
    let interval = match (error.low, error.high) {
        (Some(low), Some(high)) => format!(" ({} to {})", decimals(Some(low)), decimals(Some(high))),
        _ => String::new(),
    };
    let about = format!("calibration error {}{interval}", decimals(Some(error.value)));
    let title = format!("Reliability of {} predictions", evaluation.rows);
    let (width, height) = (LEFT + SIDE + 24.0, TOP + SIDE + 84.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{title}: {about}\">\n\
         <style>{LOOKS}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n"
    );
    svg.push_str(&text(LEFT, 28.0, "title text", "start", &title));
    svg.push_str(&text(LEFT, 48.0, "dim", "start", &about));
    svg.push_str(&grid());
    svg.push_str(&points(&evaluation.reliability));
    svg.push_str(&text(LEFT, height - 14.0, "dim", "start", &sizes(&evaluation.reliability)));
    svg + "</svg>\n"
}

/// Where a share is across and up.
fn across(share: f64) -> f64 {
    LEFT + SIDE * share
}

fn up(share: f64) -> f64 {
    TOP + SIDE * (1.0 - share)
}

/// Axes with a line for every fifth, and the diagonal.
fn grid() -> String {
    let mut svg = String::new();
    for fifth in 0..=5 {
        let share = f64::from(fifth) / 5.0;
        let (x, y) = (across(share), up(share));
        svg.push_str(&line("grid", (x, up(0.0)), (x, up(1.0))));
        svg.push_str(&line("grid", (across(0.0), y), (across(1.0), y)));
        svg.push_str(&text(x, up(0.0) + 20.0, "dim", "middle", &share.to_string()));
        svg.push_str(&text(LEFT - 8.0, y + 4.5, "dim", "end", &share.to_string()));
    }
    let (start, end) = ((across(0.0), up(0.0)), (across(1.0), up(1.0)));
    svg.push_str(&line("ideal\" stroke-dasharray=\"5 4", start, end));
    svg.push_str(&text(across(0.5), up(0.0) + 42.0, "text", "middle", "predicted probability of success"));
    let (x, y) = (18.0, up(0.5));
    svg.push_str(&format!("<g transform=\"rotate(-90 {x} {y})\">"));
    svg + &text(x, y, "text", "middle", "share that succeeded") + "</g>\n"
}

fn points(bins: &[ReliabilityBin]) -> String {
    let most = bins.iter().map(|bin| bin.rows.as_f64()).fold(1.0, f64::max);
    let place = |bin: &ReliabilityBin| (across(bin.predicted.get()), up(bin.observed.get()));
    let mut svg = String::new();
    for pair in bins.windows(2) {
        if let [from, to] = pair {
            svg.push_str(&line("line", place(from), place(to)));
        }
    }
    for bin in bins {
        let (x, y) = place(bin);
        svg.push_str(&line("line\" stroke-width=\"3", (across(bin.low.get()), y), (across(bin.high.get()), y)));
        let radius = 7.0 * (bin.rows.as_f64() / most).sqrt();
        let [predicted, observed] = [bin.predicted, bin.observed].map(|share| decimals(Some(share.get())));
        let words = format!("{} deployments: predicted {predicted}, succeeded {observed}", bin.rows);
        svg.push_str(&format!(
            "<circle class=\"point\" cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius:.2}\"><title>{words}</title></circle>\n"
        ));
    }
    svg
}

/// How many bins there are, and how many rows they have.
fn sizes(bins: &[ReliabilityBin]) -> String {
    let rows = || bins.iter().map(|bin| bin.rows);
    match (bins.len(), rows().min(), rows().max()) {
        (1, Some(only), _) => format!("1 bin of {only} deployments"),
        (count, Some(least), Some(most)) if least == most => format!("{count} bins of {most} deployments each"),
        (count, Some(least), Some(most)) => format!("{count} bins of {least} to {most} deployments"),
        _ => "no bins".to_owned(),
    }
}

fn line(class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> String {
    format!("<line class=\"{class}\" x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\"/>\n")
}

fn text(x: f64, y: f64, class: &str, anchor: &str, words: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{words}</text>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::success::{EvaluationPolicy, evaluate};

    #[test]
    fn bins_are_points_at_their_place() {
        let policy = EvaluationPolicy { bins: 2, resamples: 0, ..EvaluationPolicy::default() };
        let evaluation = evaluate(&policy, &[0.25, 0.25, 0.75], &[false, true, true], None).unwrap();
        let svg = reliability_svg(&evaluation);
        assert!(svg.contains("Reliability of 3 predictions: calibration error 0.2500"), "{svg}");
        assert!(svg.contains("<circle class=\"point\" cx=\"164.00\" cy=\"264.00\" r=\"7.00\">"), "{svg}");
        assert!(svg.contains("<circle class=\"point\" cx=\"364.00\" cy=\"64.00\" r=\"4.95\">"), "{svg}");
        assert!(svg.contains("2 bins of 1 to 2 deployments"), "{svg}");
    }
}
