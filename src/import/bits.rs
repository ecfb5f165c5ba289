//! A set of small numbers: which accounts.

/// A set of indices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Bits {
    /// No empty words at the end, so that equal sets are equal.
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn insert(&mut self, index: usize) {
        let word = index / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (index % 64);
        }
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        let word = self.words.get(index / 64);
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    pub(super) fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn is_subset(&self, of: &Self) -> bool {
        let longer = self.words.len() > of.words.len();
        !longer && self.words.iter().zip(&of.words).all(|(a, b)| a & !b == 0)
    }

    /// How many indices are in both.
    pub(super) fn in_common(&self, other: &Self) -> usize {
        let words = self.words.iter().zip(&other.words);
        words.map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    pub(super) fn remove_all(&mut self, other: &Self) {
        for (word, gone) in self.words.iter_mut().zip(&other.words) {
            *word &= !gone;
        }
        while self.words.last() == Some(&0) {
            self.words.pop();
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len() * 64).filter(|index| self.contains(*index))
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut bits = Self::default();
        for index in indices {
            bits.insert(index);
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(indices: &[usize]) -> Bits {
        indices.iter().copied().collect()
    }

    #[test]
    fn sets_of_numbers_are_sets() {
        let mut set = bits(&[3, 64, 200]);
        assert!(bits(&[3, 200]).is_subset(&set) && !bits(&[3, 300]).is_subset(&set));
        assert_eq!((set.len(), set.in_common(&bits(&[64, 65, 200]))), (3, 2));
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 64, 200]);
        set.remove_all(&bits(&[200, 64]));
        assert_eq!(set, bits(&[3]), "without empty words at the end");
        set.remove_all(&bits(&[3]));
        assert!(set.is_empty() && set == Bits::default());
    }
}
