// SPDX-License-Identifier: EUPL-1.2
//! Runs a verb: by the running server when there is one, otherwise in this process under the folder's lock.

use ronda_shared::policy::Grants;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::CommandFactory;
use clap::error::ErrorKind;
use serde_json::{Value, json};

use super::args::{
    AlarmVerb, CaseVerb, Cli, DeviceVerb, ImportArgs, InitArgs, PersonVerb, QuarantineVerb, VaultVerb, Verb,
};
use super::taxonomy::{BoundariesVerb, TaxonomyVerb};
use super::{case, human, output, place, serving, taxonomy, ticket};
use crate::admin::{
    AdminCommand, AdminError, DataFolder, Desk, FolderLock, Founding, Passphrase, VaultCommand, ask, restore,
};
use crate::config::LogConfig;
use crate::root::KIT_FILE;

/// How often a folder is tried that another verb has for a moment, and for how long between.
const TRIES: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(100);

/// How the answer of a verb is printed.
enum Print {
    Answer,
    Enrolment,
    Export(Option<PathBuf>),
    Examination,
    Check,
    Erasure,
}

/// Runs the verb and prints its answer.
pub(super) async fn run(cli: Cli) -> ExitCode {
    let Some(data) = cli.data else {
        let missing = "name the data folder: --data DIR, or RONDA_DATA in the environment\n";
        Cli::command().error(ErrorKind::MissingRequiredArgument, missing).exit();
    };
    if !matches!(cli.verb, Verb::Serve(_)) {
        LogConfig {
            filter: "warn".to_owned(),
            json: false,
        }
        .start();
    }
    let folder = DataFolder::at(&data);
    match carry_out(&folder, cli.verb, cli.json).await {
        Ok(code) => code,
        Err(error) => output::failed(cli.json, &error.to_string()),
    }
}

async fn carry_out(folder: &DataFolder, verb: Verb, as_json: bool) -> Result<ExitCode, AdminError> {
    let (command, print) = match verb {
        Verb::Serve(args) => return serving::serve(folder, args).await.map(|()| ExitCode::SUCCESS),
        Verb::Init(args) => return init(folder, args, as_json).await,
        Verb::Restore { from } => return put_back(folder, &from, as_json).await,
        Verb::Enrol { person } => (AdminCommand::Enrol { person }, Print::Enrolment),
        Verb::Case(CaseVerb::Export { format, out }) => (AdminCommand::CaseExport { format }, Print::Export(out)),
        Verb::Doctor => (AdminCommand::Doctor {}, Print::Examination),
        Verb::Rebuild => (AdminCommand::Rebuild {}, Print::Examination),
        Verb::Taxonomy(verb) => {
            let command = taxonomy::command(&verb, as_json)?;
            match verb {
                TaxonomyVerb::Export { out, .. } => (command, Print::Export(out)),
                _ => (command, Print::Check),
            }
        }
        Verb::Boundaries(verb) => {
            let command = taxonomy::boundaries(&verb)?;
            match verb {
                BoundariesVerb::Export { out } => (command, Print::Export(out)),
                BoundariesVerb::Import { .. } => (command, Print::Check),
            }
        }
        Verb::Pack(verb) => (place::pack(verb)?, Print::Answer),
        Verb::Gazetteer(verb) => (place::gazetteer(verb)?, Print::Answer),
        Verb::Assets(verb) => {
            let (command, export) = place::assets(verb)?;
            (command, export.map_or(Print::Answer, Print::Export))
        }
        Verb::Sla => (AdminCommand::Sla {}, Print::Answer),
        Verb::Person(PersonVerb::Vault(verb)) => vault(verb),
        Verb::Person(verb) => (person(verb), Print::Answer),
        Verb::Device(verb) => (device(verb), Print::Answer),
        Verb::Alarm(AlarmVerb::List { limit }) => (AdminCommand::AlarmList { limit }, Print::Answer),
        Verb::Case(verb) => (case::command(verb), Print::Answer),
        Verb::Ticket(verb) => (ticket::command(verb), Print::Erasure),
        Verb::Quarantine(verb) => (quarantine(verb), Print::Answer),
        Verb::Import(args) => (import(args)?, Print::Answer),
        Verb::Backup { to, counts } => (
            AdminCommand::Backup {
                to: absolute(&to)?,
                counts,
            },
            Print::Answer,
        ),
    };
    let answer = asked(folder, command).await?;
    printed(&answer, &print, as_json)
}

fn device(verb: DeviceVerb) -> AdminCommand {
    match verb {
        DeviceVerb::List => AdminCommand::DeviceList {},
        DeviceVerb::Revoke { id } => AdminCommand::DeviceRevoke { device: id },
        DeviceVerb::Trust { id } => AdminCommand::DeviceTrust { device: id },
    }
}

fn quarantine(verb: QuarantineVerb) -> AdminCommand {
    match verb {
        QuarantineVerb::List => AdminCommand::QuarantineList {},
        QuarantineVerb::Release { id } => AdminCommand::QuarantineRelease { no: id },
        QuarantineVerb::Discard { id } => AdminCommand::QuarantineDiscard { no: id },
    }
}

fn vault(verb: VaultVerb) -> (AdminCommand, Print) {
    let (command, print) = match verb {
        VaultVerb::Show { which, person } => (VaultCommand::Show { which, person }, Print::Answer),
        VaultVerb::Export { which, out, person } => (VaultCommand::Export { which, person }, Print::Export(out)),
        VaultVerb::Erase {
            reference,
            reason,
            person,
        } => {
            let erase = VaultCommand::Erase {
                reference,
                reason,
                person,
            };
            (erase, Print::Answer)
        }
    };
    (AdminCommand::Vault { command }, print)
}

fn person(verb: PersonVerb) -> AdminCommand {
    match verb {
        PersonVerb::Add {
            name,
            role,
            district,
            office,
            crew,
        } => AdminCommand::PersonAdd {
            name,
            grants: Grants {
                role,
                districts: district,
                office,
                crew,
            },
        },
        PersonVerb::List => AdminCommand::PersonList {},
        PersonVerb::Vault(verb) => vault(verb).0,
        PersonVerb::Disable { id } => AdminCommand::PersonDisable { id },
        PersonVerb::Edit {
            id,
            name,
            role,
            district,
            whole_territory,
            office,
            no_office,
            crew,
            no_crew,
            enable,
        } => {
            let districts = (whole_territory || !district.is_empty()).then_some(district);
            AdminCommand::PersonEdit {
                id,
                name,
                role,
                districts,
                office: (no_office || office.is_some()).then_some(office),
                crew: (no_crew || crew.is_some()).then_some(crew),
                enable,
            }
        }
    }
}

fn import(args: ImportArgs) -> Result<AdminCommand, AdminError> {
    if let Some(backup) = &args.backup {
        return Ok(AdminCommand::ImportBackup {
            file: absolute(backup)?,
        });
    }
    let recovery_kit = args.recovery_kit.as_deref().map(absolute).transpose()?;
    let passphrase = passphrase(args.passphrase_file.as_deref())?.map(Passphrase);
    Ok(AdminCommand::Import {
        pack: absolute(&args.pack.unwrap_or_default())?,
        recovery_kit,
        passphrase,
    })
}

/// The server may have another working folder.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, AdminError> {
    std::path::absolute(path).map_err(AdminError::file(format!("{} is no path", path.display())))
}

fn passphrase(file: Option<&Path>) -> Result<Option<String>, AdminError> {
    let Some(file) = file else { return Ok(None) };
    let text = fs::read_to_string(file).map_err(AdminError::file(format!("{} cannot be read", file.display())))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(AdminError::Refused(format!(
            "{} is empty: write the passphrase into it",
            file.display()
        ))),
        text => Ok(Some(text.to_owned())),
    }
}

/// The server's answer, or this process's own when no server runs.
async fn asked(folder: &DataFolder, command: AdminCommand) -> Result<Value, AdminError> {
    if !folder.is_founded() {
        let cure = format!(
            "{} is no data folder: run `ronda-server init` or `serve` on it first",
            folder.path().display()
        );
        return Err(AdminError::Refused(cure));
    }
    for _ in 0..TRIES {
        if let Some(answer) = ask(folder.path(), &command).await? {
            return Ok(answer);
        }
        if let Some(lock) = folder.try_lock()? {
            return alone(folder, &lock, command).await;
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err(busy(folder))
}

async fn alone(folder: &DataFolder, lock: &FolderLock, command: AdminCommand) -> Result<Value, AdminError> {
    let office = folder.open(lock).await?;
    let data = absolute(folder.path())?;
    let desk = Desk {
        office,
        data,
        url: folder.last_url(),
    };
    let answer = desk.carry_out(command).await;
    desk.office.store().close().await;
    answer
}

fn busy(folder: &DataFolder) -> AdminError {
    AdminError::Refused(format!(
        "another ronda-server uses {} and does not answer: wait for it or end it",
        folder.path().display()
    ))
}

async fn init(folder: &DataFolder, args: InitArgs, as_json: bool) -> Result<ExitCode, AdminError> {
    let passphrase = passphrase(args.passphrase_file.as_deref())?;
    let lock = folder.try_lock()?.ok_or_else(|| busy(folder))?;
    match &args.recover {
        Some(kit) => folder.recover(kit, passphrase.as_deref())?,
        None => folder.found(&Founding {
            jurisdiction: args.jurisdiction.unwrap_or_default(),
            name: args.name.unwrap_or_default(),
            passphrase,
        })?,
    }
    let office = folder.open(&lock).await?;
    let about = office.jurisdiction().clone();
    office.store().close().await;
    let kit = args.recover.is_none().then(|| folder.path().join(KIT_FILE));
    if let Some(kit) = &kit {
        output::tell(&format!(
            "Move the recovery kit {} to a safe place outside this computer: with it a lost store is made again.",
            kit.display()
        ));
    }
    let answer = json!({ "data": folder.path(), "jurisdiction": about.code, "name": about.name, "recovery_kit": kit });
    printed(&answer, &Print::Answer, as_json)
}

async fn put_back(folder: &DataFolder, from: &Path, as_json: bool) -> Result<ExitCode, AdminError> {
    let Some(lock) = folder.try_lock()? else {
        return Err(AdminError::Refused(
            "the server runs on this folder: stop it, then restore".into(),
        ));
    };
    let restored = restore(folder, lock, from).await?;
    printed(&json!(restored), &Print::Answer, as_json)
}

fn printed(answer: &Value, print: &Print, as_json: bool) -> Result<ExitCode, AdminError> {
    match print {
        Print::Export(out) => export(answer, out.as_deref(), as_json)?,
        _ if as_json => output::answer(answer),
        Print::Enrolment => output::say(&human::enrolment(answer)),
        Print::Check => output::say(&human::checked(answer)),
        Print::Answer | Print::Examination | Print::Erasure => output::say(&human::shown(answer)),
    }
    if matches!(print, Print::Erasure) && is_undone(answer) {
        output::tell("Nothing was destroyed: give --yes to do it.");
        return Ok(ExitCode::from(1));
    }
    let faults = answer
        .get("faults")
        .and_then(Value::as_array)
        .is_some_and(|faults| !faults.is_empty());
    let unsound = matches!(print, Print::Examination | Print::Check) && faults;
    Ok(if unsound { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// An erasure that only told what would go.
fn is_undone(answer: &Value) -> bool {
    let undone = |one: &Value| one.get("done").is_some_and(|done| done == false);
    answer
        .as_array()
        .map_or_else(|| undone(answer), |all| all.iter().any(undone))
}

fn export(answer: &Value, out: Option<&Path>, as_json: bool) -> Result<(), AdminError> {
    let text = answer.as_str().unwrap_or_default();
    let Some(file) = out else {
        output::say(text);
        if !text.ends_with('\n') {
            output::say("\n");
        }
        return Ok(());
    };
    let unwritten = AdminError::file(format!("{} cannot be written", file.display()));
    fs::write(file, text)
        .and_then(|()| fs::File::open(file)?.sync_all())
        .map_err(unwritten)?;
    let answer = json!({ "file": file, "bytes": text.len() });
    if as_json {
        output::answer(&answer);
    } else {
        output::say(&human::shown(&answer));
    }
    Ok(())
}
