"""The HTML of our own pages, and what the Content-Security-Policy of each lets it do. pages.py
serves them.
"""

CONSOLE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Alongside</title>
<link rel="icon" href="data:,">{check}
<link rel="stylesheet" href="/look.css">
</head>
<body>
<script type="module" src="/static/agent.js"></script>
<noscript>The agent console needs JavaScript.</noscript>
</body>
</html>
"""
CONSOLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors {framers}"
)

# What operators do is text and forms: nothing is framed, no picture comes from elsewhere.
ADMIN = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Alongside</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/look.css">
</head>
<body>
<script type="module" src="/static/admin.js"></script>
<noscript>The admin console needs JavaScript.</noscript>
</body>
</html>
"""
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)

CHECK = '\n<link rel="help" href="/check">'

MIRROR = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mirror</title></head>
<body></body>
</html>
"""
# design.md section 5: whatever a customer's page may hold, here it loads and runs nothing.
MIRROR_POLICY = (
    "default-src 'none'; img-src data: blob:{origins}; media-src blob:; style-src 'unsafe-inline'; "
    "font-src data: blob:{origins}; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'{framers}"
)

# In a frame of the customer's page: what leaves that page for an agent, shown to her.
PREVIEW = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>What the agent sees</title>
</head>
<body><script type="module" src="/static/preview.js"></script></body>
</html>
"""
PREVIEW_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'{framers}"
)

# Where a shared document is decoded and painted, in a frame of the call window or the console. It
# has no origin, loads its two scripts and nothing else, and reaches only the window around it.
DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Document</title>
<style>
  html, body { height: 100%; margin: 0; background: #d7dbe2; }
  body { position: relative; display: flex; }
  main { box-sizing: border-box; flex: 1; min-width: 0; height: 100%; padding: 12px;
    overflow: auto; outline-offset: -3px; }
  .pages { box-sizing: border-box; flex: none; width: 140px; height: 100%; padding: 8px;
    overflow: hidden auto; border-right: 1px solid #9aa3b2; background: #e9ecf1; color: #1d2430;
    font: 13px/1.4 system-ui, sans-serif; text-align: center; }
  .pages.right { order: 1; border: 0; border-left: 1px solid #9aa3b2; }
  .pages [role='option'] { padding: 6px; border-radius: 6px; cursor: pointer; }
  .pages [aria-selected='false']:hover { background: #d7dbe2; }
  .pages [aria-selected='true'] { background: #cfdcfb; font-weight: 600; }
  .pages [role='option']:focus-visible { outline: 3px solid #1d4ed8; outline-offset: -3px; }
  .small { display: grid; place-content: center; min-height: 124px; margin-bottom: 2px; }
  .small canvas { display: block; max-width: 96px; border: 1px solid #9aa3b2; background: #fff; }
  @media (max-width: 560px) {
    .pages { position: absolute; inset: 0 auto 0 0; z-index: 1;
      box-shadow: 0 0 18px rgb(0 0 0 / 40%); }
    .pages.right { inset: 0 0 0 auto; }
  }
  .sheet { position: relative; margin: 0 auto; background: #fff;
    box-shadow: 0 1px 6px rgb(0 0 0 / 30%); touch-action: pan-x pan-y; }
  .paper { position: absolute; inset: 0; width: 100%; height: 100%; }
  .drawings { position: absolute; inset: 0; overflow: hidden; pointer-events: none; }
  .drawings svg { position: absolute; inset: 0; width: 100%; height: 100%; }
  polyline { fill: none; stroke-width: 3px; stroke-linecap: round; stroke-linejoin: round;
    vector-effect: non-scaling-stroke; }
  .pointer, .laser, .found { position: absolute; }
  .pointer { width: 14px; height: 14px; margin: -9px; border: 2px solid #fff; border-radius: 50%;
    background: currentcolor; box-shadow: 0 0 0 2px currentcolor; }
  .laser { width: 10px; height: 10px; margin: -5px; border-radius: 50%; background: currentcolor;
    box-shadow: 0 0 10px 3px currentcolor; }
  .found { background: #ffd54a; mix-blend-mode: multiply; }
  [data-tool='pen'] .sheet { cursor: crosshair; touch-action: none; }
  [data-tool='laser'] .sheet { cursor: cell; touch-action: none; }
  [hidden] { display: none !important; }
  @media (prefers-color-scheme: dark) {
    html, body { background: #2a2f38; }
    .pages { border-color: #566072; background: #1f242c; color: #e8ecf3; }
    .pages [aria-selected='false']:hover { background: #2f3641; }
    .pages [aria-selected='true'] { background: #274690; }
    .pages [role='option']:focus-visible { outline-color: #9cc0ff; }
  }
  @media (forced-colors: active) {
    .pages [aria-selected='true'] { outline: 2px solid Highlight; outline-offset: -2px; }
  }
</style>
</head>
<body><script src="/static/document.js"></script></body>
</html>
"""
DOCUMENT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src blob:; font-src data: blob:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'{framers}"
)
# What a document without an origin may load of ours; pdf.js imports the decoders as modules, which
# browsers let it read only where everybody may.
DECODERS = frozenset({"jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js"})
FOR_DOCUMENTS = frozenset({"document.js", "pdf_worker.js"}) | DECODERS

# The customer's call window, opened or framed by a page of the site. Without a
# Cross-Origin-Opener-Policy: it has to talk with its opener.
DOCK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Support call</title>
<link rel="icon" href="data:,">{check}
<script type="application/json" id="site">{site}</script>
</head>
<body><script type="module" src="/static/dock.js"></script></body>
</html>
"""
DOCK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "connect-src 'self' {sockets}; frame-src 'self'; media-src blob: mediastream:; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'{framers}"
)
CAPTURING = "camera=(self), microphone=(self), display-capture=(self)"
NO_DOCK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Support call</title>
<link rel="icon" href="data:,">
</head>
<body><p>This call cannot be opened: the website is not known here.</p></body>
</html>
"""
NO_DOCK_POLICY = "default-src 'none'; img-src data:; frame-ancestors *"


# The customer's chat in a window of its own, opened by a page of the site: as the dock, it has to
# talk with its opener.
CHAT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Support</title>
<link rel="icon" href="data:,">
<script type="application/json" id="site">{site}</script>
</head>
<body><script type="module" src="/static/chat.js"></script></body>
</html>
"""
CHAT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "connect-src 'self' {sockets}; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
NO_CHAT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Support</title>
<link rel="icon" href="data:,">
</head>
<body><p>This chat cannot be opened: the website is not known here.</p></body>
</html>
"""
NO_CHAT_POLICY = "default-src 'none'; img-src data:; frame-ancestors 'none'"


# Where an invitation leads: its secret is in the fragment, which no browser sends. It shows the
# customer's page in the mirror, as the console does, and loads what that lets through.
JOIN = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Join</title>
<link rel="icon" href="data:,">
</head>
<body>
<script type="module" src="/static/join.js"></script>
<noscript>Joining needs JavaScript.</noscript>
</body>
</html>
"""
JOIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' {sockets}; img-src 'self' data: blob:; font-src 'self' data:; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)


# Every page of the customer's is built in a new one: it must not cost a round trip each time.
MIRROR_CACHE = "private, max-age=60"
