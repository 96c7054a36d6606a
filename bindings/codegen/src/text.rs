//! Names and documentation in other spellings.

/// `traffic_share` → `trafficShare`.
pub(crate) fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capitalised(word))
}

/// `traffic_share` → `TrafficShare`.
pub(crate) fn pascal(snake: &str) -> String {
    snake.split('_').map(capitalised).collect()
}

/// `trafficShare` → `traffic_share`.
pub(crate) fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Documentation for readers of other languages: without examples in Rust, and with `code` where there were links.
pub(crate) fn without_links(docs: &str) -> String {
    let mut text = String::new();
    for (i, part) in docs.split("```").enumerate() {
        if i % 2 == 0 {
            text.push_str(part);
        }
    }
    let mut plain = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((name, after)) = after.split_once("`]") else { break };
        plain.push_str(&format!("{before}`{name}`"));
        rest = after.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(after, |(_, after)| after);
    }
    plain + rest
}

/// The lines of a text with something before each.
pub(crate) fn prefixed(text: &str, prefix: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_spelling() {
        assert_eq!(camel("not_a_number"), "notANumber");
        assert_eq!(pascal("action_done"), "ActionDone");
        assert_eq!(snake("notANumber"), "not_a_number");
        assert_eq!(camel("at"), "at");
    }

    #[test]
    fn links_become_code_and_examples_are_left_out() {
        let docs = "Loads what [`Rollout::to_json`] wrote; see [`Engine`](crate::Engine).\n\n```\nlet x = [1];\n```";
        assert_eq!(without_links(docs), "Loads what `Rollout::to_json` wrote; see `Engine`.");
    }
}
