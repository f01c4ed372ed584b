// SPDX-License-Identifier: EUPL-1.2
//! The measured work done by samod: a server process, one client that pushes every document, a second one that pulls them.
//!
//! `samod serve FOLDER` listens on a free port and prints it.
//! `samod run FOLDER DOCUMENTS COUNT [EDITS]` prints `{"push_s"}`, and on its last line
//! `{"push_s", "pull_s", "daily_s", "server_kib"}`; DOCUMENTS holds saved documents, each behind its length as four bytes,
//! big-endian.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use automerge::{Automerge, ROOT, transaction::Transactable};
use futures::stream::{FuturesUnordered, StreamExt};
use samod::storage::TokioFilesystemStorage;
use samod::{BackoffConfig, ConnectionId, DocHandle, DocumentId, Repo};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", folder] => serve(Path::new(folder)).await,
        ["run", folder, documents, count] => {
            run(Path::new(folder), documents, count.parse().expect("a count"), 0).await
        }
        ["run", folder, documents, count, edits] => {
            let (count, edits) = (count.parse().expect("a count"), edits.parse().expect("a count"));
            run(Path::new(folder), documents, count, edits).await;
        }
        _ => panic!("usage: samod serve FOLDER | samod run FOLDER DOCUMENTS COUNT [EDITS]"),
    }
}

async fn repo(folder: PathBuf) -> Repo {
    Repo::build_tokio()
        .with_storage(TokioFilesystemStorage::new(folder))
        .load()
        .await
}

async fn serve(folder: &Path) {
    let repo = repo(folder.to_owned()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    let acceptor = repo.make_acceptor(url(port)).expect("an acceptor");
    println!("{port}");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        let _connection = acceptor.accept_tokio_io(stream).expect("the repository runs");
    }
}

async fn run(folder: &Path, documents: &str, count: usize, edits: usize) {
    let (server, port) = started(&folder.join("server")).await;
    let client = repo(folder.join("one")).await;
    let mut handles = Vec::new();
    for document in saved(documents, count) {
        handles.push(client.create(document).await.expect("a document"));
    }
    let push_s = pushed(&client, port, &handles).await;
    // Said at once: a pull that is broken off takes nothing from the push before it.
    println!("{}", serde_json::json!({ "push_s": push_s }));
    let names: Vec<DocumentId> = handles.iter().map(|handle| handle.document_id().clone()).collect();
    client.stop().await;
    let pull_s = pulled(&folder.join("two"), port, &names).await;
    let daily_s = if edits == 0 {
        None
    } else {
        Some(daily(&folder.join("one"), port, &names, edits).await)
    };
    let server_kib = resident_kib(&server);
    println!(
        "{}",
        serde_json::json!({ "push_s": push_s, "pull_s": pull_s, "daily_s": daily_s, "server_kib": server_kib })
    );
}

/// From dialling until the server has said of every document that it has all of it.
async fn pushed(client: &Repo, port: u16, handles: &[DocHandle]) -> f64 {
    let began = Instant::now();
    let connection = dialled(client, port).await;
    settled(handles, connection).await;
    began.elapsed().as_secs_f64()
}

async fn pulled(folder: &Path, port: u16, names: &[DocumentId]) -> f64 {
    let client = repo(folder.to_owned()).await;
    let began = Instant::now();
    dialled(&client, port).await;
    let mut asked: FuturesUnordered<_> = names.iter().map(|name| client.find(name.clone())).collect();
    let mut found = 0;
    while let Some(answer) = asked.next().await {
        let handle = answer
            .expect("the repository runs")
            .expect("the server has every document");
        found += usize::from(handle.with_document(|document| !document.get_heads().is_empty()));
    }
    let spent = began.elapsed().as_secs_f64();
    assert_eq!(found, names.len(), "every document arrived");
    client.stop().await;
    spent
}

/// A client with every document open goes on line with some of them edited; only those are waited for.
async fn daily(folder: &Path, port: u16, names: &[DocumentId], edits: usize) -> f64 {
    let client = repo(folder.to_owned()).await;
    let mut handles = Vec::new();
    for name in names {
        handles.push(
            client
                .find(name.clone())
                .await
                .expect("the repository runs")
                .expect("held here"),
        );
    }
    let edited = handles
        .get(..edits.min(handles.len()))
        .expect("as many as there are")
        .to_vec();
    for handle in &edited {
        handle.with_document(|document| {
            let edit = document.transact::<_, _, automerge::AutomergeError>(|tx| tx.put(ROOT, "edited", "oggi"));
            edit.expect("an edit");
        });
    }
    let began = Instant::now();
    let connection = dialled(&client, port).await;
    settled(&edited, connection).await;
    began.elapsed().as_secs_f64()
}

async fn settled(handles: &[DocHandle], connection: ConnectionId) {
    let mut waiting: FuturesUnordered<_> = handles
        .iter()
        .map(|handle| handle.they_have_our_changes(connection))
        .collect();
    while waiting.next().await.is_some() {}
}

async fn dialled(client: &Repo, port: u16) -> ConnectionId {
    let dialer = client.dial_tcp(url(port), BackoffConfig::default()).expect("a dialler");
    dialer.established().await.expect("the server answers");
    dialer.connection_id().expect("a connection")
}

fn url(port: u16) -> Url {
    Url::parse(&format!("tcp://127.0.0.1:{port}")).expect("an address")
}

fn saved(path: &str, count: usize) -> Vec<Automerge> {
    let bytes = std::fs::read(path).expect("the documents");
    let mut rest = bytes.as_slice();
    let mut documents = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>().filter(|_| documents.len() < count) {
        let (document, behind) = behind.split_at(u32::from_be_bytes(*length) as usize);
        documents.push(Automerge::load(document).expect("a document"));
        rest = behind;
    }
    assert_eq!(documents.len(), count, "as many documents as asked for");
    documents
}

async fn started(folder: &Path) -> (Child, u16) {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    let mut server = command
        .arg("serve")
        .arg(folder)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let mut lines = BufReader::new(server.stdout.take().expect("its output"));
    lines.read_line(&mut line).await.expect("its port");
    (server, line.trim().parse().expect("a port"))
}

fn resident_kib(server: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()?)).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
