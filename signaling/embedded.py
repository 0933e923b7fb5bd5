"""The agent pane: the console of one conversation, in a frame of another product's page.

`/agent/?embedded`, where the setting `embed_origins` names who may frame it; without it this is the
console that nobody may frame. What runs in the frame talks with pages of these origins only.
"""

import msgspec
from aiohttp import web

from signaling import pages
from signaling.keys import SETTINGS
from signaling.shells import CAPTURING, CONSOLE_POLICY

PANE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Alongside</title>
<link rel="icon" href="data:,">{check}
<link rel="stylesheet" href="/look.css">
<script type="application/json" id="embed">{origins}</script>
</head>
<body>
<script type="module" src="/static/agent.js"></script>
<noscript>The agent console needs JavaScript.</noscript>
</body>
</html>
"""


async def console(request: web.Request) -> web.Response:
    origins = request.app[SETTINGS].embed_origins
    if "embedded" not in request.query or not origins:
        return await pages.console(request)
    headers = {
        "Content-Security-Policy": CONSOLE_POLICY.format(framers=" ".join(origins)),
        "Permissions-Policy": CAPTURING,
        "Referrer-Policy": "no-referrer",
    }
    listed = msgspec.json.encode(origins).decode()
    text = PANE.format(check=pages.check_link(request), origins=listed)
    return web.Response(text=text, content_type="text/html", headers=headers)
