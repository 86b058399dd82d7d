//! Shapes that serde describes, as values of JavaScript.
//! The shapes are those of `hearing`; they are told as JSON has them.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// The value in its shape.
pub(crate) fn told(shape: &impl Serialize) -> Result<JsValue, String> {
    shape
        .serialize(&Serializer::json_compatible())
        .map_err(|error| error.to_string())
}
