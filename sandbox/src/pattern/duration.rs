//! ISO 8601 durations as the service model writes them; their length is the world's business.

/// An ISO 8601 duration: a `P`, parts in falling order of size, at least one of them, fractions of seconds only.
pub fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return false,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    !rest.is_empty() && has_parts(date, "YMW") | has_parts(date, "YMD") && has_parts(time, "HMS")
}

/// Whether `text` is made of numbers, each followed by one of `units`, in their order, each at most once.
fn has_parts(text: &str, units: &str) -> bool {
    let mut units = units.chars();
    let mut rest = text;
    while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (number, tail) = rest.split_at(end);
        let mut tail = tail.chars();
        let Some(unit) = tail.next() else {
            return false;
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let fits = match number.split_once('.') {
            Some((whole, fraction)) => unit == 'S' && digits(whole) && digits(fraction),
            None => digits(number),
        };
        if !fits || !units.any(|known| known == unit) {
            return false;
        }
        rest = tail.as_str();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn durations_have_falling_units_and_a_number_before_each() {
        check(
            is_duration,
            &["PT1H", "PT90M", "P1D", "P2W", "P1Y2M3DT4H5M6.7S", "PT3600S"],
            &[
                "", "P", "PT", "1H", "PT1M1H", "PTH", "P1H", "PT1.5H", "8h", "PT1H ", "P1W1D",
            ],
        );
    }
}
