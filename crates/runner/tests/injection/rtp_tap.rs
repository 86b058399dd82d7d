//! A tap on a real port: of which types silence there proves something.

use core::{net::SocketAddr, time::Duration};
use std::io::ErrorKind;

use cxtone_line::{
    rtp::{Header, PayloadType},
    telephone_event::{PACKET_LEN, Sender, SenderSettings},
};
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{AudioTap, Mark, RtpTap};
use tokio::{net::UdpSocket, task::yield_now, time::timeout};

/// One packet of the call's audio.
const PACKET: usize = 160;

/// Longer than any packet takes on this machine.
const PATIENCE: Duration = Duration::from_secs(20);

async fn bound() -> (RtpTap, CallId, UdpSocket) {
    let here: SocketAddr = "127.0.0.1:0".parse().expect("an address");
    let call = CallId::new("call-1").expect("an id");
    let tap = RtpTap::bind(here, call.clone()).await.expect("a free port");
    let gateway = UdpSocket::bind(here).await.expect("a free port");
    gateway.connect(tap.address()).await.expect("loopback");
    (tap, call, gateway)
}

async fn send_audio(gateway: &UdpSocket) {
    let header = Header {
        payload_type: PayloadType::PCMU,
        marker: false,
        sequence: 0,
        timestamp: 0,
        ssrc: 0,
    };
    let packet = [&header.emit()[..], &[0xff; PACKET]].concat();
    gateway.send(&packet).await.expect("loopback");
}

async fn send_event(gateway: &UdpSocket) {
    let settings = SenderSettings {
        first_sequence: 1,
        first_timestamp: 160,
        ..SenderSettings::default()
    };
    let digits = "5".parse().expect("a digit");
    let mut sender = Sender::new(&digits, settings).expect("sound settings");
    let mut packet = [0; PACKET_LEN];
    while sender.next_packet(&mut packet).is_some() {
        gateway.send(&packet).await.expect("loopback");
    }
}

/// Which types it hears once it has heard so many events.
async fn heard_types(tap: &RtpTap, call: &CallId, events: usize) -> Vec<DtmfType> {
    let until_heard = async {
        tap.mark(call).await.expect("its own call");
        while tap
            .since(call, Mark::new(0))
            .await
            .expect("its own call")
            .signalled()
            .len()
            < events
        {
            yield_now().await;
        }
    };
    timeout(PATIENCE, until_heard).await.expect("it came");
    DtmfType::ALL
        .into_iter()
        .filter(|dtmf_type| tap.hears(*dtmf_type))
        .collect()
}

#[tokio::test]
async fn events_have_no_payload_type_of_audio() {
    let here: SocketAddr = "127.0.0.1:0".parse().expect("an address");
    for (number, is_taken) in [(0, false), (8, false), (95, false), (96, true), (127, true)] {
        let call = CallId::new("call-1").expect("an id");
        let payload_type = PayloadType::new(number).expect("seven bits");
        let bound = RtpTap::bind_with(here, call, payload_type).await;
        assert_eq!(bound.is_ok(), is_taken, "{number}");
        if let Err(error) = bound {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            let told = error.to_string();
            assert!(
                told.contains(&format!("type {number} is")) && told.contains("96 to 127"),
                "{told}"
            );
        }
    }
}

#[tokio::test]
async fn silence_in_rtp_tells_of_events_once_one_has_come_or_where_it_is_said_to() {
    let (tap, call, gateway) = bound().await;
    send_audio(&gateway).await;
    assert_eq!(heard_types(&tap, &call, 0).await, [DtmfType::Inband]);
    send_event(&gateway).await;
    let both = [DtmfType::Rfc2833, DtmfType::Inband];
    assert_eq!(heard_types(&tap, &call, 1).await, both);

    let (tap, call, gateway) = bound().await;
    let tap = tap.rendering(&[DtmfType::Rfc2833]);
    send_audio(&gateway).await;
    assert_eq!(heard_types(&tap, &call, 0).await, both);
}
