"""A browser of one WebKitGTK tab with a profile, for test_profile.py.

WebKitWebDriver runs it. MiniBrowser keeps no profile while a test drives it. This program keeps
what a browser on WebKitGTK does: WebKit's own files, in the folders that XDG_DATA_HOME and
XDG_CACHE_HOME name, and the tab with its history, in the file that the command line names. As
Epiphany does, it writes that file again and again, and opens the tab that it finds there. It uses
nothing but the standard library.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from pathlib import Path

gtk = ctypes.CDLL("libgtk-3.so.0")
gobject = ctypes.CDLL("libgobject-2.0.so.0")
glib = ctypes.CDLL("libglib-2.0.so.0")
webkit = ctypes.CDLL("libwebkit2gtk-4.1.so.0")
Pointer = ctypes.c_void_p
for library, name in (
    (gtk, "gtk_window_new"),
    (gobject, "g_object_new"),
    (glib, "g_bytes_new"),
    (glib, "g_bytes_get_data"),
    (webkit, "webkit_back_forward_list_get_current_item"),
    (webkit, "webkit_web_context_get_default"),
    (webkit, "webkit_web_view_get_back_forward_list"),
    (webkit, "webkit_web_view_get_session_state"),
    (webkit, "webkit_web_view_session_state_new"),
    (webkit, "webkit_web_view_session_state_serialize"),
    (webkit, "webkit_web_view_get_type"),
):
    getattr(library, name).restype = Pointer

tab = Path(sys.argv[1])
views: list[Pointer] = []


def started(_context: int, session: int, _data: int) -> None:
    """Open a window when the driver asks for one."""
    connect(Pointer(session), b"create-web-view", on_open, None, None, 0)


def opened(_session: int, _data: int) -> int | None:
    """Return a tab, with the pages that it had before."""
    view = Pointer(
        gobject.g_object_new(
            Pointer(webkit.webkit_web_view_get_type()),
            b"is-controlled-by-automation",
            ctypes.c_int(1),
            None,
        )
    )
    window = Pointer(gtk.gtk_window_new(0))
    gtk.gtk_window_set_default_size(window, 800, 800)
    gtk.gtk_container_add(window, view)
    gtk.gtk_widget_show_all(window)
    if tab.exists():
        data = tab.read_bytes()
        state = webkit.webkit_web_view_session_state_new(
            Pointer(glib.g_bytes_new(data, ctypes.c_size_t(len(data))))
        )
        webkit.webkit_web_view_restore_session_state(view, Pointer(state))
        pages = Pointer(webkit.webkit_web_view_get_back_forward_list(view))
        page = Pointer(webkit.webkit_back_forward_list_get_current_item(pages))
        webkit.webkit_web_view_go_to_back_forward_list_item(view, page)
    views.append(view)
    return view.value


def save(_data: int | None) -> bool:
    """Write the tab. Return whether to do it again."""
    for view in views:
        state = Pointer(webkit.webkit_web_view_get_session_state(view))
        data = Pointer(webkit.webkit_web_view_session_state_serialize(state))
        length = ctypes.c_size_t()
        start = glib.g_bytes_get_data(data, ctypes.byref(length))
        tab.write_bytes(ctypes.string_at(start, length.value))
        glib.g_bytes_unref(data)
        webkit.webkit_web_view_session_state_unref(state)
    return True


def close(_signal: int, _frame: object) -> None:
    """Close the window."""
    save(None)
    gtk.gtk_main_quit()


signal.signal(signal.SIGTERM, close)  # Python runs it after `save`
gtk.gtk_init(None, None)
context = Pointer(webkit.webkit_web_context_get_default())
webkit.webkit_web_context_set_automation_allowed(context, 1)
connect = gobject.g_signal_connect_data
# These names keep the functions in memory while C code calls them.
on_start = ctypes.CFUNCTYPE(None, Pointer, Pointer, Pointer)(started)
on_open = ctypes.CFUNCTYPE(Pointer, Pointer, Pointer)(opened)
on_time = ctypes.CFUNCTYPE(ctypes.c_int, Pointer)(save)
connect(context, b"automation-started", on_start, None, None, 0)
glib.g_timeout_add(200, on_time, None)
gtk.gtk_main()
