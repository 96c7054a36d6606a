//! Random numbers from a seed, so that every run prints the same.

/// Sebastiano Vigna's SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, both left out.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Of the standard normal distribution.
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Counts of a Poisson distribution, drawn from its table.
pub(crate) struct Poisson {
    /// The probabilities of at most 0, 1, 2, … above the first count that matters.
    cumulative: Vec<f64>,
    first: f64,
}

impl Poisson {
    pub(crate) fn new(mean: f64) -> Self {
        let reach = 12.0 * mean.sqrt() + 20.0;
        let (first, last) = ((mean - reach).max(0.0).floor(), (mean + reach).ceil());
        // Masses relative to that at the mean, so that none overflows.
        let mode = mean.floor();
        let mut masses = Vec::new();
        let mut mass = 1.0;
        let mut k = mode;
        while k > first {
            mass *= k / mean;
            masses.push(mass);
            k -= 1.0;
        }
        masses.reverse();
        mass = 1.0;
        k = mode;
        while k <= last {
            masses.push(mass);
            k += 1.0;
            mass *= mean / k;
        }
        let total: f64 = masses.iter().sum();
        let mut sum = 0.0;
        let add = |mass: f64| {
            sum += mass / total;
            sum
        };
        Self { cumulative: masses.into_iter().map(add).collect(), first }
    }

    pub(crate) fn draw(&self, random: &mut Random) -> f64 {
        let uniform = random.uniform();
        self.first + self.cumulative.partition_point(|sum| *sum < uniform) as f64
    }
}
