"""REST under `/api/v1`: how customers and agents come to a ticket for their WebSocket."""
