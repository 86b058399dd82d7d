//! A monitor that writes each event as a line of JSON.
//! What stands in an event is its own business; the audit log is another file, sealed and synced.

use core::fmt;
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

use cxtone_cxone::BoxFuture;

use crate::{CallbackMonitor, Monitor, MonitorError, MonitorEvent};

/// Writes events as JSON Lines, one object a line, each flushed when it is written.
///
/// It writes on a thread of its own, so that a full pipe or a slow disk holds nothing up. Nothing
/// is synced to the disk and nothing is sealed: what must be proved later is in the
/// [effect log](crate::EffectLog).
pub struct JsonLinesMonitor(CallbackMonitor);

impl JsonLinesMonitor {
    /// Writes to anything that can be written to.
    ///
    /// # Errors
    ///
    /// When the system gives no thread for it.
    pub fn new(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let mut lines = Lines {
            writer,
            torn: false,
        };
        CallbackMonitor::fallible("json-lines", move |event| lines.write(event)).map(Self)
    }

    /// Adds to the end of a file, and makes it where there is none, readable to its owner alone
    /// where the system knows owners.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, or the system gives no thread.
    pub fn append(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::new(options.open(path)?)
    }
}

impl Monitor for JsonLinesMonitor {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        self.0.notify(event)
    }
}

impl fmt::Debug for JsonLinesMonitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JsonLinesMonitor")
    }
}

struct Lines<W> {
    writer: W,
    /// The last write failed, and may have left part of a line.
    torn: bool,
}

impl<W: Write> Lines<W> {
    fn write(&mut self, event: &MonitorEvent) -> Result<(), MonitorError> {
        let written = self.try_write(event);
        self.torn = written.is_err();
        written.map_err(|error| MonitorError::Write(error.kind()))
    }

    /// In one write, so that lines of several programs in one file are not mixed.
    fn try_write(&mut self, event: &MonitorEvent) -> io::Result<()> {
        let mut line = Vec::new();
        if self.torn {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, event)?;
        line.push(b'\n');
        self.writer.write_all(&line)?;
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::monitor::event::sample;

    /// Takes so many bytes of each third write, and all of the others.
    struct Faulty {
        taken: Arc<Mutex<Vec<u8>>>,
        writes: usize,
    }

    impl Write for Faulty {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.writes += 1;
            let mut taken = self.taken.lock().expect("no holder panics");
            match self.writes {
                2 => {
                    taken.extend_from_slice(&bytes[..7]);
                    Ok(7)
                }
                3 => Err(io::ErrorKind::StorageFull.into()),
                _ => {
                    taken.extend_from_slice(bytes);
                    Ok(bytes.len())
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_write_that_fails_costs_one_line_alone() {
        let taken = Arc::new(Mutex::new(Vec::new()));
        let writer = Faulty {
            taken: taken.clone(),
            writes: 0,
        };
        let mut lines = Lines {
            writer,
            torn: false,
        };
        assert!(lines.write(&sample("call-1")).is_ok());
        let failed = lines.write(&sample("call-2"));
        assert!(matches!(
            failed,
            Err(MonitorError::Write(io::ErrorKind::StorageFull))
        ));
        assert!(lines.write(&sample("call-3")).is_ok());
        let text = String::from_utf8(taken.lock().expect("no holder panics").clone());
        let text = text.expect("UTF-8");
        let parsed: Vec<_> = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .map(|event| event.map(|event| event["callId"].clone()))
            .collect();
        assert_eq!(parsed, [Some("call-1".into()), None, Some("call-3".into())]);
    }
}
