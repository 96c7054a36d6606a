//! Objectives, and what follows from what is left of their budgets.

use serde::{Deserialize, Serialize};

use super::allowance::Allowance;
use super::budgeted::{Budgeted, Source};
use super::composite::CompositeObjective;
use super::period::BudgetPeriod;
use super::rules::BurnAlerts;
use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::time::Duration;
use crate::units::{Finite, Fraction, compare};

/// What a service has promised, and what follows when it is not kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SloPolicy {
    /// The objectives. Default: none. Source: nobody else can know them.
    pub objectives: Vec<Objective>,
    /// Objectives that share one budget. Default: none. Source: nobody else can know them.
    pub composites: Vec<CompositeObjective>,
    /// What may be released with what is left of the budget.
    pub ladder: BudgetLadder,
}

/// A promise: which share of events, or of time, is good over a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Its name, unique in the policy.
    pub name: String,
    /// The share that is to be good, above 0 and below 1, with at most 12 decimals.
    pub target: Fraction,
    /// The time that it is about. Default: the last 28 days. Source: *The Site Reliability Workbook*, chapter 2: whole
    /// weeks hold the same weekends.
    #[serde(default)]
    pub period: BudgetPeriod,
    /// What is counted. Default: events. Source: our choice, since it weighs every user alike.
    #[serde(default)]
    pub method: BudgetMethod,
    /// When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5.
    #[serde(default)]
    pub alerts: BurnAlerts,
    /// An objective to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability
    /// Workbook*, chapter 2.
    #[serde(default)]
    pub aspirational: bool,
}

/// What is counted for a budget. Reports of two methods must not be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum BudgetMethod {
    /// Every event alike.
    #[default]
    Occurrences,
    /// Slices of time, good or bad as a whole. Slices without events are left out of both sums.
    Timeslices {
        /// How long a slice is; every step must be as long.
        slice: Duration,
        /// The share of its events from which a slice is good.
        good_from: Fraction,
    },
    /// The mean of the good shares of slices of time. Slices without events are left out of both sums.
    RatioTimeslices {
        /// How long a slice is; every step must be as long.
        slice: Duration,
    },
}

tagged!(BudgetMethod, "kind");

/// What may be released, step by step as the budget goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BudgetLadder {
    /// Share of the budget that is left at which, and below which, releases go slowly. Default: 0.5. Source: our
    /// choice; no published policy fixes one.
    pub slow_at: Finite,
    /// The same for critical releases only. Default: 0.25. Source: our choice; no published policy fixes one.
    pub critical_only_at: Finite,
    /// The same for a freeze: 0 is exhausted. Default: 0. Source: R14.
    pub freeze_at: Finite,
    /// What may be released while only critical releases go. Default: critical, reliability, security and
    /// top_priority. Source: our choice.
    pub critical: Vec<ReleaseKind>,
    /// What may be released during a freeze. Default: reliability, security and top_priority. Source: R14 and *The Site
    /// Reliability Workbook*, appendix B.
    pub exempt: Vec<ReleaseKind>,
    /// Share of the budget above which one incident asks for a post-mortem. Default: 0.2. Source: *The Site Reliability
    /// Workbook*, appendix B.
    pub postmortem_above: Fraction,
}

/// What a release is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseKind {
    /// Anything else, changes of data included.
    Ordinary,
    /// What the business cannot wait for.
    Critical,
    /// Work on what spends the budget.
    Reliability,
    /// A fix of a weakness.
    Security,
    /// A fix of the highest priority.
    TopPriority,
    /// Back to what served before, which is no release: no budget ever forbids it.
    Rollback,
}

impl ReleaseKind {
    pub(super) const ALL: [Self; 6] =
        [Self::Ordinary, Self::Critical, Self::Reliability, Self::Security, Self::TopPriority, Self::Rollback];
}

/// A rung of the ladder; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BudgetTier {
    /// Everything is released as always.
    Normal,
    /// Everything is released, with more care.
    Slow,
    /// Only what cannot wait.
    CriticalOnly,
    /// Only what brings the budget back, or must not wait for it.
    Frozen,
}

impl Default for BudgetLadder {
    fn default() -> Self {
        use ReleaseKind::{Critical, Reliability, Security, TopPriority};
        Self {
            slow_at: Finite::literal(0.5),
            critical_only_at: Finite::literal(0.25),
            freeze_at: Finite::literal(0.0),
            critical: vec![Critical, Reliability, Security, TopPriority],
            exempt: vec![Reliability, Security, TopPriority],
            postmortem_above: Fraction::literal(0.2),
        }
    }
}

impl SloPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        self.budgets().map(drop)
    }

    /// All budgets, those of objectives before those of composites. The whole policy is checked on the way.
    pub(super) fn budgets(&self) -> Result<Vec<Budgeted<'_>>, Error> {
        let mut budgets = Vec::with_capacity(self.objectives.len() + self.composites.len());
        for (i, objective) in self.objectives.iter().enumerate() {
            let within = |err: Error| err.within(&format!("objectives[{i}]"));
            budgets.push(objective.budgeted().map_err(within)?);
            if self.objectives.iter().take(i).any(|other| other.name == objective.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&objective.name)));
            }
        }
        for (i, composite) in self.composites.iter().enumerate() {
            let within = |err: Error| err.within(&format!("composites[{i}]"));
            budgets.push(composite.budgeted(&self.objectives).map_err(within)?);
            let objectives = self.objectives.iter().map(|objective| &objective.name);
            let before = self.composites.iter().take(i).map(|composite| &composite.name);
            if objectives.chain(before).any(|name| *name == composite.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&composite.name)));
            }
        }
        self.ladder.validate().map_err(|err| err.within("ladder"))?;
        Ok(budgets)
    }
}

impl Objective {
    /// The budget that it has for itself. The objective is checked on the way.
    fn budgeted(&self) -> Result<Budgeted<'_>, Error> {
        if self.name.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "name").allowed("a text"));
        }
        let allowance = Allowance::beside(self.target)?;
        self.period.validate().map_err(|err| err.within("period"))?;
        let fits = |slice: &Duration| *slice > Duration::ZERO && *slice < self.period.nominal();
        if let Some(slice) = self.method.slice().filter(|slice| !fits(slice)) {
            let error = Error::config(ErrorCode::OutOfRange, "method.slice").value(slice);
            return Err(error.allowed("some time, shorter than the period"));
        }
        let budgeted = Budgeted {
            name: &self.name,
            period: self.period,
            slice: self.method.slice(),
            aspirational: self.aspirational,
            sources: vec![Source::alone(allowance)],
            rules: Vec::new(),
        };
        budgeted.with_rules(&self.alerts)
    }
}

impl BudgetMethod {
    pub(super) fn slice(self) -> Option<Duration> {
        match self {
            Self::Occurrences => None,
            Self::Timeslices { slice, .. } | Self::RatioTimeslices { slice } => Some(slice),
        }
    }
}

impl BudgetLadder {
    fn validate(&self) -> Result<(), Error> {
        let rungs = [
            ("critical_only_at", self.critical_only_at, "slow_at", self.slow_at),
            ("freeze_at", self.freeze_at, "critical_only_at", self.critical_only_at),
        ];
        for (field, limit, name, above) in rungs {
            if limit > above {
                let error = Error::config(ErrorCode::Contradiction, field).value(limit);
                return Err(error.allowed(format!("at most `{name}`, {above}")));
            }
        }
        if let Some(kind) = self.exempt.iter().find(|kind| !self.critical.contains(kind)) {
            let error = Error::config(ErrorCode::Contradiction, "exempt").value(format!("{kind:?}"));
            return Err(error.allowed("only what `critical` allows, since a freeze is stricter"));
        }
        Ok(())
    }

    /// The rung for what is left of a budget.
    pub(super) fn tier(&self, remaining: f64) -> BudgetTier {
        let rungs = [
            (self.freeze_at, BudgetTier::Frozen),
            (self.critical_only_at, BudgetTier::CriticalOnly),
            (self.slow_at, BudgetTier::Slow),
        ];
        // What is spent is compared, or what rounding leaves of an exhausted budget would lift a freeze.
        let at = rungs.into_iter().find(|(limit, _)| compare(1.0 - remaining, 1.0 - limit.get()).is_ge());
        at.map_or(BudgetTier::Normal, |(_, tier)| tier)
    }

    /// What may be released on a rung. Going back is never forbidden.
    pub(super) fn allows(&self, tier: BudgetTier) -> Vec<ReleaseKind> {
        let listed = |kinds: &[ReleaseKind], kind| kind == ReleaseKind::Rollback || kinds.contains(&kind);
        let may = |kind: &ReleaseKind| match tier {
            BudgetTier::Normal | BudgetTier::Slow => true,
            BudgetTier::CriticalOnly => listed(&self.critical, *kind),
            BudgetTier::Frozen => listed(&self.exempt, *kind),
        };
        ReleaseKind::ALL.into_iter().filter(may).collect()
    }
}
