//! Two samples compared by the order of their values: how far one lies above the other, and whether that is chance.
//!
//! Whatever is asked of a [`Sample`] costs O(N log N) at most, and the result depends on neither the unit nor the
//! order of the values.
//!
//! ```
//! use rollwise::Fraction;
//! use rollwise::stats::ranks::{Sample, mann_whitney, shift, superiority};
//!
//! let slow = Sample::new(vec![14.0, 18.0, 13.0, 21.0, 17.0, 16.0])?;
//! let fast = Sample::new(vec![11.0, 9.0, 12.0, 10.0, 8.0, 15.0])?;
//! assert_eq!(superiority(&slow, &fast), 34.0 / 36.0);
//! assert!(mann_whitney(&slow, &fast).p_greater < 0.01);
//!
//! let shift = shift(&slow, &fast, Fraction::new(0.95)?);
//! assert_eq!((shift.lower, shift.estimate, shift.upper), (2.0, 6.0, 9.0));
//! # Ok::<(), rollwise::Error>(())
//! ```

mod differences;
mod effect;
mod mann_whitney;
mod permutations;
mod pool;
mod sample;
mod shift;

pub use effect::{cohens_d, mean_ratio, superiority};
pub use mann_whitney::{MannWhitney, mann_whitney};
pub(crate) use pool::Pool;
pub use sample::Sample;
pub use shift::{Shift, shift};
