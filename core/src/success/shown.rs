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
    let shown = shown(value);
    let hundredths = shown * 100.0;
    if hundredths.abs() >= 1e15 {
        return format!("{before}{shown}");
    }
    let sign = if rounded(hundredths) < 0.0 { "-" } else { "" };
    // From the last digit to the first, without zeros at the end of a fraction.
    let (mut digits, mut start) = ([0; 20], 20);
    let mut push = |digit: u8| {
        start -= 1;
        if let Some(place) = digits.get_mut(start) {
            *place = digit;
        }
    };
    let hundredths = rounded(hundredths.abs()) as u64;
    let (mut whole, fraction) = (hundredths / 100, (hundredths % 100) as u8);
    if fraction % 10 > 0 {
        push(b'0' + fraction % 10);
    }
    if fraction > 0 {
        push(b'0' + fraction / 10);
        push(b'.');
    }
    loop {
        push(b'0' + (whole % 10) as u8);
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    let digits = digits.get(start..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default();
    [before, sign, digits].concat()
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
