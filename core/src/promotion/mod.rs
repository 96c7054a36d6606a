//! Whether a version may go on: to the next environment, or from a canary to all traffic.

mod canary;
mod case;
mod environment;
mod flips;
mod policy;

pub use canary::{CanaryEvidence, CanaryPromotion, PromotionCourse, PromotionFactor, PromotionFactorScore};
pub(crate) use canary::{Policies, decide};
pub use environment::{EnvironmentPromotion, PromotionPolicy, VerifiedVersion};
pub use flips::PromotionFlip;
pub use policy::{CanaryPromotionPolicy, PromotionWeights, RequiredMetric};
