"""What a key lets a program do. The route table says which calls are of which scope
(signaling/routes.py); a call without one is not for keys.
"""

from enum import StrEnum


class ApiScope(StrEnum):
    SITES_READ = "sites:read"
    SITES_WRITE = "sites:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    AUDIT_READ = "audit:read"
    ANALYTICS_READ = "analytics:read"
    AGENTS_READ = "agents:read"
    AGENTS_WRITE = "agents:write"
    # To sign in as any of the agents.
    AGENTS_SIGN_IN = "agents:sign_in"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
