"""Who issues every document."""

ISSUER = "Cités Unies France"
