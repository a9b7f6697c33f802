"""Our own line icons, 24 by 24, drawn with `currentColor`; the values are the inside of an SVG element."""

ICONS: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 19.5h18.4L12 4Z"/><path d="M12 10v4.5M12 17v.2"/>',
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "ban": '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
    "building": '<path d="M4 20.5h16M6 20.5V5l7-1.5v17M13 9h5v11.5M9 8.5h1M9 12h1M9 15.5h1M15.5 12.5h.1M15.5 16h.1"/>',
    "calendar": '<path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8"/>',
    "chart": '<path d="M4 4v16h16M8 16.5v-4M12.5 16.5V8M17 16.5v-6"/>',
    "chat": '<path d="M4 5h16v11.5h-9L6.5 20v-3.5H4z"/><path d="M8 9.2h8M8 12.4h5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "check-circle": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.6"/>',
    "chevron-up": '<path d="m6 14.5 6-6 6 6"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-left": '<path d="m14.5 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9.5 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "copy": '<path d="M9 9h11v11H9z"/><path d="M5.5 15H4V4h11v1.5"/>',
    "dashboard": '<path d="M4 4h7v9H4zM13.5 4H20v5h-6.5zM13.5 11.5H20V20h-6.5zM4 15.5h7V20H4z"/>',
    "download": '<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15"/>',
    "edit": '<path d="M4.5 19.5 5.6 15 16.2 4.4l3.4 3.4L9 18.4l-4.5 1.1ZM13.8 6.8l3.4 3.4"/>',
    "external": '<path d="M13.5 4.5h6v6M19.5 4.5 11 13M17.5 14v5.5h-13v-13H10"/>',
    "eye": '<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5"/>',
    "file-plus": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5M12.2 11.5v6M9.2 14.5h6"/>',
    "files": '<path d="M8 3.5h7l4.5 4.5v9H8zM14.5 3.5V8.5h5"/><path d="M5 7v13.5h11"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "folder": '<path d="M3.5 19V5.5H10l2 2.5h8.5V19z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.5s-1.2 6.1-3.8 8.5c-2.6-2.4-3.8-5.2-3.8-8.5S9.4 5.9 12 3.5Z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.9M12 16.6v.2"/>',
    "home": '<path d="m3.5 11.5 8.5-7 8.5 7M6 9.8v9.7h12V9.8M10 19.5v-5.5h4v5.5"/>',
    "inbox": '<path d="M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h4.7l1.3 2.3h4l1.3-2.3H20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.2M12 7.8V8"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.2M4.5 12h.2M4.5 18h.2"/>',
    "lock": '<path d="M5.5 10.5h13V20h-13zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.2v2"/>',
    "login": '<path d="M13.5 4h6v16h-6M4 12h11m-4-4 4 4-4 4"/>',
    "logout": '<path d="M10.5 4h-6v16h6M9.5 12H20m-4-4 4 4-4 4"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17z"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "map": '<path d="M9 5.5 3.5 7.8V19L9 16.7l6 2.3 5.5-2.3V5.5L15 7.8 9 5.5ZM9 5.5v11.2M15 7.8V19"/>',
    "megaphone": '<path d="M4 10v4.5h3.5L17 19V5.5L7.5 10H4ZM7.5 14.5V19H10M20 10.5v3.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "paperclip": '<path d="m19 11.5-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3 3 0 0 1 4.3 4.3l-7.7'
    ' 7.7a1.5 1.5 0 0 1-2.1-2.1l7-7"/>',
    "phone": '<path d="M5 4.5h3.8l1.6 4.3-2.2 1.5a11.4 11.4 0 0 0 5.5 5.5l1.5-2.2 4.3'
    ' 1.6V19c-8.5.6-15.1-6-14.5-14.5Z"/>',
    "pin": '<path d="M12 21s6.8-6 6.8-11.3a6.8 6.8 0 0 0-13.6 0C5.2 15 12 21 12 21Z"/>'
    '<circle cx="12" cy="9.8" r="2.4"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "refresh": '<path d="M19.5 5v5h-5M4.5 19v-5h5"/>'
    '<path d="M19 10A7.5 7.5 0 0 0 5.7 7.7M5 14a7.5 7.5 0 0 0 13.3 2.3"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 4.5 4.5"/>',
    "shield": '<path d="M12 3.5 4.8 6v5.5c0 4.5 2.9 7.7 7.2 9 4.3-1.3 7.2-4.5 7.2-9V6L12 3.5Z"/>'
    '<path d="m8.8 12 2.3 2.3 4.2-4.5"/>',
    "star": '<path d="m12 4 2.5 5.2 5.7.8-4.1 4 1 5.7L12 17l-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 4Z"/>',
    "tasks": '<path d="M11.5 6.5H20M11.5 12H20M11.5 17.5H20M4 6.5l1.5 1.5L8.5 5M4 12l1.5 1.5 3-3M4 17.5 5.5 19l3-3"/>',
    "trash": '<path d="M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l.8 13.5h9.4l.8-13.5M10 10.5v6M14 10.5v6"/>',
    "upload": '<path d="M12 15V4m-4.5 4.5L12 4l4.5 4.5M4.5 19.5h15"/>',
    "user": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"/>',
    "whatsapp": '<path d="M4 20l1.3-4.3A8 8 0 1 1 8.4 18.7L4 20Z"/>'
    '<path d="M9.2 8.6c-.5 3 3.2 6.7 6.2 6.2l.5-1.6-2-1-.9.9a5.5 5.5 0 0 1-2.1-2.1l.9-.9-1-2-1.6.5Z"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
    "x-circle": '<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6M15 9l-6 6"/>',
}
