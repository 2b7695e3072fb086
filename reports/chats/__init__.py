"""Messages in team chats by the webhooks that the platforms document: a file a kind, found by listing this folder."""
