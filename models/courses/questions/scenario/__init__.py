"""A scenario: several questions about one text or picture. It is no type of question: it makes questions of others."""
