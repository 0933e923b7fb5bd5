"""Refusals of the server itself. Like those of the rules they have a stable code, an HTTP status
and one sentence for people, without internals.
"""

from collections.abc import Iterator

from broker.errors import BrokerError


class BadMessage(BrokerError):
    """Not a message of the protocol, or not now."""

    code = "bad_message"
    http_status = 400
    message_template = "The message is not valid: {why}."


class BadRequest(BrokerError):
    code = "bad_request"
    http_status = 400
    message_template = "The request is not valid: {why}."


class MethodNotAllowed(BrokerError):
    code = "method_not_allowed"
    http_status = 405
    message_template = "This address does not take {method}."


class BodyTooLong(BrokerError):
    code = "body_too_long"
    http_status = 413
    message_template = "The body is longer than this call takes."


class UnsupportedType(BrokerError):
    code = "unsupported_type"
    http_status = 415
    message_template = "The body has to be JSON, with Content-Type: application/json."


class IdempotencyMismatch(BrokerError):
    code = "idempotency_mismatch"
    http_status = 422
    message_template = "This Idempotency-Key was used for another call."


class IdempotencyInProgress(BrokerError):
    code = "idempotency_in_progress"
    http_status = 409
    message_template = "The call with this Idempotency-Key is still under way."


class ChangedMeanwhile(BrokerError):
    code = "changed_meanwhile"
    http_status = 412
    message_template = "Somebody else has changed this; look at it again."


class UnknownSite(BrokerError):
    code = "unknown_site"
    http_status = 404
    message_template = "There is no site with this key."


class OriginNotAllowed(BrokerError):
    code = "origin_not_allowed"
    http_status = 403
    message_template = "This origin is not registered: {origin}."


class BadTicket(BrokerError):
    """Unknown, used, or too old: the answer does not tell which."""

    code = "bad_ticket"
    http_status = 401
    message_template = "The ticket is not valid."


class NotSignedIn(BrokerError):
    code = "not_signed_in"
    http_status = 401
    message_template = "Please sign in."


class BadToken(BrokerError):
    """Missing or wrong: the answer does not tell which."""

    code = "bad_token"
    http_status = 401
    message_template = "The token is not valid."


class ScopeMissing(BrokerError):
    """The key is good, but not for this call."""

    code = "scope_missing"
    http_status = 403
    message_template = "This key may not make this call: it needs {scope}."


class BadCredentials(BrokerError):
    code = "bad_credentials"
    http_status = 401
    message_template = "User name or password is wrong."


class SecondFactorNeeded(BrokerError):
    """The password is right; send it again, with a code."""

    code = "second_factor_needed"
    http_status = 401
    message_template = "A code of your authenticator app is needed, too."


class BadSecondFactor(BrokerError):
    """Wrong, too old, or used before: the answer does not tell which."""

    code = "bad_second_factor"
    http_status = 401
    message_template = "The code is not valid."


class SecondFactorRequired(BrokerError):
    """The password is right, but accounts of this role have a second factor, and this one has
    none."""

    code = "second_factor_required"
    http_status = 403
    message_template = "Set up a second factor first."


class PasswordChangeNeeded(BrokerError):
    """The password is right, and somebody else has set it: with another one beside it, it signs
    in."""

    code = "password_change_needed"
    http_status = 403
    message_template = "Somebody else has set this password. Choose another one."


class SecondFactorExists(BrokerError):
    code = "second_factor_exists"
    http_status = 409
    message_template = "This account has a second factor; remove that first."


class WeakPassword(BrokerError):
    """Among the first that anybody would guess, or made of the account's own names."""

    code = "weak_password"
    http_status = 400
    message_template = "This password is too easy to guess."


class BadProviderFlow(BrokerError):
    """Unknown, used, too old, or another browser's: the answer does not tell which."""

    code = "bad_provider_flow"
    http_status = 400
    message_template = "This way back has been used or is too old. Please sign in again."


class ProviderRefused(BrokerError):
    code = "provider_refused"
    http_status = 403
    message_template = "You have not been signed in there."


class BadProviderAnswer(BrokerError):
    """The provider, or somebody in its place, answers what cannot be believed."""

    code = "bad_provider_answer"
    http_status = 502
    message_template = "What the other server answers cannot be used: {why}."


class NoAccount(BrokerError):
    """There is none, it is off, or it may not be of this kind: the answer does not tell which."""

    code = "no_account"
    http_status = 403
    message_template = "There is no account for you here. Ask whoever runs this server."


class UserNameTaken(BrokerError):
    code = "user_name_taken"
    http_status = 409
    message_template = "There is an account with this user name."


class LastOperator(BrokerError):
    """Nobody would be left who could undo it."""

    code = "last_operator"
    http_status = 409
    message_template = "This is the only operator whose account is on; make another one first."


class OwnAccount(BrokerError):
    """Whoever sits at a console that was left open would have the account for good."""

    code = "own_account"
    http_status = 409
    message_template = "Change what you sign in with yourself on /account, which asks for it first."


class TeamNameTaken(BrokerError):
    code = "team_name_taken"
    http_status = 409
    message_template = "There is a team with this name."


class SetUpClosed(BrokerError):
    """There is, or has been, an operator: it never opens again."""

    code = "set_up_closed"
    http_status = 410
    message_template = "This server has been set up."


class BadSetUpCode(BrokerError):
    """Unknown, used, or too old: the answer does not tell which."""

    code = "bad_set_up_code"
    http_status = 401
    message_template = "The set-up code is not valid."


class BadSignInCode(BrokerError):
    """Unknown, used, too old, or of an account that is off: the answer does not tell which."""

    code = "bad_sign_in_code"
    http_status = 401
    message_template = "The sign-in code is not valid."


class BadSignInToken(BrokerError):
    """Not signed by whom it should be, too old, used, for somebody else, or of nobody who may sign
    in: the answer does not tell which; the log does."""

    code = "bad_sign_in_token"
    http_status = 401
    message_template = "The token does not sign anybody in."


class ClaimNotSupported(BrokerError):
    code = "claim_not_supported"
    http_status = 400
    message_template = "The token claims {claim} that this server does not know."


class TooManyTries(BrokerError):
    code = "too_many_tries"
    http_status = 429
    message_template = "Too many tries; wait a while."


class TooManyConnections(BrokerError):
    code = "too_many_connections"
    http_status = 429
    message_template = "Too many connections from this address."


class BadCode(BrokerError):
    """Wrong, used, too old, or tried too often: the answer does not tell which."""

    code = "bad_code"
    http_status = 404
    message_template = "This session ID is not valid."


class BadInvitation(BrokerError):
    """Not one of ours, or so old that it is forgotten."""

    code = "bad_invitation"
    http_status = 404
    message_template = "There is no such invitation."


class InvitationExpired(BrokerError):
    code = "invitation_expired"
    http_status = 410
    message_template = "This invitation is too old."


class InvitationUsed(BrokerError):
    code = "invitation_used"
    http_status = 409
    message_template = "Somebody has used this invitation."


class SessionOver(BrokerError):
    """The session has ended, or this guest was refused in it."""

    code = "session_over"
    http_status = 410
    message_template = "There is nothing to join any more."


class BadGuestName(BrokerError):
    code = "bad_name"
    http_status = 400
    message_template = "A name has 1 to {most} visible characters."


class NoSuchLink(BrokerError):
    code = "no_such_link"
    http_status = 404
    message_template = "There is no such link."


class TooManySignals(BrokerError):
    """Nothing was passed on. Also where the other side reads too slowly for now."""

    code = "too_many_signals"
    http_status = 429
    message_template = "Too many signals on this link; wait a moment."


class NoRelay(BrokerError):
    """The operator has turned it off, one end has no key (headless peers), or it is a media
    link."""

    code = "no_relay"
    http_status = 404
    message_template = "There is no sealed relay on this link."


class PeerAbsent(BrokerError):
    code = "peer_absent"
    http_status = 409
    message_template = "The other side is not connected now."


class RelayTooFast(BrokerError):
    """Also where the other side reads too slowly for now."""

    code = "relay_too_fast"
    http_status = 429
    message_template = "Too much at once through the sealed relay; wait a moment."


class RelayUsedUp(BrokerError):
    code = "relay_used_up"
    http_status = 429
    message_template = "This link has used up its share of the sealed relay."


class BadWebhookUrl(BrokerError):
    code = "bad_webhook_url"
    http_status = 400
    message_template = "The URL of the webhook is refused: {why}."


class WebhookAddressRefused(BrokerError):
    """Which one it was is not told: it is of the operator's own network, maybe."""

    code = "webhook_address_refused"
    http_status = 400
    message_template = "The URL leads to an address that webhooks may not reach (webhook_networks)."


class UnknownEvents(BrokerError):
    code = "unknown_events"
    http_status = 400
    message_template = "There are no events called {names}."


class TooManyWebhooks(BrokerError):
    code = "too_many_webhooks"
    http_status = 409
    message_template = "A site has at most {most} webhooks."


class VersionChanged(BrokerError):
    """Somebody else has published or saved since the caller looked; nothing was changed."""

    code = "version_changed"
    http_status = 409
    message_template = "Somebody else has changed this meanwhile; look at it again."


class BadPreview(BrokerError):
    """Unknown, used, too old, or of an operator who is none any more: the answer does not tell
    which."""

    code = "bad_preview"
    http_status = 404
    message_template = "This preview is over; open it again."


class SdkOutdated(BrokerError):
    """Of a page that has pinned a copy, or is open since before an upgrade."""

    code = "sdk_outdated"
    http_status = 410
    message_template = (
        "This version of the SDK is no longer served. Load the page anew; if its tag pins a"
        " version, take the present tag."
    )


class NoSuchPage(BrokerError):
    code = "not_found"
    http_status = 404
    message_template = "There is nothing here."


class Unavailable(BrokerError):
    code = "unavailable"
    http_status = 503
    message_template = "The server cannot store this now; try again."


class Internal(BrokerError):
    """Stands for whatever was not foreseen; the log knows more."""

    code = "internal"
    http_status = 500
    message_template = "Something went wrong on the server."


def all_errors(base: type[BrokerError] = BrokerError) -> Iterator[type[BrokerError]]:
    """Every refusal that there is."""
    for error in base.__subclasses__():
        yield error
        yield from all_errors(error)
