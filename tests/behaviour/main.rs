//! How the core behaves, one file for each behaviour.

mod corpus;
mod gate_laws;
mod host;
mod persisted;
mod purity;
mod rollout_laws;
mod rollout_paths;
mod rollout_rare;
