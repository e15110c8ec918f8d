"""Call sites of a tree: what identifies one, the one reader of trees, and how a site is found again."""
