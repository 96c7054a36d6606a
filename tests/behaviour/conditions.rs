//! Whatever text is given as a condition, it is read or refused.

use rollwise::{Engine, ErrorCode, Family, Policy, Situation, document};

use crate::host::at;

fn situation() -> Situation {
    let text = r#"{"change": {"version": "1"}, "service": {"name": "shop"}, "target": {"environment": "dev"}}"#;
    document::read(Family::Input, text).unwrap()
}

/// Texts made of pieces of CEL and of what is none; the same ones in every run.
fn soup(seed: &mut u64) -> String {
    const PIECES: [&str; 64] = [
        "flagged",
        "files",
        "cloud",
        "risk_score",
        "environment",
        "'dev'",
        "\"x\"",
        "1",
        "0.5",
        "true",
        "null",
        "(",
        "(",
        ")",
        ")",
        "[",
        "]",
        "{",
        "}",
        "&&",
        "||",
        "!",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        " in ",
        "?",
        ":",
        ",",
        ".",
        "-",
        "+",
        "*",
        "/",
        "%",
        " ",
        "\n",
        "//",
        "é",
        "'",
        "\"",
        "\\",
        "\u{0}",
        "0x",
        "1e",
        "1u",
        "b'z'",
        "r'\\'",
        "'''",
        "`a`",
        ".?",
        ".startsWith('a')",
        "has(",
        ".all(x,",
        "&",
        "=",
        "😀",
        "'\\x",
        "9e999",
        "1.",
        "99999999999999999999",
    ];
    let mut next = |bound: usize| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) as usize % bound
    };
    let length = 1 + next(12);
    (0..length).map(|_| PIECES[next(PIECES.len())]).collect()
}

#[test]
fn no_text_makes_it_panic() {
    let (engine, situation) = (Engine::new(Policy::default()).unwrap(), situation());
    let (mut seed, mut read, mut invalid) = (7, 0, 0);
    for _ in 0..100_000 {
        match engine.evaluate_condition(at(0), &soup(&mut seed), &situation) {
            Ok(_) => read += 1,
            Err(err) => {
                assert_eq!((err.family(), err.field()), (Family::Config, "condition"));
                invalid += usize::from(err.code() == ErrorCode::InvalidExpression);
            }
        }
    }
    assert!(read > 100 && invalid > 1000, "{read} texts were conditions and {invalid} were not even CEL");
}

#[test]
fn no_text_overflows_a_small_stack() {
    let run = std::thread::Builder::new().stack_size(512 * 1024).spawn(|| {
        let (engine, situation) = (Engine::new(Policy::default()).unwrap(), situation());
        let opening =
            ["(", "[", "!", "-", "!(", "!-", "f(", "a?", "a?b:", "a<", "a+", ".a", "a[", "{", "a&&", "[0].all(x,"];
        for piece in opening {
            for times in 1..=1000 / piece.len() {
                let open = piece.repeat(times);
                for text in [format!("{open}flagged"), format!("{open}flagged{}", ")".repeat(times)), open] {
                    let _ = engine.evaluate_condition(at(0), &text, &situation);
                }
            }
        }
    });
    run.unwrap().join().unwrap();
}
