//! What is stored comes back as it was.

use proptest::prelude::*;
use rollwise::{Family, Measurement, document};

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Without care, one float in thirteen would come back from JSON one unit off, and no replay would be exact.
    #[test]
    fn every_float_survives_json(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let measurement = Measurement::value(value).unwrap();
        let read: Measurement = document::read(Family::Input, &document::write(&measurement)).unwrap();
        prop_assert_eq!(read, measurement);
    }

    #[test]
    fn canonical_text_is_its_own_canonical_text(bits in any::<u64>(), key in "[a-z]{0,3}") {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = document::canonical(&serde_json::json!({"z": value, key: [value]}).to_string()).unwrap();
        prop_assert_eq!(document::canonical(&text).unwrap(), text);
    }
}
