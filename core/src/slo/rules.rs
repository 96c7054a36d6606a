//! When a budget goes so fast that somebody must know: rules of several windows and burn rates.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::time::Duration;
use crate::units::{Count, Fraction, NonNegative, compare};

/// How the rules of alarms are made for the period of an objective.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum BurnAlerts {
    /// An alarm for 2 % of the budget in 1 h, 5 % in 6 h, 10 % in 1 d and 10 % in 3 d, whatever the period: windows stay,
    /// burn rates follow.
    #[default]
    Recommended,
    /// The same with shares and windows of one's own.
    Shares {
        /// The rules.
        rules: Vec<ShareRule>,
    },
    /// Burn rates of 14, 7, 2 and 1 whatever the period: burn rates stay, windows are scaled from those for 28 days, 1 h,
    /// 6 h, 1 d and 4 d, to whole minutes.
    Scaled,
    /// Rules as they are given; an empty list asks for no alarm.
    Given {
        /// The rules.
        rules: Vec<BurnRule>,
    },
}

tagged!(BurnAlerts, "kind");

/// An alarm for a share of the budget that goes within a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShareRule {
    /// Its name, unique in the objective.
    pub name: String,
    /// Who must know.
    pub severity: AlertSeverity,
    /// The share of the budget that is worth an alarm.
    pub share: Fraction,
    /// The window in which it goes.
    pub long: Duration,
    /// A window that says that it still goes, about a twelfth of the long one.
    pub short: Duration,
    /// With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
    /// enough where there is little traffic.
    #[serde(default)]
    pub min_failures: Count,
}

/// An alarm for a burn rate. It holds when the burn rate is above it in both windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BurnRule {
    /// Its name, unique in the objective.
    pub name: String,
    /// Who must know.
    pub severity: AlertSeverity,
    /// How many times faster than over the whole period the budget goes.
    pub burn_rate: NonNegative,
    /// The window that says that enough has gone.
    pub long: Duration,
    /// The window that says that it still goes.
    pub short: Duration,
    /// With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
    /// enough where there is little traffic.
    #[serde(default)]
    pub min_failures: Count,
}

/// Who must know of an alarm; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertSeverity {
    /// Somebody in the next days.
    Ticket,
    /// Somebody now.
    Page,
}

impl BurnAlerts {
    /// The rules for a period, checked; nothing burns faster than at `most`.
    pub(super) fn rules(&self, period: Duration, most: f64) -> Result<Vec<BurnRule>, Error> {
        let rules = match self {
            Self::Recommended => recommended().iter().map(|rule| rule.over(period)).collect::<Result<_, _>>()?,
            Self::Shares { rules } => {
                let named = |(i, rule): (usize, &ShareRule)| rule.over(period).map_err(|err| in_rule(err, i));
                rules.iter().enumerate().map(named).collect::<Result<_, _>>()?
            }
            Self::Scaled => scaled(period),
            Self::Given { rules } => rules.clone(),
        };
        for (i, rule) in rules.iter().enumerate() {
            rule.check(period, most).map_err(|err| in_rule(err, i))?;
            if rules.iter().take(i).any(|other| other.name == rule.name) {
                let error = Error::config(ErrorCode::DuplicateName, "name").value(&rule.name);
                return Err(in_rule(error, i));
            }
        }
        Ok(rules)
    }
}

impl ShareRule {
    fn over(&self, period: Duration) -> Result<BurnRule, Error> {
        if self.long == Duration::ZERO {
            return Err(Error::config(ErrorCode::Empty, "long").allowed("some time"));
        }
        let burn_rate = self.share.get() * (period.as_millis() as f64 / self.long.as_millis() as f64);
        Ok(BurnRule {
            name: self.name.clone(),
            severity: self.severity,
            burn_rate: NonNegative::literal(burn_rate),
            long: self.long,
            short: self.short,
            min_failures: self.min_failures,
        })
    }
}

impl BurnRule {
    fn check(&self, period: Duration, most: f64) -> Result<(), Error> {
        let refuse = |code, field: &str| Error::config(code, field);
        if self.name.is_empty() {
            return Err(refuse(ErrorCode::Empty, "name").allowed("a text"));
        }
        if self.short == Duration::ZERO {
            return Err(refuse(ErrorCode::Empty, "short").allowed("some time"));
        }
        if self.short >= self.long {
            let error = refuse(ErrorCode::Contradiction, "short").value(self.short);
            return Err(error.allowed(format!("less than `long`, {}", self.long)));
        }
        if self.long > period {
            let error = refuse(ErrorCode::OutOfRange, "long").value(self.long);
            return Err(error.allowed(format!("at most the period, {period}")));
        }
        if self.burn_rate.get() <= 0.0 {
            return Err(refuse(ErrorCode::OutOfRange, "burn_rate").value(self.burn_rate).allowed("a number above 0"));
        }
        if compare(self.burn_rate.get(), most).is_ge() {
            // A total outage burns no faster, so the rule could never hold.
            let error =
                refuse(ErrorCode::Contradiction, "burn_rate").value(format!("{}: {}", self.name, self.burn_rate));
            return Err(error.allowed(format!("less than {most}, the burn rate of a total outage")));
        }
        Ok(())
    }

    /// The share of the budget that has gone when the long window is full of just this burn rate.
    pub(super) fn budget_share(&self, period: Duration) -> f64 {
        self.burn_rate.get() * self.long.as_millis() as f64 / period.as_millis() as f64
    }

    /// Whether it holds for a service that keeps its objective.
    pub(super) fn is_within_objective(&self) -> bool {
        compare(self.burn_rate.get(), 1.0).is_lt()
    }
}

fn in_rule(err: Error, i: usize) -> Error {
    err.within(&format!("rules[{i}]"))
}

const PAGE_QUICK: &str = "page_quick";
const PAGE_SLOW: &str = "page_slow";
const TICKET_QUICK: &str = "ticket_quick";
const TICKET_SLOW: &str = "ticket_slow";

/// *The Site Reliability Workbook*, chapter 5, table 5-8 and the text beside it.
fn recommended() -> [ShareRule; 4] {
    let rule = |name: &str, severity, percent: f64, long, short| ShareRule {
        name: name.to_owned(),
        severity,
        share: Fraction::literal(percent / 100.0),
        long: Duration::minutes(long),
        short: Duration::minutes(short),
        min_failures: Count::ZERO,
    };
    [
        rule(PAGE_QUICK, AlertSeverity::Page, 2.0, 60, 5),
        rule(PAGE_SLOW, AlertSeverity::Page, 5.0, 360, 30),
        rule(TICKET_QUICK, AlertSeverity::Ticket, 10.0, 1440, 120),
        rule(TICKET_SLOW, AlertSeverity::Ticket, 10.0, 4320, 360),
    ]
}

/// The rules of Pyrra.
fn scaled(period: Duration) -> Vec<BurnRule> {
    let minutes = |minutes: i64| {
        let (of, whole) = (i128::from(period.as_millis()) * i128::from(minutes), i128::from(28 * 86_400_000_i64));
        Duration::minutes(i64::try_from((2 * of + whole) / (2 * whole)).unwrap_or_default())
    };
    let rule = |name: &str, severity, burn_rate, long, short| BurnRule {
        name: name.to_owned(),
        severity,
        burn_rate: NonNegative::literal(burn_rate),
        long: minutes(long),
        short: minutes(short),
        min_failures: Count::ZERO,
    };
    vec![
        rule(PAGE_QUICK, AlertSeverity::Page, 14.0, 60, 5),
        rule(PAGE_SLOW, AlertSeverity::Page, 7.0, 360, 30),
        rule(TICKET_QUICK, AlertSeverity::Ticket, 2.0, 1440, 120),
        rule(TICKET_SLOW, AlertSeverity::Ticket, 1.0, 5760, 360),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slo::allowance::Allowance;

    fn rules(alerts: &BurnAlerts, days: i64, target: f64) -> Result<Vec<BurnRule>, Error> {
        let allowance = Allowance::beside(Fraction::new(target).unwrap()).unwrap();
        alerts.rules(Duration::hours(24 * days), allowance.most())
    }

    fn burn_rates(alerts: &BurnAlerts, days: i64) -> Vec<f64> {
        rules(alerts, days, 0.999).unwrap().iter().map(|rule| rule.burn_rate.get()).collect()
    }

    /// The table of the Workbook for 30 days, and those that follow from it.
    #[test]
    fn burn_rates_follow_from_shares() {
        let close = |days, want: [f64; 4]| {
            for (got, want) in burn_rates(&BurnAlerts::Recommended, days).into_iter().zip(want) {
                assert!((got - want).abs() < 1e-12, "{days} days: {got} {want}");
            }
        };
        close(30, [14.4, 6.0, 3.0, 1.0]);
        close(28, [13.44, 5.6, 2.8, 28.0 / 30.0]);
        close(7, [3.36, 1.4, 0.7, 7.0 / 30.0]);
    }

    #[test]
    fn scaled_windows_are_whole_minutes_and_never_empty() {
        let short = |days| rules(&BurnAlerts::Scaled, days, 0.999).map(|rules| rules[0].short.to_string());
        assert_eq!(short(28).unwrap(), "5m");
        assert_eq!(short(14).unwrap(), "3m"); // two and a half, halves up
        let err = short(1).unwrap_err();
        assert_eq!((err.code(), err.field()), (ErrorCode::Empty, "rules[0].short"));
    }

    #[test]
    fn rules_that_can_never_hold_are_refused() {
        let err = rules(&BurnAlerts::Recommended, 30, 0.93).unwrap_err();
        assert_eq!((err.code(), err.field()), (ErrorCode::Contradiction, "rules[0].burn_rate"));
        assert!(rules(&BurnAlerts::Recommended, 30, 0.931).is_ok());
    }
}
