//! How the core behaves, one file for each behaviour.

mod gate_laws;
mod host;
mod rollout_laws;
mod rollout_paths;
