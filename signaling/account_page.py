"""`/account`: the page where agents look after their own accounts; the same for everybody, it asks
`/api/v1/account` whose it is.
"""

from aiohttp import web

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Your account</title>
<link rel="icon" href="data:,">
</head>
<body>
<script type="module" src="/static/account.js"></script>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)


async def page(request: web.Request) -> web.Response:
    headers = {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
    return web.Response(text=PAGE, content_type="text/html", headers=headers)
