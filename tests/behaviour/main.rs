//! How the core behaves, one file for each behaviour.

mod canary_laws;
mod conditions;
mod corpus;
mod evaluation_laws;
mod gate_laws;
mod host;
mod judged_rollout;
mod kayenta_strict;
mod monitoring_laws;
mod outside;
mod persisted;
mod pod_laws;
mod promotion_laws;
mod purity;
mod rank_laws;
mod rollback_laws;
mod rollout_laws;
mod rollout_paths;
mod rollout_rare;
mod selection_laws;
mod sequential_laws;
mod situations;
mod success_laws;
mod trigger_laws;
mod window_laws;
