"""What a peer has been told about conversations: the server's last word, and the events so far."""

from signaling.messages import (
    AgentsChanged,
    AgentView,
    AnyEvent,
    ConversationGone,
    ConversationMessaged,
    ConversationOpened,
    ConversationState,
    ConversationStateMessage,
    ConversationView,
    Event,
    MarksChanged,
    Person,
    Ready,
    ServerMessage,
    TypingChanged,
)


class Conversations:
    """`mine`: those this person takes part in, by id. `others`: what staff are told of beside
    them, that is, the queue, and for supervisors all that is open. `staff`: who is connected.
    `marks`: how far the two sides have come in the chat. `writing`: who said last that they are, by
    id; a browser forgets it after 6 s."""

    def __init__(self) -> None:
        self.mine: dict[str, ConversationView] = {}
        self.others: dict[str, ConversationView] = {}
        self.staff: list[AgentView] = []
        self.marks: dict[str, MarksChanged] = {}
        self.writing: dict[str, dict[str, Person]] = {}
        self._timelines: dict[str, list[AnyEvent]] = {}

    @property
    def queue(self) -> dict[str, ConversationView]:
        """Those an agent could accept."""
        queued = ConversationState.QUEUED
        return {id: view for id, view in self.others.items() if view.state is queued}

    def timeline(self, conversation: str) -> list[AnyEvent]:
        """All events of `conversation`, in order; empty for one that is not in `mine`."""
        return list(self._timelines.get(conversation, []))

    def chat(self, conversation: str) -> list[tuple[str, str]]:
        """What was said: (name or role of who said it, text)."""
        return [
            (event.by.name or event.by.role.value, event.text)
            for event in self.timeline(conversation)
            if isinstance(event, ConversationMessaged)
        ]

    def handle(self, message: ServerMessage) -> None:
        match message:
            case Ready():
                self.mine.clear()
                self.others = {view.conversation: view for view in message.queue}
                self._timelines.clear()
                self.marks.clear()
                self.writing.clear()
                for opened in message.conversations:
                    self._open(opened)
            case ConversationOpened():
                self._open(message)
            case ConversationStateMessage(state=state):
                self._update(state)
            case ConversationGone(conversation=conversation):
                self.others.pop(conversation, None)
                self.mine.pop(conversation, None)
            case AgentsChanged(agents=agents):
                self.staff = agents
            case MarksChanged(conversation=conversation):
                self.marks[conversation] = message
            case TypingChanged(conversation=conversation, by=by):
                writing = self.writing.setdefault(conversation, {})
                writing.pop(by.id, None)
                if message.typing:
                    writing[by.id] = by
            case Event():
                self._append(message)
            case _:
                pass

    def _open(self, opened: ConversationOpened) -> None:
        conversation = opened.state.conversation
        self.others.pop(conversation, None)
        self.mine[conversation] = opened.state
        self._timelines[conversation] = list(opened.timeline)

    def _update(self, state: ConversationView) -> None:
        conversation = state.conversation
        if conversation in self.mine:
            self.mine[conversation] = state
        else:
            self.others[conversation] = state

    def _append(self, event: AnyEvent) -> None:
        # `conversation.opened` may tell an event that is also sent by itself.
        if isinstance(event, ConversationMessaged):
            self.writing.get(event.conversation, {}).pop(event.by.id, None)
        timeline = self._timelines.setdefault(event.conversation, [])
        if not timeline or event.seq > timeline[-1].seq:
            timeline.append(event)
