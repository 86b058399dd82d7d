//! The options of commands that take live calls through a flow.
//! What the tenant is, and the flow itself, is told by options of their own.

use std::sync::Arc;

use cxtone_cxone::{Client, RetryPolicy, TokenCache};
use cxtone_dialect::{
    Credentials,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials},
};
use cxtone_payload::DtmfType;
use cxtone_runner::FlowRunner;

use crate::{
    dtmf_type::dtmf_type,
    failure::{Failure, Result},
    options::Tenant,
};

/// How a flow's commands travel.
#[derive(Debug, clap::Args)]
pub(crate) struct FlowOptions {
    /// How the digits of `send-digits` steps travel: RFC2833, SIPINFO or INBAND; needs --provider
    /// and --line
    #[arg(long = "type", value_name = "TYPE", value_parser = dtmf_type)]
    pub(crate) dtmf_type: Option<DtmfType>,

    /// A URL on a host that prompts may be played from, beside the API's own; may be repeated
    #[arg(long, value_name = "URL")]
    prompt_host: Vec<String>,

    /// Follow flows with `type-ahead: false` though the tenant counts keys pressed ahead
    #[arg(long)]
    count_keys_ahead: bool,
}

impl FlowOptions {
    /// A client for media commands, with a login of their own; prompts may also be played from
    /// this host.
    pub(crate) fn client(
        &self,
        tenant: &Tenant,
        credentials: Credentials,
        also: Option<&str>,
    ) -> Result<Client> {
        let transport = tenant.transport()?;
        let login =
            CallControlCredentials::new(tenant.auth_url()?, credentials, &CALL_CONTROL_SCOPES);
        let tokens = TokenCache::with_login(Arc::clone(&transport), login);
        let client = Client::builder(transport, Arc::new(tokens), tenant.api_url()?)
            .policy(RetryPolicy::default())
            .dialect(tenant.dialect()?)
            .build();
        let mut hosts = self.prompt_host.iter().map(String::as_str).chain(also);
        let named = hosts.try_fold(client, |client, host| client.with_prompt_host_of(host));
        named.map_err(|error| Failure::usage(error).help("it comes from --prompt-host"))
    }

    /// A runner that commands calls through this client.
    pub(crate) fn runner(&self, client: Client) -> FlowRunner {
        let runner = FlowRunner::new(client);
        if self.count_keys_ahead {
            runner.counting_keys_ahead()
        } else {
            runner
        }
    }
}
