//! The point of a half-plane's boundary that is nearest to a pair of shares, in the sense of Kullback and Leibler.

/// The canary's share that is just tolerated, as a line over the baseline's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Boundary {
    pub(crate) ratio: f64,
    pub(crate) margin: f64,
}

impl Boundary {
    /// The canary's share on the boundary.
    pub(crate) fn at(self, baseline: f64) -> f64 {
        self.ratio * baseline + self.margin
    }

    /// The baseline's share at the nearest point to the shares `canary` and `baseline`, of which the canary's has the
    /// weight `share`.
    pub(crate) fn nearest(self, canary: f64, baseline: f64, share: f64) -> f64 {
        if self.ratio == 1.0 && self.margin == 0.0 {
            return share * canary + (1.0 - share) * baseline;
        }
        // Each of the two divergences falls towards its own end, so the minimum of their sum lies between them.
        let other = ((canary - self.margin) / self.ratio).clamp(0.0, 1.0);
        let (mut low, mut high) = (baseline.min(other), baseline.max(other));
        loop {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                return middle;
            }
            if self.slope(middle, canary, baseline, share) < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /// Of the weighted divergence, times what is positive.
    fn slope(self, y: f64, canary: f64, baseline: f64, share: f64) -> f64 {
        let m = self.at(y);
        share * self.ratio * (m - canary) * y * (1.0 - y) + (1.0 - share) * (y - baseline) * m * (1.0 - m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divergence(p: f64, q: f64) -> f64 {
        p * (p / q).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).ln()
    }

    #[test]
    fn no_other_point_is_nearer() {
        for (ratio, margin, canary, baseline, share) in [
            (1.0, 0.0, 0.3, 0.1, 0.05),
            (1.5, 0.01, 0.02, 0.001, 0.5),
            (1.0, 0.003, 0.001, 0.001, 0.05),
            (2.0, 0.0, 0.9, 0.4, 0.3),
        ] {
            let boundary = Boundary { ratio, margin };
            let cost = |y: f64| share * divergence(canary, boundary.at(y)) + (1.0 - share) * divergence(baseline, y);
            let nearest = boundary.nearest(canary, baseline, share);
            for step in [1e-4, -1e-4] {
                assert!(cost(nearest) <= cost(nearest * (1.0 + step)), "{ratio} {margin}: {nearest}");
            }
        }
    }
}
