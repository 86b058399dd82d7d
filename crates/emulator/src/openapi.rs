//! How the OpenAPI document [`OPENAPI_JSON`](crate::OPENAPI_JSON) is made, so that no program carries what makes it.
//! Its rows are in `operations` and `schemas`; tests hold it against the routes and the answers.

mod operations;
mod schemas;
mod shape;

use expect_test::expect_file;
use serde::Serialize as _;
use serde_json::ser::PrettyFormatter;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Required,
    content::ContentBuilder,
    path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem},
    request_body::RequestBodyBuilder,
    response::ResponseBuilder,
};

use operations::{Body, Operation, operations};
use schemas::schemas;
use shape::{anything, named, text};

fn document() -> OpenApi {
    let info = InfoBuilder::new()
        .title("cxtone emulator")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A CXone tenant on loopback for tests, and the API by which tests control it.",
        ));
    let paths = operations().iter().fold(PathsBuilder::new(), |paths, row| {
        paths.path(row.path, PathItem::new(method(row), operation(row)))
    });
    let components = ComponentsBuilder::new().schema("Anything", anything());
    let components = schemas()
        .into_iter()
        .fold(components, |components, (name, schema)| {
            components.schema(name, schema)
        });
    OpenApiBuilder::new()
        .info(info.build())
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

fn method(row: &Operation) -> HttpMethod {
    match row.method {
        "get" => HttpMethod::Get,
        "delete" => HttpMethod::Delete,
        _ => HttpMethod::Post,
    }
}

fn operation(row: &Operation) -> OperationBuilder {
    let refused = ResponseBuilder::new()
        .description("Refused")
        .content("application/json", content(row.problem, None).build());
    let (status, body) = &row.success;
    let mut success = ResponseBuilder::new().description("Done");
    if let Some(body) = body {
        success = success.content(body.media_type, of_body(body));
    }
    let taken = row.body.as_ref().map(|body| {
        RequestBodyBuilder::new()
            .content(body.media_type, of_body(body))
            .build()
    });
    let operation = OperationBuilder::new()
        .summary(Some(row.summary))
        .operation_id(Some(format!("{} {}", row.method, row.path)))
        .request_body(taken)
        .response(status.to_string(), success)
        .response("default", refused);
    parameters(row)
        .into_iter()
        .fold(operation, OperationBuilder::parameter)
}

fn parameters(row: &Operation) -> Vec<ParameterBuilder> {
    let of = |name: &str, place, required| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(required)
            .schema(Some(text()))
    };
    let steps = row.path.split('/');
    let in_path = steps.filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'));
    let in_query = row.query.iter();
    in_path
        .map(|name| of(name, ParameterIn::Path, Required::True))
        .chain(in_query.map(|name| of(name, ParameterIn::Query, Required::False)))
        .collect()
}

fn of_body(body: &Body) -> utoipa::openapi::Content {
    content(body.schema, body.example.clone()).build()
}

fn content(schema: &str, example: Option<serde_json::Value>) -> ContentBuilder {
    ContentBuilder::new()
        .schema(Some(named(schema)))
        .example(example)
}

/// After a change of the rows, `UPDATE_EXPECT=1` in the environment of this test writes the file anew. Its keys are
/// sorted: in which order a document keeps them depends on what else is built with it.
#[test]
fn the_file_is_what_the_rows_make() {
    let mut made = serde_json::to_value(document()).expect("the document is JSON");
    made.sort_all_objects();
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")].assert_eq(&lines(&made));
}

/// One value a line, and no indentation: programs carry the file.
fn lines(value: &serde_json::Value) -> String {
    let mut written = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"");
    let mut serializer = serde_json::Serializer::with_formatter(&mut written, formatter);
    value.serialize(&mut serializer).expect("it is JSON");
    String::from_utf8(written).expect("JSON is text") + "\n"
}
