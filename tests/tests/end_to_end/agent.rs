//! `cxone-agent` from discovery to what is heard, against the emulator.

use std::sync::Arc;

use cxtone_cxone::{Client, DiscoverError, HttpOptions, HttpTransport, TokenCache, discover};
use cxtone_dialect::{
    Address, BaseUrl, Credentials, SessionAddress,
    cxone_agent::{
        AccessKey, AccessKeyJson, AccessKeyLogin, CxoneAgent, DiscoveryError, FieldsIn,
        IssuerAllowlist,
    },
};
use cxtone_payload::{Raw, validate};
use cxtone_runner::{Injection, Injector};
use tokio_util::sync::CancellationToken;

use crate::world::World;

fn transport() -> Arc<HttpTransport> {
    Arc::new(HttpTransport::new(HttpOptions::default()).expect("a transport"))
}

fn key(world: &World) -> AccessKey {
    let agent = &world.hello.agent;
    AccessKey::new(&agent.access_key_id, &*agent.access_key_secret)
}

/// A client that has discovered the emulator, with one of both logins.
async fn client(world: &World, fields_in: FieldsIn) -> Client {
    let transport = transport();
    let issuer = BaseUrl::parse(&world.hello.url).expect("a URL");
    let tenant = world.hello.agent.tenant_id.parse().expect("an id");
    let allowed = IssuerAllowlist::default().with_loopback();
    let found = discover(&*transport, &issuer, &tenant, &allowed)
        .await
        .expect("the emulator is discovered");
    let tokens = match fields_in {
        FieldsIn::Body => {
            let client = Credentials::new(&world.hello.client_id, &*world.hello.client_secret);
            let login = AccessKeyLogin::new(found.token, client, key(world));
            TokenCache::with_login(transport.clone(), login)
        }
        FieldsIn::Query => {
            TokenCache::with_login(transport.clone(), AccessKeyJson::new(issuer, key(world)))
        }
    };
    Client::builder(transport, Arc::new(tokens), found.api)
        .dialect(Arc::new(CxoneAgent {
            fields_in,
            ..CxoneAgent::default()
        }))
        .build()
}

fn injection(world: &World, client: &Client, digits: &str) -> Injection {
    let raw = Raw {
        digits: digits.into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 50_u32.into(),
    };
    Injection {
        address: Address::from(SessionAddress {
            session: world.hello.agent.sessions[0].parse().expect("an id"),
            contact: Some(world.hello.agent.contacts[0].parse().expect("an id")),
        }),
        payload: validate(&raw, &client.capabilities().limits()).expect("valid"),
        verify: false,
    }
}

async fn check(fields_in: FieldsIn) {
    let world = World::start(1).await;
    let client = client(&world, fields_in).await;
    let injection = injection(&world, &client, "12*#ad");
    let injector = Injector::builder(client).build();
    let report = injector.inject(injection, &CancellationToken::new()).await;
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(world.digits_heard().await, "12*#AD");
}

#[tokio::test]
async fn digits_in_the_body_are_heard_in_the_sessions_call() {
    check(FieldsIn::Body).await;
}

#[tokio::test]
async fn digits_in_the_query_are_heard_in_the_sessions_call() {
    check(FieldsIn::Query).await;
}

#[tokio::test]
async fn an_issuer_on_this_machine_is_trusted_only_where_that_is_said() {
    let world = World::start(1).await;
    let issuer = BaseUrl::parse(&world.hello.url).expect("a URL");
    let tenant = world.hello.agent.tenant_id.parse().expect("an id");
    let refused = discover(&*transport(), &issuer, &tenant, &IssuerAllowlist::default()).await;
    assert!(matches!(refused, Err(DiscoverError::IssuerNotAllowed)));
    let another = "another-tenant".parse().expect("an id");
    let allowed = IssuerAllowlist::default().with_loopback();
    let unknown = discover(&*transport(), &issuer, &another, &allowed).await;
    assert!(matches!(
        unknown,
        Err(DiscoverError::Document(DiscoveryError::Status {
            status: 404,
            ..
        }))
    ));
}
