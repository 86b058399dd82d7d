//! One DTMF digit: the sixteen keys, their telephone-event codes and their place on the keypad.
//! The frequencies of rows and columns are in [`keypad`](crate::keypad).

use core::fmt;

use crate::keypad;

/// One of the sixteen DTMF digits: `0`–`9`, `*`, `#`, `A`–`D`.
///
/// The order is that of the telephone-event codes (RFC 4733, section 3.2). `Debug` never shows
/// which digit it is; [`Digit::as_char`] does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digit(u8);

impl Digit {
    /// How many digits there are.
    pub const COUNT: usize = 16;

    /// Every digit, in the order of the event codes.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self(0); Self::COUNT];
        let mut code = 0;
        while code < 16 {
            all[code as usize] = Self(code);
            code += 1;
        }
        all
    };

    /// The digit that a character stands for; `a`–`d` are read as `A`–`D`.
    #[must_use]
    pub const fn from_char(character: char) -> Option<Self> {
        let code = match character {
            '0'..='9' => character as u8 - b'0',
            '*' => 10,
            '#' => 11,
            'A'..='D' => character as u8 - b'A' + 12,
            'a'..='d' => character as u8 - b'a' + 12,
            _ => return None,
        };
        Some(Self(code))
    }

    /// The digit with a telephone-event code of 0 to 15.
    #[must_use]
    pub const fn from_event_code(code: u8) -> Option<Self> {
        if code < 16 { Some(Self(code)) } else { None }
    }

    /// The digit at a row (0 to 3, 697 Hz first) and a column (0 to 3, 1209 Hz first).
    #[must_use]
    pub const fn from_keypad(row: usize, column: usize) -> Option<Self> {
        if row < keypad::ROWS && column < keypad::COLUMNS {
            Self::from_char(keypad::LAYOUT[row][column] as char)
        } else {
            None
        }
    }

    /// The character on the key, in upper case.
    #[must_use]
    pub const fn as_char(self) -> char {
        let (row, column) = self.place();
        keypad::LAYOUT[row][column] as char
    }

    /// The telephone-event code, 0 to 15 (RFC 4733, section 3.2).
    #[must_use]
    pub const fn event_code(self) -> u8 {
        self.0
    }

    /// The row on the keypad, 0 to 3; it gives the low tone.
    #[must_use]
    pub const fn row(self) -> usize {
        self.place().0
    }

    /// The column on the keypad, 0 to 3; it gives the high tone.
    #[must_use]
    pub const fn column(self) -> usize {
        self.place().1
    }

    /// The nominal low tone in Hz (ITU-T Q.23).
    #[must_use]
    pub const fn low_hz(self) -> f32 {
        keypad::ROW_HZ[self.row()]
    }

    /// The nominal high tone in Hz (ITU-T Q.23).
    #[must_use]
    pub const fn high_hz(self) -> f32 {
        keypad::COLUMN_HZ[self.column()]
    }

    const fn place(self) -> (usize, usize) {
        match self.0 {
            0 => (3, 1),
            10 => (3, 0),
            11 => (3, 2),
            letter @ 12.. => (letter as usize - 12, 3),
            number => ((number as usize - 1) / 3, (number as usize - 1) % 3),
        }
    }
}

impl fmt::Debug for Digit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[digit]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_codes_and_places_agree_for_every_digit() {
        for digit in Digit::ALL {
            assert_eq!(Digit::from_char(digit.as_char()), Some(digit));
            assert_eq!(Digit::from_event_code(digit.event_code()), Some(digit));
            assert_eq!(Digit::from_keypad(digit.row(), digit.column()), Some(digit));
        }
    }

    #[test]
    fn the_pound_key_is_event_eleven_at_941_and_1477_hz() {
        let pound = Digit::from_char('#').expect("# is a digit");
        assert_eq!(pound.event_code(), 11);
        assert_eq!((pound.low_hz(), pound.high_hz()), (941.0, 1477.0));
    }

    #[test]
    fn letters_are_read_in_either_case() {
        assert_eq!(Digit::from_char('d'), Digit::from_char('D'));
    }

    #[test]
    fn what_is_no_digit_is_none() {
        for character in ['E', 'w', ',', ' ', '１', '\0'] {
            assert_eq!(Digit::from_char(character), None);
        }
        assert_eq!(Digit::from_event_code(16), None);
        assert_eq!(Digit::from_keypad(4, 0), None);
    }
}
