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
use crate::bridge::{
    category, delivery, draft, edit, every_command, list, news, place, session, settings, shift, ticket,
};

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
            app.ask(move |desk| {
                let answer = desk.at_hand().$name(request);
                desk.renewed_after(answer)
            })
            .await?
        }
    };
    (@away $(#[$about:meta])* $name:ident $request:ty, $answer:ty) => {
        $(#[$about])*
        #[tauri::command]
        pub async fn $name(app: State<'_, App>, request: $request) -> Result<$answer, Fault> {
            app.ask(|desk| desk.lock_when_idle()).await?;
            away::$name(app.inner(), request).await
        }
    };
}

every_command!(define);

mod away {
    use super::{App, Code, EnrolBegin, Fault, PhotoHash, PhotoName, TicketId, Who, enrolment, sync};
    use crate::bridge::place::{CodePicture, MapName};
    use crate::codes;
    use crate::desk::photo_file;
    use crate::location::Hear;

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

    /// The camera's own copy goes, whatever it shows: it was made to be read, not to be kept.
    pub async fn codes_in(app: &App, request: CodePicture) -> Result<Vec<String>, Fault> {
        let file = photo_file(&request.file)?;
        let swept = file.clone();
        app.tell(move |desk| desk.sweep_photo(&swept));
        waited(move || codes::read(&file).map_err(Fault::from)).await
    }

    pub async fn download_map(app: &App, request: MapName) -> Result<(), Fault> {
        let name = request.name;
        let asked = name.clone();
        let begun = app.ask(move |desk| desk.map_begins(&asked)).await??;
        if let Some(stop) = begun {
            let app = app.clone();
            tauri::async_runtime::spawn(async move { crate::fetching::fetched(&app, name, &stop).await });
        }
        Ok(())
    }

    pub async fn location_start(app: &App, (): ()) -> Result<(), Fault> {
        let locator = app.ask(|desk| desk.locating_begins()).await?;
        let teller = app.clone();
        let hear: Hear = Box::new(move |heard| teller.tell(move |desk| desk.located(heard)));
        waited(move || locator.start(hear)).await
    }

    pub async fn navigate(app: &App, request: TicketId) -> Result<(), Fault> {
        let (lat, lon) = app.ask(move |desk| desk.place_of(&request.id)).await??;
        let locator = app.ask(|desk| desk.locator()).await?;
        waited(move || locator.navigate(lat, lon)).await
    }

    /// The system's own dialogs may stand for as long as they like, and a picture takes a while: a thread of their own waits for them.
    async fn waited<T: Send + 'static>(step: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
        let done = tauri::async_runtime::spawn_blocking(step).await;
        done.unwrap_or_else(|_| Err(Fault::new(Code::Unexpected, "there was no answer: try again")))
    }
}
