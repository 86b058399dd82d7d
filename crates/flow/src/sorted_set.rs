//! A set in one sorted vector: a tree of nodes for each kind of element would be a tenth of the module for browsers.
//! Maps in that form are `litemap`'s.

use litemap::LiteMap;

#[derive(Clone, Debug)]
pub(crate) struct SortedSet<T>(LiteMap<T, ()>);

impl<T: Ord> SortedSet<T> {
    pub(crate) const fn new() -> Self {
        Self(LiteMap::new_vec())
    }

    /// Whether it was not there yet.
    pub(crate) fn insert(&mut self, element: T) -> bool {
        self.0.insert(element, ()).is_none()
    }

    pub(crate) fn contains(&self, element: &T) -> bool {
        self.0.contains_key(element)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// In their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.as_slice().iter().map(|(element, ())| element)
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut set = Self::new();
        set.extend(elements);
        set
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        for element in elements {
            self.insert(element);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_is_there_once_and_in_order() {
        let mut set: SortedSet<_> = ["b", "a", "b"].into_iter().collect();
        assert!(set.contains(&"a") && !set.contains(&"c"));
        assert!(set.insert("c") && !set.insert("a"));
        assert_eq!(set.len(), 3);
        assert_eq!(set.iter().collect::<Vec<_>>(), [&"a", &"b", &"c"]);
    }
}
