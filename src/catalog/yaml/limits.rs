//! How much of a document is read before it is refused. A generated catalog of a million assignments lies
//! well within; an alias bomb, a log file or a core dump does not.

/// Bytes in one file. A million assignments written out one by one take about 40 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Values in one document, with everything that its aliases repeat.
pub const MAX_NODES: u64 = 5_000_000;

/// Bytes of text in all values of one document, with everything that its aliases repeat.
pub const MAX_TEXT: u64 = 128 * 1024 * 1024;

/// Collections inside one another, through aliases too. An inline policy in a catalog in a stack reaches
/// about 15. The tree is walked and dropped recursively, so this also bounds the stack.
pub const MAX_DEPTH: u32 = 100;

/// A place in a document that is within [`MAX_BYTES`], as a place in a source.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a document has at most MAX_BYTES bytes")
}
