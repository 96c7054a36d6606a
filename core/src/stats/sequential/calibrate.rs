//! A p-value from elsewhere as evidence, for once: from a test whose size was fixed beforehand.
//!
//! Vovk and Wang, "E-values: calibration, combination and applications" (Annals of Statistics 2021).

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::Fraction;

/// What a p-value is worth as evidence; choose one beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CalibratedEvidence {
    /// The logarithm of `1 / (2 √p)`.
    pub log_e_half_power: f64,
    /// The logarithm of the mean over all powers, `(1 - p + p ln p) / (p ln² p)`.
    pub log_e_integrated: f64,
}

/// Turns a p-value into evidence.
///
/// ```
/// use rollwise::{Fraction, evidence_of_p_value};
///
/// let evidence = evidence_of_p_value(Fraction::new(0.01)?)?;
/// assert!((evidence.log_e_half_power - 5.0_f64.ln()).abs() < 1e-12);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// `out_of_range` for 0, which no test of finitely many data gives.
pub fn evidence_of_p_value(p: Fraction) -> Result<CalibratedEvidence, Error> {
    if p.get() <= 0.0 {
        return Err(Error::input(ErrorCode::OutOfRange, "p").value(p).allowed("a number above 0, up to 1"));
    }
    let log = -p.get().ln();
    // (e^u - 1 - u) / u², whose first terms cancel near 0.
    let integrated = if log < 1e-2 {
        (0.5 + log * (1.0 / 6.0 + log * (1.0 / 24.0 + log * (1.0 / 120.0 + log / 720.0)))).ln()
    } else {
        ((log.exp_m1() - log) / (log * log)).ln()
    };
    Ok(CalibratedEvidence { log_e_half_power: 0.5 * log - std::f64::consts::LN_2, log_e_integrated: integrated })
}
