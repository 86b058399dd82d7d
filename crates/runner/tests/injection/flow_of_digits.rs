//! How a flow runner is put together: into which call it sends, under which locks, in whichever order
//! it was told.

use std::sync::Arc;

use cxtone_dialect::Address;
use cxtone_flow::Flow;
use cxtone_payload::DtmfType;
use cxtone_runner::{CallLocks, FlowRefusal, FlowRunner, Injector};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::FarEnd,
    setting::{client, injection, injector},
};

fn flow() -> Arc<Flow> {
    let text = "start: a\nsteps:\n  a: { wait: { wait-ms: 1000 } }\n";
    Arc::new(Flow::parse(text).expect("a flow"))
}

fn address() -> Address {
    injection("call-1").address
}

#[tokio::test(start_paused = true)]
async fn a_flow_through_another_call_than_its_digits_go_into_is_refused() {
    let far_end = FarEnd::new(&[]);
    let runner = FlowRunner::new(client(&far_end));
    let runner = runner.sending(injector(&far_end).build(), address(), DtmfType::Inband);
    let call = "call-2".parse().expect("an id");
    let ran = runner.run(&call, flow(), &CancellationToken::new()).await;
    let refused = ran.expect_err("the digits would go into call-1");
    assert!(
        matches!(refused.refusals(), [FlowRefusal::OtherCall { .. }]),
        "{refused}"
    );
    let told = refused.to_string();
    assert!(told.contains("call-2") && told.contains("call-1"), "{told}");
    assert!(far_end.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_flow_holds_its_own_locks_and_its_injectors_in_whichever_order_they_were_given() {
    type Build = fn(FlowRunner, Injector, CallLocks) -> FlowRunner;
    let builds: [Build; 2] = [
        |runner, injector, locks| {
            let runner = runner.locks(locks);
            runner.sending(injector, address(), DtmfType::Inband)
        },
        |runner, injector, locks| {
            let runner = runner.sending(injector, address(), DtmfType::Inband);
            runner.locks(locks)
        },
    ];
    for build in builds {
        let far_end = FarEnd::new(&[]);
        let (injector, locks) = (injector(&far_end).build(), CallLocks::new());
        let runner = FlowRunner::new(client(&far_end));
        let runner = build(runner, injector.clone(), locks.clone());
        let call = address().recorded_as();
        for others in [&locks, injector.locks()] {
            let guard = others.acquire(&call).await.expect("free");
            let cancellation = CancellationToken::new();
            let running = runner.run(&call, flow(), &cancellation);
            let waiting = tokio::time::timeout(core::time::Duration::from_secs(60), running);
            assert!(waiting.await.is_err(), "it did not wait for its turn");
            assert!(far_end.seen().is_empty());
            drop(guard);
        }
        assert_eq!(locks.locked_calls() + injector.locks().locked_calls(), 0);
    }
}
