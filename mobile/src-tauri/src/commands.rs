// SPDX-License-Identifier: EUPL-1.2
//! The commands as the web view calls them: each asks the desk and answers; those that wait for something are written out.

use ronda_field::{enrolment, sync};
use ronda_shared::ids::PhotoHash;
use tauri::State;

use crate::app::App;
use crate::bridge::edit::PhotoName;
use crate::bridge::fault::{Code, Fault};
use crate::bridge::session::{EnrolBegin, Who};
use crate::bridge::ticket::TicketId;
use crate::bridge::{category, delivery, draft, edit, every_command, list, news, session, settings, shift, ticket};
use crate::location;

macro_rules! define {
    ($($(#[$about:meta])* $where:ident $name:ident($request:ty) -> $answer:ty;)*) => {
        $(define!(@$where $(#[$about])* $name $request, $answer);)*

        /// Every command, for the web view.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
    (@here $(#[$about:meta])* $name:ident $request:ty, $answer:ty) => {
        $(#[$about])*
        #[tauri::command]
        pub async fn $name(app: State<'_, App>, request: $request) -> Result<$answer, Fault> {
            app.ask(move |desk| desk.$name(request)).await?
        }
    };
    (@away $(#[$about:meta])* $name:ident $request:ty, $answer:ty) => {
        $(#[$about])*
        #[tauri::command]
        pub async fn $name(app: State<'_, App>, request: $request) -> Result<$answer, Fault> {
            away::$name(app.inner(), request).await
        }
    };
}

every_command!(define);

mod away {
    use super::{App, Code, EnrolBegin, Fault, PhotoHash, PhotoName, TicketId, Who, enrolment, location, sync};

    pub async fn enrol_begin(app: &App, request: EnrolBegin) -> Result<Who, Fault> {
        let asked = app.ask(move |desk| desk.enrolment(request)).await??;
        let enrolled = enrolment::enrol(&asked.server, asked.own_ca, &asked.code, &asked.device_name).await;
        let identity = enrolled.map_err(refused)?;
        app.ask(move |desk| desk.enrolled(identity)).await
    }

    /// What the server refuses at an enrolment is its code.
    fn refused(failure: ronda_shared::sync::Failure) -> Fault {
        let fault = Fault::from(failure);
        match fault.code {
            Code::ServerRefused => Fault {
                code: Code::CodeRefused,
                ..fault
            },
            _ => fault,
        }
    }

    pub async fn photo_fetch(app: &App, request: PhotoName) -> Result<(), Fault> {
        let ticket = app
            .ask(move |desk| desk.engine()?.find(&request.id).map_err(Fault::from))
            .await??;
        let no_name = |_| Fault::new(Code::NoPhoto, "this is no name of a photo: open the ticket again");
        let photo: PhotoHash = request.sha256.parse().map_err(no_name)?;
        Ok(sync::fetch_photo(app, ticket, photo).await?)
    }

    pub async fn location_start(app: &App, (): ()) -> Result<(), Fault> {
        location::start(app).await
    }

    pub async fn navigate(app: &App, request: TicketId) -> Result<(), Fault> {
        let place = app.ask(move |desk| desk.place_of(&request.id)).await??;
        location::navigate(place)
    }
}
