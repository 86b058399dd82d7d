//! What linking a Node addon takes on each platform: napi-build knows.
//! Where the library goes is left to `scripts/build.mjs`.

fn main() {
    napi_build::setup();
}
