//! The tap that downloads recordings, from the scripted far end.

use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::SampleRate;
use cxtone_payload::DtmfType;
use cxtone_runner::{AudioTap, Mark, RecordingFileTap, RecordingUrlTap, TapError};

use crate::{
    far_end::{Answer, FarEnd, status},
    setting::{client, injection},
};

const URL: &str = "https://api.example.com/recordings/{callId}.wav";

#[tokio::test(start_paused = true)]
async fn a_recording_is_asked_for_by_the_call_s_id_and_what_is_no_audio_is_told() {
    let far_end = FarEnd::new(&[
        Answer::Status(200, Vec::new(), "no WAV".to_owned()),
        status(404),
    ]);
    let tap = RecordingUrlTap::new(client(&far_end), URL).expect("a placeholder");
    let call = injection("call-1").address.recorded_as();
    assert!(matches!(tap.mark(&call).await, Err(TapError::NotAudio(_))));
    let missing = tap.since(&call, Mark::new(0)).await;
    assert!(matches!(missing, Err(TapError::Fetch(_))));
    let seen = far_end.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str()),
        ("GET", "/recordings/call-1.wav")
    );
}

#[tokio::test(start_paused = true)]
async fn a_recording_is_taken_to_hold_tones_alone_unless_it_is_said_to_hold_more() {
    let far_end = FarEnd::new(&[]);
    let url = RecordingUrlTap::new(client(&far_end), URL).expect("a placeholder");
    let file = RecordingFileTap::new("/calls/{callId}.wav").expect("a placeholder");
    let check = |types: &[DtmfType], heard: &[DtmfType]| {
        let (url, file) = (url.clone().rendering(types), file.clone().rendering(types));
        for dtmf_type in DtmfType::ALL {
            let expected = heard.contains(&dtmf_type);
            assert_eq!(url.hears(dtmf_type), expected, "{dtmf_type}");
            assert_eq!(file.hears(dtmf_type), expected, "{dtmf_type}");
        }
    };
    check(&[], &[DtmfType::Inband]);
    check(&[DtmfType::Rfc2833], &[DtmfType::Rfc2833, DtmfType::Inband]);
    check(&[DtmfType::SipInfo], &[DtmfType::SipInfo, DtmfType::Inband]);
    check(&DtmfType::ALL, &DtmfType::ALL);
}

#[tokio::test]
async fn a_recording_in_a_file_is_heard_from_the_mark_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("call-1.wav");
    let write = |samples: Vec<f32>| {
        Recording::from_mono(SampleRate::TELEPHONE, samples).write(&path, Encoding::F32)
    };
    let template = folder.path().join("{callId}.wav");
    let tap = RecordingFileTap::new(template.to_str().expect("UTF-8")).expect("a placeholder");
    let call = injection("call-1").address.recorded_as();
    assert!(matches!(tap.mark(&call).await, Err(TapError::NotAudio(_))));
    write(vec![0.0; 3]).expect("written");
    let mark = tap.mark(&call).await.expect("a recording");
    write(vec![0.0, 0.0, 0.0, 0.5, 0.25]).expect("written");
    let since = tap.since(&call, mark).await.expect("a longer one");
    assert_eq!(since.recording().channels(), [vec![0.5, 0.25]]);
}
