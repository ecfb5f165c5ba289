//! Which stack a resource belongs to.
//!
//! By rendezvous hashing: each stack bids for each resource, and the highest bid wins. A stack more wins one n-th of the
//! resources, and takes them from all others alike; nothing else moves.

/// Resources over a number of stacks that can grow.
pub(super) struct Shards {
    keys: Vec<u64>,
    best: Vec<(u64, usize)>,
    count: usize,
}

impl Shards {
    /// All resources in one stack. A key is the digest of a resource's identity.
    pub(super) fn one(keys: Vec<u64>) -> Self {
        let best = keys.iter().map(|key| (bid(*key, 0), 0)).collect();
        Self {
            keys,
            best,
            count: 1,
        }
    }

    /// One stack more.
    pub(super) fn grow(&mut self) {
        let shard = self.count;
        for (key, best) in self.keys.iter().zip(&mut self.best) {
            let bid = bid(*key, shard);
            if bid > best.0 {
                *best = (bid, shard);
            }
        }
        self.count += 1;
    }

    /// How many stacks there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How many resources the fullest stack has.
    pub(super) fn largest(&self) -> usize {
        self.members().iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The indices of the resources of each stack, in order.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.count];
        for (index, (_, shard)) in self.best.iter().enumerate() {
            if let Some(member) = members.get_mut(*shard) {
                member.push(index);
            }
        }
        members
    }
}

/// SplitMix64 over key and stack: every bit of both reaches every bit of the bid.
fn bid(key: u64, shard: usize) -> u64 {
    let shard = shard as u64;
    mix(key ^ mix(shard.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::digest;

    fn shards(resources: usize, count: usize) -> Shards {
        let keys = (0..resources).map(|index| digest::number(&[&index.to_string()]));
        let mut shards = Shards::one(keys.collect());
        (1..count).for_each(|_| shards.grow());
        shards
    }

    fn place_of(shards: &Shards) -> Vec<usize> {
        shards.best.iter().map(|(_, shard)| *shard).collect()
    }

    #[test]
    fn one_stack_more_moves_one_nth_and_only_to_the_new_one() {
        let (before, after) = (place_of(&shards(10_000, 24)), place_of(&shards(10_000, 25)));
        let moved: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
        assert!(moved.iter().all(|(_, to)| **to == 24));
        assert!(
            (300..=500).contains(&moved.len()),
            "{} of 10,000 moved",
            moved.len()
        );
    }

    #[test]
    fn stacks_are_filled_alike() {
        let shards = shards(10_000, 25);
        let sizes: Vec<usize> = shards.members().iter().map(Vec::len).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 10_000);
        assert!(
            sizes.iter().all(|size| (320..=480).contains(size)),
            "{sizes:?}"
        );
        assert_eq!(shards.largest(), sizes.into_iter().max().unwrap());
    }
}
