//! The native module of the npm package: the core behind JSON text.
//!
//! Documents come in and go out as stored JSON; the package turns them into objects. A panic must never take the
//! process of the host down, so every export catches it.

mod canary;
mod document;
mod engine;
mod error;
mod evaluation;
mod judge;
mod kayenta;
mod monitoring;
mod pods;
mod records;
mod render;
mod rollout;
mod sequential;
mod service;
mod success;
