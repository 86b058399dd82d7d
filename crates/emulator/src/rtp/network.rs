//! What a network does to a stream: packets are lost, come twice, or after their successor.
//! It is drawn from a seed, packet by packet.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::RtpOrder;

/// The way from the stream to its port.
pub(super) struct Network {
    loss: f64,
    duplicate: f64,
    reorder: f64,
    generator: Pcg64,
    /// A packet that waits for the one that overtakes it.
    overtaken: Option<Vec<u8>>,
}

impl Network {
    pub(super) fn new(order: &RtpOrder) -> Self {
        Self {
            loss: order.loss,
            duplicate: order.duplicate,
            reorder: order.reorder,
            generator: Pcg64::seed_from_u64(order.seed),
            overtaken: None,
        }
    }

    /// What arrives when a packet is sent, in the order of arrival.
    pub(super) fn carry(&mut self, packet: Vec<u8>) -> Vec<Vec<u8>> {
        let [lost, twice, late] =
            [self.loss, self.duplicate, self.reorder].map(|chance| self.happens(chance));
        let mut arrived = Vec::new();
        if lost {
            return arrived;
        }
        if late && self.overtaken.is_none() {
            self.overtaken = Some(packet);
            return arrived;
        }
        if twice {
            arrived.push(packet.clone());
        }
        arrived.push(packet);
        arrived.extend(self.overtaken.take());
        arrived
    }

    fn happens(&mut self, chance: f64) -> bool {
        f64::from(self.generator.next_u32()) < chance * (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(order: &str) -> Vec<u8> {
        let order: RtpOrder = serde_json::from_str(order).expect("right JSON");
        let mut network = Network::new(&order);
        let packets = (0..100).flat_map(|number| network.carry(vec![number]));
        packets.map(|packet| packet[0]).collect()
    }

    #[test]
    fn packets_come_as_the_network_is_asked_to_bring_them() {
        let in_order: Vec<u8> = (0..100).collect();
        let to = r#""to":"127.0.0.1:1","seed":4"#;
        assert_eq!(carried(&format!("{{{to}}}")), in_order);
        assert_eq!(carried(&format!(r#"{{{to},"loss":1}}"#)), [0; 0]);
        let twice = carried(&format!(r#"{{{to},"duplicate":1}}"#));
        assert_eq!((twice.len(), twice[0], twice[1]), (200, 0, 0));
        let swapped = carried(&format!(r#"{{{to},"reorder":1}}"#));
        assert_eq!(swapped[..4], [1, 0, 3, 2]);
        let some = carried(&format!(r#"{{{to},"loss":0.2,"reorder":0.2}}"#));
        assert!((60..95).contains(&some.len()) && !some.is_sorted());
        assert_eq!(
            some,
            carried(&format!(r#"{{{to},"loss":0.2,"reorder":0.2}}"#))
        );
    }
}
