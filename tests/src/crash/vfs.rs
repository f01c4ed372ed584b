// SPDX-License-Identifier: EUPL-1.2
//! A file system for SQLite that stands before the real one and asks a [`Disk`] about every call; the default of this process.
//!
//! Files outside every watched folder go straight through. With `hostile::cost` this is the only unsafe code of the house: SQLite's interface is C.
#![allow(unsafe_op_in_unsafe_fn, reason = "every line of these functions talks to C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Arc, Once};

use rusqlite::ffi;

use super::disk::{Call, Disk, Event};

const NAME: &CStr = c"ronda-crash";

/// An open file: SQLite's head, what is watched of it, and behind it the real file.
#[repr(C)]
struct Shim {
    head: ffi::sqlite3_file,
    watched: *mut Watched,
}

struct Watched {
    disk: Arc<Disk>,
    name: String,
}

/// Makes this file system the default, once.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the registered structure lives as long as the process, as SQLite asks for.
        let done = unsafe { registered() };
        assert_eq!(done, ffi::SQLITE_OK, "the crash file system is registered");
    });
}

unsafe fn registered() -> c_int {
    let initialised = ffi::sqlite3_initialize();
    if initialised != ffi::SQLITE_OK {
        return initialised;
    }
    let real = ffi::sqlite3_vfs_find(std::ptr::null());
    let mut ours = *real;
    ours.iVersion = 2;
    ours.szOsFile += size_of::<Shim>() as c_int;
    ours.zName = NAME.as_ptr();
    ours.pAppData = real.cast();
    ours.pNext = std::ptr::null_mut();
    ours.xOpen = Some(open);
    ours.xDelete = Some(delete);
    ours.xAccess = Some(access);
    ours.xFullPathname = Some(full_pathname);
    ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1)
}

unsafe fn real_vfs(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    (*vfs).pAppData.cast()
}

unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    file.cast::<u8>().add(size_of::<Shim>()).cast()
}

unsafe fn methods(file: *mut ffi::sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    &*(*real(file)).pMethods
}

unsafe fn watched<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Watched> {
    (*file.cast::<Shim>()).watched.as_ref()
}

/// The file's name as the disk knows it, when somebody watches its folder.
unsafe fn watch(name: *const c_char) -> Option<Watched> {
    if name.is_null() {
        return None;
    }
    let path = Path::new(CStr::from_ptr(name).to_str().ok()?);
    let disk = Disk::of(path)?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Watched { disk, name })
}

/// What the disk says to a call, as a result code.
unsafe fn asked(file: *mut ffi::sqlite3_file, call: Call) -> Result<(), c_int> {
    watched(file).map_or(Ok(()), |watched| watched.disk.asked(call))
}

unsafe fn note(file: *mut ffi::sqlite3_file, event: impl FnOnce(String) -> Event) {
    if let Some(watched) = watched(file) {
        watched.disk.note(|| event(watched.name.clone()));
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let shim = file.cast::<Shim>();
    (*shim).head.pMethods = std::ptr::null();
    (*shim).watched = std::ptr::null_mut();
    let watched = watch(name);
    if let Some(Err(code)) = watched.as_ref().map(|watched| watched.disk.asked(Call::Open)) {
        return code;
    }
    let vfs = real_vfs(vfs);
    let opened = (*vfs)
        .xOpen
        .map_or(ffi::SQLITE_MISUSE, |open| open(vfs, name, real(file), flags, out));
    if !(*real(file)).pMethods.is_null() {
        (*shim).head.pMethods = &raw const METHODS;
        (*shim).watched = watched.map_or(std::ptr::null_mut(), |watched| Box::into_raw(Box::new(watched)));
    }
    opened
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let watched = watch(name);
    if let Some(Err(code)) = watched.as_ref().map(|watched| watched.disk.asked(Call::Delete)) {
        return code;
    }
    let vfs = real_vfs(vfs);
    let deleted = (*vfs)
        .xDelete
        .map_or(ffi::SQLITE_MISUSE, |delete| delete(vfs, name, sync));
    if let (Some(watched), ffi::SQLITE_OK) = (watched, deleted) {
        watched.disk.note(|| Event::Delete(watched.name.clone()));
    }
    deleted
}

unsafe extern "C" fn access(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    let vfs = real_vfs(vfs);
    (*vfs)
        .xAccess
        .map_or(ffi::SQLITE_MISUSE, |access| access(vfs, name, flags, out))
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    let vfs = real_vfs(vfs);
    (*vfs)
        .xFullPathname
        .map_or(ffi::SQLITE_MISUSE, |full| full(vfs, name, room, out))
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Calls a method of the real file.
macro_rules! real_call {
    ($file:ident, $method:ident $(, $argument:expr)*) => {
        match methods($file).$method {
            Some(method) => method(real($file) $(, $argument)*),
            None => ffi::SQLITE_MISUSE,
        }
    };
}

/// Asks the disk first.
macro_rules! ask {
    ($file:ident, $call:expr) => {
        if let Err(code) = asked($file, $call) {
            return code;
        }
    };
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let shim = file.cast::<Shim>();
    if !(*shim).watched.is_null() {
        drop(Box::from_raw((*shim).watched));
        (*shim).watched = std::ptr::null_mut();
    }
    real_call!(file, xClose)
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, count: c_int, at: i64) -> c_int {
    ask!(file, Call::Read);
    real_call!(file, xRead, to, count, at)
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, count: c_int, at: i64) -> c_int {
    if let Err(code) = asked(file, Call::Write) {
        // A disk that fails may have taken half of it.
        let _half = real_call!(file, xWrite, from, count / 2, at);
        return code;
    }
    note(file, |name| {
        // SAFETY: SQLite gives `count` readable bytes at `from`.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), count as usize) };
        Event::Write(name, at as u64, bytes.to_vec())
    });
    real_call!(file, xWrite, from, count, at)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    ask!(file, Call::Truncate);
    note(file, |name| Event::Truncate(name, size as u64));
    real_call!(file, xTruncate, size)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    ask!(file, Call::Sync);
    let synced = real_call!(file, xSync, flags);
    note(file, Event::Sync);
    synced
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    real_call!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real_call!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real_call!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    real_call!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    real_call!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    real_call!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    real_call!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    ask!(file, Call::Map);
    real_call!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, at: c_int, count: c_int, flags: c_int) -> c_int {
    real_call!(file, xShmLock, at, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    if let Some(barrier) = methods(file).xShmBarrier {
        barrier(real(file));
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    real_call!(file, xShmUnmap, delete)
}
