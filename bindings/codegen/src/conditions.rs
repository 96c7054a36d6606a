//! The page of the conditions, around the table of facts of the core.

pub(crate) fn emit() -> String {
    let mut rows = String::from("| fact | is | says |\n|---|---|---|\n");
    for fact in rollwise::facts() {
        let kind = match fact.words {
            Some(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            None => fact.allowed(),
        };
        rows.push_str(&format!("| `{}` | {kind} | {} |\n", fact.name, fact.doc));
    }
    format!(
        "<!-- Written by `cargo run -p rollwise-codegen` from the facts of the core; do not edit. -->

# Conditions

Rules of a policy hold under conditions: when an approval is needed, which deployment a freeze lets pass. A condition is a
small expression over named facts, such as `risk_score > 0.5 || first_deployment`, in a part of
[CEL](https://cel.dev), the Common Expression Language.

| | |
|---|---|
| literals | `0.5`, `\"text\"`, `'text'`, `true`, `false` |
| logic | `!a`, `a && b`, `a || b`, `a ? b : c` |
| comparisons | `==`, `!=`; for numbers also `<`, `<=`, `>`, `>=` |
| lists | `environment in [\"staging\", \"production\"]` |
| texts | `service.startsWith(\"payments-\")`, `.endsWith(…)`, `.contains(…)` |

A condition is checked when the policy is: a fact or function that there is not, a number compared with a text, a word that a
fact can never be (`environment == \"prod\"`, `risk_score > 70`), a condition that is always the same, and anything else of CEL are refused with the
place in the policy. It may have 1000 bytes and be nested 16 deep. Numbers are compared without rounding noise, so `0.3` is
0.3.

**Unknown facts.** A fact that the situation does not say is unknown, and so is whatever hangs on it: `false && unknown` is
false, `true || unknown` is true, `unknown == unknown` is unknown. An approval whose condition is unknown is needed; an
exception whose condition is unknown does not apply. The reasons name the facts that were missing.

## Facts

{rows}"
    )
}
