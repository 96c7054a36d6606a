//! Many metrics: which differences are more than chance, given how many were looked at?

/// What each metric must not exceed to count as significant, by the procedure of Hochberg, with as much of the level
/// for each group as for any other. None where a metric has no p-value.
///
/// Hochberg's procedure holds for metrics that rise together, as the percentiles of one latency do. Metrics that cannot
/// be tested take no part.
pub(super) fn thresholds<G: PartialEq + Copy>(level: f64, tested: &[Option<(G, f64)>]) -> Vec<Option<f64>> {
    let mut groups: Vec<G> = Vec::new();
    for (group, _) in tested.iter().flatten() {
        if !groups.contains(group) {
            groups.push(*group);
        }
    }
    let part = level / groups.len().max(1) as f64;
    let levels: Vec<(G, f64)> = groups.iter().map(|group| (*group, hochberg(part, &members(*group, tested)))).collect();
    let of = |group: G| levels.iter().find(|(other, _)| *other == group).map(|(_, level)| *level);
    tested.iter().map(|metric| metric.and_then(|(group, _)| of(group))).collect()
}

fn members<G: PartialEq + Copy>(group: G, tested: &[Option<(G, f64)>]) -> Vec<f64> {
    tested.iter().flatten().filter(|(other, _)| *other == group).map(|(_, p)| *p).collect()
}

/// The greatest p-value from above that is within the level divided by its place decides for itself and all smaller.
/// Without one, the smallest would have needed the level divided by all.
fn hochberg(level: f64, p_values: &[f64]) -> f64 {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let within = sorted.iter().zip(1..).find(|(p, place)| **p <= level / f64::from(*place));
    let place = within.map_or(sorted.len() as u32, |(_, place)| place);
    level / f64::from(place.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "hochberg")` of R is 0.05 for all; with 0.06 for the last it is
    /// 0.05, 0.06, 0.06, 0.06, 0.06.
    #[test]
    fn as_r_adjusts() {
        assert_eq!(hochberg(0.05, &[0.01, 0.02, 0.03, 0.04, 0.05]), 0.05);
        assert_eq!(hochberg(0.05, &[0.01, 0.02, 0.03, 0.04, 0.06]), 0.01);
        assert_eq!(hochberg(0.06, &[0.06, 0.02]), 0.06);
        assert_eq!(hochberg(0.05, &[0.9, 0.8]), 0.025);
    }

    #[test]
    fn groups_have_equal_parts_whatever_their_size() {
        let tested = [Some(('e', 0.02)), Some(('l', 0.5)), None, Some(('l', 0.6)), Some(('l', 0.001))];
        let each = thresholds(0.05, &tested);
        let third = 0.025 / 3.0;
        assert_eq!(each, [Some(0.025), Some(third), None, Some(third), Some(third)]);
        assert_eq!(thresholds::<char>(0.05, &[None]), [None]);
    }
}
