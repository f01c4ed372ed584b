// SPDX-License-Identifier: EUPL-1.2
//! The PIN: from a file, from RONDA_PIN, or asked for on the terminal; never an argument, which others could read.

use zeroize::Zeroizing;

use super::args::Home;
use super::output::Fault;

/// The PIN of an existing home.
pub(super) fn known(args: &Home) -> Result<Zeroizing<String>, Fault> {
    match given(args)? {
        Some(pin) => Ok(pin),
        None => asked("PIN: "),
    }
}

/// The PIN of a home to be; typed twice, since nobody can look up what was mistyped.
pub(super) fn chosen(args: &Home) -> Result<Zeroizing<String>, Fault> {
    if let Some(pin) = given(args)? {
        return Ok(pin);
    }
    let (first, second) = (asked("Choose a PIN: ")?, asked("The same PIN again: ")?);
    if first == second {
        Ok(first)
    } else {
        Err(Fault::plain("the two PINs differ: start again"))
    }
}

fn given(args: &Home) -> Result<Option<Zeroizing<String>>, Fault> {
    if let Some(file) = &args.pin_file {
        let text = std::fs::read_to_string(file).map(Zeroizing::new);
        let text = text.map_err(|_| Fault::plain("the PIN file cannot be read: check --pin-file"))?;
        return Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())));
    }
    Ok(std::env::var("RONDA_PIN")
        .ok()
        .filter(|pin| !pin.is_empty())
        .map(Zeroizing::new))
}

fn asked(prompt: &str) -> Result<Zeroizing<String>, Fault> {
    let typed = rpassword::prompt_password(prompt).map(Zeroizing::new);
    typed.map_err(|_| Fault::plain("the PIN cannot be asked for here: set RONDA_PIN or give --pin-file"))
}
