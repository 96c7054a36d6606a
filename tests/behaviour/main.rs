//! How the core behaves, one file for each behaviour.

mod canary_laws;
mod conditions;
mod corpus;
mod delivery_laws;
mod evaluation_laws;
mod gate_laws;
mod host;
mod kayenta_strict;
mod monitoring_laws;
mod outside;
mod persisted;
mod pod_laws;
mod purity;
mod quality_laws;
mod rank_laws;
mod rollout_laws;
mod rollout_paths;
mod rollout_rare;
mod selection_laws;
mod sequential_laws;
mod situations;
mod slo_laws;
mod success_laws;
mod window_laws;
