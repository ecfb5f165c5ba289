//! The identifiers of IAM Identity Center, packed.
//!
//! A sandbox may hold a million assignments, and each names an account, a permission set and a principal. Packed into
//! integers and byte arrays they are `Copy`, compare quickly and need no allocation, so no table of interned strings is
//! needed either.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::ser::{Serialize, Serializer};
use uuid::Uuid;

/// A 12-digit AWS account id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(u64);

/// The id of a group, a user or a group membership: a UUID, in old identity stores after ten hex digits and a hyphen.
///
/// Upper-case hex digits are read and come out in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PrincipalId {
    /// The store's prefix plus one; zero stands for an id without a prefix.
    prefix: u64,
    high: u64,
    low: u64,
}

/// The last part of a permission set's ARN without `ps-`: 16 characters of `[a-zA-Z0-9-./]`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SetId([u8; 16]);

/// The id of an asynchronous operation: a UUID in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId(pub u128);

/// What an identifier should have looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(&'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl AccountId {
    /// The account of a caller where a state file names none.
    pub const EXAMPLE: Self = Self(111_111_111_111);

    /// Returns the account id with this number; `None` when it has more than twelve digits.
    pub fn from_number(number: u64) -> Option<Self> {
        (number < 1_000_000_000_000).then_some(Self(number))
    }
}

impl FromStr for AccountId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed("an account id is 12 digits");
        if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SHAPE);
        }
        text.parse().map(Self).map_err(|_| SHAPE)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl PrincipalId {
    /// Returns an id without a prefix.
    pub fn from_uuid(uuid: u128) -> Self {
        Self {
            prefix: 0,
            high: (uuid >> 64) as u64,
            low: uuid as u64,
        }
    }
}

impl FromStr for PrincipalId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed(
            "a principal id is a UUID, with ten hex digits and a hyphen before it in old identity stores",
        );
        let (prefix, uuid) = match text.len() {
            36 => (0, text),
            47 => {
                let (prefix, uuid) = text.split_at_checked(11).ok_or(SHAPE)?;
                let digits = prefix.strip_suffix('-').ok_or(SHAPE)?;
                if !digits
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                {
                    return Err(SHAPE);
                }
                (
                    u64::from_str_radix(digits, 16).map_err(|_| SHAPE)? + 1,
                    uuid,
                )
            }
            _ => return Err(SHAPE),
        };
        let uuid = parse_uuid(uuid).ok_or(SHAPE)?;
        Ok(Self {
            prefix,
            ..Self::from_uuid(uuid)
        })
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix > 0 {
            write!(f, "{:010x}-", self.prefix - 1)?;
        }
        let uuid = Uuid::from_u64_pair(self.high, self.low);
        write!(f, "{}", uuid.hyphenated())
    }
}

impl FromStr for SetId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed =
            Malformed("a permission set id is 16 letters, digits, hyphens, dots or slashes");
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/');
        if !text.as_bytes().iter().all(allowed) {
            return Err(SHAPE);
        }
        text.as_bytes().try_into().map(Self).map_err(|_| SHAPE)
    }
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|b| write!(f, "{}", char::from(*b)))
    }
}

impl FromStr for RequestId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        parse_uuid(text)
            .map(Self)
            .ok_or(Malformed("a request id is a UUID"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Uuid::from_u128(self.0).hyphenated())
    }
}

/// Reads a UUID of either case in its form with hyphens, the only one of 36 characters.
fn parse_uuid(text: &str) -> Option<u128> {
    let hyphenated = Some(text).filter(|text| text.len() == 36)?;
    Uuid::try_parse(hyphenated).ok().map(|uuid| uuid.as_u128())
}

struct Text<T>(std::marker::PhantomData<T>);

impl<T: FromStr<Err = Malformed>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an identifier in quotes")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse()
            .map_err(|shape| E::custom(format_args!("`{text}` is not valid: {shape}")))
    }
}

/// Reads a quoted identifier without allocating, so that the reader's error carries line and column.
fn deserialize<'de, T: FromStr<Err = Malformed>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer
        .deserialize_str(Text(std::marker::PhantomData))
        .map_err(D::Error::custom)
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for PrincipalId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for PrincipalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_keeps_its_leading_zeros() {
        let id: AccountId = "000000000042".parse().unwrap();
        assert_eq!(id.to_string(), "000000000042");
        for wrong in ["42", "0000000000422", "00000000004x", "+00000000042"] {
            assert!(wrong.parse::<AccountId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_principal_id_is_read_with_and_without_the_prefix_of_old_stores() {
        for text in [
            "c4281478-60d1-70d9-51ab-0123456789ab",
            "0000000000-c4281478-60d1-70d9-51ab-0123456789ab",
            "9067642ac7-c4281478-60d1-70d9-51ab-0123456789ab",
        ] {
            assert_eq!(text.parse::<PrincipalId>().unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "c4281478",
            "9067642ac7+c4281478-60d1-70d9-51ab-0123456789ab",
            "c4281478-60d1-70d9-51ab-0123456789aé",
        ] {
            assert!(wrong.parse::<PrincipalId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_permission_set_id_has_sixteen_characters() {
        assert_eq!(
            "0123456789abcdef".parse::<SetId>().unwrap().to_string(),
            "0123456789abcdef"
        );
        assert!("0123456789abcde".parse::<SetId>().is_err());
        assert!("0123456789abcde_".parse::<SetId>().is_err());
    }
}
