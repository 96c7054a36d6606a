//! Random numbers from a seed, so that every run prints the same.

/// Sebastiano Vigna's SplitMix64.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, both left out.
    pub fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Of the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Counts, drawn from the table of their distribution.
pub struct Counts {
    /// The probabilities of at most the first count, the next, …
    cumulative: Vec<f64>,
    first: f64,
}

impl Counts {
    /// Of a Poisson distribution.
    pub fn poisson(mean: f64) -> Self {
        Self::new(mean, mean.sqrt(), f64::INFINITY, |k| mean / k)
    }

    /// Of so many trials.
    pub fn binomial(trials: f64, probability: f64) -> Self {
        let odds = probability / (1.0 - probability);
        let deviation = (trials * probability * (1.0 - probability)).sqrt();
        Self::new(trials * probability, deviation, trials, |k| (trials - k + 1.0) / k * odds)
    }

    /// `step` is the probability of a count over that of the one below.
    fn new(mean: f64, deviation: f64, most: f64, step: impl Fn(f64) -> f64) -> Self {
        let reach = 12.0 * deviation + 20.0;
        let (first, last) = ((mean - reach).max(0.0).floor(), (mean + reach).min(most).ceil());
        // Masses relative to that at the mean, so that none overflows.
        let mode = mean.floor();
        let mut masses = vec![1.0];
        for k in steps(mode, first) {
            masses.push(masses.last().unwrap_or(&1.0) / step(k));
        }
        masses.reverse();
        for k in steps(last, mode).into_iter().rev() {
            masses.push(masses.last().unwrap_or(&1.0) * step(k));
        }
        let total: f64 = masses.iter().sum();
        let mut sum = 0.0;
        let add = |mass: f64| {
            sum += mass / total;
            sum
        };
        Self { cumulative: masses.into_iter().map(add).collect(), first }
    }

    /// A count.
    pub fn draw(&self, random: &mut Random) -> f64 {
        let uniform = random.uniform();
        self.first + self.cumulative.partition_point(|sum| *sum < uniform) as f64
    }
}

/// Whole numbers from one down to above another.
fn steps(from: f64, above: f64) -> Vec<f64> {
    std::iter::successors(Some(from), |k| Some(k - 1.0)).take_while(|k| *k > above).collect()
}
