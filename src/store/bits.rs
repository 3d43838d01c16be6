//! Numbers in JSON files as the hexadecimal text of their bits: exact, and NaN survives.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

macro_rules! exact {
    ($(#[$meta:meta])* $name:ident, $float:ty, $bits:ty, $digits:literal) => {
        $(#[$meta])*
        pub(crate) mod $name {
            use super::*;

            pub(crate) fn serialize<S: Serializer>(values: &[$float], serializer: S) -> Result<S::Ok, S::Error> {
                let mut text = String::with_capacity(values.len() * $digits);
                for value in values {
                    for byte in value.to_bits().to_be_bytes() {
                        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
                        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
                    }
                }
                serializer.serialize_str(&text)
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<$float>, D::Error> {
                let text = String::deserialize(deserializer)?;
                let wrong = || D::Error::custom(concat!("a number should have ", $digits, " hexadecimal digits"));
                if !text.is_ascii() || text.len() % $digits != 0 {
                    return Err(wrong());
                }
                let number = |k: usize| <$bits>::from_str_radix(&text[k * $digits..(k + 1) * $digits], 16);
                (0..text.len() / $digits).map(|k| number(k).map(<$float>::from_bits).map_err(|_| wrong())).collect()
            }
        }
    };
}

exact!(
    /// `Vec<f32>`, eight digits each.
    f32s, f32, u32, 8
);
exact!(
    /// `Vec<f64>`, sixteen digits each.
    f64s, f64, u64, 16
);

macro_rules! one {
    ($(#[$meta:meta])* $name:ident, $many:ident, $float:ty, $digits:literal) => {
        $(#[$meta])*
        pub(crate) mod $name {
            use super::*;

            pub(crate) fn serialize<S: Serializer>(value: &$float, serializer: S) -> Result<S::Ok, S::Error> {
                $many::serialize(&[*value], serializer)
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$float, D::Error> {
                match $many::deserialize(deserializer)?.as_slice() {
                    [value] => Ok(*value),
                    _ => Err(D::Error::custom(concat!("a number should have ", $digits, " hexadecimal digits"))),
                }
            }
        }
    };
}

one!(
    /// One `f32`, eight digits.
    f32, f32s, ::core::primitive::f32, 8
);
one!(
    /// One `f64`, sixteen digits.
    f64, f64s, ::core::primitive::f64, 16
);

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Numbers(#[serde(with = "super::f32s")] Vec<f32>, #[serde(with = "super::f64s")] Vec<f64>);

    #[test]
    fn every_bit_survives() {
        let numbers = Numbers(vec![0.1, -0.0, f32::INFINITY], vec![1.0 / 3.0, f64::NAN]);
        let text = serde_json::to_string(&numbers).unwrap();
        let back: Numbers = serde_json::from_str(&text).unwrap();
        assert_eq!(back.0[0].to_bits(), 0.1f32.to_bits());
        assert!(back.0[1].is_sign_negative() && back.0[2].is_infinite());
        assert_eq!(back.1[0], 1.0 / 3.0);
        assert!(back.1[1].is_nan());
        assert!(serde_json::from_str::<Numbers>("[\"zz\", \"\"]").is_err());
    }
}
