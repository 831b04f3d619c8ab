//! Changes of a message.

/// One change.
pub(crate) struct Change {
    way: u8,
    place: u16,
    byte: u8,
}

impl Change {
    /// How many bytes say what a change is.
    pub(crate) const BYTES: usize = 4;

    /// The changes that bytes say.
    pub(crate) fn all(bytes: &[u8]) -> Vec<Self> {
        let (chunks, _) = bytes.as_chunks::<{ Self::BYTES }>();
        chunks
            .iter()
            .map(|[way, low, high, byte]| Self { way: *way, place: u16::from_le_bytes([*low, *high]), byte: *byte })
            .collect()
    }

    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        // The start decides what follows, the end where it is: they are chosen more often.
        let place = usize::from(self.place) % bytes.len();
        let short = usize::from(self.byte) % 24;
        match self.way % 9 {
            0 => bytes[place] = self.byte,
            1 => bytes[place] ^= 1 << (self.byte % 8),
            2 => bytes[place] = bytes[place].wrapping_add(1),
            3 => bytes[place] = bytes[place].wrapping_sub(1),
            4 => bytes.insert(place, self.byte),
            5 => drop(bytes.remove(place)),
            6 => bytes.truncate(place),
            7 => {
                let part = bytes[place..bytes.len().min(place + short)].to_vec();
                bytes.splice(place..place, part);
            }
            _ => {
                let from = usize::from(self.byte) % bytes.len();
                bytes.swap(place, from);
            }
        }
    }
}
