//! “Did you mean …?”: the nearest of the words that exist.

/// The nearest of `words`, where it is near enough to be a slip: within a third
/// of the longer one's letters, and never more than three.
pub(crate) fn nearest<'a>(
    wrong: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    words
        .into_iter()
        .filter_map(|word| {
            let longer = word.chars().count().max(wrong.chars().count());
            let far = distance(&wrong, &word.to_lowercase());
            (far <= (longer / 3).clamp(1, 3)).then_some((far, word))
        })
        .min_by_key(|(far, _)| *far)
        .map(|(_, word)| word)
}

/// How many letters have to be put in, left out, replaced, or swapped with their
/// neighbour to make one word of the other (Damerau's distance, adjacent swaps).
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut last = None;
    for (row, &letter) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in to.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let mut best = (at(&above, column) + usize::from(letter != other))
                .min(at(&above, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = column
                .checked_sub(1)
                .is_some_and(|left| last == Some(other) && to.get(left) == Some(&letter));
            if swapped && letter != other {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("eval", "eval"), 0);
        assert_eq!(distance("evl", "eval"), 1);
        assert_eq!(distance("eavl", "eval"), 1);
        assert_eq!(distance("", "eval"), 4);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn only_what_is_near_is_offered() {
        let words = ["england-and-wales", "scotland", "northern-ireland"];
        assert_eq!(nearest("scotlnd", words), Some("scotland"));
        assert_eq!(nearest("England-and-Whales", words), Some("england-and-wales"));
        assert_eq!(nearest("france", words), None);
    }
}
