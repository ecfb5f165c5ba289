//! What an expression looks like.

/// The name in a text that is one expression of one name.
pub fn single_name(text: &str) -> Option<&str> {
    let (expression, rest) = split_expression(text.trim().strip_prefix("{{")?)?;
    let name = expression.trim();
    let good = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    (rest.is_empty() && !name.is_empty() && name.chars().all(good)).then_some(name)
}

/// Splits what follows `{{` at the `}}` that ends it, quoted texts left aside.
pub fn split_expression(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '}') => {
                if let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix("}}")) {
                    return Some((text.get(..at)?, rest));
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts of an expression outside of quoted texts.
fn unquoted(expression: &str) -> impl Iterator<Item = (Option<char>, char)> {
    let mut quote = None;
    let mut before = None;
    expression.chars().filter_map(move |c| {
        let inside = quote.is_some();
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        let previous = before.replace(c);
        (!inside && quote.is_none()).then_some((previous, c))
    })
}

/// Go's templates name their data with a leading dot, bind with `:=` and trim with `-`.
pub fn is_go_template(expression: &str) -> bool {
    let trimmed = expression.trim();
    let marks = expression.starts_with('-') || expression.ends_with('-');
    let binds = trimmed.starts_with('$') || trimmed.contains(":=");
    let dotted = unquoted(trimmed).any(|(before, c)| {
        c == '.' && before.is_none_or(|before| before.is_whitespace() || "(|,".contains(before))
    });
    marks || binds || dotted
}

/// Refuses arithmetic, indices and calls, which would be a programming language inside a catalog.
pub fn check_simple(expression: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.|(),\"'".contains(c);
    match unquoted(expression).find(|(_, c)| !allowed(*c)) {
        None => Ok(()),
        Some((_, c)) => Err(format!(
            "`{c}` has no place in an expression: names, quoted texts and filters do"
        )),
    }
}
