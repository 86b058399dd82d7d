//! Which crate may use which: the table in `ARCHITECTURE.md` against what cargo says.
//! What a single manifest must hold is left to `manifest`.

use crate::checkout::{Package, room};

/// The heading under which the table of arrows stands.
const HEADING: &str = "## Arrows";

/// What stands in the second column for a room that may use every other.
const ANYTHING: &str = "anything";

/// The plan: every room, highest first, with the rooms it may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    rooms: Vec<Room>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Room {
    name: String,
    uses: Uses,
    is_built: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Uses {
    Anything,
    Rooms(Vec<String>),
}

impl Plan {
    /// Reads the table: room, what it may use, whether it is built.
    pub fn parse(document: &str) -> Self {
        let section = document.split(HEADING).nth(1).unwrap_or_default();
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        Self {
            rooms: rows.map(Room::parse).collect(),
        }
    }

    /// Everything in which the packages differ from the plan, and the plan from itself.
    pub fn findings(&self, packages: &[Package]) -> Vec<String> {
        let mut findings = self.not_downward();
        findings.extend(packages.iter().flat_map(|package| self.forbidden(package)));
        for room in &self.rooms {
            let exists = packages.iter().any(|package| package.room() == room.name);
            if exists != room.is_built {
                let state = if exists { "exists" } else { "does not exist" };
                findings.push(format!("{} {state}, the plan says otherwise", room.name));
            }
        }
        findings
    }

    /// Arrows strictly downward: a row names only rows below it, and none names who may use all.
    fn not_downward(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (index, room) in self.rooms.iter().enumerate() {
            let Uses::Rooms(uses) = &room.uses else {
                continue;
            };
            for used in uses {
                let below = &self.rooms[index + 1..];
                let is_below = |below: &Room| below.name == *used && below.uses != Uses::Anything;
                if !below.iter().any(is_below) {
                    findings.push(format!("{} → {used} does not lead downward", room.name));
                }
            }
        }
        findings
    }

    fn forbidden(&self, package: &Package) -> Vec<String> {
        let name = package.room();
        let Some(plan) = self.rooms.iter().find(|room| room.name == name) else {
            return vec![format!("{name} does not stand in the plan")];
        };
        let Uses::Rooms(allowed) = &plan.uses else {
            return Vec::new();
        };
        let used = package.uses.iter().filter_map(|used| room(used));
        // A package may name itself to switch on a feature for its own tests.
        let forbidden = used.filter(|used| *used != name && !allowed.iter().any(|it| it == used));
        forbidden
            .map(|used| format!("{name} → {used} does not stand in the plan"))
            .collect()
    }
}

impl Room {
    fn parse(row: &str) -> Self {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let uses = if cell(2) == ANYTHING {
            Uses::Anything
        } else {
            Uses::Rooms(quoted(cell(2)))
        };
        Self {
            name: quoted(cell(1)).pop().unwrap_or_default(),
            uses,
            is_built: cell(3) == "built",
        }
    }
}

/// The words between backticks.
fn quoted(cell: &str) -> Vec<String> {
    let words = cell.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# House\n\n| `x` | `y` | built |\n\n## Arrows\n\n\
        | room | may use | state |\n|---|---|---|\n\
        | `tests` | anything | built |\n\
        | `top` | `middle`, `bottom` | built |\n\
        | `middle` | `bottom` | built |\n\
        | `later` | `bottom` | not yet |\n\
        | `bottom` | nothing | built |\n\n## Else\n\n| `z` | `y` | built |\n";

    fn package(name: &str, uses: &[&str]) -> Package {
        Package {
            name: format!("cxtone-{name}"),
            folder: format!("crates/{name}"),
            uses: uses.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn as_planned() -> Vec<Package> {
        vec![
            package("tests", &["cxtone-top", "toml"]),
            package("top", &["cxtone-bottom", "serde"]),
            package("middle", &["cxtone-bottom", "cxtone-middle"]),
            package("bottom", &[]),
        ]
    }

    fn check(packages: &[Package], expected: &[&str]) {
        assert_eq!(Plan::parse(DOCUMENT).findings(packages), expected);
    }

    #[test]
    fn only_the_table_under_the_heading_is_the_plan() {
        let names = Plan::parse(DOCUMENT).rooms;
        let names: Vec<_> = names.iter().map(|room| room.name.as_str()).collect();
        assert_eq!(names, ["tests", "top", "middle", "later", "bottom"]);
    }

    #[test]
    fn what_is_as_planned_has_no_findings() {
        check(&as_planned(), &[]);
    }

    #[test]
    fn an_arrow_that_is_not_in_the_plan_is_found() {
        let mut packages = as_planned();
        packages[2].uses.push("cxtone-top".to_owned());
        check(&packages, &["middle → top does not stand in the plan"]);
        packages[2].uses.pop();
        packages[3].uses.push("cxtone-tests".to_owned());
        check(&packages, &["bottom → tests does not stand in the plan"]);
    }

    #[test]
    fn a_package_without_a_room_is_found() {
        let mut packages = as_planned();
        packages.push(package("stray", &[]));
        check(&packages, &["stray does not stand in the plan"]);
    }

    #[test]
    fn a_wrong_state_is_found_either_way() {
        let mut packages = as_planned();
        packages.push(package("later", &[]));
        check(&packages, &["later exists, the plan says otherwise"]);
        let packages = &as_planned()[..3];
        check(
            packages,
            &["bottom does not exist, the plan says otherwise"],
        );
    }

    #[test]
    fn a_plan_with_an_upward_arrow_is_found() {
        let document = "## Arrows\n| `a` | `b` | not yet |\n| `b` | `a`, `b` | not yet |\n";
        let findings = Plan::parse(document).findings(&[]);
        let expected = [
            "b → a does not lead downward",
            "b → b does not lead downward",
        ];
        assert_eq!(findings, expected);
    }

    #[test]
    fn an_arrow_to_a_room_that_may_use_anything_is_found() {
        let document = "## Arrows\n| `a` | `tests` | not yet |\n| `tests` | anything | not yet |\n";
        let findings = Plan::parse(document).findings(&[]);
        assert_eq!(findings, ["a → tests does not lead downward"]);
    }
}
