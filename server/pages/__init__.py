"""What a guest's browser loads: the widget and the chat page.

    widget/      the widget's modules, written by hand; start.js says how they fit together
    built/       what they are joined to by join.py, a folder for each version that is served
    chat.html    the same desk as a page of its own: widget.js with data-mode="page"

The files know nothing of the business: what a page must know before the chat is opened stands in
the last line of the bell, the rest comes from `GET /v1/config`.
"""
