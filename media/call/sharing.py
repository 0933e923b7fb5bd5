"""What both sides can do with a document."""

from media.call.caller import RING_SECONDS, CallAnswer, Caller
from media.call.document_channel import DocumentKind
from media.call.document_end import Document, DocumentEnd
from media.endpoint import WAIT_SECONDS, Endpoint
from media.errors import NotConsented
from signaling.messages import ConsentState, ReleaseScope, Role, Scope


class Sharer(Caller):
    """Documents are those of the newest conversation, one at a time. Nothing looks into them here:
    what a browser refuses can be sent, and what it would refuse arrives."""

    @property
    def shared(self) -> DocumentEnd:
        """`document`: what both sides have; `look`: what they look at; `trouble`: why not."""
        return self._call_end.document(self.conversation.conversation)

    async def share_document(
        self,
        data: bytes,
        name: str,
        kind: DocumentKind = DocumentKind.PDF,
        seconds: float = RING_SECONDS,
    ) -> CallAnswer:
        """Ask to show it, and wait for the answer; once it is granted the document is on its way.
        `document_shown` waits until the other side has it."""
        self.shared.hold(Document(name, kind, data, mine=True))
        return await self._call_answer(await self._ask_in_call(Scope.DOCUMENT), seconds)

    async def document_shown(self, seconds: float = WAIT_SECONDS) -> Document:
        """The document that both sides have, the other one's or one's own, which is waited for: it
        is whole, and its hash is right."""
        line = await self._endpoint_of_calls()
        return await line.until(lambda: self.shared.document, "a document on both sides", seconds)

    async def accept_document(self, seconds: float = WAIT_SECONDS) -> None:
        """Say yes to the document that the other side asks to show, which is waited for."""
        line = await self._endpoint_of_calls()
        request = await line.until(lambda: self._offered(line), "a document", seconds)
        await self._allow_in_call(request, Scope.DOCUMENT)

    def _offered(self, line: Endpoint) -> str | None:
        if not line.conversations:
            return None
        view = line.conversation.scopes.get(Scope.DOCUMENT)
        if view is None or view.state is not ConsentState.ASKED or view.by is None:
            return None
        is_hers = view.by.role is Role.CUSTOMER
        return view.request if is_hers is not (self._own_role is Role.CUSTOMER) else None

    def turn_page(self, page: int, zoom: float = 1, x: float = 0, y: float = 0) -> None:
        """For both sides: docs/documents.md, `look`."""
        self.shared.turn(page, zoom, x, y)

    async def close_document(self) -> None:
        """For both sides: at once, before the server knows. Raises NotConsented without one."""
        line = await self._endpoint_of_calls()
        id = self.conversation.conversation
        grant = self._call_end.ledger.grant(id, Scope.DOCUMENT)
        if self._own_role is Role.CUSTOMER:
            await self._end_in_call(Scope.DOCUMENT, None)
            return
        if grant is None:
            raise NotConsented("there is no document to close")
        self._call_end.ledger.end(id, Scope.DOCUMENT)
        self._call_end.documents_changed()
        self._call_end.links.reconcile()
        await line.request(
            ReleaseScope(
                id=line.client.new_id(), conversation=id, scope=Scope.DOCUMENT, grant=grant
            )
        )
