//! The logistic function, by sums, products and one quotient alone: many rows at once, and the same bits on every machine.

/// `ln 2` in two parts, of which the first is exact in few enough bits for its products with whole numbers to be exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Added to a number of moderate size, it leaves the nearest whole number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// `(r·coth(r/2) − 2) / r²` as a polynomial in `r² ≤ (ln 2 / 2)²`, within 1.2e-18 of `eʳ`: a Chebyshev fit of our own.
const COTH: [f64; 5] = [
    4.143_766_280_402_429_5e-8,
    -1.653_406_003_383_645_6e-6,
    6.613_756_471_622_828e-5,
    -2.777_777_777_756_440_4e-3,
    0.166_666_666_666_666_6,
];

/// `(artanh(t) − t) / t³` as a polynomial in `t² ≤ 1/9`, within 2e-16 of `artanh(t)`: a Chebyshev fit of our own.
#[cfg(feature = "model")]
const ARTANH: [f64; 9] = [
    8.435_350_330_548_605e-2,
    5.161_334_635_249_541e-2,
    6.751_171_235_878_55e-2,
    7.686_637_438_179_002e-2,
    9.091_130_554_209_872e-2,
    0.111_111_062_789_648_57,
    0.142_857_143_383_304_96,
    0.199_999_999_997_800_63,
    0.333_333_333_333_334_87,
];

/// Numbers that are worked out together. Each step waits for the one before it; with so many numbers in every step, a machine
/// has something to do meanwhile.
const TOGETHER: usize = 16;

/// `eˣ`, within one unit in the last place or so; held at its value for ±708 beyond.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    let ([numerator], [denominator]) = exp_fraction([x]);
    numerator / denominator
}

/// `eˣ` as fractions: their numerators and denominators, of which the latter are about 2.
///
/// `x` is so many times `ln 2` and a rest `r`, whose power is `(c + r) / (c − r)` with `c = r·coth(r/2)`.
#[inline]
fn exp_fraction<const N: usize>(x: [f64; N]) -> ([f64; N], [f64; N]) {
    let x = x.map(|x| if x > 708.0 { 708.0 } else { x });
    let x = x.map(|x| if x < -708.0 { -708.0 } else { x });
    let shifted = x.map(|x| x * std::f64::consts::LOG2_E + ROUND);
    let whole = shifted.map(|shifted| shifted - ROUND);
    let r = each(x, whole, |x, whole| (x - whole * LN_2_HIGH) - whole * LN_2_LOW);
    let square = r.map(|r| r * r);
    let c = each(polynomial(&COTH, square), square, |coth, square| 2.0 + coth * square);
    let power_of_two = shifted.map(|shifted| f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52));
    let numerator = each(c, r, |c, r| c + r);
    (each(numerator, power_of_two, |numerator, power| numerator * power), each(c, r, |c, r| c - r))
}

/// The probability of some log-odds.
#[inline]
pub(crate) fn probability(log_odds: f64) -> f64 {
    let [probability] = probabilities_of([log_odds]);
    probability
}

/// Puts the probability in the place of each of the log-odds.
#[inline]
pub(crate) fn to_probabilities(log_odds: &mut [f64]) {
    let (together, rest) = log_odds.as_chunks_mut::<TOGETHER>();
    together.iter_mut().for_each(|log_odds| *log_odds = probabilities_of(*log_odds));
    rest.iter_mut().for_each(|log_odds| *log_odds = probability(*log_odds));
}

#[inline]
fn probabilities_of<const N: usize>(log_odds: [f64; N]) -> [f64; N] {
    let (numerator, denominator) = exp_fraction(log_odds.map(|log_odds| -log_odds));
    each(numerator, denominator, |numerator, denominator| denominator / (denominator + numerator))
}

/// Of each of the log-odds `x`, `ln(1 + e^−|x|)` and the probabilities of what is more likely and of what is less so.
#[cfg(feature = "model")]
pub(crate) fn likelihoods(log_odds: &[f64], ln_1p: &mut [f64], likely: &mut [f64], unlikely: &mut [f64]) {
    let (log_odds, log_odds_rest) = log_odds.as_chunks::<TOGETHER>();
    let (ln_1p, ln_1p_rest) = ln_1p.as_chunks_mut::<TOGETHER>();
    let (likely, likely_rest) = likely.as_chunks_mut::<TOGETHER>();
    let (unlikely, unlikely_rest) = unlikely.as_chunks_mut::<TOGETHER>();
    for (((log_odds, ln_1p), likely), unlikely) in log_odds.iter().zip(ln_1p).zip(likely).zip(unlikely) {
        [*ln_1p, *likely, *unlikely] = likelihoods_of(*log_odds);
    }
    let rest = log_odds_rest.iter().zip(ln_1p_rest).zip(likely_rest).zip(unlikely_rest);
    for (((log_odds, ln_1p), likely), unlikely) in rest {
        [[*ln_1p], [*likely], [*unlikely]] = likelihoods_of([*log_odds]);
    }
}

#[cfg(feature = "model")]
#[inline]
fn likelihoods_of<const N: usize>(log_odds: [f64; N]) -> [[f64; N]; 3] {
    let (numerator, denominator) = exp_fraction(log_odds.map(|log_odds| -log_odds.abs()));
    let inverse = each(numerator, denominator, |numerator, denominator| 1.0 / (denominator + numerator));
    let likely = each(denominator, inverse, |denominator, inverse| denominator * inverse);
    let unlikely = each(numerator, inverse, |numerator, inverse| numerator * inverse);
    [ln_1p_of_fraction(numerator, denominator), likely, unlikely]
}

/// `ln(1 + x)` for fractions from 0 to 1, by their numerators and denominators.
#[cfg(feature = "model")]
#[inline]
fn ln_1p_of_fraction<const N: usize>(numerator: [f64; N], denominator: [f64; N]) -> [f64; N] {
    let t = each(numerator, denominator, |numerator, denominator| numerator / (2.0 * denominator + numerator));
    let square = t.map(|t| t * t);
    let artanh = each(polynomial(&ARTANH, square), square, |artanh, square| artanh * square);
    each(t, artanh, |t, artanh| 2.0 * (t + t * artanh))
}

/// A polynomial by its coefficients, the highest first.
#[inline]
fn polynomial<const N: usize>(coefficients: &[f64], x: [f64; N]) -> [f64; N] {
    let (highest, others) = coefficients.split_first().unwrap_or((&0.0, &[]));
    others.iter().fold([*highest; N], |sum, coefficient| each(sum, x, |sum, x| sum * x + coefficient))
}

#[inline]
fn each<const N: usize>(a: [f64; N], b: [f64; N], of: impl Fn(f64, f64) -> f64) -> [f64; N] {
    let mut out = a;
    out.iter_mut().zip(b).for_each(|(a, b)| *a = of(*a, b));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_that_of_the_machine_to_the_last_places() {
        for i in -70_000..=70_000 {
            let x = f64::from(i) * 0.010_007;
            assert!((exp(x) / x.exp() - 1.0).abs() < 5e-16, "{x}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NAN).is_nan() && exp(f64::INFINITY).is_finite() && exp(f64::NEG_INFINITY) > 0.0);
    }

    #[test]
    fn probabilities_are_those_of_the_log_odds() {
        assert_eq!(probability(0.0), 0.5);
        assert!((probability(1.0) - 0.731_058_578_630_004_9).abs() < 2e-16);
        assert!(probability(f64::NAN).is_nan());
        assert!(probability(1e9) == 1.0 && probability(-1e9) > 0.0);
    }

    #[test]
    #[cfg(feature = "model")]
    fn ln_1p_is_that_of_the_machine_to_the_last_places() {
        for i in 0..=100_000 {
            let x = f64::from(i) / 100_000.0;
            let [ln_1p] = ln_1p_of_fraction([2.0 * x], [2.0]);
            assert!((ln_1p - x.ln_1p()).abs() <= 4e-16 * x, "{x}");
        }
    }
}
