"""The icons, as SVG content: lines on a 24 by 24 grid; a person is a circle above a door.

They stand next to words, never instead of them.
"""

ICONS: dict[str, str] = {
    "exit": '<path d="M10 4H5v16h5m1-8h10m-4-4 4 4-4 4"/>',
    "logo": '<path d="M3 4v8a6 6 0 0 0 12 0V9a4.5 4.5 0 0 1 4.5-4.5H22"/>',
    "one": '<circle cx="12" cy="6.5" r="3.5"/><path d="M5.5 21v-2a6.5 6.5 0 0 1 13 0v2"/>',
    "two": (
        '<circle cx="8" cy="6.5" r="3.5"/><path d="M2 21v-2.5a6 6 0 0 1 12 0V21"/>'
        '<circle cx="18" cy="12" r="2.25"/><path d="M14.5 21a3.6 3.6 0 0 1 7.2 0"/>'
    ),
    "work": (
        '<circle cx="12" cy="6" r="3.5"/>'
        '<path d="M5.5 21v-2.5a6.5 6.5 0 0 1 13 0V21M12 12v3m-2.5 0h5v4h-5z"/>'
    ),
    "phone": (
        '<path d="M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4a2 2 0 0 1-2 2'
        'A17 17 0 0 1 3 5a2 2 0 0 1 2-2Z"/>'
    ),
    "talk": '<path d="M4 5h16v11h-9l-4.5 4v-4H4z"/>',
    "tick": '<path d="m4.5 12.5 5 5 10-11"/>',
    "missed": '<circle cx="12" cy="12" r="8.5"/>',
    "false": '<path d="M5 12h14"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8 11V7.5a4 4 0 0 1 8 0V11m-4 3.5V17"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.5 2"/>',
    "on": '<path d="M4 12h15m-6-6 6 6-6 6"/>',
    "mind": '<path d="M12 3.5 22 20.5H2zM12 10v5m0 2.5v.1"/>',
    "calm": '<circle cx="12" cy="12" r="9.5"/><path d="M7.5 14a5 5 0 0 0 9 0M8.5 9.2v.6m7-.6v.6"/>',
    "startled": (
        '<circle cx="12" cy="12" r="9.5"/><circle cx="12" cy="16" r="2"/>'
        '<path d="M8.5 9v1.5m7-1.5v1.5M7 6.6l2.2-.8m7.8.8-2.2-.8"/>'
    ),
    "afraid": (
        '<circle cx="12" cy="12" r="9.5"/><path d="M7.5 16.5q1.125-1.5 2.25 0t2.25 0 2.25 0'
        ' 2.25 0M8.5 10v.6m7-.6v.6M7 8.2l2.5-1.4m7.5 1.4-2.5-1.4"/>'
    ),
    "unsure": (
        '<circle cx="12" cy="12" r="9.5"/>'
        '<path d="M9.2 9.5a2.8 2.8 0 1 1 4 2.5c-.8.4-1.2 1-1.2 2m0 2.9v.1"/>'
    ),
    "aloud": (
        '<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zm11.5-1a5 5 0 0 1 0 7m2.5-9.5a8.5 8.5 0 0 1 0 12"/>'
    ),
    "list": '<path d="M4 6h.1M4 12h.1M4 18h.1M8.5 6H20M8.5 12H20M8.5 18H20"/>',
    "folder": '<path d="M3 6h6l2 2.5h10V19H3z"/>',
    "keep": '<path d="M7.5 12V3h9v18h-9v-3M3 15h9m-3-3 3 3-3 3"/>',
    "key": '<circle cx="8" cy="12" r="4"/><path d="M12 12h9m-3 0v3.5"/>',
    "duty": '<path d="M5 21V11a7 7 0 0 1 14 0v10M3 21h18M12 14v.1"/>',
    # what the pages tell of: kinds of help, and where signals are seen
    "bed": (
        '<path d="M3 19V7m0 9.5h18V19m0-2.5V14a3 3 0 0 0-3-3h-7.5v5.5"/>'
        '<circle cx="6.75" cy="12.25" r="1.75"/>'
    ),
    "paper": '<path d="M6 3h8.5L18 6.5V21H6zM9 9h3m-3 4h6m-6 4h6"/>',
    "talks": '<path d="M3 4h11v8H8l-3 3v-3H3zM17 9h4v8h-2v3l-3-3h-6v-2"/>',
    "money": (
        '<ellipse cx="10" cy="6.5" rx="6.5" ry="3"/><path d="M3.5 6.5v5c0 1.7 2.9 3 6.5 3m-6.5-3v5'
        'c0 1.7 2.9 3 6.5 3"/><circle cx="16.5" cy="16" r="4.75"/>'
    ),
    "device": '<path d="M7.5 3h9v18h-9zM11 18h2"/>',
    "book": (
        '<path d="M12 6.5C10 5 7 4.5 3.5 4.5V18c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2V4.5C17 4.5 14 5'
        ' 12 6.5zm0 0V20"/>'
    ),
    "house": ('<path d="M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M9.5 20v-3.5a2.5 2.5 0 0 1 5 0V20"/>'),
    "hall": (
        '<path d="M3 9.5 12 4l9 5.5zM5.5 9.5V18m4.3-8.5V18m4.4-8.5V18m4.3-8.5V18M3.5 20.5h17V18h-17'
        'z"/>'
    ),
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    # the check's questions and answers
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5Z"/>',
    "heart": (
        '<path d="M12 20.5C6 16 3 12.8 3 9a4.5 4.5 0 0 1 9-1 4.5 4.5 0 0 1 9 1c0 3.8-3 7-9 11.5Z"/>'
    ),
    "coins": '<circle cx="9" cy="9" r="6"/><path d="M15 9a6 6 0 1 1-6 6M9 6.5v5"/>',
    "message": '<path d="M7 2.5h10v19H7zM12 7v5.5m0 3v.1"/>',
    "bag": '<path d="M5 8h14l1 13H4zm4 0V6.5a3 3 0 0 1 6 0V8"/>',
    "card": '<path d="M2.5 5.5h19v13h-19zm0 4.5h19M6 15h4"/>',
    "boss": (
        '<circle cx="7.5" cy="6" r="3"/><path d="M2 20.5v-2a5.5 5.5 0 0 1 11 0v2M13 8h6m-2.5-2.5L19'
        ' 8l-2.5 2.5"/><circle cx="18.5" cy="15" r="2"/><path d="M15.5 21a3 3 0 0 1 6 0"/>'
    ),
    "car": (
        '<path d="M5.5 17H3v-4.5L5 7h9.5l4 5.5 2.5 1V17h-2.5m-4 0h-5M3 12.5h15.5"/>'
        '<circle cx="7.5" cy="17" r="2"/><circle cx="16.5" cy="17" r="2"/>'
    ),
    "plaster": (
        '<path d="m4.5 14.5 10-10a3.5 3.5 0 0 1 5 5l-10 10a3.5 3.5 0 0 1-5-5ZM8 11l5 5m-2-8 5 5m-4'
        '-1v.1"/>'
    ),
    "friends": (
        '<circle cx="7.5" cy="8" r="3"/><circle cx="16.5" cy="8" r="3"/>'
        '<path d="M2.5 20v-1.5a5 5 0 0 1 9.5-2.2 5 5 0 0 1 9.5 2.2V20"/>'
    ),
}
