//! How following a flow would begin: the requests up to the first prompt, secrets masked.

use cxtone_dialect::{
    BaseUrl, CallControl, Collecting, Command, MediaUrl, Play, Request, cxone_v2::CxoneV2,
};
use cxtone_flow::{Flow, PromptName, Step};
use cxtone_payload::CallId;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Result},
    masked_request::{headers, url},
    output,
};

/// Prints the requests; nothing is sent, not even for a token.
pub(super) fn show(api_url: &BaseUrl, call: &CallId, flow: &Flow, json: bool) -> Result<()> {
    let token = SecretString::from("none");
    let command = Command {
        api_url,
        call,
        token: &token,
    };
    let mut requests = vec![CxoneV2.status_request(&command)];
    requests.extend(first(&command, flow)?);
    let start = flow.start().as_str();
    if json {
        let requests: Vec<Value> = requests.iter().map(as_json).collect();
        let (steps, call) = (flow.steps().len(), call.as_str());
        return output::json(
            &json!({ "callId": call, "start": start, "steps": steps, "requests": requests }),
        );
    }
    let steps = u64::try_from(flow.steps().len()).unwrap_or(u64::MAX);
    let steps = output::counted(steps, "step");
    output::line(&format!("The flow has {steps} and begins with {start}:"))?;
    requests.iter().try_for_each(print)
}

/// The first command, where the first step has one.
fn first(command: &Command<'_>, flow: &Flow) -> Result<Option<Request>> {
    let prompt = |name: &PromptName, barge_in| -> Result<Play> {
        let address = flow.prompt(name).map_or("", |address| address.as_str());
        let media = MediaUrl::parse(address).map_err(Failure::failed)?;
        Ok(Play::new(media).interruptible(barge_in))
    };
    let collect = |digits_max, timers: &cxtone_flow::Timers| {
        Collecting::new(digits_max, timers.total_ms.duration()).map_err(Failure::failed)
    };
    Ok(match flow.steps().get(flow.start()) {
        Some(Step::Play(play)) => {
            let play = prompt(&play.prompt, play.barge_in)?;
            Some(CxoneV2.play_request(command, &play))
        }
        Some(Step::Collect(step)) => {
            let collecting = collect(usize::from(step.digits_max.value()), &step.timers)?
                .ended_by(step.terminators.digits().iter())
                .prompted(prompt(&step.prompt, step.barge_in)?);
            Some(CxoneV2.collect_request(command, &collecting))
        }
        Some(Step::Menu(step)) => {
            let collecting =
                collect(1, &step.timers)?.prompted(prompt(&step.prompt, step.barge_in)?);
            Some(CxoneV2.collect_request(command, &collecting))
        }
        _ => None,
    })
}

fn as_json(request: &Request) -> Value {
    let mut told = json!({
        "method": request.method().as_str(),
        "url": url(request),
        "headers": headers(request),
    });
    if let Some(body) = body(request) {
        told["body"] = body;
    }
    told
}

fn print(request: &Request) -> Result<()> {
    output::line(&format!("\n{} {}", request.method(), url(request)))?;
    for (name, value) in &headers(request) {
        output::line(&format!("{name}: {}", value.as_str().unwrap_or_default()))?;
    }
    match body(request) {
        Some(body) => output::line(&format!("\n{body}")),
        None => Ok(()),
    }
}

/// The body, with a prompt's query masked: it may hold a signature.
fn body(request: &Request) -> Option<Value> {
    let mut body: Value = serde_json::from_slice(request.body().as_bytes()).ok()?;
    for pointer in ["/mediaUrl", "/playPrompt/mediaUrl"] {
        if let Some(url) = body.pointer_mut(pointer) {
            let text = url.as_str().unwrap_or_default();
            if let Some((path, _)) = text.split_once('?') {
                *url = format!("{path}?[masked]").into();
            }
        }
    }
    Some(body)
}
