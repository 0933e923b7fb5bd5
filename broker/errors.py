"""Every refusal has a class with a stable code; its text for people is rendered once, here.

BrokerError
├── UnknownThing      not_found
├── NotAllowed        not_allowed
├── PolicyForbids     policy_forbids
├── NotPermitted      not_permitted
├── SessionFull       session_full
├── WrongState        wrong_state
├── TooSoon           too_soon
├── DuplicateRequest  duplicate_request
├── OnlyPage          only_page
├── BadSignature      bad_signature
├── BadText           bad_text
├── BadPolicy         bad_policy
├── BadRedactionPolicy  bad_redaction_policy
├── BadImport         bad_import
├── SdpRefused        sdp_refused
└── MediaNotConsented media_not_consented
"""

from typing import ClassVar


class BrokerError(Exception):
    """Base of all refusals. `code` is stable; `str()` is a sentence without internals."""

    code: ClassVar[str]
    http_status: ClassVar[int] = 409
    message_template: ClassVar[str]

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message_template.format(**fields))


class UnknownThing(BrokerError):
    """Also for what exists but is none of the asker's business: the two must look alike."""

    code = "not_found"
    http_status = 404
    message_template = "There is no such {what}."


class NotAllowed(BrokerError):
    code = "not_allowed"
    http_status = 403
    message_template = "The {role} cannot {act}."


class PolicyForbids(BrokerError):
    code = "policy_forbids"
    http_status = 403
    message_template = "The policy of this site does not permit to {act}."


class NotPermitted(BrokerError):
    """The site has it, but the operator did not give it to this agent (broker/permission.py)."""

    code = "not_permitted"
    http_status = 403
    message_template = "{who} is not permitted to {act}."


class SessionFull(BrokerError):
    code = "session_full"
    message_template = "No more than {most} others can be in a session of this site."


class WrongState(BrokerError):
    code = "wrong_state"
    message_template = "The {what} is {state}."


class TooSoon(BrokerError):
    code = "too_soon"
    http_status = 429
    message_template = "This was asked a moment ago; ask again in {seconds} s."


class DuplicateRequest(BrokerError):
    code = "duplicate_request"
    message_template = "This request id has been used."


class OnlyPage(BrokerError):
    code = "only_page"
    message_template = "This is the only page that is shared; stop sharing instead."


class BadSignature(BrokerError):
    code = "bad_signature"
    http_status = 403
    message_template = "What the customer allows has to be signed in her browser: {why}."


class BadText(BrokerError):
    code = "bad_text"
    http_status = 400
    message_template = "A message has 1 to {most} characters."


class BadPolicy(BrokerError):
    code = "bad_policy"
    http_status = 400
    message_template = "The policy is refused: {why}."


class BadRedactionPolicy(BrokerError):
    code = "bad_redaction_policy"
    http_status = 400
    message_template = "The redaction policy is refused: {why}."


class BadImport(BrokerError):
    code = "bad_import"
    http_status = 400
    message_template = "Nothing can be imported: {why}."


class SdpRefused(BrokerError):
    code = "sdp_refused"
    http_status = 400
    message_template = "The session description was refused: {why}."


class MediaNotConsented(BrokerError):
    code = "media_not_consented"
    http_status = 403
    message_template = "Media without consent was refused: {what}."
