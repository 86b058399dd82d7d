//! Shapes that serde describes, told as JSON has them and without its text: no digits of numbers cross.
//! The shapes are those of `hearing` and `flow`.

use core::{error::Error, fmt};

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use crate::told::Told;

impl Told {
    /// The value in its shape.
    pub(crate) fn shape(&mut self, value: &impl Serialize) -> Result<(), String> {
        value
            .serialize(Writing { told: self })
            .map_err(|error| error.to_string())
    }
}

/// A value that refuses to be described.
#[derive(Debug)]
pub(crate) struct Undescribed(String);

impl fmt::Display for Undescribed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Undescribed {}

impl serde::ser::Error for Undescribed {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Where the next value goes.
struct Writing<'a> {
    told: &'a mut Told,
}

/// Where the parts of a value go.
struct Parts<'a> {
    told: &'a mut Told,
    /// A variant with parts is an object that holds them.
    is_variant: bool,
}

type Outcome = Result<(), Undescribed>;

impl<'a> Writing<'a> {
    fn number(self, number: f64) -> Outcome {
        self.told.number(number);
        Ok(())
    }

    fn text(self, text: &str) -> Outcome {
        self.told.text(text);
        Ok(())
    }

    fn null(self) -> Outcome {
        self.told.null();
        Ok(())
    }

    fn list(self) -> Parts<'a> {
        self.told.list();
        Parts {
            told: self.told,
            is_variant: false,
        }
    }

    fn object(self) -> Parts<'a> {
        self.told.object();
        Parts {
            told: self.told,
            is_variant: false,
        }
    }

    fn variant(self, name: &str) -> Writing<'a> {
        self.told.object();
        self.told.text(name);
        self
    }
}

impl<'a> Serializer for Writing<'a> {
    type Ok = ();
    type Error = Undescribed;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    fn serialize_bool(self, value: bool) -> Outcome {
        self.told.flag(value);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Outcome {
        self.number(value.into())
    }

    fn serialize_i16(self, value: i16) -> Outcome {
        self.number(value.into())
    }

    fn serialize_i32(self, value: i32) -> Outcome {
        self.number(value.into())
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of JavaScript have 53 bits, also where they come from JSON"
    )]
    fn serialize_i64(self, value: i64) -> Outcome {
        self.number(value as f64)
    }

    fn serialize_u8(self, value: u8) -> Outcome {
        self.number(value.into())
    }

    fn serialize_u16(self, value: u16) -> Outcome {
        self.number(value.into())
    }

    fn serialize_u32(self, value: u32) -> Outcome {
        self.number(value.into())
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of JavaScript have 53 bits, also where they come from JSON"
    )]
    fn serialize_u64(self, value: u64) -> Outcome {
        self.number(value as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of JavaScript have 53 bits, also where they come from JSON"
    )]
    fn serialize_u128(self, value: u128) -> Outcome {
        self.number(value as f64)
    }

    fn serialize_f32(self, value: f32) -> Outcome {
        self.told.single(value);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Outcome {
        self.number(value)
    }

    fn serialize_char(self, value: char) -> Outcome {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Outcome {
        self.text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Outcome {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Outcome {
        self.null()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Outcome {
        self.null()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Outcome {
        self.null()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Outcome {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Outcome {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Outcome {
        let within = self.variant(variant);
        value.serialize(Writing { told: within.told })?;
        within.told.end();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Undescribed> {
        Ok(self.list())
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Undescribed> {
        Ok(self.list())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Undescribed> {
        Ok(self.list())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Undescribed> {
        Ok(self.variant(variant).list().of_variant())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Undescribed> {
        Ok(self.object())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Undescribed> {
        Ok(self.object())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Undescribed> {
        Ok(self.variant(variant).object().of_variant())
    }
}

impl Parts<'_> {
    fn of_variant(self) -> Self {
        Self {
            is_variant: true,
            ..self
        }
    }

    fn next<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        value.serialize(Writing { told: self.told })
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Outcome {
        self.told.text(key);
        self.next(value)
    }

    fn ended(self) {
        self.told.end();
        if self.is_variant {
            self.told.end();
        }
    }
}

/// The traits by which serde hands over parts in order.
macro_rules! in_order {
    ($($kind:ident :: $method:ident),*) => {$(
        impl $kind for Parts<'_> {
            type Ok = ();
            type Error = Undescribed;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
                self.next(value)
            }

            fn end(self) -> Outcome {
                self.ended();
                Ok(())
            }
        }
    )*};
}

in_order!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

/// The traits by which serde hands over fields.
macro_rules! by_name {
    ($($kind:ident),*) => {$(
        impl $kind for Parts<'_> {
            type Ok = ();
            type Error = Undescribed;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Outcome {
                self.field(key, value)
            }

            fn end(self) -> Outcome {
                self.ended();
                Ok(())
            }
        }
    )*};
}

by_name!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Undescribed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Outcome {
        self.next(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.next(value)
    }

    fn end(self) -> Outcome {
        self.ended();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use super::*;

    #[derive(Serialize)]
    struct Shapes {
        unit: (),
        flag: bool,
        none: Option<u8>,
        some: Option<i64>,
        float: f64,
        nothing: f64,
        character: char,
        list: Vec<u16>,
        pair: (i8, &'static str),
        map: BTreeMap<String, u128>,
        variants: [Variant; 4],
        #[serde(flatten)]
        within: Within,
    }

    #[derive(Serialize)]
    enum Variant {
        Unit,
        Newtype(u32),
        Tuple(u8, u8),
        Struct { a: Option<bool> },
    }

    #[derive(Serialize)]
    struct Within {
        text: &'static str,
    }

    /// Reads what JavaScript reads.
    fn read(bytes: &mut &[u8]) -> Option<Value> {
        let (tag, rest) = bytes.split_first()?;
        *bytes = rest;
        let mut parts = || -> Vec<Value> { core::iter::from_fn(|| read(bytes)).collect() };
        Some(match tag {
            1 => Value::Null,
            2 => false.into(),
            3 => true.into(),
            4 => {
                let (number, rest) = bytes.split_at(8);
                *bytes = rest;
                f64::from_le_bytes(number.try_into().unwrap()).into()
            }
            5 => {
                let (len, rest) = bytes.split_at(4);
                let len = u32::from_le_bytes(len.try_into().unwrap()) as usize;
                let (text, rest) = rest.split_at(len);
                *bytes = rest;
                core::str::from_utf8(text).unwrap().into()
            }
            8 => parts().into(),
            9 => {
                let parts = parts();
                let pairs = parts.chunks(2).map(|pair| {
                    let key = pair[0].as_str().unwrap().to_owned();
                    (key, pair[1].clone())
                });
                pairs.collect::<Map<_, _>>().into()
            }
            10 => return None,
            other => panic!("no value begins with {other}"),
        })
    }

    #[test]
    fn a_shape_is_told_as_json_has_it() {
        let shapes = Shapes {
            unit: (),
            flag: true,
            none: None,
            some: Some(-5),
            float: 0.1,
            nothing: f64::NAN,
            character: 'é',
            list: vec![1, 2],
            pair: (-1, "é"),
            map: BTreeMap::from([("k".to_owned(), 7)]),
            variants: [
                Variant::Unit,
                Variant::Newtype(1),
                Variant::Tuple(2, 3),
                Variant::Struct { a: None },
            ],
            within: Within { text: "t" },
        };
        let mut told = Told::new();
        told.shape(&shapes).unwrap();
        let bytes = told.into_bytes();
        let value = read(&mut &bytes[4..]).unwrap();
        let expected = serde_json::to_string(&shapes).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        assert_eq!(in_floats(value), in_floats(expected));
    }

    #[test]
    fn the_head_tells_how_many_bytes_follow() {
        let mut told = Told::new();
        told.shape(&json!(["x"])).unwrap();
        assert_eq!(told.into_bytes(), [8, 0, 0, 0, 8, 5, 1, 0, 0, 0, b'x', 10]);
    }

    /// JavaScript has no other numbers.
    fn in_floats(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().into(),
            Value::Array(list) => list.into_iter().map(in_floats).collect(),
            Value::Object(map) => {
                let pairs = map.into_iter().map(|(key, value)| (key, in_floats(value)));
                pairs.collect::<Map<_, _>>().into()
            }
            other => other,
        }
    }
}
