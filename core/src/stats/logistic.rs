//! The logistic function, by sums, products and one quotient alone: many rows at once, and the same bits on every machine.

/// `ln 2` in two parts, of which the first is exact in few enough bits for its products with whole numbers to be exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Added to a number of moderate size, it leaves the nearest whole number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// `(eʳ − 1 − r) / r²` for `|r| ≤ ln 2 / 2`, within 2e-17 of `eʳ`: a Chebyshev fit of our own.
const EXP: [f64; 10] = [
    2.510_038_549_551_032e-8,
    2.762_008_844_540_974_6e-7,
    2.755_726_845_999_706_4e-6,
    2.480_152_129_595_437_6e-5,
    1.984_126_986_305_361_8e-4,
    1.388_888_891_721_371_7e-3,
    8.333_333_333_330_062e-3,
    4.166_666_666_662_413e-2,
    0.166_666_666_666_666_69,
    0.500_000_000_000_000_1,
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

/// `eˣ`, within one unit in the last place or so; held at its value for ±708 beyond.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    let x = if x > 708.0 { 708.0 } else { x };
    let x = if x < -708.0 { -708.0 } else { x };
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let power_of_two = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    (1.0 + (r + r * r * polynomial(&EXP, r))) * power_of_two
}

/// The probability of some log-odds.
#[inline]
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// `ln(1 + x)` for `x` from 0 to 1.
#[cfg(feature = "model")]
#[inline]
pub(crate) fn ln_1p_of_fraction(x: f64) -> f64 {
    let t = x / (2.0 + x);
    let square = t * t;
    2.0 * (t + t * square * polynomial(&ARTANH, square))
}

/// A polynomial by its coefficients, the highest first: every fourth of them in a chain of its own, for a machine works on
/// the chains at once.
#[inline]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let (highest, fours) = coefficients.as_rchunks::<4>();
    let mut chains = [0.0; 4];
    chains.iter_mut().rev().zip(highest.iter().rev()).for_each(|(chain, coefficient)| *chain = *coefficient);
    for four in fours {
        for (chain, coefficient) in chains.iter_mut().zip(four) {
            *chain = *chain * fourth + coefficient;
        }
    }
    let [d, c, b, a] = chains;
    (d * x + c) * square + (b * x + a)
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
            assert!((ln_1p_of_fraction(x) - x.ln_1p()).abs() <= 4e-16 * x, "{x}");
        }
    }
}
