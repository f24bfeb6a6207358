"""What a guest's browser loads: the widget and the chat page.

    widget.js    the one file a website embeds; joined from widget/*.js by join.py, and committed
    widget/      its modules, written by hand; start.js says how they fit together
    chat.html    the same desk as a page of its own: widget.js with data-mode="page"

The files are served as they are, so nothing here knows the business: name, colour and greeting
come from `GET /v1/config`.
"""
