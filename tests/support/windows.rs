//! What the tests ask of Windows: other processes, this one's counts, its end.
#![expect(unsafe_code, reason = "processes are C interfaces")]

use std::os::windows::process::CommandExt;
use std::process::Command;

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE, INVALID_HANDLE_VALUE, WAIT_TIMEOUT};
use windows_sys::Win32::System::Console::{
    CTRL_BREAK_EVENT, CTRL_C_EVENT, GenerateConsoleCtrlEvent, SetConsoleCtrlHandler,
};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleW, GetProcAddress};
use windows_sys::Win32::System::ProcessStatus::{GetProcessMemoryInfo, PROCESS_MEMORY_COUNTERS};
use windows_sys::Win32::System::Threading::{
    CREATE_NO_WINDOW, GetCurrentProcess, GetPriorityClass, IDLE_PRIORITY_CLASS, NORMAL_PRIORITY_CLASS, OpenProcess,
    PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE, PROCESS_TERMINATE, PROCESS_VM_READ, TerminateProcess,
    WaitForSingleObject,
};
use windows_sys::core::BOOL;

use crate::Key;

/// A process that somebody has opened.
struct Process(HANDLE);

impl Process {
    fn open(pid: u32, access: u32) -> Option<Self> {
        // SAFETY: the call takes no pointers.
        let handle = unsafe { OpenProcess(access, 0, pid) };
        (!handle.is_null()).then_some(Process(handle))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SAFETY: it was opened once, and is closed once.
        unsafe { CloseHandle(self.0) };
    }
}

/// All processes: the id of each, that of its parent, and how many threads it has.
fn processes() -> Vec<(u32, u32, u32)> {
    // SAFETY: the snapshot is read while it is open, by records whose size is written in them.
    unsafe {
        let snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
        assert_ne!(snapshot, INVALID_HANDLE_VALUE, "the system lists its processes");
        let snapshot = Process(snapshot);
        let mut entry = PROCESSENTRY32W { dwSize: size_of::<PROCESSENTRY32W>() as u32, ..PROCESSENTRY32W::default() };
        let mut all = Vec::new();
        let mut more = Process32FirstW(snapshot.0, &raw mut entry);
        while more != 0 {
            all.push((entry.th32ProcessID, entry.th32ParentProcessID, entry.cntThreads));
            more = Process32NextW(snapshot.0, &raw mut entry);
        }
        all
    }
}

/// The processes that run and were started by that one.
pub(crate) fn children_of(pid: u32) -> Vec<u32> {
    let children = processes().into_iter().filter(|(child, parent, _)| *parent == pid && *child != pid);
    children.map(|(child, ..)| child).filter(|child| is_running(*child)).collect()
}

/// How many threads a process has; none where it is gone.
pub(crate) fn threads_of(pid: u32) -> usize {
    processes().into_iter().find(|(other, ..)| *other == pid).map_or(0, |(.., threads)| threads as usize)
}

pub(crate) fn parent_id() -> Option<u32> {
    let own = std::process::id();
    processes().into_iter().find(|(pid, ..)| *pid == own).map(|(_, parent, _)| parent)
}

pub(crate) fn is_running(pid: u32) -> bool {
    // SAFETY: the handle is open.
    Process::open(pid, PROCESS_SYNCHRONIZE)
        .is_some_and(|process| unsafe { WaitForSingleObject(process.0, 0) } == WAIT_TIMEOUT)
}

pub(crate) fn resident_bytes(pid: u32) -> Option<u64> {
    let process = Process::open(pid, PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ)?;
    let mut counters = PROCESS_MEMORY_COUNTERS::default();
    // SAFETY: the handle is open, and the record, whose size the call gets, is written.
    let known = unsafe { GetProcessMemoryInfo(process.0, &raw mut counters, size_of_val(&counters) as u32) };
    (known != 0).then_some(counters.WorkingSetSize as u64)
}

/// Ends a process with a code, if it is there.
pub(crate) fn end(pid: u32, code: u32) -> bool {
    // SAFETY: the handle is open.
    Process::open(pid, PROCESS_TERMINATE).is_some_and(|process| unsafe { TerminateProcess(process.0, code) } != 0)
}

/// Ends this process at once.
pub(crate) fn end_self(code: u32) {
    // SAFETY: this process's own handle is always valid.
    unsafe { TerminateProcess(GetCurrentProcess(), code) };
}

/// Interrupts all programs of this console.
pub(crate) fn interrupt(key: Key) {
    let event = match key {
        Key::C => CTRL_C_EVENT,
        Key::Break => CTRL_BREAK_EVENT,
    };
    // SAFETY: the call takes no pointers.
    let sent = unsafe { GenerateConsoleCtrlEvent(event, 0) };
    assert_ne!(sent, 0, "there is no console: {}", std::io::Error::last_os_error());
}

/// Has interrupts do nothing to this process; those that it starts have their own say.
pub(crate) fn let_interrupts_pass() {
    unsafe extern "system" fn nothing(kind: u32) -> BOOL {
        matches!(kind, CTRL_C_EVENT | CTRL_BREAK_EVENT).into()
    }
    // SAFETY: the handler does nothing.
    let set = unsafe { SetConsoleCtrlHandler(Some(nothing), 1) };
    assert_ne!(set, 0, "a handler can be set");
}

/// Has a program start with a console of its own, without a window.
pub(crate) fn give_console(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Stops all threads of this process.
pub(crate) fn stop_self() {
    #[link(name = "ntdll")]
    unsafe extern "system" {
        fn NtSuspendProcess(process: HANDLE) -> i32;
    }
    // SAFETY: this process's own handle is always valid.
    unsafe { NtSuspendProcess(GetCurrentProcess()) };
}

/// The nice level that this process's class of priority stands for, as far as tests ask for it.
pub(crate) fn nice_level() -> i32 {
    // SAFETY: this process's own handle is always valid.
    match unsafe { GetPriorityClass(GetCurrentProcess()) } {
        NORMAL_PRIORITY_CLASS => 0,
        IDLE_PRIORITY_CLASS => 19,
        _ => 10,
    }
}

/// Whether this is Wine.
pub(crate) fn is_wine() -> bool {
    // SAFETY: the library is always there; both names end with a zero.
    unsafe {
        let library = GetModuleHandleW(windows_sys::w!("ntdll.dll"));
        GetProcAddress(library, c"wine_get_version".as_ptr().cast::<u8>()).is_some()
    }
}
