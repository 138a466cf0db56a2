"""The pages people start from: the desk with what to do next, and the growth of a trainee. Read-only; looks at every ledger."""
