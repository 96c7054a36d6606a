//! A canary's window of metrics beside the baseline's.

use napi_derive::napi;
use rollwise::document::write;

use crate::document::{config, input};
use crate::error::{Result, refuse};

/// Says whether a canary is worse than its baseline.
#[napi(catch_unwind)]
pub(crate) fn compare_windows(policy: String, windows: String) -> Result<String> {
    let policy = config("", &policy)?;
    let windows = input("", &windows)?;
    rollwise::compare_windows(&policy, &windows).map(|compared| write(&compared)).map_err(refuse)
}
