// SPDX-License-Identifier: EUPL-1.2
//! Everybody a town knows: each role, in this district and in that, of this office and of that, of this crew and of that.

use ronda_shared::ids::PersonId;
use ronda_shared::policy::Role;

use crate::office::Office;
use crate::scenario::Random;
use crate::stranger::Stranger;

/// Where a town's people work.
#[derive(Debug, Clone)]
pub struct Places {
    /// Two districts.
    pub districts: [String; 2],
    /// Two offices.
    pub offices: [String; 2],
    /// Two crews of the first office, and one of the second.
    pub crews: [String; 3],
}

/// Somebody with a device.
pub struct Person {
    pub role: Role,
    /// None: the whole territory.
    pub districts: Vec<String>,
    pub office: Option<String>,
    pub crew: Option<String>,
    pub device: Stranger,
}

/// A role, which of the places' districts, which office, which crew.
pub type Grant = (Role, &'static [usize], Option<usize>, Option<usize>);

const EVERYBODY: [Grant; 21] = [
    (Role::Operator, &[], None, None),
    (Role::Agent, &[], None, None),
    (Role::Agent, &[0], None, None),
    (Role::Agent, &[1], None, None),
    (Role::Agent, &[0, 1], None, None),
    (Role::Crew, &[], None, None),
    (Role::Crew, &[0], None, None),
    (Role::Crew, &[], Some(0), Some(0)),
    (Role::Crew, &[], Some(0), Some(1)),
    (Role::Crew, &[1], Some(1), Some(2)),
    (Role::CrewLeader, &[], Some(0), Some(0)),
    (Role::CrewLeader, &[], Some(1), Some(2)),
    (Role::Operator, &[], Some(0), None),
    (Role::Operator, &[0], Some(1), None),
    (Role::Director, &[], None, None),
    (Role::Director, &[0], None, None),
    (Role::School, &[], None, None),
    (Role::School, &[0], None, None),
    (Role::Viewer, &[], None, None),
    (Role::Admin, &[], None, None),
    (Role::Auditor, &[], None, None),
];

impl Places {
    pub fn drawn(random: &mut Random) -> Self {
        let two = |random: &mut Random, all: &[&str]| {
            let first = random.index(all.len());
            let second = (first + 1 + random.index(all.len() - 1)) % all.len();
            [all[first].to_owned(), all[second].to_owned()]
        };
        let districts = two(random, &["Q1", "Q2", "Q3", "Q4", "Q5"]);
        let offices = two(random, &["strade", "verde", "luce", "acque"]);
        let [first, second] = &offices;
        let crews = [format!("{first}-1"), format!("{first}-2"), format!("{second}-1")];
        Self {
            districts,
            offices,
            crews,
        }
    }
}

impl Person {
    /// One of each kind, in a drawn order.
    pub async fn all(office: &Office, places: &Places, random: &mut Random) -> Vec<Self> {
        let mut grants = EVERYBODY;
        for at in (1..grants.len()).rev() {
            grants.swap(at, random.index(at + 1));
        }
        let mut people = Vec::new();
        for (number, grant) in grants.into_iter().enumerate() {
            people.push(Self::of(office, places, number, grant).await);
        }
        people
    }

    /// Somebody with these grants.
    pub async fn of(office: &Office, places: &Places, number: usize, grant: Grant) -> Self {
        let (role, districts, of_office, crew) = grant;
        let districts: Vec<String> = districts.iter().map(|at| places.districts[*at].clone()).collect();
        let of_office = of_office.map(|at| places.offices[at].clone());
        let crew = crew.map(|at| places.crews[at].clone());
        let mut flags: Vec<&str> = districts
            .iter()
            .flat_map(|code| ["--district", code.as_str()])
            .collect();
        flags.extend(of_office.iter().flat_map(|code| ["--office", code.as_str()]));
        flags.extend(crew.iter().flat_map(|code| ["--crew", code.as_str()]));
        let device = Stranger::enrolled_with(office, &format!("Persona {number}"), role.name(), &flags).await;
        Self {
            role,
            districts,
            office: of_office,
            crew,
            device,
        }
    }

    pub fn id(&self) -> PersonId {
        self.device.person.person
    }

    /// For who reads of a failure.
    pub fn name(&self) -> String {
        let of = |code: &Option<String>| code.clone().unwrap_or_default();
        let role = self.role.name();
        format!("{role} of {:?} {} {}", self.districts, of(&self.office), of(&self.crew))
    }
}
