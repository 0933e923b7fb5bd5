"""What happened, told to systems of the operator: signed HTTP calls, from the events of the broker.

Events are written to the outbox in the transaction that decides them (store/outbox.py); the pump
takes them from there, so that a slow receiver never slows a decision and a crash loses nothing.
"""
