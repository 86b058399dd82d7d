//! Which language the far end speaks, by its name.
//! What it is like is `dialect`'s.

use std::sync::Arc;

use cxtone_dialect::{
    Dialect,
    cxone_agent::{CxoneAgent, FieldsIn, ServicesVersion},
    cxone_v2::CxoneV2,
};
use napi::Result;

use crate::refused::refused;

/// The dialect's name that stands for the agent's API.
pub(crate) const CXONE_AGENT: &str = "cxone-agent";

/// A dialect's name, and what is said of the agent's API.
#[derive(Clone, Copy, Default)]
pub(crate) struct DialectChoice<'a> {
    /// `cxone-v2` unless told otherwise.
    pub(crate) name: Option<&'a str>,
    /// The version in the paths of the services.
    pub(crate) services_version: Option<&'a str>,
    /// Whether the digits stand in the query.
    pub(crate) digits_in_query: bool,
}

impl DialectChoice<'_> {
    /// The dialect itself.
    pub(crate) fn dialect(self) -> Result<Arc<dyn Dialect>> {
        match self.name {
            None | Some("cxone-v2") => Ok(Arc::new(CxoneV2)),
            Some(CXONE_AGENT) => {
                let version = self.services_version;
                let version = version.map(str::parse::<ServicesVersion>).transpose();
                Ok(Arc::new(CxoneAgent {
                    version: version.map_err(refused)?.unwrap_or_default(),
                    fields_in: if self.digits_in_query {
                        FieldsIn::Query
                    } else {
                        FieldsIn::Body
                    },
                }))
            }
            Some(_) => Err(napi::Error::from_reason(
                "the dialect is unknown; give cxone-v2 or cxone-agent",
            )),
        }
    }
}
