//! The few shapes of which the document's schemas are made.
//! Which schemas there are is in `schemas`.

use utoipa::openapi::{
    RefOr, Schema,
    schema::{
        AdditionalProperties, AnyOfBuilder, ArrayBuilder, ObjectBuilder, Ref, SchemaType, Type,
    },
};

/// A schema, or where one stands.
pub(super) type Shape = RefOr<Schema>;

/// A schema of the document by its name.
pub(super) fn named(name: &str) -> Shape {
    Ref::from_schema_name(name).into()
}

pub(super) fn anything() -> Shape {
    ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .into()
}

pub(super) fn text() -> Shape {
    of(Type::String).into()
}

pub(super) fn flag() -> Shape {
    of(Type::Boolean).into()
}

pub(super) fn number() -> Shape {
    of(Type::Number).into()
}

/// A number from `least` to `most`.
pub(super) fn between(least: f64, most: f64) -> Shape {
    of(Type::Number)
        .minimum(Some(least))
        .maximum(Some(most))
        .into()
}

/// An integer of at least `least`.
pub(super) fn whole(least: u64) -> Shape {
    of(Type::Integer).minimum(Some(least)).into()
}

/// One of some texts.
pub(super) fn choice(texts: &[&str]) -> Shape {
    of(Type::String)
        .enum_values(Some(texts.iter().copied()))
        .into()
}

/// A text of which a pattern is asked.
pub(super) fn pattern(pattern: &str) -> Shape {
    of(Type::String).pattern(Some(pattern)).into()
}

pub(super) fn list(item: Shape) -> Shape {
    ArrayBuilder::new().items(item).into()
}

/// The shape, or null.
pub(super) fn maybe(shape: Shape) -> Shape {
    any([shape, of(Type::Null).into()])
}

/// Any of some shapes.
pub(super) fn any(shapes: impl IntoIterator<Item = Shape>) -> Shape {
    let builder = AnyOfBuilder::new();
    shapes.into_iter().fold(builder, AnyOfBuilder::item).into()
}

/// An object of these fields and no others; those whose name ends in `?` may be missing.
pub(super) fn object(fields: impl IntoIterator<Item = (&'static str, Shape)>) -> Shape {
    let closed = AdditionalProperties::FreeForm(false);
    let builder = of(Type::Object).additional_properties(Some(closed));
    let with = |builder: ObjectBuilder, (name, shape): (&'static str, Shape)| {
        let required = name.strip_suffix('?');
        let builder = builder.property(required.unwrap_or(name), shape);
        match required {
            Some(_) => builder,
            None => builder.required(name),
        }
    };
    fields.into_iter().fold(builder, with).into()
}

fn of(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}
