//! A node of the tree read as a typed value, by serde.
//! Only one kind of text is read so, whatever it holds: the code of all types is made once.

use core::{marker::PhantomData, slice};

use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, Expected, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, Visitor, value::MapAccessDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    misfit::Misfit,
    node::{Kind, Node, Plain},
};

impl Node {
    /// The node as a value of a type.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        self.seeded(PhantomData)
    }

    /// What the seed makes of the node; what is wrong with it is wrong here, or further in.
    fn seeded<'de, S: DeserializeSeed<'de>>(&self, seed: S) -> Result<S::Value, Misfit> {
        let read = seed.deserialize(self);
        read.map_err(|misfit| misfit.within(self.place))
    }

    /// What stands there, for who takes anything.
    fn anything<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::Scalar { text, plain } => match *plain {
                Plain::Text => visitor.visit_str(text),
                Plain::Nothing => visitor.visit_unit(),
                Plain::Truth(truth) => visitor.visit_bool(truth),
                Plain::Whole(number) => visitor.visit_i64(number),
            },
            Kind::List(_) => self.list(visitor),
            Kind::Map(_) => self.mapping(visitor),
        }
    }

    fn list<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::List(items) => visitor.visit_seq(Items(items.iter())),
            _ => Err(self.not(&visitor)),
        }
    }

    /// Fields by name.
    fn mapping<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::Map(entries) => visitor.visit_map(Entries::of(entries)),
            _ => Err(self.not(&visitor)),
        }
    }

    /// A text; numbers and truth values are one as well, as they are written.
    fn text_of<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match self.text() {
            Some(text) => visitor.visit_str(text),
            None => Err(self.not(&visitor)),
        }
    }

    fn truth<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match self.kind {
            Kind::Scalar {
                plain: Plain::Truth(truth),
                ..
            } => visitor.visit_bool(truth),
            _ => Err(self.not(&visitor)),
        }
    }

    /// A whole number, also one in quotes.
    fn number<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        let plain = match &self.kind {
            Kind::Scalar {
                plain: Plain::Whole(number),
                ..
            } => Some(*number),
            _ => None,
        };
        match plain.or_else(|| self.text()?.parse().ok()) {
            Some(number) => visitor.visit_i64(number),
            None => Err(self.not(&visitor)),
        }
    }

    /// It is not what is expected: told without asking the visitor, whose code would be made once a type.
    fn not(&self, expected: &dyn Expected) -> Misfit {
        let found = match &self.kind {
            Kind::Scalar { text, plain } => match *plain {
                Plain::Text => Unexpected::Str(text),
                Plain::Nothing => Unexpected::Unit,
                Plain::Truth(truth) => Unexpected::Bool(truth),
                Plain::Whole(number) => Unexpected::Signed(number),
            },
            Kind::List(_) => Unexpected::Seq,
            Kind::Map(_) => Unexpected::Map,
        };
        de::Error::invalid_type(found, expected)
    }

    /// One of several kinds: a word, or a mapping with one key.
    fn one_of<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::Scalar { text, .. } => visitor.visit_enum(text.as_str().into_deserializer()),
            Kind::Map(entries) if entries.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(Entries::of(entries)))
            }
            _ => Err(de::Error::custom(
                "a word or a mapping with one key is expected",
            )),
        }
    }
}

/// The items of a list, one after the other.
struct Items<'a>(slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        self.0.next().map(|item| item.seeded(seed)).transpose()
    }
}

/// The entries of a mapping, one after the other, keys before their values.
struct Entries<'a> {
    rest: slice::Iter<'a, (Node, Node)>,
    value: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    fn of(entries: &'a [(Node, Node)]) -> Self {
        Self {
            rest: entries.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        key.seeded(seed).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        match self.value.take() {
            Some(value) => value.seeded(seed),
            None => Err(de::Error::custom("a value is asked for before its key")),
        }
    }
}

/// Methods that read the node in one of its ways.
macro_rules! read {
    ($($method:ident => $way:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.$way(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &Node {
    type Error = Misfit;

    read! {
        deserialize_any => anything,
        deserialize_char => text_of,
        deserialize_str => text_of,
        deserialize_string => text_of,
        deserialize_identifier => text_of,
        deserialize_i8 => number,
        deserialize_i16 => number,
        deserialize_i32 => number,
        deserialize_i64 => number,
        deserialize_u8 => number,
        deserialize_u16 => number,
        deserialize_u32 => number,
        deserialize_u64 => number,
        deserialize_map => mapping,
        deserialize_seq => list,
        deserialize_bool => truth,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_null() {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.mapping(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.one_of(visitor)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}
