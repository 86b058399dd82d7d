//! JavaScript's values as raw values: any kind of value in any field.
//! What is wrong with them is told by `payload`.

use cxtone_payload::RawValue;
use napi::{JsValue as _, Result, Unknown, ValueType};

/// The value as it came, whatever it is.
pub(crate) fn raw_value(value: &Unknown<'_>) -> Result<RawValue> {
    Ok(match value.get_type()? {
        ValueType::Undefined => RawValue::Missing,
        ValueType::Null => RawValue::Null,
        ValueType::Boolean => RawValue::Bool(value.coerce_to_bool()?),
        ValueType::Number => RawValue::Number(value.coerce_to_number()?.get_double()?),
        ValueType::String => RawValue::Text(value.coerce_to_string()?.into_utf8()?.into_owned()?),
        ValueType::Function => RawValue::Other("function"),
        ValueType::Symbol => RawValue::Other("symbol"),
        ValueType::Object if value.is_array()? => RawValue::Other("array"),
        _ => RawValue::Other("object"),
    })
}
