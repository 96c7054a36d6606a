//! Numbers as a person would write them.

/// A number as a person would write it: whole from 100 on, else with two decimals.
pub(super) fn shown(value: f64) -> f64 {
    if value.abs() >= 100.0 { value.round() } else { rounded(value * 100.0) / 100.0 }
}

/// The nearest whole number of one that is small, which processors without an instruction for it take long to round.
fn rounded(value: f64) -> f64 {
    let whole = value as i64 as f64;
    whole + f64::from(i8::from(value - whole >= 0.5)) - f64::from(i8::from(value - whole <= -0.5))
}

/// A number as [`shown`], after other words. It is written digit by digit, several times as fast as floats are formatted.
pub(super) fn written(before: &str, value: f64) -> String {
    let mut text = String::with_capacity(before.len() + 16);
    text.push_str(before);
    write(&mut text, value);
    text
}

fn write(text: &mut String, value: f64) {
    let shown = shown(value);
    let hundredths = shown * 100.0;
    if !(hundredths.abs() < 1e15) {
        text.push_str(&shown.to_string());
        return;
    }
    if hundredths < 0.0 {
        text.push('-');
    }
    let hundredths = rounded(hundredths.abs()) as u64;
    write_digits(text, hundredths / 100);
    let (tenth, hundredth) = (hundredths / 10 % 10, hundredths % 10);
    if tenth + hundredth > 0 {
        text.push('.');
        write_digits(text, tenth);
    }
    if hundredth > 0 {
        write_digits(text, hundredth);
    }
}

fn write_digits(text: &mut String, number: u64) {
    if number >= 10 {
        write_digits(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_shown() {
        let tricky =
            [0.0, -0.001, 0.004, 0.005, 0.05, -0.5, 0.29, 1.1, 99.995, 100.5, -1234.5, 1e6, 4.5e12, 1e18, -1e300];
        let many = (-5_000..5_000).map(|i| f64::from(i) * 0.037);
        for value in tricky.into_iter().chain(many) {
            // A zero has no sign here.
            assert_eq!(written("at most ", value), format!("at most {}", shown(value) + 0.0));
        }
    }
}
